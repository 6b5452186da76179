"""QIF lists of transactions: the records of accounts as one table. Lists of categories, securities and the like, which
such files may hold too, are no transactions."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.reader.delimited.careful import physical_lines
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import decoded
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.statements.ofx import INVESTED_SENTENCE
from app.reader.statements.transactions import CUT_OFF_SENTENCE, Transactions
from app.reader.table import FileProblem

COLUMNS = ("Date", "Amount", "Payee", "Memo", "Number", "Cleared", "Category", "Address", "Kind", "Account", "Order")
# The letter that each line of a record begins with.
_FIELDS = {"D": "Date", "T": "Amount", "P": "Payee", "M": "Memo", "N": "Number", "C": "Cleared", "L": "Category"}
_FIELDS |= {"A": "Address", "U": "Amount again"}
_ORDERS = {"option:mdy": "month", "option:dmy": "day"}
_OF_ACCOUNTS = ("", "bank", "ccard", "cash", "oth a", "oth l")
_INVESTED = "invst"


class _Record(NamedTuple):
    """One record with the line it begins in; ``kind`` is the section it stands in (`bank`, `invst`, `cat`), and
    ``closed`` is false where the file ends before its end."""

    line: int
    kind: str
    fields: dict[str, str]
    closed: bool = True


def qif_tables(path: str, data: bytes, encoding: Encoding, limits: Limits) -> Iterator[InMemoryTable]:
    """One table of all transactions of accounts. Raises ``Refused``."""
    text, odd = decoded(data, encoding)
    problems, transactions = [*odd], Transactions(limits, COLUMNS)
    account, order, invested, closed = "", "", 0, True
    for record in _records(physical_lines(text)):
        closed = record.closed
        if record.kind == "account":
            account = record.fields.get("Number", "")
        elif record.kind == "option":
            order = record.fields["Order"]
        elif record.kind == _INVESTED:
            invested += 1
        elif record.kind in _OF_ACCOUNTS:
            transactions.add(record.line, {**record.fields, "Kind": record.kind, "Account": account, "Order": order})
    if not transactions.records:
        raise Refused("no-bank-transactions" if invested else "no-records")
    if not closed and "Amount" not in transactions.records[-1]:
        problems.append(FileProblem("cut-off", CUT_OFF_SENTENCE, line=transactions.lines[-1]))
    if invested:
        problems.append(FileProblem("investments", INVESTED_SENTENCE, {"count": invested}))
    yield transactions.table(path, "qif", encoding.name, problems)


def _records(lines: list[str]) -> Iterator[_Record]:
    """The records of all sections. Lines with one letter in a record are one field; the last record may be open. An
    option that says which number of a day is the month is a record of its own."""
    kind, fields, begun = "", dict[str, list[str]](), 0
    for number, line in enumerate(lines, 1):
        text = line.strip("\ufeff \t\x1a")
        if not text or text.startswith("#"):
            continue
        if text[0] in "!^":
            if fields:
                yield _Record(begun, kind, _joined(fields))
            kind, fields = _section(text, kind), {}
            if order := _ORDERS.get(text[1:].replace(" ", "").casefold()):
                yield _Record(number, "option", {"Order": order})
            continue
        begun = begun if fields else number
        fields.setdefault(_FIELDS.get(text[0].upper(), text[0].upper()), []).append(text[1:].strip())
    if fields:
        yield _Record(begun, kind, _joined(fields), closed=False)


def _joined(fields: Mapping[str, list[str]]) -> dict[str, str]:
    """The lines of each field as one text; of several days the first, because the others are those of parts."""
    return {name: values[0] if name == "Date" else "\n".join(values) for name, values in fields.items()}


def _section(text: str, before: str) -> str:
    """The section that begins here, in lower case; options leave it as it is."""
    if text[0] == "^":
        return before
    name, _, value = text[1:].partition(":")
    known = {"account": "account", "type": " ".join(value.split()).casefold()}
    return known.get(name.strip().casefold(), before)
