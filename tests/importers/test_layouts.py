"""A file that was saved again in another layout is the same file: same format, same events."""

import csv
import io
import json
import os
import quopri
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.importers import formats
from app.importers.layouts.stored import layouts
from tests.importers.reading import SAMPLES, expected, read, samples
from tests.reader import workbooks
from tests.reader.reading import only
from tests.reader.web_archives import web_archive

EVERY = 1 if os.environ.get("EVERY_CASE") else 3  # one sample in so many; `make soak` takes all
# Their headers tell less than a header set: a comma within a name or an amount, case alone, nothing but two common
# words, or rows of one cell, or a column without a name.
_BY_MORE = (
    "amazon/search_queries/unquoted",
    "amazon/file_descriptions",
    "schwab/account/sections",
    "swedbank/",
    "volksbank/older",
    "john_lewis/card",
    "saison/card/unquoted-comma",
)
# A table beside the list in one text; as one grid the two would be another file.
OF_TWO_TABLES = (
    *("shinkin/bank/with-account", "comdirect/account/two-tables", "life/card/further", "nationwide/account/preamble"),
    *("ocbc/account/two-lines", "pocket/card/2023", "bank_of_america/account/checking"),
    *("deutsche_bank/account/2026", "lansforsakringar/account/with-account", "triangle/card"),
)
# Names that nobody else's table may have beside others, because each of them is common.
_EXACT = tuple(name.replace(".", "/") for name, layout in layouts().items() if layout.exact)
_NAMES = [
    name
    for name in (str(path.relative_to(SAMPLES)) for path in samples() if path.suffix == ".csv")
    if not name.startswith(OF_TWO_TABLES)
]
NAMED = [
    name
    for name in _NAMES
    if not name.startswith((*_BY_MORE, *_EXACT)) and not formats()[".".join(Path(name).parts[:2])].headless
]


def grid(name: str) -> tuple[list[list[str]], list[str], list[list[str]]]:
    """The rows above the header of a sample, the header, and the rows below, all as wide as the header."""
    found = only((SAMPLES / name).read_bytes(), name)
    width = len(found.head.header)
    over = [list(row) for _, row in found.head.above]
    return over, list(found.head.header), [[*row, *[""] * (width - len(row))] for row in found.rows]


def written(rows: list[list[str]], delimiter: str, quoting: Any = csv.QUOTE_ALL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)
    return out.getvalue()


def events_and_counts(found: dict[str, Any]) -> tuple[str | None, dict[str, Counter[str]]]:
    """The format and the events of what was read, whatever their lines."""
    return found["format"], {
        table: Counter(json.dumps({k: v for k, v in row.items() if k != "line"}, sort_keys=True) for row in rows)
        for table, rows in found["events"].items()
    }


def of_sample(name: str) -> tuple[str | None, dict[str, Counter[str]]]:
    """The same of a sample, by what lies beside it (`test_samples` reads it)."""
    return events_and_counts(json.loads(expected(SAMPLES / name).read_text("utf-8")))


@pytest.mark.parametrize("name", NAMED[::EVERY])
def test_columns_in_another_order_and_one_more(name: str, tmp_path: Path) -> None:
    """Columns are found by their names, in any order, among others; all cells in quotes, other delimiter."""
    over, header, rows = grid(name)
    turned = [["新しい列", *header[::-1]], *(["x", *row[::-1]] for row in rows)]
    (tmp_path / "turned.csv").write_bytes(written([*over, *turned], ";").encode("utf-8-sig"))
    if len(set(header)) == len(header):
        assert events_and_counts(read(tmp_path / "turned.csv")) == of_sample(name)
    (tmp_path / "plain.txt").write_bytes(written([*over, header, *rows], "\t", csv.QUOTE_MINIMAL).encode("utf-16"))
    assert events_and_counts(read(tmp_path / "plain.txt")) == of_sample(name)


@pytest.mark.parametrize("name", [name for name in _NAMES if not name.startswith(_BY_MORE)][1::EVERY])
def test_saved_as_a_workbook(name: str, tmp_path: Path) -> None:
    """The same cells in a sheet, also of the formats that have no header."""
    over, header, rows = grid(name)
    sheet = [workbooks.row(number, *row) for number, row in enumerate([*over, header, *rows], 1) if any(row)]
    (tmp_path / "saved.xlsx").write_bytes(workbooks.xlsx(*sheet))
    assert events_and_counts(read(tmp_path / "saved.xlsx")) == of_sample(name)


@pytest.mark.parametrize("name", [str(path.relative_to(SAMPLES)) for path in samples() if path.suffix == ".html"])
def test_saved_as_one_file_by_a_browser(name: str, tmp_path: Path) -> None:
    """A page that was saved whole, like a mail or in Safari's archive, is the same page."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.com/page\r\nSubject: Page\r\n"
        "Date: Mon, 5 Jan 2026 01:02:03 +0900\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----part"\r\n\r\n------part\r\n'
        "Content-Type: text/html\r\nContent-ID: <frame>\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    foot = (
        "\r\n------part\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n------part--\r\n"
    )
    page = quopri.encodestring((SAMPLES / name).read_bytes().replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    (tmp_path / "page.mhtml").write_bytes(head.encode() + page + foot.encode())
    assert events_and_counts(read(tmp_path / "page.mhtml")) == of_sample(name)
    (tmp_path / "page.webarchive").write_bytes(web_archive((SAMPLES / name).read_bytes()))
    assert events_and_counts(read(tmp_path / "page.webarchive")) == of_sample(name)
