"""OFX and QFX statements of banks and card issuers: the transactions as one table, by a tolerant tag scanner.

OFX 1 is SGML in which only groups are closed, OFX 2 is XML, and some banks mix the two. No XML parser is used.
"""

import re
from collections.abc import Iterator
from html import escape

from app.i18n import N_
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import Recoder
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.statements.transactions import CUT_OFF_SENTENCE, Transactions
from app.reader.table import FileProblem

_DTD = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.:-]*)[^<>]*?(/?)>([^<]*)")
_CHARSET = re.compile(rb"^\s*CHARSET:\s*(\S+)", re.MULTILINE)
_CODECS = {b"1252": "cp1252", b"ISO-8859-1": "cp1252", b"8859-1": "cp1252", b"932": "cp932", b"SHIFT_JIS": "cp932"}
_NUMBERED = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|\d{1,7});")
_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&nbsp;": "\u00a0", "&amp;": "&"}
# Tags of the statement around a transaction that every row repeats, and groups in a transaction.
_AROUND = ("ORG", "FID", "CURDEF", "BANKID", "BRANCHID", "ACCTID", "ACCTTYPE")
_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM")
_STATEMENTS = ("STMTTRNRS", "CCSTMTTRNRS", "STMTRS", "CCSTMTRS", "INVSTMTRS")
_GROUPS = {"PAYEE", "EXTDPAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA"}
# Each transaction of an investment account has one of these groups.
_INVESTED = re.compile(r"<INVTRAN>", re.IGNORECASE)
INVESTED_SENTENCE = N_("Transactions of investments in this file, which are not examined: {count}.")


def ofx_tables(path: str, data: bytes, encoding: Encoding, limits: Limits) -> Iterator[InMemoryTable]:
    """One table of all transactions; the columns are tags in order of first appearance, those of a group in a
    transaction as ``PAYEE.NAME``. Raises ``Refused``."""
    encoding = _stated(data, encoding)
    recoder = Recoder(encoding)
    text = b"".join(recoder.recode([data])).decode().replace("\r\n", "\n").replace("\r", "\n")
    if _DTD.search(text):
        raise Refused("dtd")
    plain = text.encode()
    problems = [*recoder.problems([plain.count(b"\n", 0, place) + 1 for place in recoder.places])]
    if "</OFX>" not in text.upper()[-2000:]:
        problems.append(FileProblem("cut-off", CUT_OFF_SENTENCE))
    collected = Transactions(limits)
    for line, record in _transactions(_without_sections(text)):
        collected.add(line, record)
    if not collected.records:
        raise Refused("no-bank-transactions")
    if count := len(_INVESTED.findall(text)):
        problems.append(FileProblem("investments", INVESTED_SENTENCE, {"count": count}))
    yield collected.table(path, "ofx", encoding.name, problems)


def _stated(data: bytes, encoding: Encoding) -> Encoding:
    """The encoding that the header states, where the bytes are not UTF-8 and leave a choice."""
    match = _CHARSET.search(data[:1000])
    codec = _CODECS.get(match[1].upper(), "") if match else ""
    return Encoding(codec, codec) if codec and encoding.codec in ("cp1252", "cp932") else encoding


def _without_sections(text: str) -> str:
    """The same text with ``<![CDATA[…]]>`` written as ordinary text. Each end is looked for once."""
    first, *parts = text.split("<![CDATA[")
    for number, part in enumerate(parts):
        inside, end, after = part.partition("]]>")
        parts[number] = escape(inside, quote=False) + after if end else part
    return "".join([first, *parts])


def _transactions(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every ``STMTTRN`` with the line it begins in; one that is not closed ends where the next element begins."""
    around: dict[str, str] = {}
    record: dict[str, str] | None = None
    begun, line, place, groups = 0, 1, 0, list[str]()
    for match in _TAG.finditer(text):
        closing, name, value = match[1], match[2].upper(), match[4].strip()
        if name == "STMTTRN" or (record is not None and closing and name == "BANKTRANLIST"):
            if record:
                yield begun, record
            line, place = line + text.count("\n", place, match.start()), match.start()
            record, begun, groups = None if closing else dict(around), line, []
        elif record is None:
            _note(around, name, value, closing=bool(closing))
        elif name in _GROUPS and not value and not match[3]:
            groups = groups[:-1] if closing else [*groups[:3], name]
        elif not closing:
            _put(record, ".".join([*groups, name]), _plain(value))
    if record:
        yield begun, record


def _note(around: dict[str, str], name: str, value: str, *, closing: bool) -> None:
    """Remembers the tags that apply to all transactions; a new statement or account discards those of the last one."""
    if not closing and name in _STATEMENTS:
        for tag in _AROUND[2:]:
            around.pop(tag, None)
    elif not closing and name in _ACCOUNTS:
        for tag in _AROUND[3:]:
            around.pop(tag, None)
    elif not closing and value and name in _AROUND:
        around[name] = _plain(value)


def _put(record: dict[str, str], name: str, value: str) -> None:
    """Adds the value of a tag; a tag that occurs twice in one transaction gets a second column, as in every table."""
    number, free = 1, name
    while free in record and free not in _AROUND:
        number += 1
        free = f"{name}#{number}"
    record[free] = value


def _plain(value: str) -> str:
    """The text with its character references replaced, otherwise unchanged."""
    if "&" not in value:
        return value
    value = _NUMBERED.sub(_numbered, value)
    for name, character in _NAMED.items():
        value = value.replace(name, character)
    return value


def _numbered(reference: re.Match[str]) -> str:
    number = int(reference[1][1:], 16) if reference[1].startswith("x") else int(reference[1])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else reference[0]
