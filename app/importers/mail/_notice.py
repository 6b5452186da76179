"""A notice: the lines of a mail, the values that stand beside its labels, and what a layout says of it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from app.importers.mapping import CURRENCIES
from app.importers.shared.cells.number_notations import AMOUNT, AMOUNT_BEFORE_MARK, point_before_cents
from app.importers.shared.cells.printed_sums import Sum

LONGEST = 400  # characters of a line that are looked at
MOST_LINES = 5_000
ANY = "."  # the pattern of a subject that is not known
_DECORATION = r"^[\s>|*#・■□◇◆●○▼【\[《<(]*"
_AFTER = r"\s*(?:\((?:税込|税抜|円|日本時間)\))?[\]】》>)]*(?:\s*\((?:税込|税抜|円)\))?\s*(?::|\s|$)\s*"
_QUOTE = re.compile(r"^(?:> ?)+")
_SEPARATOR = re.compile(r"[:：\]】\t]|[ 　]{2,}")
_CODE = "|".join(CURRENCIES)
_MONEY = re.compile(
    rf"^([-+]?)\s*(¥|\\|円|US\$|\$|€|£|{_CODE})?\s*({AMOUNT_BEFORE_MARK}(?= ?[円€£(A-Z])|-?{AMOUNT})"
    rf"\s*(\(円\)|円|€|£|{_CODE})?(?![\w.,/'’-])\s*(.?)"
)
_PRICE_BEHIND = re.compile(r"(?<!\S)((?:US)?[$£€]\s?\d[\d,.]*)$")
_UNMARKED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?")
_COUNTRY = re.compile(r"\.(?:co|com|ne|or)\.[a-z]{2}$")  # domains of a country in which names are the third part
_CURRENCIES = {"¥": "JPY", "\\": "JPY", "円": "JPY", "(円)": "JPY", "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}


Columns = dict[str, Any]  # one event by the columns of its table


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line that is not blank. ``plain`` has full-width forms made plain, to look for labels; ``raw`` is what the
    mail says."""

    plain: str
    raw: str


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a label, in the same line or in the next one; ``place`` is the place of the label."""

    place: int
    plain: str
    raw: str


@dataclass(frozen=True, slots=True)
class Record:
    """One event that a notice tells of: the columns of its table, with money as text in ``money`` and ``currency``, and
    times in Japan as text in ``date`` (else the time of the mail counts). ``lines`` are those that are about it alone,
    where a mail tells of several events; ``subtotal`` are labels of what it costs before tax and postage that only this
    layout has; ``whole`` is the amount that the parts make up, where it is not ``money`` (what points left to be paid);
    ``sum`` is the sum to be proved, where the lines do not print it.
    """

    table: str
    columns: Columns
    lines: tuple[MailLine, ...] = ()
    subtotal: str = ""
    whole: str | None = None
    sum: Sum | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail as layouts read it. ``at`` is the time of the mail, null where nothing states it."""

    sender: str
    subject: str
    lines: tuple[MailLine, ...]
    at: datetime | None = None

    @property
    def site(self) -> str:
        """The domain of the sender without the names of its mail servers: ``amazon.co.jp``."""
        domain = self.sender.rpartition("@")[2]
        return ".".join(domain.split(".")[-3 if _COUNTRY.search(domain) else -2 :])


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of mail of some senders. It is recognised by sender, ``subject`` and at least ``least`` of its
    ``labels``; a pasted text has no sender and must have all labels of one of ``alone``.

    ``read`` gives the events in it. ``confirmed``: it is imitated so often that it counts only where the receiving
    service confirmed the sender. ``code``: why a mail of this layout gives no event.
    """

    senders: tuple[str, ...]
    subject: re.Pattern[str]
    labels: tuple[re.Pattern[str], ...]
    read: Callable[[Notice], Iterable[Record]] = field(default=lambda _: ())
    least: int = 2
    alone: tuple[tuple[re.Pattern[str], ...], ...] = ()
    confirmed: bool = False
    code: str | None = None

    @property
    def particular(self) -> bool:
        """Whether its subject is known. A mail with that subject and another text has changed its layout."""
        return self.subject.pattern != ANY

    def fits(self, lines: Iterable[MailLine]) -> bool:
        """Whether the lines have enough of its labels."""
        return _count_matching(self.labels, lines) >= self.least

    def fits_alone(self, lines: Iterable[MailLine]) -> bool:
        """Whether the lines are those of such a mail, whatever their sender is."""
        return any(_count_matching(some, lines) == len(some) for some in self.alone)


def _count_matching(labels: Sequence[re.Pattern[str]], lines: Iterable[MailLine]) -> int:
    text = [line.plain for line in lines]
    return sum(any(pattern.search(line) for line in text) for pattern in labels)


@cache
def label(names: str) -> re.Pattern[str]:
    """A label at the beginning of a line, with what senders put around it; ``names`` are alternatives."""
    return re.compile(f"{_DECORATION}(?:{names}){_AFTER}", re.IGNORECASE)


def labels(*names: str) -> tuple[re.Pattern[str], ...]:
    """Several labels."""
    return tuple(map(label, names))


def subject(words: str) -> re.Pattern[str]:
    """What the subject must contain."""
    return re.compile(words, re.IGNORECASE)


def plain(text: str) -> str:
    """Full-width and half-width forms made one, spaces joined."""
    return " ".join(unicodedata.normalize("NFKC", point_before_cents(text)).replace("\u2212", "-").split())


def lines_of(text: str) -> tuple[MailLine, ...]:
    """The lines of a text that are not blank."""
    cut = (_QUOTE.sub("", raw[:LONGEST]).strip() for raw in text.split("\n", MOST_LINES)[:MOST_LINES])
    return tuple(MailLine(_plain_cells(raw), raw) for raw in cut if raw)


def _plain_cells(raw: str) -> str:
    return "\t".join(filter(None, map(plain, raw.split("\t"))))


def values(lines: tuple[MailLine, ...], names: str) -> Iterator[Value]:
    """What stands behind each of these labels, in order."""
    wanted = label(names)
    for place, line in enumerate(lines):
        if match := wanted.match(line.plain):
            text = line.plain[match.end() :].strip()
            if text:
                yield Value(place, text, _behind(line.raw))
            elif place + 1 < len(lines):
                yield Value(place, lines[place + 1].plain, lines[place + 1].raw.strip())


def _behind(raw: str) -> str:
    """The part of a line behind its label, in the mail's own characters."""
    parts = _SEPARATOR.split(raw.strip(" 　>*・■◇◆●"), maxsplit=1)
    text = parts[1] if len(parts) > 1 else raw.split(maxsplit=1)[-1]
    return text.strip(" 　:：\t")


def first(lines: tuple[MailLine, ...], names: str) -> Value | None:
    """What stands behind the first of these labels."""
    return next(values(lines, names), None)


def text_of(lines: tuple[MailLine, ...], names: str) -> str | None:
    """The same in the mail's own characters."""
    value = first(lines, names)
    return value.raw[:120] if value else None


def money(text: str, otherwise: str = "JPY") -> tuple[str, str] | None:
    """Amount and currency (``otherwise`` where the text states none) at the beginning of a text that is an amount."""
    match = _MONEY.match(text)
    if not match:
        return None
    sign, before, number, after, tail = match.groups()
    mark = after or before  # `$5.00 CAD`
    if not mark and (tail not in ("", "(") or not _UNMARKED.fullmatch(number)):
        return None
    amount = sign.strip("+") + number
    return amount, _CURRENCIES.get(mark, mark) if mark else otherwise


def amount_at_end(text: str) -> str:
    """The amount with a mark at the end of a line; an empty text where there is none."""
    match = _PRICE_BEHIND.search(text)
    return match[1] if match else ""


def amount_behind(lines: tuple[MailLine, ...], names: str, otherwise: str = "JPY") -> tuple[str, str] | None:
    """The first amount behind one of these labels."""
    amounts = (money(value.plain, otherwise) for value in values(lines, names))
    return next((amount for amount in amounts if amount), None)
