"""All entries of the book as one table that can be searched, filtered, sorted and summed. The columns are computed once
from the stored entries. A value to filter by (a place, a payee …) has an id that reveals nothing outside the case, so
that it may be part of a page's address."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from analyzers.asking.progress import NOT_ASKED, STATES
from analyzers.asking.questions import ROUGH_YEN
from analyzers.events.agents import agents
from analyzers.events.answers import ANSWERS, Answer, fits
from analyzers.events.ids import event_id
from analyzers.events.marks import Money
from analyzers.events.places import deliveries
from app.cases.answers.book import Asking
from app.cases.case import Case
from app.errors import Unreadable
from app.i18n import N_

VALUES = ("shop", "place", "receiver", "payee", "card", "device", "country")
# An entry's state and then its name as one number: to sort by two columns takes several times as long.
_BY_STATE = pl.col("state").cast(pl.Enum(STATES)).to_physical().cast(pl.UInt64) * 2**32 + pl.col("order")
# By which entries are sorted: the columns, and whether the highest comes first.
SORTS: Mapping[str, tuple[tuple[str | pl.Expr, ...], bool]] = {
    "newest": (("at", "unit"), True),
    "oldest": (("at", "unit"), False),
    "highest": (("weight", "unit"), True),
    "lowest": (("weight", "unit"), False),
    "what": (("order",), False),
    "state": ((_BY_STATE,), False),
}
MARKED, UNMARKED = "any", "none"
ID_LENGTH = 16  # hex digits of the id of a value
MAX_WORDS = 8
AGENT_LENGTH = 120  # characters of a device whose system is not known


class NoSuchFilter(Unreadable):
    """A filter that the page does not have, or a value that no entry has."""

    title = N_("These entries cannot be shown")
    message = N_("A part of this filter is not known. Go back to all entries and choose it again.")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are shown, and in which order. An empty text or null filters nothing. ``values`` are the ids of
    values by column; ``mark`` is ``any``, ``none`` or the id of a reason; ``least`` and ``most`` are in whole units of
    the currency of an entry."""

    words: str = ""
    kind: str = ""
    state: str = ""
    mark: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    start: date | None = None
    end: date | None = None
    least: float | None = None
    most: float | None = None
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class Value:
    """A value to filter by: its id, what it is called, and how many entries have it."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the entries of one kind: their number, and the money that counts."""

    table: str
    count: int
    money: Sequence[Money]


def columns(asking: Asking) -> pl.DataFrame:
    """One row for each entry, by its unit, with the columns for filters and sorting. ``amount`` is the amount of its
    file in whole units, ``text`` is what a search looks through, ``order`` and ``weight`` are positions in an order."""
    return asking.ever("columns", lambda: _columns(asking.recognition.frame))


def states(asking: Asking) -> pl.Series:
    """The state of each entry, by its unit: an answer or ``not_asked``."""
    answers = asking.recognition.answers
    height = asking.recognition.frame.height
    return asking.once(
        "states", lambda: pl.Series("state", [answers.get(unit, NOT_ASKED) for unit in range(height)], pl.String)
    )


def filtered(case: Case, asking: Asking, chosen: Filter) -> pl.DataFrame:
    """The ``columns`` of the entries that a filter lets through, in its order, with their ``state``.
    ``NoSuchFilter``."""
    by, descending = SORTS[chosen.sort]
    every = columns(asking).with_columns(states(asking))
    some = every.filter(pl.lit(True), *_masks(case, asking, chosen))
    return some.sort(*by, descending=descending, nulls_last=True)


def sums(some: pl.DataFrame) -> list[Sum]:
    """The sums of entries, by kind and currency. An amount counts as it does in the progress and in the account."""
    by_currency = (
        some.group_by("table", "currency")
        .agg(count=pl.len(), known=pl.col("minor").count(), minor=pl.col("minor").sum())
        .sort("table", "currency")
    )
    result: dict[str, Sum] = {}
    for table, currency, count, known, minor in by_currency.iter_rows():
        before = result.get(table, Sum(table, 0, ()))
        money = [Money(minor, currency)] if known and currency else []
        result[table] = Sum(table, before.count + count, [*before.money, *money])
    return list(result.values())


def values(case: Case, asking: Asking, column: str) -> dict[str, Value]:
    """The values of a column by their ids, the most frequent first."""
    return asking.ever(("values", column), lambda: _values(case, columns(asking), column))


def value_id(case: Case, column: str, value: str) -> str:
    """The id of a value: the same on every page of the case, and meaningless outside it."""
    return case.key.keyed_hash("book", column, value)[:ID_LENGTH]


def reasons(case: Case, asking: Asking) -> dict[str, tuple[str, list[int]]]:
    """The reasons for which entries are marked, by id: the title (a message key) and the units."""

    def make() -> dict[str, tuple[str, list[int]]]:
        units: dict[str, set[int]] = {}
        for reason in asking.stored.reasons:
            units.setdefault(reason.title, set()).update(reason.units)
        return {value_id(case, "mark", title): (title, sorted(some)) for title, some in units.items()}

    return asking.ever("reasons", make)


def events(asking: Asking, some: pl.DataFrame) -> list[str]:
    """The ids of the events of these entries."""
    return [event_id(key) for key in asking.recognition.frame["key"].gather(some["unit"])]


def known_events(asking: Asking) -> Mapping[str, int]:
    """The unit of every entry by the id of its event."""
    return asking.ever(
        "events", lambda: {event_id(key): unit for unit, key in enumerate(asking.recognition.frame["key"])}
    )


def answers(asking: Asking, units: pl.Series | list[int]) -> list[Answer]:
    """The answers that every one of these entries may have."""
    kinds = asking.recognition.frame["kind"].gather(units).unique().to_list()
    return [answer for answer in ANSWERS if all(fits(kind, answer) for kind in kinds)]


def folded(text: str) -> str:
    """A text in the form for searching: width, case and white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _masks(case: Case, asking: Asking, chosen: Filter) -> list[pl.Expr]:
    masks: list[pl.Expr] = [
        pl.col("text").str.contains(word, literal=True) for word in folded(chosen.words).split()[:MAX_WORDS]
    ]
    pairs = (("table", chosen.kind), ("state", chosen.state))
    masks += [pl.col(name).eq(wanted) for name, wanted in pairs if wanted]
    for column, wanted in chosen.values.items():
        known = values(case, asking, column).get(wanted)
        if known is None:
            raise NoSuchFilter
        masks.append(pl.col(column).eq(_key_of(asking, column, known)))
    lowest = (("day", chosen.start), ("amount", chosen.least))
    highest = (("day", chosen.end), ("amount", chosen.most))
    masks += [pl.col(name).ge(bound) for name, bound in lowest if bound is not None]
    masks += [pl.col(name).le(bound) for name, bound in highest if bound is not None]
    if chosen.mark:
        masks.append(_marked(case, asking, chosen.mark))
    return masks


def _key_of(asking: Asking, column: str, known: Value) -> str:
    """The key of a value in its column: for a place the key that several spellings share."""
    return asking.ever("places", lambda: _place_keys(columns(asking)))[known.name] if column == "place" else known.name


def _place_keys(every: pl.DataFrame) -> dict[str, str]:
    """The key of each place by its newest spelling."""
    return {address: place for place, address in _spellings(every).iter_rows()}


def _spellings(every: pl.DataFrame) -> pl.DataFrame:
    """(place, address): the newest spelling of each place."""
    known = every.filter(pl.col("place").is_not_null())
    return known.sort("at", "unit").group_by("place", maintain_order=True).agg(pl.col("address").last())


def _marked(case: Case, asking: Asking, mark: str) -> pl.Expr:
    known = reasons(case, asking)
    if mark in (MARKED, UNMARKED):
        every = sorted({unit for _, units in known.values() for unit in units})
        inside = pl.col("unit").is_in(every)
        return inside if mark == MARKED else ~inside
    if mark not in known:
        raise NoSuchFilter
    return pl.col("unit").is_in(known[mark][1])


def _values(case: Case, every: pl.DataFrame, column: str) -> dict[str, Value]:
    counted = every.filter(pl.col(column).is_not_null()).group_by(column).agg(count=pl.len())
    if column == "place":
        counted = counted.join(_spellings(every), on="place").select(place="address", count="count", key="place")
    else:
        counted = counted.with_columns(key=pl.col(column))
    rows = counted.sort("count", column, descending=[True, False]).iter_rows(named=True)
    values = (Value(value_id(case, column, row["key"]), row[column], row["count"]) for row in rows)
    return {known.id: known for known in values}


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    known = agents(frame["agent"]).select("agent", "system")
    rows = frame.join(_places(frame), on="address", how="left", nulls_equal=True, maintain_order="left")
    rows = rows.join(known, on="agent", how="left", maintain_order="left")
    table = pl.col("table")
    rows = rows.with_columns(
        shop=_filled("shop"),
        card=pl.when(table.is_in(["orders", "payments"])).then(_filled("card")),  # others name a balance there
        receiver=pl.when(table == "orders").then(_filled("more")),
        payee=pl.when(table == "payments").then(_filled("name")),
        device=pl.when(table == "logins")
        .then(pl.coalesce("system", pl.col("agent").str.slice(0, AGENT_LENGTH)))
        .when(pl.col("kind") == "device")
        .then(pl.col("what"))
        .replace("", None),
        country=pl.coalesce("country", pl.col("country_stated").str.to_uppercase()).replace("", None),
        stated=pl.when(table == "payments").then(pl.coalesce("amount_minor", "minor")).otherwise("minor"),
    )
    searched = ("name", "what", "more", "address", "card", "shop", "order_id", "item_id", "mail", "agent")
    words = rows.select(pl.concat_str(searched, separator=" ", ignore_nulls=True)).to_series()
    rate = pl.col("currency").replace_strict(ROUGH_YEN, default=1.0, return_dtype=pl.Float64)
    rows = rows.with_columns(
        text=pl.Series([folded(text) for text in words], dtype=pl.String),
        amount=pl.col("stated") / 10.0 ** _digits(frame["currency"]),
        weight=pl.col("stated") * rate,
        order=pl.col("name").str.to_lowercase().rank("ordinal"),
    )
    kept = ("unit", "table", "text", "at", "day", "minor", "stated", "currency", "amount", "weight", "order", "address")
    return rows.select(*kept, *VALUES)


def _filled(name: str) -> pl.Expr:
    return pl.col(name).replace("", None)


def _places(frame: pl.DataFrame) -> pl.DataFrame:
    """(address, place): the key of the place that an address names, which its spellings share."""
    known = deliveries(frame["address"].unique().drop_nulls().to_list())
    rows = [(address, parsed.place or address) for address, parsed in known.items()]
    return pl.DataFrame(rows, schema={"address": pl.String, "place": pl.String}, orient="row")


def _digits(currencies: pl.Series) -> pl.Expr:
    """The number of decimal digits of each currency."""
    from babel.numbers import get_currency_precision

    known = {currency: float(get_currency_precision(currency)) for currency in currencies.unique().drop_nulls()}
    return pl.col("currency").replace_strict(known, default=0.0, return_dtype=pl.Float64)
