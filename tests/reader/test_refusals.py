"""A file that cannot be read gives one line with its reason and counts as not read; rows of quotes stay quick."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands.tables import show_tables
from app.reader import read_rows
from app.reader.delimited import careful, repair
from app.reader.delimited.split import split
from app.reader.detect.sniff import kind
from app.reader.problems import REFUSAL_SENTENCES


def tables(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    out = io.BytesIO()
    status = show_tables([(path.name, str(path)) for path in paths], out)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_page_without_a_table_says_so(tmp_path: Path) -> None:
    """No table was read, and one line for each page gives the reason."""
    pages = ("<html><p>Hello</p></html>", "<html>" + "<!--" * 50, "<html><table></table></html>")
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_text(page)
    status, shown = tables(*(tmp_path / f"{number}.html" for number in range(len(pages))))
    assert (status, len(shown)) == (2, len(pages))
    for said in shown:
        assert (said["header"], said["rows"]) == ([], [])
        assert [(problem["code"], problem["message"]) for problem in said["problems"]] == [
            ("no-records", REFUSAL_SENTENCES["unknown-page"])
        ]


def test_a_page_to_sign_in_on_is_called_that(tmp_path: Path) -> None:
    """A page saved while signed out is reported as such."""
    (tmp_path / "page.html").write_text('<html><form><input name="user"><input type="password"></form></html>')
    status, [said] = tables(tmp_path / "page.html")
    assert (status, [problem["code"] for problem in said["problems"]]) == (2, ["sign-in-page"])


def test_a_statement_of_investments_alone_has_no_bank_transactions() -> None:
    """Its transactions are of another kind, which is not the same as an empty file."""
    status, [said] = tables(Path(__file__).parent / "documents/investments-only.ofx")
    assert (status, said["problems"][0]["message"]) == (2, REFUSAL_SENTENCES["no-bank-transactions"])


MT940 = ":20:STARTUMS\r\n:25:00000000/0000000001\r\n:28C:00005/001\r\n:60F:C260502EUR500,00\r\n" + (
    ":61:2605030504D12,50NMSCNONREF\r\n:86:106?00KARTENZAHLUNG?20SVWZ+2026-05-02T10:15, Karte 1?32Eckbaeckerei\r\n" * 3
)
QIF = "!Type:Bank\nD03/05/2026\nT-12.50\nPCorner Bakery, Ltd\nMCard, 1\n^\nD08/05/2026\nT-1,047.30\nPEnergy, Ltd\n^\n"


@pytest.mark.parametrize("name", ["statement.sta", "statement.csv", "statement.txt", "statement.940", "x"])
@pytest.mark.parametrize(
    ("begins", "text", "reason"),
    [
        ("", MT940, "mt940"),
        ("\r\n", MT940, "mt940"),
        (":940:\r\n", MT940, "mt940"),
        ("{1:F01EXAMPLEXXXX0000000000}{2:I940EXAMPLEXXXXN}{4:\r\n", MT940, "mt940"),
        ("0000 01EXAMPL2AXXXX00001\r\n0000 01EXAMPL2AXXXX00001\r\n940 00\r\n", MT940, "mt940"),
        ("EXAMPL2A\r\n940\r\nEXAMPL2A\r\n", MT940, "mt940"),
        ("\ufeff", MT940.replace(":60F:", ":34F:"), "mt940"),
        ("", QIF, "qif"),
        ("# a comment\n", QIF, "qif"),
        ("^\n", QIF, "qif"),
        ("^\n", QIF.partition("\n")[2], "qif"),
        ("!Option:AutoSwitch\n", QIF, "qif"),
        ("!Account\nNCurrent\n^\n", QIF.replace("Bank", "CCard"), "qif"),
        ("", QIF.replace("\n", "\r\n").replace("Bakery", "B\u00e4ckerei"), "qif"),
    ],
)
def test_statements_for_programs_are_known_by_their_beginning(
    tmp_path: Path, begins: str, text: str, reason: str, name: str
) -> None:
    """MT940 and QIF, whatever wraps them and however they are called, are never read as a table of commas."""
    data = (begins + text).encode("utf-8")
    assert kind(data, name) == reason
    (tmp_path / name).write_bytes(data)
    status, [table] = tables(tmp_path / name)
    assert (status, table["delimiter"], len(table["rows"])) == (0, None, text.count("12,50N") or text.count("T-"))


def test_a_table_that_mentions_such_words_stays_a_table(tmp_path: Path) -> None:
    """Colons, exclamation marks and carets of an ordinary table name no format."""
    (tmp_path / "a.csv").write_text("!Type,:20:,Total\n^,:25:,1.00\n^,:25:,2.00\n^,:25:,3.50\n")
    status, [said] = tables(tmp_path / "a.csv")
    assert (status, said["problems"], len(said["rows"]) > 2) == (0, [], True)


def test_damage_that_shows_late_is_nothing_read(tmp_path: Path) -> None:
    """Rows had been shown before the damage was met: the line says so, and the exit status does not call it read."""
    rows = b"id,total\n" + b"".join(b"%d,%d\n" % (number, number * 7919 % 10007) for number in range(600_000))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", rows)
    data = bytearray(made.getvalue())
    data[-2_000] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    status, [said] = tables(tmp_path / "a.zip")
    assert (status, said["problems"][-1]["code"]) == (2, "corrupt")


def test_an_archive_of_folders_is_empty_and_one_that_points_outside_is_damaged(tmp_path: Path) -> None:
    """Neither is passed over in silence, nor called an attack."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("folder/", "")
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    assert [one["problems"][0]["code"] for one in tables(tmp_path / "a.zip")[1]] == ["empty"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    data = bytearray(made.getvalue())
    place = data.index(b"PK\x01\x02") + 42
    data[place : place + 4] = (1 << 30).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    assert [one["problems"][0]["code"] for one in tables(tmp_path / "a.zip")[1]] == ["corrupt"]


@pytest.mark.parametrize("row", ['"x,' * 60_000, 'x,"y ' * 60_000, '"x" "y,' * 40_000, '"x""' * 60_000])
def test_a_row_of_quotes_is_read_a_few_times_only(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each quote without a partner could be the one too many; in a very long row that is not tried for all of them."""
    read = 0

    def counted(text: str, *given: Any) -> Any:
        nonlocal read
        read += len(text)
        return split(text, *given)

    monkeypatch.setattr(careful, "split", counted)
    monkeypatch.setattr(repair, "split", counted)
    assert read_rows(f"a,b\n{row}\n1,2\n".encode(), "x")[-1] == ["1", "2"]
    assert read < 200 * len(row)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[{"a": 1}, {"a": 2}]', "json"),
        ('{"a": 1}\n{"a": 2}\n', "json"),
        ('{\n  "a": 1\n}', "json"),
        ('{"a": 1},x\n', "text"),
        ('"a","b"\n', "text"),
        ("[a],b\n", "text"),
    ],
)
def test_json_that_is_named_like_a_table_is_json(text: str, what: str) -> None:
    """The content decides; a row that only begins with a brace is a row."""
    assert kind(text.encode(), "export.csv") == what
