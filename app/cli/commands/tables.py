"""``mioboe tables``: how each file was read, as one JSON object a line per table."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

from app.cli.language import system_language
from app.cli.output import json_bytes, write_json
from app.cli.paths import NamedFile, named_files, sources
from app.i18n import N_
from app.sandbox.frames import Header

if TYPE_CHECKING:
    from app.report.model import StoredProblem

UNTRUSTED = ("drop", "killed", "again")  # frames after which the rows of a file so far do not count
_HEAD = ("path", "sheet", "encoding", "delimiter", "header")
BUSY = "busy"  # the code of a problem
NO_TABLE: dict[str, Any] = {"sheet": None, "encoding": None, "delimiter": None, "header": [], "rows": [], "lines": []}
AGAIN_SENTENCE = N_("This computer is busy: reading was cut off here. The tables of this file follow once more.")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("tables", help="how each file was read: one JSON object a line per table")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the tables; the status is 2 where no file could be read as one."""
    files = named_files(arguments.paths, system_language())
    return 2 if files is None else show_tables(files, sys.stdout.buffer)


def show_tables(files: Sequence[NamedFile], out: IO[bytes]) -> int:
    """Writes each table with its rows as they come; the status is 2 where no table was read to its end."""
    from app.i18n.languages import SOURCE
    from app.report.grouped import grouped
    from app.report.intake import tables
    from app.report.model import StoredProblem
    from app.report.present import problems as presented
    from app.report.stored import plain, typed

    any_table, file_has_table, is_open, comma = False, False, False, b""
    problems, lines, boxes = list[StoredProblem](), list[int](), Header()
    for _, frame, payload in tables(sources(files)):
        kind, file_has_table = frame["k"], file_has_table and frame["k"] not in UNTRUSTED
        if kind == "again":
            problems = [_read_again()] if is_open else []
        if kind == "table":
            file_has_table, is_open, lines, comma, boxes = True, True, [], b"", {}
            out.write(json_bytes({name: frame[name] for name in _HEAD})[:-1] + b', "rows": [')
        elif kind == "text":
            rows, starts = json.loads(payload)
            lines += starts
            if rows:
                out.write(comma + json_bytes(rows)[1:-1])
                comma = b", "
        elif kind == "picture":
            boxes = picture_boxes(payload)
        elif kind == "table_end" or (kind in UNTRUSTED and is_open):
            reasons = plain(presented(grouped(problems), SOURCE))
            out.write(b"], " + json_bytes({"lines": lines, "problems": reasons, **boxes})[1:] + b"\n")
            problems, is_open = [], False
        elif kind == "problems":
            problems += typed(frame["problems"], list[StoredProblem])
        elif kind in ("end", "killed"):
            any_table, file_has_table = any_table or file_has_table, False
            if problems:  # A refused file has no table, but a reason.
                why = plain(presented(grouped(problems), SOURCE))
                write_json({"path": frame["path"], **NO_TABLE, "problems": why}, out)
                problems = []
    return 0 if any_table else 2


def _read_again() -> "StoredProblem":
    from analyzers.events.stored import StoredValues
    from app.report.model import StoredProblem

    return StoredProblem(line=None, code=BUSY, message=AGAIN_SENTENCE, values=StoredValues())


def picture_boxes(payload: bytes | bytearray) -> Header:
    """What only tables of pictures have: the size of the picture, and for each row its box, the boxes of its fields
    (left, top, right, bottom in pixels of the upright picture) and its doubts."""
    page = json.loads(payload)
    rows = [{"box": row["box"], "fields": row["boxes"], "doubts": row["doubts"]} for row in page["rows"]]
    known = {name: page[name] for name in ("width", "height", "layout", "kind", "taken", "questions", "notes")}
    return {"picture": known, "boxes": rows}
