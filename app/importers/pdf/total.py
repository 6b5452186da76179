"""Payments of a card, or of an account, printed in a PDF, whose sum is a total that the statement prints."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.pdf._columns import CARD, bank_places, places
from app.importers.pdf._get import cannot_show as cannot_show
from app.importers.pdf._get import get as get
from app.importers.pdf._get import takes as takes
from app.importers.pdf._rows import Rows, amounts, dated, events, words
from app.importers.shared.cells.money import NO_DECIMALS
from app.importers.shared.statements.printed import currency_of, is_gift_card_page, plain, printed_amounts
from app.reader.table import Block, Head

title = N_("Statement as PDF, with a printed total")
unverified = True
printed = True
columns = None

_TOTAL = re.compile(
    r"合計|総額|請求|お支払い?金額|total|balance|purchases|payments?|credits|charges|debits|withdrawals|deposits|"
    r"subtractions|additions",
    re.IGNORECASE,
)
_ADJUSTED = re.compile("調整額")
_NEW = re.compile(r"(?:new|closing|ending) balance", re.IGNORECASE)
_OLD = re.compile(r"(?:previous|opening|beginning) balance", re.IGNORECASE)
_CARD = re.compile(
    r"カード|ご?利用|ご?請求|credit limit|minimum payment|payment due|purchases|credit card|new balance", re.IGNORECASE
)
_ACCOUNT = re.compile(r"withdrawals|deposits|checking|savings|ending balance|beginning balance", re.IGNORECASE)


class _Proved(NamedTuple):
    """The rows as ``events`` takes them, and which rows have another amount than the amount that was billed."""

    rows: pl.DataFrame
    odd: pl.Series
    currency: str


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, and only where the sum of all amounts is a printed total."""
    return _proved(head, head.sample) is not None and not is_gift_card_page(head)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money was spent."""
    proved = _proved(head, block.frame.rows())
    return Events() if proved is None else events(proved.rows, block.lines, proved.currency, proved.odd)


def _proved(head: Head, rows: Rows) -> _Proved | None:
    """The rows of the statement; None unless everything is proved. Rows without a date of their own may be notes on the
    rows above them."""
    columns, currency, sign = places(head.header, CARD), currency_of(head), _sign(head)
    known = columns["merchant"] or columns["spent"]
    if not rows or currency is None or not sign or not known or bank_places(head.header)["balance"]:
        return None
    column = _date_column(head, rows, columns["date"], currency)
    if column is None:
        return None
    sums = dict(_numbers(rows, currency, {column, *columns["date"], *columns["merchant"]}))
    own = pl.Series([bool(row[column].strip()) for row in rows])
    totals = _Totals.of(head, [" ".join(row) for row in rows if not row[column].strip()], currency)
    ranked = sorted(sums, key=lambda place: (place not in columns["spent"], -place))
    tried = [(place, kept) for kept in (own | True, own) for place in ranked]
    billed = next((candidate for candidate in tried if totals.prove(sums[candidate[0]].filter(candidate[1]))), None)
    at = dated(rows, column, head, currency)
    if billed is None or at["at"].null_count():
        return None
    if len(rows) == 1 and not (columns["date"] and billed[0] in columns["spent"]):
        return None  # One number may equal another by chance.
    paid = sums[billed[0]].set(~billed[1], 0)
    spent = next((sums[place] for place in columns["spent"] if place in sums), paid)
    merchant = words(rows, {column, *columns["date"], *sums}, columns["merchant"][:1])
    return _Proved(at.with_columns((sign * paid).alias("paid"), merchant), spent != paid, currency)


def _date_column(head: Head, rows: Rows, named: Sequence[int], currency: str) -> int | None:
    """The column of the day of the payment (not of its booking), by its name; otherwise the first column of days."""
    for place in sorted(named, key=lambda column: "tran" not in head.header[column].lower()) or range(len(rows[0])):
        if not dated(rows, place, head, currency)["at"].null_count():
            return place
    return None


def _numbers(rows: Rows, currency: str, beside: set[int]) -> Iterator[tuple[int, pl.Series]]:
    """The columns that hold only amounts and have an amount in most rows, with these amounts."""
    for place in range(len(rows[0])):
        amount = None if place in beside else amounts(rows, place, currency, credit=-1)
        if amount is not None and 2 * amount.null_count() < len(rows):
            yield place, amount.fill_null(0)


class _Totals(NamedTuple):
    """The amounts that are printed outside the table beside words for sums, in minor units."""

    every: frozenset[int]
    adjusted: frozenset[int]
    grown: frozenset[int]  # by how much a new balance differs from an old one

    @classmethod
    def of(cls, head: Head, beside: Sequence[str], currency: str) -> "_Totals":
        """The totals of a statement, which may be among the rows without a date (``beside``). Their amount is in the
        line of their words, or alone in the next one."""
        decimals = 0 if currency in NO_DECIMALS else 2
        listed: Mapping[str, list[int]] = {"every": [], "adjusted": [], "new": [], "old": []}
        patterns = {"every": _TOTAL, "adjusted": _ADJUSTED, "new": _NEW, "old": _OLD}
        lines = [plain(text) for text in (*(text for _, text in head.around), *beside)]
        for line, after in pairwise([*lines, ""]):
            for key, pattern in patterns.items():
                if hit := pattern.search(line):
                    amounts_text = line if key == "every" else line[hit.end() :]
                    some = list(printed_amounts(amounts_text, decimals))
                    listed[key].extend(some if some or pattern.search(after) else printed_amounts(after, decimals))
        grown = {new - old for new in listed["new"][:1] for old in listed["old"][:1]}
        every = frozenset(total for total in listed["every"] if total)
        return cls(every, frozenset(listed["adjusted"]), frozenset(grown - {0}))

    def prove(self, amount: pl.Series) -> bool:
        """Whether the sum of all amounts, or those of both signs, are among the totals."""
        whole = int(amount.sum())
        spent, back = int(amount.filter(amount > 0).sum()), -int(amount.filter(amount < 0).sum())
        if whole and (abs(whole) in self.every or whole in self.grown):
            return True
        if spent and spent in self.every and (not back or back in self.every):
            return True
        return any(abs(whole + way * total) in self.every for total in self.adjusted for way in (1, -1))


def _sign(head: Head) -> int:
    """1 where positive amounts were spent, -1 where they came into an account; 0 where that is open."""
    around = "\n".join([plain(" ".join(head.header)), *(plain(text) for _, text in head.around)])
    card, account = (len({hit.lower() for hit in pattern.findall(around)}) for pattern in (_CARD, _ACCOUNT))
    return (card > account) - (account > card)
