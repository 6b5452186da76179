"""Events that only a mail shows. If another file confirms one, it is merged into that file's event; the others are kept
apart. Rows that were read from a picture of a screen (``picture``) are treated in the same way.

A mail may be forged. So it is never the better record of an event, it gives no shop to other events, and it covers no
period. A proof is judged as if no mail had been handed in (``History.confirmed``): a mail cannot trigger a proof or be
the missing or contradicting record in it. A mail cannot explain a proof either, because a thief could send such a mail.
"""

import polars as pl

from analyzers.events.schemas import KEYS, known_by
from analyzers.events.statuses import counts

_ZONE = "Asia/Tokyo"  # Statements give the day on which a card was used, in the zone of those whose notices we read.
# What the column ``mail`` says of a row that was read from a picture, corrected by a person, or added by one.
PICTURE, CORRECTED, ADDED = "picture", "picture_corrected", "picture_added"
PICTURES = (PICTURE, CORRECTED, ADDED)
SURENESS = (*PICTURES, "authenticated", "unauthenticated", "forwarded", "pasted")  # the surest first
_ONE_THING = {"orders": ("shop", "order_id"), "refunds": ("shop", "order_id", "amount_minor")}


def without_mails(events: pl.DataFrame) -> pl.DataFrame:
    """The events that a file of the service itself contains."""
    from_mail = events["mail"].is_not_null()
    return events.filter(~from_mail) if from_mail.any() else events


def merge_mails(table: str, confirmed: pl.DataFrame, mails: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of ``mails`` as events, with row numbers after those of ``confirmed``; and the mails that repeat another
    event of either, with its row number.

    Mails about one order, or one refund of an order, are one event: among those with a cost the most reliable one
    counts, then the first. A payment in a mail is the payment of a statement with the same amount on the same day, one
    for one.
    """
    numbered = mails.with_row_index("_n")
    numbered = _filled(numbered.with_columns(_first=_same_thing(table, numbered)))
    first = numbered.filter(pl.col("_n") == pl.col("_first"))
    first = first.with_columns(_row=_row(table, confirmed, first))
    new = first.filter(pl.col("_row").is_null()).with_row_index("row", offset=confirmed.height)
    known = first.filter(pl.col("_row").is_not_null()).select("_first", row="_row")
    merged_away = numbered.join(pl.concat([known, new.select("_first", "row")]), on="_first", maintain_order="left")
    merged_away = merged_away.filter(~pl.col("_n").is_in(new["_n"].implode()))
    return new.select("row", *mails.columns), merged_away.select("row", *mails.columns)


def _filled(mails: pl.DataFrame) -> pl.DataFrame:
    """The mails, with details that other mails about the same thing from an equally reliable sender add: that it was
    sent, or cancelled."""
    own = {"_n", "_first", "at", "at_basis", "shop", "source", "upload", "path", "line", "record", "mail"}
    names = [name for name in mails.columns if name not in own]
    return mails.with_columns(
        pl.coalesce(name, pl.col(name).drop_nulls().first().over("_first", "mail")).alias(name) for name in names
    )


def _same_thing(table: str, mails: pl.DataFrame) -> pl.Series:
    """For each mail, the number ``_n`` of the mail that represents the same order or refund."""
    keys: list[str | pl.Expr] = list(_ONE_THING.get(table, ()))
    costs = pl.col("total_minor").is_not_null() if table == "orders" else pl.lit(True)
    ranked = mails.with_columns(_costs=costs, _own=pl.lit(0))
    if keys:  # Without the number of an order nothing shows that two mails are about the same one.
        ranked = ranked.with_columns(_own=pl.when(pl.col("order_id").is_null()).then(pl.col("_n") + 1).otherwise(0))
    else:  # The same notice in two files; equal notices in one file are two events.
        keys = [known_by(table, name) for name in KEYS[table]]
        ranked = ranked.with_columns(_own=pl.int_range(pl.len()).over("upload", "path", *keys))
    sure = pl.col("mail").replace_strict({name: n for n, name in enumerate(SURENESS)}, default=len(SURENESS))
    ranked = ranked.sort(~pl.col("_costs"), sure, "at", "_n", nulls_last=True)
    return ranked.with_columns(_first=pl.col("_n").first().over("_own", *keys)).sort("_n")["_first"]


def _row(table: str, confirmed: pl.DataFrame, mails: pl.DataFrame) -> pl.Series:
    """For each mail, the row of the same event in another file; null where there is none."""
    none = pl.repeat(None, mails.height, dtype=pl.UInt32, eager=True)
    if not confirmed.height:
        return none
    if table in _ONE_THING:
        return _of_order(_ONE_THING[table][1:], confirmed, mails)
    if table == "payments":
        return _of_day(confirmed, mails)
    return none


def _of_order(keys: tuple[str, ...], confirmed: pl.DataFrame, mails: pl.DataFrame) -> pl.Series:
    """By the number of the order (and the amount of the refund), in the same shop or where a file names none."""
    near = confirmed.filter(pl.col("order_id").is_in(mails["order_id"].drop_nulls().implode()))
    there = near.select(*keys, _shop=pl.col("shop"), row="row")
    matches = mails.select("_n", "shop", *keys).join(there, on=keys, how="inner")
    matches = matches.filter((pl.col("_shop") == pl.col("shop")).fill_null(True))
    first = matches.group_by("_n").agg(pl.col("row").min())
    return mails.select("_n").join(first, on="_n", how="left", maintain_order="left")["row"]


def _of_day(confirmed: pl.DataFrame, mails: pl.DataFrame) -> pl.Series:
    """By day and amount: pairs the first mail with the first payment that counts."""
    local = pl.col("at").dt.convert_time_zone(_ZONE).dt.date()
    day = pl.when(pl.col("at_basis") == "date_only").then(pl.col("at").dt.date()).otherwise(local)
    keys = ("_day", "amount_minor", "currency")
    number = pl.int_range(pl.len()).over(keys)
    near = confirmed.filter(counts() & pl.col("amount_minor").is_in(mails["amount_minor"].drop_nulls().implode()))
    there = near.with_columns(_day=day).with_columns(_number=number).select(*keys, "_number", "row")
    asked = mails.with_columns(_day=day).sort("at", "_n").with_columns(_number=number)
    return asked.join(there, on=[*keys, "_number"], how="left", maintain_order="left").sort("_n")["row"]
