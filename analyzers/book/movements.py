"""Refunds, returns, entries of balances and payments as units, and which of them only repeat another event."""

from collections.abc import Iterator

import polars as pl

from analyzers.book import booked, charged
from analyzers.book.groups import fortnight
from analyzers.events.history import History
from analyzers.events.mails import PICTURES
from analyzers.events.statuses import counts
from analyzers.features import order_links
from analyzers.features.payees import payee
from analyzers.thresholds.spans import EPISODE, FORTNIGHT

PLACES = ("upload", "path", "line", "record")
TO_BALANCE = ("gift_card", "points")
# Own judgement: a refund to a balance is promised at once and a gift card for oneself is added by the next days, and a
# file may have only the day. A longer time would tie an entry to something else of the same amount, and then nobody is
# asked about it.
REFUND_DELAY = FORTNIGHT  # between a refund and its entry in the balance
TOP_UP_DELAY = EPISODE  # between the order of a gift card and its entry in the balance


def copies(history: History) -> pl.DataFrame:
    """(table, row, of_table, of_row): the events that only repeat another one; that other one is never a copy."""
    links, orders = history.of(order_links.measure), _first_lines(history)
    refunds = history.bought["refunds"]
    paid = _of_orders(history.tables["payments"], links.payments, orders, "payments")
    paid = pl.concat([paid, charged.copies(history, paid)])
    paid = pl.concat([paid, _rooted(booked.copies(history).join(paid, on="row", how="anti"), paid)])
    returned = _returns(history, refunds, orders)
    entries = history.tables["ledger"].join(
        links.ledger.select("row", "order_shop", "state"), on="row", how="left", maintain_order="left"
    )
    same = _same_record(history, entries, pl.concat([paid, returned]))
    remaining = entries.join(same, on="row", how="anti")
    used = _of_orders(remaining.filter(pl.col("kind") == "applied"), links.ledger, orders, "ledger")
    back = _refund_entries(remaining, refunds)
    added = _top_ups(remaining, history)
    ledger = pl.concat([same, used, back, added]).unique("row", keep="first", maintain_order=True)
    return pl.concat([paid, returned, ledger])


def units(history: History, tied: pl.DataFrame, marked: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The units of refunds, returns, entries and payments that repeat nothing."""

    def own(table: str) -> pl.DataFrame:
        gone = tied.filter(pl.col("table") == table)
        rows = history.bought[table].join(gone, on="row", how="anti", maintain_order="left")
        alarmed = marked.filter(pl.col("table") == table).select("row", "marked")
        return rows.join(alarmed, on="row", how="left", maintain_order="left").with_columns(
            pl.col("marked").fill_null(False)
        )

    yield _refunds(own("refunds"), history)
    yield _returned(own("returns"))
    yield _ledger(own("ledger"))
    yield _payments(own("payments"), history)


def _first_lines(history: History) -> pl.DataFrame:
    """(order_shop, order_id, of_row): the first line of every order."""
    named = history.bought["orders"].filter(pl.col("order_id").is_not_null())
    return named.group_by(order_shop="shop", order_id="order_id").agg(of_row=pl.col("row").min())


def _of_orders(events: pl.DataFrame, links: pl.DataFrame, orders: pl.DataFrame, table: str) -> pl.DataFrame:
    """The events whose order is in the files."""
    known = events.drop("order_shop", "state", strict=False).join(
        links.filter(pl.col("state") == "linked").select("row", "order_shop"), on="row"
    )
    exact = known.join(orders, on=["order_shop", "order_id"], nulls_equal=True)
    return exact.select(table=pl.lit(table), row="row", of_table=pl.lit("orders"), of_row="of_row")


def _returns(history: History, refunds: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """The returns whose refund is in the files, or else whose order is."""
    events = history.bought["returns"].filter(pl.col("order_id").is_not_null()).select("row", "order_id")
    by_refund = refunds.filter(pl.col("order_id").is_not_null()).group_by("order_id").agg(of_row=pl.col("row").min())
    by_order = orders.group_by("order_id").agg(pl.col("of_row").min())
    of_refunds = events.join(by_refund, on="order_id").with_columns(of_table=pl.lit("refunds"))
    other = events.join(by_order, on="order_id").with_columns(of_table=pl.lit("orders"))
    pairs = pl.concat([of_refunds, other]).unique("row", keep="first", maintain_order=True)
    return pairs.select(table=pl.lit("returns"), row="row", of_table="of_table", of_row="of_row")


def _same_record(history: History, entries: pl.DataFrame, tied: pl.DataFrame) -> pl.DataFrame:
    """The entries of a balance that are the same record as an order, a refund or a payment."""
    parts = []
    for table in ("orders", "refunds", "payments"):
        events = history.bought[table]
        if entries.height and events.height:
            parts.append(
                entries.select("row", *PLACES)
                .join(events.select(*PLACES, of_row="row"), on=PLACES)
                .select("row", "of_row", of_table=pl.lit(table), table=pl.lit("ledger"))
            )
    if not parts:
        return tied.clear()
    same = pl.concat(parts).unique("row", keep="first", maintain_order=True)
    return _rooted(same.select(tied.columns), tied)


def _rooted(repeated: pl.DataFrame, tied: pl.DataFrame) -> pl.DataFrame:
    """The same, of which those that repeat an event in ``tied`` repeat what that event repeats."""
    root = tied.select(of_table="table", of_row="row", root_table="of_table", root_row="of_row")
    joined = repeated.join(root, on=["of_table", "of_row"], how="left", maintain_order="left")
    return joined.select(
        "table",
        "row",
        of_table=pl.coalesce("root_table", "of_table"),
        of_row=pl.coalesce("root_row", "of_row"),
    )


def _refund_entries(entries: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """The entries that show a refund of the files arriving in the balance, one for each."""
    number = pl.int_range(pl.len()).over("order_id", "amount_minor").alias("number")
    some = entries.filter(pl.col("order_id").is_not_null() & (pl.col("amount_minor") > 0)).select(
        "row", "order_id", "amount_minor", number
    )
    named = refunds.filter(pl.col("order_id").is_not_null()).select("order_id", "amount_minor", number, of_row="row")
    exact = some.join(named, on=["order_id", "amount_minor", "number"]).select("row", "of_row")
    # An entry that names no order is the refund to the balance of its amount and time.
    nameless = entries.filter(
        pl.col("order_id").is_null() & (pl.col("kind") == "refund") & pl.col("at").is_not_null()
    ).select("row", "at", "currency", "amount_minor")
    to_balance = refunds.filter(
        pl.col("destination").is_in(TO_BALANCE).fill_null(True)
        & pl.col("at").is_not_null()
        & ~pl.col("row").is_in(exact["of_row"].implode())
    ).select("at", "currency", "amount_minor", of_row="row")
    near = nameless.sort("at").join_asof(
        to_balance.sort("at"),
        on="at",
        by=["currency", "amount_minor"],
        strategy="nearest",
        tolerance=REFUND_DELAY,
        check_sortedness=False,
    )
    near = near.filter(pl.col("of_row").is_not_null()).unique("of_row", keep="first", maintain_order=True)
    every = pl.concat([exact, near.select("row", "of_row")])
    return every.select(table=pl.lit("ledger"), row="row", of_table=pl.lit("refunds"), of_row="of_row")


def _top_ups(entries: pl.DataFrame, history: History) -> pl.DataFrame:
    """The entries that show a gift card from one of the owner's orders arriving in the balance."""
    lines = history.bought["orders"]
    bought = (
        lines.filter(pl.col("kind").is_in(["gift_card", "charge"]) & pl.col("at").is_not_null())
        .select("at", "currency", "total_minor", of_row="row")
        .sort("at")
    )
    some = (
        entries.filter(pl.col("kind").is_in(["added", "reload"]) & pl.col("at").is_not_null())
        .select("row", "at", "currency", total_minor="amount_minor")
        .sort("at")
    )
    matches = some.join_asof(
        bought,
        on="at",
        by=["currency", "total_minor"],
        strategy="nearest",
        tolerance=TOP_UP_DELAY,
        check_sortedness=False,
    )
    matches = matches.filter(pl.col("of_row").is_not_null()).unique("of_row", keep="first", maintain_order=True)
    return matches.select(table=pl.lit("ledger"), row="row", of_table=pl.lit("orders"), of_row="of_row")


def _refunds(rows: pl.DataFrame, history: History) -> pl.DataFrame:
    states = history.of(order_links.measure).refunds.select("row", "state")
    rows = rows.join(states, on="row", how="left", maintain_order="left")
    unknown = (pl.col("state") == "unlinked").fill_null(False)
    balance = pl.col("destination").is_in(TO_BALANCE).fill_null(False)
    kind = pl.when(unknown).then(pl.lit("refund_unknown")).when(balance).then(pl.lit("refund_to_balance"))
    return _conformed(
        rows.with_columns(
            question=kind.otherwise(pl.lit("refund")),
            own=unknown | balance | pl.col("marked"),
            what=pl.coalesce("title", "order_id", "reason", pl.lit("")),
        ),
        "refunds",
        pl.coalesce("destination", pl.lit("")),
        pl.col("amount_minor"),
        more=pl.col("order_id"),
        card=pl.col("destination"),
    )


def _returned(rows: pl.DataFrame) -> pl.DataFrame:
    """Returns of orders that are not in the files; the money of a return is counted with its refund."""
    rows = rows.with_columns(
        question=pl.lit("refund"), own=pl.col("marked"), what=pl.coalesce("title", "order_id", "reason", pl.lit(""))
    )
    return _conformed(rows, "returns", pl.lit("returns"), pl.lit(None, pl.Int64), more=pl.col("order_id"))


def _ledger(rows: pl.DataFrame) -> pl.DataFrame:
    points, negative = (pl.col("account") == "points").fill_null(False), (pl.col("amount_minor") < 0).fill_null(False)
    back = (pl.col("kind") == "refund").fill_null(False)
    kind = (
        pl.when(points)
        .then(pl.lit("points"))
        .when(negative)
        .then(pl.lit("balance_use"))
        .when(back)
        .then(pl.lit("refund_to_balance"))
        .otherwise(pl.lit("code_claim"))
    )
    rows = rows.with_columns(
        question=kind,
        own=(negative & ~points) | back | pl.col("marked"),
        what=pl.coalesce("title", "order_id", "serial", "kind", pl.lit("")),
    )
    month = pl.col("at").dt.strftime("%Y-%m").fill_null("")
    group = (
        pl.when(points)
        .then(pl.format("{}|{}", pl.col("kind").fill_null(""), pl.when(negative).then(month).otherwise(pl.lit(""))))
        .otherwise(
            pl.format(
                "{}|{}|{}",
                pl.col("account").fill_null(""),
                pl.col("amount_minor").fill_null(0),
                pl.col("currency").fill_null(""),
            )
        )
    )
    return _conformed(
        rows, "ledger", group, pl.col("amount_minor").abs(), more=pl.col("order_id"), card=pl.col("account")
    )


def _payments(rows: pl.DataFrame, history: History) -> pl.DataFrame:
    names = rows["merchant"].unique().drop_nulls()
    shops = history.catalogue.shops
    keys = pl.DataFrame(
        {"merchant": names, "payee": [payee(name, shops) for name in names]},
        schema={"merchant": pl.String, "payee": pl.String},
    )
    rows = rows.join(keys, on="merchant", how="left", maintain_order="left")
    nameless = pl.col("payee").is_null() | (pl.col("payee") == "")
    unread = nameless & pl.col("mail").is_in(PICTURES).fill_null(False)
    spent = pl.when(counts() & (pl.col("amount_minor") > 0)).then("amount_minor").otherwise(0)
    bundle = fortnight()
    rows = rows.with_columns(
        question=pl.when(pl.col("marked") | nameless).then(pl.lit("payment")).otherwise(pl.lit("payee")),
        own=pl.col("marked") | unread,
        what=pl.coalesce("merchant", "title", "method", pl.lit("")),
    )
    group = pl.when(nameless).then(pl.format("|{}|{}", "source", bundle)).otherwise("payee")
    minor = pl.when(pl.col("amount_minor").is_null()).then(None).otherwise(spent)
    return _conformed(rows, "payments", group, minor, more=pl.col("title"), card=pl.col("method"))


def _conformed(
    rows: pl.DataFrame, table: str, group: pl.Expr, minor: pl.Expr, *, more: pl.Expr, card: pl.Expr | None = None
) -> pl.DataFrame:
    """The units of rows with ``question``, ``own`` (whether each is asked about singly) and ``what``."""
    thing = pl.format("{}|{}", pl.lit(table), "row")
    return rows.select(
        table=pl.lit(table),
        row="row",
        kind="question",
        group=pl.when("own").then(thing).otherwise(group),
        thing=thing,
        single="own",
        minor=minor,
        currency="currency",
        at="at",
        at_basis="at_basis",
        shop="shop",
        what="what",
        more=more,
        name="what",
        card=card if card is not None else pl.lit(None, pl.String),
    )
