"""Layout files: what is wrong with one is said with its line, installations add theirs, and programs write them."""

import os
import resource
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import msgspec
import pytest
import yaml

from app.importers.layouts import patterns
from app.importers.layouts.claims import Claims
from app.importers.layouts.formats import layout_sources
from app.importers.layouts.parse import LayoutError, parse_folder, parse_layout
from app.importers.layouts.propose import propose
from app.importers.layouts.read import read
from app.importers.layouts.stored import FOLDER, shipped
from app.importers.layouts.write import layout_of_map, layout_text
from app.importers.mapping import ColumnMap
from tests.importers.reading import SAMPLES, samples, tables_of

PLAIN = """\
id: example_bank.account
title: "Example Bank: transactions"
grade: A
seen: "the file of a user"
checked: "2026-11-30"
headers: {"2026": [Tag, Text, Umsatz, Stand]}
columns: {date: Tag, merchant: Text, amount: Umsatz, balance: Stand}
sign: in
order: day
currency: EUR
decimal: comma
"""
BOMB = "\n".join(f"a{level}: &a{level} [{'*a%s, ' % (level - 1) * 9 if level else 'x'}]" for level in range(9))
TABLE = """\
Tag;Text;Umsatz;Stand
01.06.2026;Cafe;-1,50;98,50
19.06.2026;Lohn;1.100,00;1.198,50
20.06.2026;Kiosk;-8,50;1.190,00
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("id: example_bank.account", "id: example", 1, "id"),
        ("grade: A", "grade: D", 3, "shape"),
        ("order: day", "order: dya", 9, "shape"),
        ("order: day", "ordre: day", 9, "shape"),
        ("order: day", "order: [", 11, "yaml"),
        ("date: Tag", "when: Tag", 7, "key"),
        ("amount: Umsatz, ", "", 7, "column"),
        ("sign: in\n", "", 7, "sign"),
        ("currency: EUR", "currency: EURO", 10, "currency"),
        ('headers: {"2026": [Tag, Text, Umsatz, Stand]}\n', "", 1, "header"),
        ("grade: A", "grade: C\nstatus: {pending: [offen]}", 4, "meaning"),
        ("order: day", "order: day\ndate_from: '('", 10, "pattern"),
        ("order: day", "order: day\ndate_from: '\\d+'", 10, "part"),
        ("order: day", "order: day\ncount: 'Posten'", 10, "part"),
        ("order: day", "order: day\ncard_above: '(?:Karte) \\d{4}'", 10, "part"),
        ("order: day", "order: day\nbeside: [Summe, '~(Summe']", 10, "pattern"),
        ("order: day", "order: day\nsome: {Text: ['~(?=Kiosk)']}", 10, "pattern"),
        ("order: day", "order: day\nanchor: {Text: x}", 10, "anchor"),
        (", balance: Stand}", "}\nbeside: []", 3, "proof"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, code: str) -> None:
    """File, line and what to do, for whoever writes one."""
    text = PLAIN.replace(old, new)
    text = text.replace("grade: A", "grade: C") if code == "proof" else text
    with pytest.raises(LayoutError) as error:
        parse_layout(text, Path("de/bank.yaml"))
    assert (str(error.value.args[0]), error.value.values["line"]) == (code, line), str(error.value)
    assert "de/bank.yaml" in str(error.value)


def test_a_file_that_is_no_layout_at_all() -> None:
    """Nothing, a list, a text, a key that is a list, and what contains itself are named like any other fault."""
    for text, code, line in (
        ("", "shape", 1),
        ("- id\n- title\n", "shape", 1),
        ("a page", "shape", 1),
        ("id: example.bank\n? [title]\n: x\n", "yaml", 2),
        ("headers: &all [*all]\n", "repeated", 1),
        ("headers: &all {2026: *all}\n", "repeated", 1),
        ("headers: &all [a]\n\nmask: *all\n", "repeated", 3),
        (BOMB, "repeated", 2),
        ("mask: [" + "a," * 200_000 + "]\n", "long", 1),
    ):
        with pytest.raises(LayoutError) as error:
            parse_layout(text, Path("de/bank.yaml"))
        assert (str(error.value.args[0]), error.value.values["line"]) == (code, line), text


def test_a_folder_names_the_country_and_no_id_is_taken_twice(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de/bank.yaml").write_text(PLAIN, "utf-8")
    assert [(layout.id, layout.country) for layout in parse_folder(tmp_path)] == [("example_bank.account", "de")]
    with pytest.raises(LayoutError, match=r"another layout has the id example_bank\.account"):
        parse_folder(tmp_path, {"example_bank.account"})
    with pytest.raises(LayoutError, match="There is no folder"):
        parse_folder(tmp_path / "none")
    assert {layout.id for layout in parse_folder(FOLDER)} == {layout.id for layout in shipped()}


def checked(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "check", "--json", "--lang", "en", str(file)]
    environment = {**os.environ, "MIOBOE_LAYOUTS": str(folder), "LC_ALL": "en_US.UTF-8"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_an_installation_adds_its_own(tmp_path: Path) -> None:
    """A table is read by the confined child in a layout of the installation; a bad one stops the start with a
    sentence."""
    file, layout = tmp_path / "umsatz.csv", tmp_path / "added/de/bank.yaml"
    layout.parent.mkdir(parents=True)
    file.write_text(TABLE, "utf-8")
    for text in (PLAIN, PLAIN + "count: '(\\d+) Posten'\n"):  # a pattern is tried before a table is read
        layout.write_text(text, "utf-8")
        assert '"format": "example_bank.account"' in checked(tmp_path / "added", file).stdout
    layout.write_text(PLAIN.replace("order: day", "order: dya"), "utf-8")
    ended = checked(tmp_path / "added", file)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "bank.yaml" in ended.stderr
    assert "line 9" in ended.stderr
    layout.write_bytes(PLAIN.encode("utf-16"))
    ended = checked(tmp_path / "added", file)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "UTF-8" in ended.stderr


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["check", "{file}"], ["content"], ["layout", "{file}"]])
@pytest.mark.parametrize(("text", "line"), [(BOMB, 2), (PLAIN + "count: 'Posten'\n", 12)])
def test_every_command_names_a_layout_that_cannot_be_used(
    tmp_path: Path, command: list[str], text: str, line: int
) -> None:
    """With the file and the line, at once and with little memory, and the person's file is not blamed."""
    file, layout = tmp_path / "umsatz.csv", tmp_path / "added/de/bank.yaml"
    layout.parent.mkdir(parents=True)
    file.write_text(TABLE, "utf-8")
    layout.write_text(text, "utf-8")
    environment = {**os.environ, "MIOBOE_LAYOUTS": str(tmp_path / "added"), "LC_ALL": "en_US.UTF-8"}
    environment["MIOBOE_DATA"] = str(tmp_path / "data")
    named = [sys.executable, "-m", "app", *(word.format(file=file) for word in command)]
    named += ["--name", "my.bank"] if command[0] == "layout" else []
    ended = subprocess.run(
        named,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30)),
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"{layout}, line {line}:" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "umsatz" not in ended.stderr.replace(str(layout), "")


def test_no_pattern_runs_away(tmp_path: Path) -> None:
    """What needs exponential time where patterns backtrack is searched at once, for every key that holds a pattern."""
    hostile, text = r"(?:((?:a+)+)+)+b", "a" * 22
    (tmp_path / "table.csv").write_text(f"{text}\n\n" + TABLE.replace("Cafe", text), "utf-8")
    table, _ = next(tables_of(tmp_path / "table.csv"))
    block = next(iter(table.blocks()))
    searched = [f"{key}: '{hostile}'" for key in ("date_from", "card_above", "count")]
    searched += [f"{key}: ['~{hostile}']" for key in ("beside", "ends")]
    searched += [f"{key}: {{Text: ['~{hostile}']}}" for key in ("some", "own", "records")]
    searched += [f"sections: {{pending: ['~{hostile}']}}", f"cells: ['~{hostile}', day]"]
    keys = {line.partition(":")[0] for line in searched}
    assert keys >= {*patterns.WITH_A_PART, *patterns._HOLDING_VALUES} - {"direction", "status"}
    begun = time.process_time()
    for line in searched:
        layout = msgspec.structs.replace(parse_layout(PLAIN, Path("de/bank.yaml")), **yaml.safe_load(line))
        Claims([layout]).of(table.head)
        read(layout, table.head, block)
    assert time.process_time() - begun < 5


BALANCED = {layout.id for layout in shipped() if {"balance", "before"} & set(layout.columns) and not layout.group}


@pytest.mark.long
def test_what_is_proposed_reads_a_table_as_its_layout_does() -> None:
    """A proposal whose signs balances prove gives the same amounts as the layout that was written by hand."""
    own = {layout.id: layout for layout in shipped()}
    proven = 0
    balanced = [path for path in samples() if ".".join(path.relative_to(SAMPLES).parts[:2]) in BALANCED]
    for path in (path for path in balanced if path.suffix == ".csv"):
        for table, claimed in tables_of(path):
            if not claimed or table.head.above:
                continue
            proposal = propose(table.head.header, table.head.sample, "my.bank", "2026-11-30")
            if proposal.layout is None or not proposal.proven:
                continue
            block, layout = next(iter(table.blocks())), own[claimed[0]]
            mine = msgspec.structs.replace(proposal.layout, currency=layout.currency, decimal=layout.decimal)
            amounts = [read(each, table.head, block).tables["payments"] for each in (layout, mine)]
            both = amounts[0].join(amounts[1], on="line")
            assert (both["amount_minor"] == both["amount_minor_right"]).all(), path
            proven += 1
    assert proven > 12


def test_a_mapping_is_a_layout(tmp_path: Path) -> None:
    """What a person said of a table is a file that claims the table and reads it in the same way."""
    header, *rows = [tuple(line.split(";")) for line in TABLE.splitlines()]
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, order="day", currency="EUR", sign="in")
    layout = parse_layout(layout_text(layout_of_map(said, header, rows, "my.bank", "2026-11-30")), Path("de/my.yaml"))
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    table, _ = next(tables_of(tmp_path / "table.csv"))
    assert Claims([layout]).of(table.head) == ["my.bank"]
    events = read(layout, table.head, next(iter(table.blocks())))
    assert events.tables["payments"]["amount_minor"].to_list() == [150, -110000, 850]


@pytest.mark.parametrize("category", ["Cc", "Cf", "Co", "Zl", "Zp"])
def test_no_hidden_character_is_written(category: str) -> None:
    """A header with any of them is written with its number, and is read as it was."""
    signs = [sign for sign in map(chr, range(0xE0080)) if unicodedata.category(sign) == category][:200]
    header = tuple(f"a{sign}b: {{x}}\"'" for sign in signs if sign not in "\n\r")
    said = ColumnMap("payments", {"date": 0}, order="day", currency="EUR", sign="in")
    layout = layout_of_map(said, ("Tag", *header), [], "my.bank", "2026-11-30")
    text = layout_text(layout)
    assert not [sign for sign in text if sign != "\n" and unicodedata.category(sign) == category]
    assert yaml.safe_load(text)["headers"] == {"2026": ["Tag", *header]}


def test_what_is_lacking_is_said() -> None:
    """A table without dates, or without amounts, has no layout."""
    assert propose(("Name", "Umsatz"), [("Cafe", "1,50")], "my.bank", "2026-11-30").lacking == ("date",)
    assert propose(("Tag", "Name"), [("01.06.2026", "Cafe")], "my.bank", "2026-11-30").lacking == ("amount",)
    proposal = propose(("Tag", "Umsatz"), [("01.06.2026", "1,50")], "my.bank", "2026-11-30")
    assert proposal.open == ("sign", "currency")


def test_a_bank_of_two_countries_has_no_zone() -> None:
    """Times beside the payments of a bank are in the zone of its country, where all its layouts are of that one."""
    sources = layout_sources(())
    assert (sources["monzo"].zone, sources["amex"].zone) == ("Europe/London", None)
