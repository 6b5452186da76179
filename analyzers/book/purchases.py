"""Orders as units, grouped by where they were sent, or by what was bought where nothing was sent."""

import polars as pl

from analyzers.book.groups import fortnight
from analyzers.events.history import History
from analyzers.events.mails import PICTURES
from analyzers.events.names import recipient_name
from analyzers.events.places import deliveries
from analyzers.features import archived, placed_orders

# Kinds of goods that are asked for one by one: a thief can resell them at once.
SINGLE_KINDS = {"gift_card": "gift_card", "charge": "gift_card", "code": "code"}
# To the usual order; such an order costs a token amount. Of 7,441 orders of clean simulated accounts 0.1 % are as
# cheap, and 0.4 % at 0.05.
MAX_TOKEN_RATIO = 0.02
MAX_TITLES = 40  # digital titles asked for one by one, five screens; of more, those of a month are one question


def orders(history: History, marked: pl.DataFrame) -> pl.DataFrame:
    """One unit for each line of the buyer's orders."""
    lines = history.bought["orders"]
    placed = history.of(placed_orders.measure)
    cancelled = (pl.col("status") == "cancelled").fill_null(False)
    rows = lines.join(_places(lines), on="address", how="left", nulls_equal=True, maintain_order="left").join(
        _odd(history, placed, lines, marked), on="row", how="left", maintain_order="left"
    )
    number = pl.when(pl.col("order_id").is_null()).then(pl.format("#{}", "row")).otherwise("order_id")
    order = pl.format("{}|{}", pl.col("shop").fill_null(""), number)
    name = pl.coalesce(pl.col("title").str.strip_chars(), "item_id", "shop", pl.lit(""))
    digital = pl.col("kind").is_in(["digital", "subscription"])
    single = pl.col("kind").replace_strict(SINGLE_KINDS, default=None, return_dtype=pl.String)
    remarkable = pl.col("odd").fill_null(False) | pl.col("place").is_null()
    kind = (
        pl.when(single.is_not_null())
        .then(single)
        .when(pl.col("odd").fill_null(False))
        .then(pl.lit("order"))
        .when(digital)
        .then("kind")
        .when(remarkable)
        .then(pl.lit("order"))
        .when(pl.col("receiver") == "")
        .then(pl.lit("place"))
        .otherwise(pl.lit("receiver_place"))
    )
    bundle = fortnight()
    titles = pl.when(digital).then(name).n_unique() > MAX_TITLES
    month = pl.format("{}|{}", pl.col("shop").fill_null(""), pl.col("at").dt.strftime("%Y-%m").fill_null(""))
    rows = rows.with_columns(question=kind, thing=order)
    group = (
        pl.when(pl.col("question").is_in(["gift_card", "code"]) | _unread())
        .then("thing")
        .when(pl.col("question") == "subscription")
        .then(name.str.to_lowercase())
        .when(pl.col("question") == "digital")
        .then(pl.when(titles).then(month).otherwise(name.str.to_lowercase()))
        .when(pl.col("question") == "order")
        .then(pl.format("{}|{}|{}", pl.col("receiver").fill_null(""), pl.col("place").fill_null(""), bundle))
        .when(pl.col("question") == "place")
        .then("place")
        .otherwise(pl.format("{}|{}", "receiver", "place"))
    )
    return rows.with_columns(group=group).select(
        table=pl.lit("orders"),
        row="row",
        kind="question",
        group="group",
        thing="thing",
        single=pl.col("question").is_in(["gift_card", "code"]),
        minor=pl.when(~cancelled).then("total_minor"),
        currency="currency",
        at="at",
        at_basis="at_basis",
        shop="shop",
        what=pl.when(pl.col("question").is_in(["receiver_place", "place"])).then("address").otherwise(name),
        more=pl.col("receiver_name"),
        name=name,
        card=pl.col("payment"),
    )


def _unread() -> pl.Expr:
    """Whether no name was read in the picture that an order comes from, so that nothing shows which ones are alike."""
    return pl.col("title").is_null() & pl.col("mail").is_in(PICTURES).fill_null(False)


def _places(lines: pl.DataFrame) -> pl.DataFrame:
    """For every distinct address its ``receiver`` and ``place`` in a normalised form, and the receiver's name. They
    depend only on the address: a name that the owner adds must not change the questions."""
    addresses = lines["address"].unique().drop_nulls().to_list()
    known = deliveries(addresses)
    rows = [(text, known[text].recipient, known[text].place, recipient_name(text)) for text in addresses]
    schema = {"address": pl.String, "receiver": pl.String, "place": pl.String, "receiver_name": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _odd(history: History, placed: pl.DataFrame, lines: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """(row, odd) of the lines of orders that are asked about singly: with an alarm, missing from a list, for a very
    small amount, or paid in a way that no earlier order used."""
    token = (pl.col("total_minor") > 0) & (pl.col("total_minor") <= MAX_TOKEN_RATIO * pl.col("usual_minor"))
    unusual = placed.filter(token.fill_null(False) | pl.col("new_payer")).select("shop", "order_id")
    unlisted = history.of(archived.measure).filter(~pl.col("listed")).select("shop", "order_id")
    alarmed = lines.join(marked.filter(pl.col("table") == "orders"), on="row", how="semi").select("shop", "order_id")
    some = pl.concat([unusual, unlisted, alarmed]).unique().with_columns(odd=pl.lit(True))
    return (
        lines.select("row", "shop", "order_id")
        .join(some, on=["shop", "order_id"], nulls_equal=True)
        .select("row", "odd")
    )
