"""JSON and JSON lines: every list of objects as a table of exact text, and no document that is believed by halves."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reader import Limits
from tests import examples
from tests.reader.reading import File, Sheet, members_of, only, read


def table(text: str | bytes, name: str = "x.json") -> Sheet:
    return only(text.encode() if isinstance(text, str) else text, name)


def file(text: str | bytes, name: str = "x.json", limits: Limits | None = None) -> File:
    [found] = read(text.encode() if isinstance(text, str) else text, name, limits)
    return found


def problem_codes(found: Sheet) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in found.problems]


def test_lists_of_objects_are_tables() -> None:
    """Each list is a table named by its keys; nested names are joined, what is a list in a record stays JSON."""
    text = """{"version": 2,
 "Your Activity": {"Login History": {"LoginHistoryList": [
   {"IP": "192.0.2.1", "at": {"date": "2024-03-01", "zone": null}},
   {"IP": "192.0.2.2", "tags": [1.50, "x", {"a": [true, null]}], "at": {}}]}},
 "devices": [{"id": 1}, {"id": 12345678901234567890}],
 "none": [], "words": ["a"]}"""
    logins, devices = file(text).sheets
    assert (logins.head.kind, logins.head.sheet) == ("json", "Your Activity.Login History.LoginHistoryList")
    assert logins.head.header == ("IP", "at.date", "at.zone", "tags", "at")
    assert logins.rows == [
        ("192.0.2.1", "2024-03-01", "", "", ""),
        ("192.0.2.2", "", "", '[1.50,"x",{"a":[true,null]}]', "{}"),
    ]
    assert (logins.lines, logins.head.sample, problem_codes(logins)) == ([3, 4], tuple(logins.rows), [])
    assert (devices.head.sheet, devices.names, devices.rows) == ("devices", ["id"], [("1",), ("12345678901234567890",)])


def test_the_root() -> None:
    """A list at the root has no name; a document without a list of objects is one row."""
    assert table('[{"a": 1}]').head.sheet == ""
    found = table('\n{"user": {"name": "花子", "on": true},\n "ids": [1, 2]}')
    assert (found.head.sheet, found.head.header) == ("", ("user.name", "user.on", "ids"))
    assert (found.rows, found.lines) == ([("花子", "true", "[1,2]")], [2])


@pytest.mark.parametrize(
    "number", ["0", "-0", "1.10", "1e5", "-1.5E+300", "1e999999999", "123456789012345678901234567890", "9" * 100_000]
)
def test_a_number_keeps_its_digits(number: str) -> None:
    """Numbers are text as it is written, however long: nothing is rounded, and nothing is computed."""
    assert table(f'[{{"n": {number}, "l": [{number}]}}]').rows == [(number, f"[{number}]")]


SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
WORD = st.text(st.characters(codec="utf-8"), max_size=6).filter(lambda text: not garbled(text))
VALUE = st.recursive(
    SCALAR | WORD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3), max_leaves=8
)
RECORD = st.dictionaries(WORD.filter(lambda word: "." not in word and "#" not in word), VALUE, max_size=4)


def garbled(text: str) -> bool:
    try:
        return not text.isascii() and bool(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return False


def cells(record: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The expected cells of the record, by the standard library."""
    found: list[tuple[str, str]] = []
    for name, value in record.items():
        if isinstance(value, dict) and value:
            found += cells(value, f"{prefix}{name}.")
        elif isinstance(value, str) or value is None:
            found.append((prefix + name, value or ""))
        else:
            found.append((prefix + name, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
    return found


@examples(300)
@given(
    records=st.lists(RECORD, max_size=5),
    ascii_only=st.booleans(),
    form=st.sampled_from(["list", "lines", "nested"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(records=[{"": "\u2028\x85", "a": {"": ""}}, {"b": '\\"'}], ascii_only=False, form="lines", codec="utf-8")
def test_any_records_come_back(records: list[dict[str, Any]], ascii_only: bool, form: str, codec: str) -> None:
    """Every scalar of every record comes back as text under its name, in the line of its record."""
    written = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    before, between, after = {
        "list": ("[\n", ",\n", "]"),
        "lines": ("", "\n", "\n"),
        "nested": ('{"k":\n[', ",\n", "]}"),
    }[form]
    found = file((before + between.join(written) + after).encode(codec))
    if not any(records):
        assert found.refused in (None, "no-records", "empty", "corrupt")
        return
    first = 1 if form == "lines" else 2
    for sheet in found.sheets:
        if sheet.lines and (form != "lines" or len(records) > 1):
            assert sheet.lines == list(range(first, first + len(records)))
            for record, row in zip(records, sheet.rows, strict=True):
                expected = cells(record)
                if len({name for name, _ in expected}) == len(expected):
                    got = dict(zip(sheet.head.header, row, strict=True))
                    assert all(got[name] == text for name, text in expected)
                    assert sum(map(bool, row)) == sum(bool(text) for _, text in expected)


@examples(300)
@given(
    data=st.one_of(
        VALUE.map(json.dumps).map(str.encode),
        st.binary(max_size=40),
        st.text('{}[]",:1\\ \nan', max_size=30).map(str.encode),
    )
)
def test_no_document_is_too_strange(data: bytes) -> None:
    """Any bytes that call themselves JSON are read or refused for a reason; valid ones are never damaged."""
    found = file(data)
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return
    assert found.refused in (None, "no-records", "too-deep", "encrypted")


DEEP = "[" * 62 + "1" + "]" * 62


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000 + "]" * 100_000, "too-deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "too-deep"),
        (f'[{{"a":[{DEEP}]}}]', "too-deep"),
        ("[" * 100_000, "corrupt"),
        ('{"a":' * 100_000, "corrupt"),
        ('{"a": [{"b": 1}', "corrupt"),
        ('[{"a": "b}]', "corrupt"),
        ('[{"a": 1}]]', "corrupt"),
        ('{"a": 1}{"a": 2}', "corrupt"),
        ('[{"a": 1}] [{"a": 2}]', "corrupt"),
        ('{\n"a": 1\n}\n{\n"a": 2\n}', "corrupt"),
        ('[{"a": 1},]', "corrupt"),
        ('{"a": 1,}', "corrupt"),
        ('{"a": 01}', "corrupt"),
        ("{'a': 1}", "corrupt"),
        ('[{"a": "\x01"}]', "corrupt"),
        ('[{"a": "\\x"}]', "corrupt"),
        ('[{"a": 1} {"a": 2}]', "corrupt"),
        ('{"a" 1}', "corrupt"),
        ("nul", "corrupt"),
        ("42", "no-records"),
        ('"words"', "no-records"),
        ("null", "no-records"),
        ("[]", "no-records"),
        ("{}", "no-records"),
        ("[1, [2]]", "no-records"),
        ("[{}, {}]", "no-records"),
        ("", "empty"),
        ("\ufeff \n", "empty"),
        ("{" + ",".join(f'"k{number}":1' for number in range(200_000)) + "}", "too-many-columns"),
        ("[{" + ",".join(f'"k{number}":1' for number in range(200_000)) + "}]", "too-many-columns"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    """Depth, damage, glued documents and documents of no records each have their reason."""
    found = file(text)
    assert (found.refused, found.sheets) == (code, [])


def test_damage_names_its_line() -> None:
    """A problem names the line where a document breaks."""
    with members_of(b'{"a": [{"b": 1},\n{"b": 2},\n{"b" 3}]}', "x.json") as found:
        [member] = list(found)
        with pytest.raises(Exception, match="corrupt"):
            list(member.tables())
        assert member.refused is not None
        assert member.refused.line == 3


def test_depth_up_to_the_limit_is_read() -> None:
    """64 levels are read, brackets inside strings do not count."""
    inner = DEEP[:-62].replace("1", '"[[["') + "]" * 62
    assert table(f'[{{"a":{inner}}}]').rows == [(inner,)]


def test_json_lines() -> None:
    """One object in each line, whatever the file is called; a damaged line is reported and left out."""
    text = (
        '{"a": 1}\n\n{"b": {"c": "x"}}\r\n{"a": tru\n[1]\n{"a": 2} {"a": 3}\n'
        + '{"a":' * 70
        + "1"
        + "}" * 70
        + '\n{"a": 4}'
    )
    for name in ("x.json", "x.jsonl", "events"):
        found = table(text, name)
        assert (found.rows, found.lines) == ([("1", ""), ("", "x"), ("4", "")], [1, 3, 8])
        assert problem_codes(found) == [("bad-record", line) for line in (4, 5, 6, 7)]


def test_repeated_names() -> None:
    """No value of a repeated name is lost; each has a column and is reported."""
    found = table('[{"a": 1, "a": 2,\n "b": {"c": 3}, "b.c": 4}]')
    assert (found.head.header, found.names) == (("a", "a", "b.c", "b.c"), ["a", "a#2", "b.c", "b.c#2"])
    assert (found.rows, problem_codes(found)) == ([("1", "2", "3", "4")], [("duplicate-key", 1), ("duplicate-key", 1)])
    first, second = file('{"a": [{"b": 1}],\n"a": [{"b": 2}]}').sheets
    assert (first.rows, second.rows, problem_codes(second)) == ([("1",)], [("2",)], [("duplicate-key", 2)])


def test_what_is_no_number() -> None:
    """NaN and infinities, which JSON does not know, stay text and are counted."""
    found = table('[{"a": NaN, "b": [Infinity]}, {"a": -Infinity}]')
    assert found.rows == [("NaN", "[Infinity]"), ("-Infinity", "")]
    assert [(problem.code, problem.values) for problem in found.problems] == [("not-a-number", {"count": 3})]


def test_half_characters_cannot_be_stored() -> None:
    """A lone surrogate becomes the mark of a lost character, a pair is one character."""
    found = table(r'[{"a": "x\ud800", "\udc00": "\ud83d\ude00", "l": ["\ud800"]}]')
    assert found.head.header == ("a", "\ufffd", "l")
    assert found.rows == [("x\ufffd", "😀", '["\ufffd"]')]


def test_names_of_other_languages() -> None:
    """Names that mean something to a program are names like any other."""
    found = table('{"__proto__": {"x": 1}, "constructor": 2}')
    assert (found.head.header, found.rows) == (("__proto__.x", "constructor"), [("1", "2")])


@pytest.mark.parametrize("text", ["東京", "café", "Ünna 😀", "naïve – “quoted”"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_what_meta_garbles_is_repaired(text: str, ascii_only: bool) -> None:
    """Bytes written as characters become the text again, in names, cells and lists."""
    bad = text.encode().decode("latin-1")
    found = table(json.dumps([{bad: bad, "list": [bad, {"in": bad}]}], ensure_ascii=ascii_only))
    assert found.head.header == (text, "list")
    assert found.rows == [(text, json.dumps([text, {"in": text}], ensure_ascii=False, separators=(",", ":")))]


@pytest.mark.parametrize("text", ["café", "Ã", "Â£あ", "東京", "Ä°x", "naïve", "\x80"])
def test_what_does_not_fit_is_left_alone(text: str) -> None:
    """Text is repaired only when all of it fits: real accents and mixtures stay what they are."""
    expected = "İx" if text == "Ä°x" else text  # By its bytes this one cannot be told from a garbled text.
    assert table(json.dumps([{"a": text}])).rows == [(expected,)]


def test_encodings() -> None:
    """Byte order marks, UTF-16 with and without one, and a Japanese encoding that JSON does not allow."""
    text = '[{"名前": "花子さん", "住所": "東京都千代田区"}]'
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932"):
        found = table(text.encode(codec))
        assert (found.head.header, found.rows) == (("名前", "住所"), [("花子さん", "東京都千代田区")]), codec
    found = table('[{"a": "東京都千代田区の注文履歴"},\n {"a": "'.encode() + b"\xff" + '京都"}]'.encode())
    assert (found.rows[1], problem_codes(found)) == (("\ufffd京都",), [("undecodable", 2)])


def test_the_scripts_of_x() -> None:
    """X hands out JSON behind the beginning of a script; other scripts are left alone."""
    text = 'window.YTD.ip_audit.part0 = [\n{ "ipAudit" : {"accountId": "11", "loginIp": "192.0.2.1"} } ]'
    for whole in (text, text + ";\n"):
        found = table(whole, "data/ip-audit.js")
        assert (found.head.sheet, found.head.header) == ("", ("ipAudit.accountId", "ipAudit.loginIp"))
        assert (found.rows, found.lines) == ([("11", "192.0.2.1")], [2])
    assert file("window.__THAR_CONFIG = {}", "manifest.js").refused == "unsupported-type"
    assert file(text + "[1]", "ip-audit.js").refused == "corrupt"


def test_sizes() -> None:
    """A document may be only so large, and a table only so wide and long."""
    small = replace(Limits(), document=20, cells=10, columns=3)
    assert file('[{"a": "' + "x" * 20 + '"}]', limits=small).refused == "too-large"
    small = replace(small, document=10_000)
    assert file("[" + ",".join(['{"a":1,"b":2}'] * 30) + "]", limits=small).refused == "too-many-cells"
    assert file('[{"a":1,"b":2},{"c":1,"d":2}]', limits=small).refused == "too-many-columns"


def test_long_lists_come_in_blocks() -> None:
    """Columns that appear late are empty in the rows before, and lines and columns can be asked for."""
    text = "[" + ",\n".join(f'{{"a": {number}}}' for number in range(25_000)) + ',\n{"b": 1}]'
    found = table(text)
    assert (len(found.rows), found.rows[0], found.rows[-1]) == (25_001, ("0", ""), ("", "1"))
    assert found.lines == list(range(1, 25_002))
    [once] = read(text.encode(), "x.json", columns=["b"])
    assert (once.sheets[0].names, once.sheets[0].rows[-1]) == (["b"], ("1",))
