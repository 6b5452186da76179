"""What a layout file may say."""

import re
from typing import Literal

import msgspec

from app.importers.shared.cells.columns import fold

Texts = str | list[str]
CURRENCY = "{currency}"  # in the name of a column: the code of the currency stands there
# What ``columns`` may name. Of ``merchant``, ``title`` and ``method`` the first filled cell counts; all ``fee`` are
# added to what went out; of the others the first name counts that the table has. ``merchant_out`` and ``merchant_in``
# name the other side of what went out and came in.
FIRST_FILLED = ("merchant", "title", "method")
KEYS = (
    *("date", "month", "day", "clock", "minute", "second"),
    *("amount", "out", "in", "fee", "balance", "before", "direction", "status", "currency", "currency_in"),
    *(*FIRST_FILLED, "merchant_out", "merchant_in", "order_id", "card", "billed", "correction"),
)
ZONES = {
    "jp": "Asia/Tokyo",
    "gb": "Europe/London",
    "ie": "Europe/Dublin",
    "sg": "Asia/Singapore",
    "nl": "Europe/Amsterdam",
    "be": "Europe/Brussels",
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "ch": "Europe/Zurich",
    "no": "Europe/Oslo",
    "lt": "Europe/Vilnius",
    "cz": "Europe/Prague",
    "hu": "Europe/Budapest",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "se": "Europe/Stockholm",
    "dk": "Europe/Copenhagen",
    "fi": "Europe/Helsinki",
    "pl": "Europe/Warsaw",
}  # fmt: skip; countries of one time zone


class Layout(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One file of a layout.

    What it is: ``id`` of the format, ``title`` (what the person calls the file), ``file`` (what the file is called),
    ``get`` and ``takes`` (how it is got; usual steps where nothing is said), ``cannot_show``; ``grade`` of certainty
    (`A`: seen in the file of a real user or in the bank's own words, `B`: in the test files of a program that reads it,
    `C`: known only from such programs), ``seen`` (where) and ``checked`` (on which day).

    How it is recognised: ``headers``, sets of names by the years that they are of, each of which may be the header, in
    a row within the first ones; ``without``: names that only look-alikes have; ``exact``: the header has no other name;
    ``decided``: dates show which number is the month; ``where``: values that all rows have in a column, ``some``:
    values that some row has, ``mostly``: values of which most rows have one; ``cells``: for a file without a header,
    what each of its columns holds (see ``shapes``), and ``anchor``, the pattern of a cell that shows where unquoted
    delimiters in a text have shifted the row.

    What it holds: ``columns`` by what they mean (see ``KEYS``; in a file without a header `#1`, `#2` …);
    ``date_from``: pattern of the part of a cell that is the date; ``order`` of the numbers in a date, ``zone``;
    ``currency``, where no column has it; ``decimal``, the decimal mark; ``sign``: what an amount without a minus sign
    is; ``minus``: whether the cells of ``out``, ``in`` or ``amount`` have a minus sign; ``signed``: amounts have a sign
    although ``direction`` says it; ``split``: an unquoted comma may part an amount; ``direction`` and ``status``: what
    the values of these columns mean (`*`: all others, `~…`: those in which the pattern occurs); ``own``: values of
    columns by which transfers between own accounts are known; ``mask``: columns that identify a person or an account.

    Other rows: ``records``: values that a column has in records alone; ``beside``: patterns of the date, the other side
    or all cells in headings, balances and totals; ``ends``: patterns of all cells of a row with which the list ends;
    ``sections``: patterns of rows that give those below them a status; ``undated``: what a row without a date is
    (`heading`, `note`, `row`); ``refunds``: a negative payment is a refund; ``repeats``: a number occurs once;
    ``correction``: values of that column which make an amount one that came in; ``card_above``: pattern of the number
    of the card or account above the table; ``count``: pattern of the stated number of rows there; ``account``: names of
    another table of the file, about the account or the bill; ``group``: columns whose values have a balance each.

    ``wanted_for`` as in ``Format``; ``shop``: the wallet whose payments these are; ``prefix``: what stands before the
    last digits of a card.
    """

    id: str
    title: str
    grade: Literal["A", "B", "C"]
    seen: str
    checked: str
    columns: dict[str, Texts]
    headers: dict[str, list[str]] = {}
    cells: list[str] = []
    anchor: dict[str, str] = {}
    country: str = ""
    file: str = ""
    get: list[str] = []
    takes: str = ""
    cannot_show: str = ""
    without: list[str] = []
    exact: bool = False
    decided: bool = False
    where: dict[str, list[str]] = {}
    some: dict[str, list[str]] = {}
    mostly: dict[str, list[str]] = {}
    date_from: str = ""
    order: Literal["year", "day", "month"] = "year"
    zone: str = ""
    currency: str = ""
    decimal: Literal["", "point", "comma"] = ""
    sign: Literal["in", "out", ""] = ""
    minus: dict[str, Literal["always", "never", "either"]] = {}
    signed: bool = False
    split: bool = False
    direction: dict[Literal["in", "out", "neither"], list[str]] = {}
    status: dict[Literal["completed", "pending", "declined", "reversed"], list[str]] = {}
    own: dict[str, list[str]] = {}
    mask: list[str] = []
    records: dict[str, list[str]] = {}
    beside: list[str] = []
    ends: list[str] = []
    sections: dict[Literal["completed", "pending"], list[str]] = {}
    undated: Literal["heading", "note", "row"] = "heading"
    refunds: bool = False
    repeats: bool = False
    correction: list[str] = []
    card_above: str = ""
    count: str = ""
    account: list[str] = []
    group: list[str] = []
    prefix: str = "*"
    shop: str = ""
    wanted_for: dict[str, int] = {}

    @property
    def time_zone(self) -> str:
        """The zone of times that do not state theirs."""
        return self.zone or ZONES.get(self.country, "UTC")

    @property
    def sides(self) -> tuple[str, ...]:
        """The keys of the amount, or of what went out and what came in."""
        return ("amount",) if "amount" in self.columns else ("out", "in")

    @property
    def proven(self) -> bool:
        """Whether it is read only where a balance proves every row."""
        return self.grade == "C"


def names_of(layout: Layout, key: str) -> tuple[str, ...]:
    """The names that the column of a key may have."""
    texts = layout.columns.get(key, ())
    return (texts,) if isinstance(texts, str) else tuple(texts)


def name_pattern(name: str) -> re.Pattern[str]:
    """What the ``fold``ed name of a column with the code of a currency in it looks like."""
    before, _, after = name.partition(CURRENCY)
    return re.compile(re.escape(fold(before)) + "([a-z]{3})" + re.escape(fold(after)))
