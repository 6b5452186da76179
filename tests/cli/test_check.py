"""The messages of the commands about files that are missing, empty, unknown or not examined."""

import csv
import json
from io import BytesIO
from pathlib import Path

import pytest

from app.cli.commands.tables import show_tables
from app.i18n.translate import gettext
from tests.cli.here import run
from tests.cli.test_explain import SAMPLE
from tests.importers.reading import SAMPLES
from tests.reader.workbooks import archive, parts, row

NOTHING_FOUND = "Nothing unfamiliar was found in what could be examined. That does not prove that nothing happened."
LANGS = pytest.mark.parametrize("lang", ["ja", "en"])


@LANGS
@pytest.mark.parametrize("option", ["--owner", "--mapping"])
def test_a_file_that_is_not_there(tmp_path: Path, lang: str, option: str) -> None:
    """A mistyped name is called missing, not unreadable."""
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    missing = str(tmp_path / "nofile.yaml")
    made = run("check", tmp_path / "a.csv", option, missing, lang=lang)
    assert made.returncode == 2
    assert gettext("There is no file or folder named {path}.", lang, path=missing) in made.stderr


def test_tables_that_are_read_twice_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a busy machine cut off a table, the printed part says that it does not count, and the whole one follows."""
    table = {"k": "table", "path": "a.csv", "sheet": None, "encoding": None, "delimiter": None, "header": ["a"]}
    frames = [{"k": "member"}, table, {"k": "again"}, {"k": "member"}, table, {"k": "table_end"}, {"k": "end"}]
    monkeypatch.setattr("app.report.intake.tables", lambda _: [(0, frame, b"") for frame in frames])
    out = BytesIO()
    assert show_tables([], out) == 0
    printed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [[problem["code"] for problem in one["problems"]] for one in printed] == [["busy"], []]


@LANGS
def test_what_cannot_be_sanitised(tmp_path: Path, lang: str) -> None:
    """A folder and an empty file are each called what they are, and nothing is written."""
    (tmp_path / "empty.csv").touch()
    out = tmp_path / "out.csv"
    folder = run("sanitise", tmp_path, "-o", out, lang=lang)
    said = "{path} is a folder. Only one file at a time can be sanitised: name the file."
    assert gettext(said, lang, path=str(tmp_path)) in folder.stderr
    empty = run("sanitise", tmp_path / "empty.csv", "-o", out, lang=lang)
    assert gettext("This file is empty, so there is nothing to sanitise.", lang) in empty.stderr
    assert (folder.returncode, empty.returncode, out.exists()) == (2, 2, False)


PAYPAY = SAMPLES / "paypay" / "transactions" / "ja.csv"


@LANGS
def test_no_check_made_is_no_good_news(tmp_path: Path, lang: str) -> None:
    """Payments alone allow no check: the report says so and names what is missing, instead of "nothing found"."""
    payments = PAYPAY.read_text("utf-8-sig").splitlines()[:3]  # the header and two payments, no refund
    (tmp_path / "a.csv").write_text("\n".join(payments), encoding="utf-8")
    made = run("check", tmp_path / "a.csv", lang=lang)
    assert "paypay.transactions" in made.stdout
    assert (
        gettext("None of our checks could be made with these files. What is missing for each is listed below.", lang)
        in made.stdout
    )
    assert gettext("What could not be examined:", lang) in made.stdout
    assert gettext(NOTHING_FOUND, lang) not in made.stdout
    assert made.returncode == 0


@LANGS
@pytest.mark.parametrize(
    ("name", "text", "offered"),
    [
        ("some.json", '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]', False),
        ("a.csv", "a,b\n1,2\n", False),
        ("a.csv", "day,shop,amount\n2026-05-01,見本屋,1200\n", True),
    ],
)
def test_nothing_examined_is_not_nothing_found(tmp_path: Path, lang: str, name: str, text: str, offered: bool) -> None:
    """A table that no format fits was not examined. Where its columns can be named, the option for that is; where no
    column can be a date, the file is refused instead."""
    (tmp_path / name).write_text(text, "utf-8")
    made = run("check", tmp_path / name, lang=lang)
    assert gettext("Nothing could be examined, so nothing can be said about the account.", lang) in made.stdout
    assert ("--mapping" in made.stdout) == offered
    assert gettext(NOTHING_FOUND, lang) not in made.stdout
    assert made.returncode == 0


UNKNOWN = ["日付", "店", "金額"]
MAPPING = """- header: [日付, 店, 金額]
  rows: payments
  columns: {date: 日付, merchant: 店, amount: 金額}
  order: month
  currency: JPY
  zone: Asia/Tokyo
  sign: out
"""


def workbook(*sheets: list[list[str]]) -> bytes:
    """A workbook of sheets named A, B, C … with these cells."""
    made = parts(names=tuple("ABC"[: len(sheets)]))
    for number, sheet in enumerate(sheets, 1):
        alone = parts(*(row(line, *cells) for line, cells in enumerate(sheet, 1)))
        made[f"xl/worksheets/sheet{number}.xml"] = alone["xl/worksheets/sheet1.xml"]
    return archive(made)


def paypay() -> list[list[str]]:
    """The first rows of a history of payments, with its header."""
    return list(csv.reader(PAYPAY.read_text("utf-8-sig").splitlines()[:3]))


@LANGS
def test_a_sheet_that_nobody_knows_is_named(tmp_path: Path, lang: str) -> None:
    """Beside a sheet that was read another is not passed over; a note is no table; named columns are read."""
    unknown = [UNKNOWN, ["2026-01-02", "x", "100"], ["2026-01-03", "y", "200"]]
    (tmp_path / "a.xlsx").write_bytes(workbook(paypay(), unknown, [["a note"], ["of two lines"]]))
    said = "The table “{table}” ({rows} row) is of a kind that we do not know, so it was not used."
    here = json.loads(run("check", "--json", tmp_path / "a.xlsx", lang=lang).stdout)
    told = [one["message"] for one in here["files"][0]["problems"] if one["code"] == "table-not-recognised"]
    assert told == [gettext(said, lang, table="B", rows=2)]
    assert (here["files"][0]["format"], here["files"][0]["events"]) == ("paypay.transactions", 2)
    odd = paypay() + [["?", *paypay()[1][1:-1], str(number)] for number in range(9)]
    (tmp_path / "b.xlsx").write_bytes(workbook(odd, unknown))
    lines = run("check", tmp_path / "b.xlsx", lang=lang).stdout.splitlines()
    assert told[0] in lines[1], "that a table was not used comes before the problems of single rows"
    assert "4, 5, 6" in lines[2].replace("、", ", "), "nine dates that cannot be read are one line"
    assert sum(line.startswith("    ") for line in lines[:5]) == 3, "and the zone of the others"
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    made = run("check", "--json", tmp_path / "a.xlsx", "--mapping", tmp_path / "m.yaml", lang=lang)
    file = json.loads(made.stdout)["files"][0]
    assert (file["format"], file["events"], made.stderr) == ("paypay.transactions", 4, "")
    assert "table-not-recognised" not in [one["code"] for one in file["problems"]]


def test_a_note_beside_an_export_lacks_nothing(tmp_path: Path) -> None:
    """A text of one line is not a table without rows, whatever its words; a header alone is."""
    members = {"readme.txt": "Your data, as of today; enjoy.", "NOTE": "Hello", "a.csv": "alpha,beta,gamma\n"}
    (tmp_path / "a.zip").write_bytes(archive(dict(members)))
    files = json.loads(run("check", "--json", tmp_path / "a.zip").stdout)["files"]
    found = {file["path"].rpartition("!/")[2]: [one["code"] for one in file["problems"]] for file in files}
    assert found["readme.txt"] == ["by-file"]
    assert found["a.csv"] == ["no-records"]


@LANGS
def test_a_mapping_that_fits_no_table_is_reported(tmp_path: Path, lang: str) -> None:
    """An entry whose header no table has is named by its first columns; one that was used is not."""
    (tmp_path / "a.csv").write_text("日付,店,金額\n2026-01-02,x,100\n", encoding="utf-8")
    other = MAPPING.replace("[日付, 店, 金額]", "[日付, 店, 金額, a, b, c]")
    (tmp_path / "m.yaml").write_text(MAPPING + other, encoding="utf-8")
    made = run("check", tmp_path / "a.csv", "--mapping", tmp_path / "m.yaml", lang=lang)
    said = "The mapping file has an entry for the header {names}, but no table that needs it has these columns."
    shown = gettext(said, lang, names=[*UNKNOWN, "a", "b", "…"])
    assert made.stderr == f"mioboe: {shown}\n"
    assert made.returncode == 0


@LANGS
def test_answers_of_the_owner_file(tmp_path: Path, lang: str) -> None:
    """An answer is shown with its finding; one for a finding that does not exist is reported."""
    found = json.loads(run("check", "--json", SAMPLE, lang=lang).stdout)["findings"]
    name = found[0]["id"]
    (tmp_path / "o.yaml").write_text(f"verdicts: {{{name}: not_mine, abc123: mine}}", encoding="utf-8")
    made = run("check", SAMPLE, "--owner", tmp_path / "o.yaml", lang=lang)
    said = "The owner file answers the finding {id}, which is not among the findings."
    assert made.stderr == f"mioboe: {gettext(said, lang, id='abc123')}\n"
    answered = gettext("answered: {answer}", lang, answer=gettext("I do not recognise it", lang))
    assert made.stdout.split(f"id: {name}")[0].rstrip().endswith(answered)


ORDERS, REFUNDS = (SAMPLES / "amazon" / name for name in ("order_history/c28-au.csv", "refund_details/jp.csv"))


@pytest.mark.parametrize("torn", [False, True])
def test_no_proof_rests_on_a_list_with_rows_that_cannot_be_read(tmp_path: Path, torn: bool) -> None:
    """A refund whose order may stand in a row without a readable number is no proof, and the gap says why."""
    with ORDERS.open(encoding="utf-8-sig", newline="") as given, (tmp_path / "o.csv").open("w", newline="") as made:
        rows = list(csv.DictReader(given))
        out = csv.DictWriter(made, list(rows[0]))
        out.writeheader()
        for n in range(20):
            number = "?" if torn and n == 7 else f"503-1000{n:03}-1000000"
            day = f"2025-{1 + n // 2:02}-{1 + n % 2 * 14:02}T01:00:00Z"
            out.writerow({**rows[0], "Order ID": number, "Order Date": day, "Website": "Amazon.co.jp"})
    text = REFUNDS.read_text("utf-8-sig").splitlines()[:2]
    (tmp_path / "r.csv").write_text("\n".join(text).replace("2026-07-01T", "2025-10-01T"), encoding="utf-8")
    made = json.loads(run("check", tmp_path, "--json", "--lang", "en").stdout)
    found = {one["detector"]: one for one in made["findings"]}
    assert ("refund.orphan" in found) is not torn
    assert ("could not be read, so they may be there" in found.get("case.coverage_gap", {}).get("message", "")) is torn
