"""MT940 and MT942 statements: the entries of all statements of a file as one table, whose columns are SWIFT's tags.

Banks wrap the statements in blocks and lines of their own, break lines anywhere and leave out what the standard
demands; here a line is part of the field above it unless it begins with a known tag.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.reader.delimited.careful import physical_lines
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import decoded
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.statements.transactions import CUT_OFF_SENTENCE, Transactions
from app.reader.table import FileProblem

# Account, number of the statement, its balances before and after, an entry, its text; in an MT942 the least amount that
# is listed, and number and sum of its entries in each direction.
COLUMNS = (":25:", ":28C:", ":60F:", ":61:", ":86:", ":62F:", ":34F:", ":90D:", ":90C:", "statement")
_TAG = re.compile(r":(20|21|25P?|28C?|13D?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS|940|942|950):")
_CUT_TAG = re.compile(r":\d{0,2}[A-Z]?$")
_NAMES = {"25P": "25", "28": "28C", "60": "60F", "60M": "60F", "62": "62F", "62M": "62F"}
_END = re.compile(r"-?\}|-$|-\}?\{")
_BLOCK = re.compile(r"\{[1-35]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{4:")


@dataclass
class _Statement:
    """One statement: its fields, and its entries as line, ``:61:`` and ``:86:``."""

    fields: dict[str, str] = field(default_factory=dict)
    entries: list[tuple[int, str, list[str]]] = field(default_factory=list)
    closed: bool = False


def swift_tables(path: str, data: bytes, encoding: Encoding, limits: Limits) -> Iterator[InMemoryTable]:
    """One table of all entries; the fields of a statement are repeated in each of its rows. Raises ``Refused``."""
    text, odd = decoded(data, encoding)
    problems, entries, closed = [*odd], Transactions(limits, COLUMNS), True
    for number, statement in enumerate(_statements(_fields(physical_lines(text))), 1):
        closed = statement.closed or ":60F:" not in statement.fields
        for line, entry, words in statement.entries:
            own = {":61:": entry, ":86:": "\n".join(words), "statement": str(number)}
            entries.add(line, {**statement.fields, **own})
    if not closed:
        problems.append(FileProblem("cut-off", CUT_OFF_SENTENCE))
    yield entries.table(path, "mt940", encoding.name, problems)


def _fields(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Line, tag and text of every field; ``end`` where a statement ends."""
    tag, begun, parts = "", 0, list[str]()
    for number, line in _whole_tags(lines):
        text = _BLOCK.sub("", line) if line.startswith("{") else line
        match, ends = _TAG.match(text), bool(_END.match(text))
        if not match and not ends:
            parts.append(text)
            continue
        if tag:
            yield begun, tag, "\n".join(parts)
        tag = "" if not match else _NAMES.get(match[1], match[1])
        begun, parts = number, [text[match.end() :]] if match else []
        if ends:
            yield number, "end", ""
    if tag:
        yield begun, tag, "\n".join(parts)


def _whole_tags(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers. A line that ends within a tag is joined with the next."""
    held, begun = "", 0
    for number, line in enumerate(lines, 1):
        whole, begun = held + line, begun or number
        if _CUT_TAG.match(line) and not held:
            held = line
            continue
        if held and not _TAG.match(whole):
            yield begun, held
            whole, begun = line, number
        yield begun, whole
        held, begun = "", 0
    if held:
        yield begun, held


def _statements(fields: Iterator[tuple[int, str, str]]) -> Iterator[_Statement]:
    """The statements of a file. A new one begins after an end, with a reference or with another opening balance; it
    keeps nothing of the one before."""
    statement, after = _Statement(), ""
    for line, tag, text in fields:
        begins = tag in ("end", "20") or (tag in ("25", "60F") and f":{tag}:" in statement.fields)
        if begins and (statement.entries or statement.fields):
            yield statement
            statement = _Statement({":25:": statement.fields.get(":25:", "")} if tag == "60F" else {})
        if tag == "61":
            statement.entries.append((line, text, []))
        elif tag == "86" and after in ("61", "86") and statement.entries:
            statement.entries[-1][2].append(text)
        elif f":{tag}:" in COLUMNS:
            statement.fields.setdefault(f":{tag}:", text)
        statement.closed = statement.closed or tag == "62F"
        after = tag
    if statement.entries or statement.fields:
        yield statement
