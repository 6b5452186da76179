"""CAMT.052, .053 and .054 (ISO 20022): the entries of all accounts of a file as one table.

Every version is read alike: elements count by their names, without prefix and namespace. The parser is expat without
declarations of any kind, so that no entity can be defined, fetched or expanded.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Never
from xml.parsers import expat

from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import decoded, valid_utf8
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.statements.transactions import CUT_OFF_SENTENCE, Transactions
from app.reader.table import FileProblem

COLUMNS = (
    "Kind", "Id", "IBAN", "Bal", "Amt", "Ccy", "CdtDbtInd", "RvslInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef",
    "NtryRef", "Dbtr", "Cdtr", "Ustrd", "AddtlNtryInf", "TxDtls", "statement", "page", "last",
)  # fmt: skip
_DEPTH = 100  # elements within each other; the deepest of the standard are below 30
_KINDS = {"Rpt": "052", "Stmt": "053", "Ntfctn": "054"}
# Where in an entry, and where around it, a field stands: its path ends in these names.
_OF_ENTRY = {
    "Ntry/Amt": "Amt", "Ntry/CdtDbtInd": "CdtDbtInd", "Ntry/RvslInd": "RvslInd", "Ntry/Sts": "Sts", "Sts/Cd": "Sts",
    "BookgDt/Dt": "BookgDt", "BookgDt/DtTm": "BookgDt", "ValDt/Dt": "ValDt", "ValDt/DtTm": "ValDt",
    "Ntry/AcctSvcrRef": "AcctSvcrRef", "Ntry/NtryRef": "NtryRef", "Ntry/AddtlNtryInf": "AddtlNtryInf",
    "Dbtr/Nm": "Dbtr", "Dbtr/Pty/Nm": "Dbtr", "Cdtr/Nm": "Cdtr", "Cdtr/Pty/Nm": "Cdtr",
    "RmtInf/Ustrd": "Ustrd", "TxDtls/AddtlTxInf": "Ustrd",
}  # fmt: skip
_SEVERAL = ("Dbtr", "Cdtr", "Ustrd")  # which occur once for each part of an entry, joined by line ends
_OF_ACCOUNT = {
    "Acct/Id/IBAN": "IBAN",
    "Acct/Id/Othr/Id": "IBAN",
    "StmtPgntn/PgNb": "page",
    "StmtPgntn/LastPgInd": "last",
}
_OF_BALANCE = ("CdOrPrtry/Cd", "Bal/Amt", "Bal/CdtDbtInd")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([\w.-]{1,40})""")
_SPACES = re.compile(r"\s+")


def camt_tables(path: str, data: bytes, encoding: Encoding, limits: Limits) -> Iterator[InMemoryTable]:
    """One table of all entries, each with its account and balances; none where the accounts had no entry. ``Bal`` is
    `OPBD EUR CRDT 500.00; CLBD …`. Raises ``Refused``."""
    text, odd = decoded(data, _stated(data, encoding))
    problems, document = [*odd], _Document(Transactions(limits, COLUMNS))
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: document.start(name, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler, parser.CharacterDataHandler = document.end, document.text
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        document.finish()
        if not document.entries.records:
            raise Refused("corrupt", error.lineno) from error
        problems.append(FileProblem("cut-off", CUT_OFF_SENTENCE, line=error.lineno))
    yield document.entries.table(path, "camt", encoding.name, problems)


def _stated(data: bytes, encoding: Encoding) -> Encoding:
    """The encoding that the declaration names, where the bytes do not say it themselves."""
    match = _DECLARED.match(data)
    if match is None or encoding.codec.startswith(("utf-16", "utf-32")) or valid_utf8(data):
        return encoding
    try:
        codec = codecs.lookup(match[1].decode()).name
    except LookupError:
        return encoding
    codec = "cp1252" if codec == "iso8859-1" else codec
    return encoding if codec.startswith("utf") else Encoding(codec, codec)


def _refuse(*_: object) -> Never:
    raise Refused("dtd")


class _Document:
    """What has been read of a document so far."""

    def __init__(self, entries: Transactions) -> None:
        self.entries = entries
        self.path: list[str] = []
        self.words: list[str] = []
        self.account: dict[str, str] = {}  # the fields of this account, and its entries, which wait for all of them
        self.balances: list[str] = []
        self.waiting: list[tuple[int, dict[str, str]]] = []
        self.entry: dict[str, list[str]] | None = None
        self.line, self.number, self.parts, self.currency = 0, 0, 0, ""
        self.balance: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        self.path.append(name)
        self.words = []
        if len(self.path) > _DEPTH:
            raise Refused("too-deep", line)
        if name in _KINDS and self._inside("BkToCstmr"):
            self.number += 1
            self.account = {"Kind": _KINDS[name], "statement": str(self.number)}
            self.balances = []
        elif name == "Ntry" and self._inside(*_KINDS):
            self.entry, self.line, self.parts = {}, line, 0
        elif name == "TxDtls":
            self.parts += 1
        elif name == "Amt" and self.path[-2] in ("Ntry", "Bal"):
            self.currency = attributes.get("Ccy", "")

    def _inside(self, *names: str) -> bool:
        """Whether the name of the element around the innermost one begins with one of these."""
        return len(self.path) > 1 and self.path[-2].startswith(names)

    def text(self, text: str) -> None:
        """Text in an element."""
        self.words.append(text)

    def end(self, _: str) -> None:
        """The innermost element ends."""
        name, value = self.path[-1], _SPACES.sub(" ", "".join(self.words)).strip()
        ends = {"/".join(self.path[-length:]) for length in (2, 3, 4)}
        self.words = []
        if name in _KINDS and self._inside("BkToCstmr"):
            self.finish()
        elif name == "Ntry" and self._inside(*_KINDS) and self.entry is not None:
            fields = {name: "\n".join(words) for name, words in self.entry.items()}
            self.waiting.append((self.line, {**fields, "TxDtls": str(self.parts)}))
            self.entry = None
        elif self.entry is not None:
            self._note_entry(ends, value)
        elif "Bal" in self.path:
            self._note_balance(ends, name, value)
        elif field := next((_OF_ACCOUNT[end] for end in ends if end in _OF_ACCOUNT), None):
            self.account.setdefault(field, value)
        elif name == "Id" and self._inside(*_KINDS):
            self.account["Id"] = value
        self.path.pop()

    def _note_entry(self, ends: set[str], value: str) -> None:
        field = next((_OF_ENTRY[end] for end in ends if end in _OF_ENTRY), None)
        if field is None or not value or self.entry is None:
            return
        if field in _SEVERAL or field not in self.entry:
            self.entry.setdefault(field, []).append(value)
        if field == "Amt":
            self.entry.setdefault("Ccy", [self.currency])

    def _note_balance(self, ends: set[str], name: str, value: str) -> None:
        if end := next((end for end in _OF_BALANCE if end in ends), None):
            self.balance[end] = value
        elif name == "Bal":
            kind, amount, sign = (self.balance.get(end, "") for end in _OF_BALANCE)
            self.balances.append(f"{kind} {self.currency} {sign} {amount}")
            self.balance = {}

    def finish(self) -> None:
        """The entries of an account go out with its fields, some of which stand below them."""
        around = {**self.account, "Bal": "; ".join(self.balances)}
        for line, entry in self.waiting:
            self.entries.add(line, {**around, **entry})
        self.waiting, self.account = [], {}
