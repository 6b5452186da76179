"""Links refunds, returns, payments and gift-card uses to their orders, and orders to their charges."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.events.catalogue import Catalogue
from analyzers.events.coverage import DAY, Coverage, provider_of, without_partial
from analyzers.events.mails import without_mails
from analyzers.events.marks import Gap, Ref
from analyzers.events.schemas import INSTANT

# ``state`` says why an event has no order; ``unlinked`` means that the order should be in the files and is not.
SCHEMA = pl.Schema({"row": pl.UInt32(), "order_shop": pl.String(), "state": pl.String(), "edge": INSTANT})

GAP_SENTENCES = {
    "link.unreadable": N_(
        "Some entries have no readable order number or date, so they cannot be compared with your "
        "orders (entries: {count})."
    ),
    "link.no_orders": N_(
        "No file with your orders was handed in, so refunds or gift-card uses cannot be compared with your "
        "orders (entries: {count})."
    ),
    "link.digital": N_(
        "Some entries belong to digital orders (books, films, apps), which are in a file of their own that was "
        "not handed in (entries: {count})."
    ),
    "link.torn": N_(
        "Some entries belong to orders that your list does not show (entries: {count}). But rows of that list "
        "could not be read, so they may be there."
    ),
    "link.other_kind": N_(
        "Some entries have order numbers of a kind that the order files handed in do not contain (entries: {count})."
    ),
    "link.other_shop": N_(
        "Some entries belong to {shop}, and no file with orders from there was handed in (entries: {count})."
    ),
    "link.other_shop_any": N_("Some entries belong to a shop whose orders were not handed in (entries: {count})."),
    "link.before": N_(
        "Your order files begin too late to judge some entries (entries: {count}). The orders from {shop} begin "
        "on {day}, and these entries may belong to an older order."
    ),
    "link.before_any": N_(
        "Your order files begin too late to judge some entries (entries: {count}). The orders begin on "
        "{day}, and these entries may belong to an older order."
    ),
    "link.after": N_(
        "Your order files end too early to judge some entries (entries: {count}). The orders from {shop} are "
        "known up to {day}, and these entries may belong to a newer order."
    ),
    "link.after_any": N_(
        "Your order files end too early to judge some entries (entries: {count}). The orders are known up to "
        "{day}, and these entries may belong to a newer order."
    ),
}


def link(
    events: pl.DataFrame, orders: pl.DataFrame, coverage: Coverage, lookback: timedelta, catalogue: Catalogue
) -> pl.DataFrame:
    """For every event (row, at, at_basis, shop, order_id, currency): the shop of its order and the state of the link.

    ``state`` is ``linked``, ``unlinked`` (the order should be in the files), or the reason why this is not known, with
    the time ``edge`` at which the coverage begins or ends. An order of the same number in the event's own shop comes
    first, then the only other one; ``order_shop`` is null where several could be meant.
    """
    ids = events["order_id"].drop_nulls().unique()
    matches = orders.lazy().filter(pl.col("order_id").is_in(ids.implode())).select("order_id", "shop").collect()
    shops = matches.group_by("order_id").agg(pl.col("shop").unique().alias("shops"))
    joined = events.join(shops, on="order_id", how="left", maintain_order="left").select(
        "row",
        order_shop=pl.when(pl.col("shops").list.contains(pl.col("shop"), nulls_equal=False))
        .then("shop")
        .when(pl.col("shops").list.len() == 1)
        .then(pl.col("shops").list.first()),
        state=pl.when(pl.col("shops").is_not_null()).then(pl.lit("linked")),
        edge=pl.lit(None, INSTANT),
    )
    lost = events.filter(joined["state"].is_null())
    states = _states(lost, without_partial(without_mails(orders), catalogue), coverage, lookback, catalogue)
    return pl.concat([joined.filter(pl.col("state").is_not_null()), states])


def _states(
    lost: pl.DataFrame, orders: pl.DataFrame, coverage: Coverage, lookback: timedelta, catalogue: Catalogue
) -> pl.DataFrame:
    """The state of events without an order. Events of a provider without order lists (a card, a payment service) are
    left out: there is nothing to compare them with."""
    providers: dict[str, pl.DataFrame] = {}
    known: dict[tuple[str, str], bool] = {}
    rows: list[tuple[int, str | None, str, datetime | None]] = []
    columns = ("row", "order_id", "at", "at_basis", "shop", "currency", "source")
    for row, order_id, at, basis, shop, currency, source in lost.select(columns).iter_rows():
        provider = provider_of(source)
        if provider not in providers:
            providers[provider] = orders.filter(pl.col("source").str.starts_with(provider + "."))
        mine, kind = providers[provider], _kind(order_id or "")
        lists_orders = provider in catalogue.with_orders
        if not lists_orders and (not mine.height or order_id is None):
            continue
        digital = kind == "D" and lists_orders
        if (provider, kind) not in known:
            known[provider, kind] = _known(kind, mine, catalogue)
        if not mine.height:
            rows.append((row, None, "no_orders", None))
        elif order_id is None or at is None:
            rows.append((row, None, "unreadable", None))
        elif not known[provider, kind]:
            rows.append((row, None, "digital" if digital else "other_kind", None))
        else:
            slack = DAY if basis == "date_only" else timedelta(0)
            place = coverage.place(at, provider, shop, currency, lookback, slack, digital)
            rows.append((row, None, "unlinked" if place.where == "covered" else place.where, place.edge))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _kind(order_id: str) -> str:
    """The kind of an order number: its letters (`D` of `D01-…`), else ``-`` for groups of digits and ``#`` for one
    number."""
    letters = re.match(r"[A-Za-z]+", order_id)
    return letters[0].upper() if letters else "-" if "-" in order_id else "#"


def _known(kind: str, orders: pl.DataFrame, catalogue: Catalogue) -> bool:
    """Whether the order files contain this kind of order number. Digital orders have separate files."""
    if kind == "D":
        return bool(orders.select(pl.col("source").is_in(list(catalogue.digital)).any()).item())
    shape = {"-": r"^\d+-", "#": r"^\d+$"}.get(kind, f"(?i)^{kind}")
    return any(
        bool(some.select(pl.col("order_id").str.contains(shape).any()).item()) for some in (orders[:999], orders)
    )


def link_gaps(events: pl.DataFrame, table: str, catalogue: Catalogue) -> Iterator[Gap]:
    """One gap for each reason why ``events`` (row, at, shop, source, state, day) have no order."""
    open_ = events.filter(~pl.col("state").is_in(["linked", "unlinked"])).sort("at", "row", nulls_last=True)
    for (state, shop, day), rows in open_.group_by("state", "shop", "day", maintain_order=True):
        name = str(state)
        if name in ("other_shop", "before", "after") and shop is None:
            name += "_any"
        values = {"count": rows.height, "shop": shop, "day": day}
        refs = tuple(Ref(table, row) for row in rows["row"])
        code = f"link.{name}"
        named = re.findall(r"{(\w+)}", GAP_SENTENCES[code])
        providers = {provider_of(source) for source in rows["source"].drop_nulls().unique()}
        missing = _missing(str(state), shop, day, catalogue) if providers <= catalogue.with_orders else ""
        yield Gap(code, missing, refs, {key: values[key] for key in named})


def _missing(state: str, shop: str | None, day: date | None, catalogue: Catalogue) -> str:
    if state in ("unreadable", "other_kind"):
        return catalogue.best("charges")
    if state == "digital":
        return catalogue.best("digital_orders")
    if state in ("no_orders", "torn"):
        return catalogue.best("orders")
    period = f" {state} {day}" if day is not None else ""
    return f"{catalogue.best('orders')} {shop or ''}{period}".strip()


def charges(orders: pl.DataFrame, ids: Sequence[pl.Series], catalogue: Catalogue) -> pl.DataFrame:
    """What was charged for the orders of ``ids``: (shop, order_id), ``charge_minor`` (null if unknown), ``currency``,
    ``lines``, ``payments``, ``first`` (row of the first line).

    The charge is unknown if a line is cancelled or has no readable total, if currencies differ, if the source leaves
    out shipping, or if the order cost nothing: that is a gift, a promotion or a replacement, whose refund belongs to
    another order. Sources of one order are never added up: an unknown charge comes first, then the source with the
    higher charge.
    """
    wanted = pl.concat([column.cast(pl.String) for column in ids]).drop_nulls().unique()
    cancelled = (pl.col("status") == "cancelled").fill_null(False).any()
    unknown = pl.col("total_minor").is_null().any() | cancelled
    total = pl.col("total_minor").sum()
    whole = ~pl.col("source").is_in(list(catalogue.partial_totals)).first()
    same_currency = (pl.col("currency").n_unique() == 1) & pl.col("currency").is_not_null().all()
    by_source = (
        orders.filter(pl.col("order_id").is_in(wanted.implode()))
        .group_by("shop", "order_id", "source")
        .agg(
            charge_minor=pl.when(~unknown & same_currency & whole & (total > 0)).then(total),
            currency=pl.col("currency").first(),
            lines=pl.len(),
            payments=pl.col("payment").drop_nulls().unique().sort(),
            first=pl.col("row").min(),
            says=pl.col("total_minor").is_not_null().any() | cancelled,
        )
    )
    return (
        # A file that gives no totals says nothing of the charge where another one does.
        by_source.filter(pl.col("says") | ~pl.col("says").any().over("shop", "order_id"))
        .sort("charge_minor", "first", descending=[True, False], nulls_last=False)
        .unique(["shop", "order_id"], keep="first", maintain_order=True)
        .drop("source", "says")
        .sort("first")
    )


def sort_time(value: datetime | None) -> float:
    """A sort key for a time that may be null: null comes last."""
    return value.timestamp() if value is not None else float("inf")
