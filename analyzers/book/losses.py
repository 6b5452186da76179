"""The loss: what things that are not the owner's cost, what came back of it, and what is still open.

Every page, form, letter and command takes these numbers from ``totals``. The terms, as a card issuer or the police use
them:

* **lost**: what the owner's answers disown, each charge once: an order, a payment, or the use of a balance. The
  payment and the use of a balance for an order that the files hold are that order's charge, and copies in other files
  are one. What was cancelled, declined, reversed or is pending cost nothing. A refund, points and money added to a
  balance are no loss. Only a refund of the owner's own purchase whose money did not come to them is one, unless its
  order is lost as well or the owner's balance or statement shows that it arrived.
* **came back**: the refunds of these charges that arrived at the owner, and a gift card that arrived in the owner's own
  balance; of each purchase at most what it cost. A refund that the owner disowns or doubts, or whose money they miss,
  arrived only where the owner's balance or statement shows it. A refund of a purchase that no file holds is in no sum,
  unless it is one whose money the owner misses.
* **still open**: lost, without what came back.
* **suspected**: what alarms and proofs are about and nobody has answered, and what the owner is not sure of. It is in
  none of the other sums: until the owner says so, it may be somebody's at home.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import polars as pl

from analyzers.events.answers import DISPUTED
from analyzers.events.history import History
from analyzers.events.marks import Money
from analyzers.events.schemas import Row
from analyzers.features import order_links

NOT_CHARGED = ("cancelled", "declined", "reversed", "pending")
NOT_REFUNDED = ("declined", "reversed", "pending")
DOUBTED = "not_sure"
# What came back. ``unit`` is the event that shows it, null where that event is itself a copy; ``shown``: the owner's
# balance or statement has it. Without an order it belongs to the payments to the payee ``name``.
ARRIVALS = pl.Schema(
    {
        "shop": pl.String(),
        "order_id": pl.String(),
        "item_id": pl.String(),
        "name": pl.String(),
        "minor": pl.Int64(),
        "currency": pl.String(),
        "unit": pl.UInt32(),
        "shown": pl.Boolean(),
    }
)


class Total(NamedTuple):
    """The sums of one currency in minor units; ``still_open`` is ``lost`` minus ``came_back``."""

    currency: str
    lost: int
    came_back: int
    still_open: int
    suspected: int


class AnsweredThing(Protocol):
    """A thing with an answer: ``lost`` is what it cost and ``came_back`` how much of that came back, null where
    nothing; ``suspected``: it has no answer, and an alarm or a proof is about it."""

    @property
    def answer(self) -> str | None: ...
    @property
    def lost(self) -> Money | None: ...
    @property
    def came_back(self) -> Money | None: ...
    @property
    def suspected(self) -> bool: ...


class Amounts(NamedTuple):
    """The cost of some units together, and how much of it came back."""

    lost: Money | None
    came_back: Money | None


def totals(entries: Iterable[AnsweredThing]) -> tuple[Total, ...]:
    """The sums of all currencies in which something is lost or suspected, in alphabetical order; see above."""
    sums: dict[str, list[int]] = {}
    for entry in entries:
        if entry.lost is None or not entry.lost.minor:
            continue
        lost, back, suspected = sums.setdefault(entry.lost.currency, [0, 0, 0])
        if entry.answer in DISPUTED:
            lost += entry.lost.minor
            back += entry.came_back.minor if entry.came_back else 0
        elif entry.answer == DOUBTED or (entry.answer is None and entry.suspected):
            suspected += entry.lost.minor
        sums[entry.lost.currency] = [lost, back, suspected]
    return tuple(
        Total(currency, lost, back, lost - back, suspected)
        for currency, (lost, back, suspected) in sorted(sums.items())
        if lost or suspected
    )


def cost(table: str) -> pl.Expr:
    """The money that an event of a table took from the owner, in minor units; null where it took none."""
    charged = ~pl.col("status").is_in(NOT_CHARGED).fill_null(False) if table in ("orders", "payments") else pl.lit(True)
    if table == "orders":
        return pl.when(charged).then("total_minor")
    if table == "payments":
        return pl.when(charged & (pl.col("amount_minor") > 0)).then("amount_minor")
    if table == "ledger":
        spent = (pl.col("amount_minor") < 0) & (pl.col("account") != "points").fill_null(True)
        return pl.when(spent).then(-pl.col("amount_minor"))
    return pl.lit(None, pl.Int64)


def arrivals(history: History, tied: pl.DataFrame, index: pl.DataFrame) -> pl.DataFrame:
    """What came back to the owner (``ARRIVALS``). ``tied`` are the copies (``entries.copies``), ``index`` has the
    ``unit`` of each (table, row)."""
    refunds = _refunds(history, tied)
    entries = _linked(history, "ledger", history.of(order_links.measure).ledger).join(
        tied.filter(pl.col("table") == "ledger"), on="row", how="anti"
    )
    entries = entries.filter((pl.col("kind") == "refund") & (pl.col("amount_minor") > 0))
    payments = _paid_back(history, tied, refunds)
    arrived = [
        _arrived(refunds, "refunds", pl.col("shown")),
        _arrived(entries, "ledger", pl.lit(True)),
        _arrived(payments, "payments", pl.lit(True)),
        _arrived(_top_ups(history, tied), "ledger", pl.lit(True)),
    ]
    every = pl.concat(arrived).join(index, on=["table", "row"], how="left", maintain_order="left")
    return every.filter(pl.col("minor") > 0).select(pl.col(name).cast(kind) for name, kind in ARRIVALS.items())


def _arrived(rows: pl.DataFrame, table: str, what: pl.Expr) -> pl.DataFrame:
    named = pl.col("name") if "name" in rows.columns else pl.lit(None, pl.String)
    item = pl.col("item_id") if "item_id" in rows.columns else pl.lit(None, pl.String)
    return rows.select(
        shop="order_shop",
        order_id="order_id",
        item_id=item,
        name=named,
        minor=pl.col("amount_minor").abs(),
        currency="currency",
        shown=what,
        table=pl.lit(table),
        row="row",
    )


def _linked(history: History, table: str, links: pl.DataFrame) -> pl.DataFrame:
    """The events whose order is in the files, with the ``order_shop``."""
    events = history.bought[table] if table != "ledger" else history.tables["ledger"]
    linked = links.filter(pl.col("state") == "linked").select("row", "order_shop")
    return events.join(linked, on="row", maintain_order="left")


def _refunds(history: History, tied: pl.DataFrame) -> pl.DataFrame:
    """The refunds that were paid, with whether a balance shows that they arrived."""
    entered = tied.filter((pl.col("table") == "ledger") & (pl.col("of_table") == "refunds"))["of_row"]
    rows = _linked(history, "refunds", history.of(order_links.measure).refunds)
    rows = rows.with_columns(shown=pl.col("row").is_in(entered.implode()))
    paid = ~pl.col("status").is_in(NOT_REFUNDED).fill_null(False)
    return rows.filter(paid & (pl.col("shown") | (pl.col("destination") != "unknown").fill_null(True)))


def _paid_back(history: History, tied: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """The payments to the owner: those of an order that are in no list of refunds, and those that name no order."""
    back = (pl.col("amount_minor") < 0) & ~pl.col("status").is_in(NOT_REFUNDED).fill_null(False)
    rows = history.bought["payments"].filter(back)
    links = history.of(order_links.measure).payments.filter(pl.col("state") == "linked").select("row", "order_shop")
    rows = rows.join(links, on="row", how="left", maintain_order="left")
    listed = refunds.select("order_shop", "order_id", "currency").unique()
    of_order = rows.filter(pl.col("order_id").is_not_null()).join(
        listed, on=["order_shop", "order_id", "currency"], how="anti", nulls_equal=True
    )
    others = rows.filter(pl.col("order_id").is_null()).join(
        tied.filter(pl.col("table") == "payments"), on="row", how="anti"
    )
    return pl.concat([of_order, others]).with_columns(name=payee_name("merchant"))


def _top_ups(history: History, tied: pl.DataFrame) -> pl.DataFrame:
    """The entries that show a gift card of an order arriving in the owner's balance."""
    lines = history.bought["orders"].select("order_id", "item_id", order_shop="shop", of_row="row")
    added = tied.filter((pl.col("table") == "ledger") & (pl.col("of_table") == "orders")).select("row", "of_row")
    entries = history.tables["ledger"].filter(pl.col("kind").is_in(["added", "reload"]) & (pl.col("amount_minor") > 0))
    return entries.drop("order_id").join(added, on="row").join(lines, on="of_row")


def payee_name(column: str) -> pl.Expr:
    """The name of a payee as payments and what came back of them are matched by."""
    return pl.col(column).str.strip_chars().str.to_lowercase()


def amounts(
    frame: pl.DataFrame, arrived: pl.DataFrame, groups: Sequence[Sequence[int]], answers: Mapping[int, str | None]
) -> list[Amounts]:
    """The cost of each group of units and how much of it came back; a unit counts for the first group that it belongs
    to. All units of a group have one currency. ``answers`` are the answers by unit: a refund that is disowned or
    doubted came back only where a balance or statement shows it."""
    wanted = sorted({unit for group in groups for unit in group})
    columns = ("unit", "table", "shop", "order_id", "item_id", "name", "cost", "currency")
    rows = {row["unit"]: row for row in frame[wanted].select(columns).iter_rows(named=True)}
    left = _open_arrivals(arrived, rows.values(), answers)
    return [_amounts([rows[unit] for unit in group], left) for group in groups]


Key = tuple[str | None, str | None, str]
Left = dict[Key, list[tuple[str | None, list[int]]]]  # (item, what is left of an arrival) by purchase


def _open_arrivals(arrived: pl.DataFrame, rows: Iterable[Row], answers: Mapping[int, str | None]) -> Left:
    left: Left = {}
    if not arrived.height:
        return left
    keys = {_key(row) for row in rows if row["cost"]}
    orders = [order for _, order, _ in keys if order is not None]
    some = arrived.filter(pl.col("order_id").is_in(orders) | pl.col("order_id").is_null())
    for row in some.iter_rows(named=True):
        key, answer = _key(row), answers.get(row["unit"])
        denied = answer == DOUBTED or answer in DISPUTED
        # What came back without an order belongs to the disowned payments only where it is disowned with them.
        counts = denied if row["order_id"] is None else row["shown"] or not denied
        if key in keys and counts:
            left.setdefault(key, []).append((row["item_id"], [row["minor"]]))
    return left


def _key(row: Row) -> Key:
    """The key of a purchase: its order, else its payee."""
    if row["order_id"] is not None:
        return row["shop"], row["order_id"], row["currency"]
    return None, None, f"{row['currency']} {(row['name'] or '').strip().lower()}"


def _amounts(rows: Sequence[Row], left: Left) -> Amounts:
    charged = [row for row in rows if row["cost"] and row["currency"]]
    if not charged:
        return Amounts(None, None)
    lost, currency = sum(row["cost"] for row in charged), charged[0]["currency"]
    items = {row["item_id"] for row in charged}
    back = 0
    for item, open_ in (item_left for key in dict.fromkeys(map(_key, charged)) for item_left in left.get(key, ())):
        if item is None or item in items or None in items:
            taken = min(open_[0], lost - back)
            open_[0] -= taken
            back += taken
    return Amounts(Money(lost, currency), Money(back, currency) if back else None)
