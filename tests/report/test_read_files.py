"""What a report says of files: equal problems as one, what became of each row, and what to do with unknown files."""

import csv
import io
import os
import zipfile
from functools import partial
from pathlib import Path

import pytest

from analyzers.events.stored import StoredValues
from app.report import build
from app.report.grouped import where
from app.report.model import File, StoredProblem
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES

ORDERS = list(csv.reader((SAMPLES / "amazon/order_history/c28-au.csv").read_text("utf-8-sig").splitlines()))
BAD = 3_000
PROSE = "Thank you for requesting your data.\nSee our help pages for what each of the columns means.\n"


def orders(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([ORDERS[0], *rows])
    return out.getvalue().encode()


def order(number: int, day: str) -> list[str]:
    row = list(ORDERS[1])
    row[ORDERS[0].index("Order ID")], row[ORDERS[0].index("Order Date")] = f"503-0000000-{number:07d}", day
    return row


def report(folder: Path, **files: bytes) -> dict[str, File]:
    """The files of a report by the last part of their path."""
    inputs = []
    for upload, (name, data) in enumerate(files.items()):
        (folder / name).write_bytes(data)
        inputs.append(Input(name, partial(os.open, folder / name, os.O_RDONLY), upload))
    return {file.path.rpartition("/")[2]: file for file in build.run(inputs).files}


def test_equal_problems_are_one(tmp_path: Path) -> None:
    """Three thousand dates that cannot be read are one problem, which quotes the first."""
    rows = [order(number, f"soon {number}") for number in range(BAD)]
    (file,) = report(tmp_path, mine=orders(*rows, order(BAD, "2024-01-02"), [""] * len(ORDERS[0]))).values()
    bad, empty = file.problems
    assert (bad.code, bad.line, bad.count, list(bad.lines), bad.values["cell"]) == (
        "bad-date", 2, BAD, [2, 3, 4], "soon 0",
    )  # fmt: skip
    assert (empty.code, empty.line, empty.count, list(empty.lines)) == ("empty-row", BAD + 3, 1, [BAD + 3])
    assert file.accounted == {"events": BAD + 1, "empty-row": 1}


def test_an_event_of_two_files_is_accounted_for_once(tmp_path: Path) -> None:
    """In a longer export the rows of the shorter one are the same events; a file handed in twice holds no other."""
    day = "2024-01-02T00:00:00Z"
    short, long = orders(order(1, day), order(2, day)), orders(order(1, day), order(2, day), order(3, day))
    files = report(tmp_path, short=short, long=long, again=long)
    assert sorted(str(file.accounted) for file in files.values()) == [
        "{'events': 0, 'same_event': 2}", "{'events': 0, 'same_event': 3}", "{'events': 3}",
    ]  # fmt: skip


BESIDE = {
    "README.txt": PROSE,
    "LICENSE": "MIT License\n\nCopyright (c) 2020 Example\n\nPermission is hereby granted, free of charge, to any\n"
    * 3,
    "notes.md": "# Notes\n\nSome words.\n",
    "About the columns.txt": PROSE,
}
UNKNOWN = {
    "sums.csv": ("When,What,Sum\n2024-01-02,Book,5\n2024-01-03,Cup,6\n", "When, What, Sum"),
    "colours.csv": ("colour,taste\nred,sweet\n", None),
    "sign-ins.txt": ("Your recent activity\n2024-01-02 10:00 signed in from 203.0.113.9\n", None),
    "README-activity.txt": ("Activity\nSigned in 2024-01-02 10:00 from 203.0.113.9\n", None),
}


def test_files_that_no_format_claims(tmp_path: Path) -> None:
    """What only explains the others is no trouble; of the rest each says what can be done with it."""
    with zipfile.ZipFile(data := io.BytesIO(), "w") as archive:
        for name, text in {**BESIDE, **{name: text for name, (text, _) in UNKNOWN.items()}}.items():
            archive.writestr(name, text)
    files = {path.rpartition("!/")[2]: file for path, file in report(tmp_path, export=data.getvalue()).items()}
    for name in BESIDE:
        assert ([one.code for one in files[name].problems], files[name].not_read) == (["by-file"], True), name
    for name, (_, table) in UNKNOWN.items():
        first = files[name].problems[0]
        assert (first.code, first.values.get("tables"), files[name].accounted) == ("not-recognised", table, {}), name


@pytest.mark.parametrize(
    ("lines", "count", "said"),
    [
        ([], 7, None),
        ([5], 1, {"line": "5"}),
        ([5, 9], 2, {"lines": ["5", "9"]}),
        ([1005, 1009, 1010], 2000, {"lines": ["1005", "1009", "1010"], "count": 1997}),
    ],
)
def test_where_a_problem_is(lines: list[int], count: int, said: dict[str, object] | None) -> None:
    """A problem names its first lines, without separators in their numbers, and how many more there are."""
    found = where(StoredProblem(lines[0] if lines else None, "c", "m", StoredValues(), count, lines))
    assert (found and found[1]) == said
