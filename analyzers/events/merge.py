"""Merges many files into one table: an event in two exports or from two sources is one event."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.mails import merge_mails, without_mails
from analyzers.events.schemas import KEYS, SCHEMAS, conform, empty, known_by
from analyzers.events.statuses import counts

# Tables of which several sources give different columns: nulls of the canonical record are filled from the others.
FILLED_FROM_OTHER_SOURCES = ("refunds", "returns")
# Tables in which a shop's own number (``refund_id``) identifies an event.
NUMBERED = ("refunds", "returns")
UNCOUNTED = "_k_uncounted"


def single_file(table: pl.DataFrame) -> bool:
    """Whether all rows come from one file (upload and path)."""
    if not table.height:
        return True
    return has_single_value(table["upload"]) and has_single_value(table["path"])


def has_single_value(column: pl.Series) -> bool:
    """Whether all rows (at least one) have the same value, or no value."""
    return bool(column.eq_missing(column.new_from_index(0, 1)).all())


class Merged(NamedTuple):
    """``events``: the table with row numbers in the column ``row``. ``merged_away``: the records that were merged away,
    best first, with the ``row`` of their event."""

    events: pl.DataFrame
    merged_away: pl.DataFrame

    def records(self) -> pl.DataFrame:
        """All source records of each event, the canonical one first."""
        return pl.concat([self.events, self.merged_away]) if self.merged_away.height else self.events


def stack(table: str, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All frames of a table as one, in its full schema."""
    filled = [frame if frame.schema == SCHEMAS[table] else conform(table, frame) for frame in frames if frame.height]
    if len(filled) < 2:
        return filled[0] if filled else empty(table)
    return pl.concat(filled, rechunk=False)


def with_shops(table: pl.DataFrame, *known: pl.DataFrame) -> pl.DataFrame:
    """Fills missing shops from the same order in ``known`` (the first table that has it counts), unless that order
    exists in two shops."""
    for other in known:
        if not table["shop"].null_count():
            break
        wanted = table.filter(pl.col("shop").is_null())["order_id"].unique().drop_nulls()
        shops = (
            other.filter(pl.col("order_id").is_in(wanted.implode()) & pl.col("shop").is_not_null())
            .group_by("order_id")
            .agg(pl.col("shop").unique().alias("_shops"))
            .filter(pl.col("_shops").list.len() == 1)
            .with_columns(pl.col("_shops").list.first())
        )
        table = (
            table.join(shops, on="order_id", how="left", maintain_order="left")
            .with_columns(pl.coalesce("shop", "_shops").alias("shop"))
            .drop("_shops")
        )
    return table


def merge(
    table: str,
    whole: pl.DataFrame,
    newest: Mapping[tuple[int, str], float],
    known: Catalogue,
) -> Merged:
    """The events of all rows. ``newest`` ranks files (upload, path): a greater number is newer. ``known`` describes
    their formats. The row numbers of events that only mails show come last; see ``analyzers.events.mails``."""
    confirmed = without_mails(whole)
    merged = _merge_files(table, confirmed, newest, known)
    if confirmed.height == whole.height:
        return merged
    events, merged_away = merge_mails(table, merged.events, whole.filter(pl.col("mail").is_not_null()))
    return Merged(pl.concat([merged.events, events]), pl.concat([merged.merged_away, merged_away]))


def _merge_files(table: str, whole: pl.DataFrame, newest: Mapping[tuple[int, str], float], known: Catalogue) -> Merged:
    """Merges the rows of files without mails.

    Equal rows of one file stay separate events; rows of different files with equal keys are one event. Order lists of
    different sources give different times and items for an order, so each order is taken from one source. Rows about
    one refund are one event; its record comes from a source that decides amounts, if there is one.
    """
    if not whole.height or (len(newest) < 2 and table not in NUMBERED):
        events = whole.with_row_index("row")
        return Merged(events, events.clear())
    ranked = whole.with_row_index("_n").join(
        _preference(whole, newest), on=["upload", "path", "source"], how="left", nulls_equal=True, maintain_order="left"
    )
    keyed = ranked.with_columns(key(table)).with_columns(_h=pl.struct(pl.col("^_k_.*$")).hash())
    shared = keyed.group_by("_h").agg(least=pl.col("_file").min(), most=pl.col("_file").max())
    shared = shared.filter(pl.col("least") != pl.col("most"))
    if table in NUMBERED:
        retold = _same_refunds(ranked, known.decides_amounts)
    elif table == "orders":
        retold = _superseded_lines(ranked, known.partial_totals)
    else:
        retold = ranked.clear().with_columns(_kept=pl.col("_n"))
    if not shared.height and not retold.height:
        events = whole.with_row_index("row")
        return Merged(events, events.clear())
    unique = keyed.filter(pl.col("_h").is_in(shared["_h"].implode()) & ~pl.col("_n").is_in(retold["_n"].implode()))
    doubles = _duplicates(unique)
    gone = doubles.filter(pl.col("_n") != pl.col("_kept")).select(retold.columns)
    # The row that represents a superseded order may itself have been merged into a row of another export.
    stands = gone.select(_kept=pl.col("_n"), _first=pl.col("_kept"))
    retold = retold.join(stands, on="_kept", how="left").with_columns(pl.coalesce("_first", "_kept").alias("_kept"))
    gone = pl.concat([gone, retold.drop("_first")])
    events = ranked.filter(~pl.col("_n").is_in(gone["_n"].implode())).with_row_index("row")
    merged_away = gone.join(events.select("row", _kept=pl.col("_n")), on="_kept").sort("_file", "_n")
    columns = ["row", *whole.columns]
    events, merged_away = events.select(columns), merged_away.select(columns)
    if table == "orders":
        return Merged(_titled(events, merged_away), merged_away)
    return Merged(_fill(events, merged_away) if table in FILLED_FROM_OTHER_SOURCES else events, merged_away)


def _superseded_lines(ranked: pl.DataFrame, partial_totals: Collection[str]) -> pl.DataFrame:
    """The lines of orders that a better source also has, with ``_kept``: the first row of the order there. A source
    with the whole cost of the order is the best, then one with prices only, then one without prices; among equals, the
    one whose files rank first."""
    if ranked["source"].n_unique() < 2:
        return ranked.clear().with_columns(_kept=pl.col("_n"))
    order = ("role", "shop", "order_id")
    costs = pl.col("total_minor").is_not_null().any() | (pl.col("status") == "cancelled").fill_null(False).any()
    whole = (~pl.col("source").is_in(list(partial_totals))).fill_null(True).all()
    costs = costs.cast(pl.Int8) + (costs & whole).cast(pl.Int8)
    named = ranked.filter(pl.col("order_id").is_not_null()).group_by(*order, "source")
    by_source = named.agg(costs=costs, file=pl.col("_file").min(), _kept=pl.col("_n").min())
    by_source = by_source.filter(pl.len().over(order) > 1).sort("costs", "file", descending=[True, False])
    best = by_source.unique(order, keep="first", maintain_order=True).select(*order, "_kept", best="source")
    rows = ranked.join(best, on=order, how="inner", nulls_equal=True, maintain_order="left")
    return rows.filter(pl.col("source") != pl.col("best")).drop("best")


def _same_refunds(ranked: pl.DataFrame, decides_amounts: Collection[str]) -> pl.DataFrame:
    """The rows that are about the same refund as another row, with ``_kept``: the row that represents that refund.

    A file repeats a refund for each unit, and with several days of completion, of which the last one counts. Where it
    gives no numbers, rows that agree in everything to the fraction of a second are one refund: no two are completed at
    one moment.
    """
    identity = ("role", "shop", "order_id", "refund_id")
    decides = pl.col("source").is_in(list(decides_amounts))
    numbered = ranked.filter(pl.col("refund_id").is_not_null()).sort(
        decides, "_file", "at", "_n", descending=[True, False, True, False], nulls_last=True
    )
    exact = (pl.col("at_basis") == "stated") & (pl.col("at").dt.microsecond() != 0) & pl.col("order_id").is_not_null()
    others = ranked.filter(pl.col("refund_id").is_null() & exact)
    columns = [name for name in ranked.columns if name not in ("_n", "line", "record")]
    rows = pl.concat(
        [
            numbered.with_columns(_kept=pl.col("_n").first().over(identity)),
            others.with_columns(_kept=pl.col("_n").min().over(columns)),
        ]
    )
    return rows.filter(pl.col("_n") != pl.col("_kept"))


def _preference(whole: pl.DataFrame, newest: Mapping[tuple[int, str], float]) -> pl.DataFrame:
    """Every file with its rank ``_file``, best first: the source with the most filled columns, then the newest
    export."""
    files = whole.select("upload", "path", "source").unique()
    tells = {
        source: sum(column.null_count() < column.len() for column in rows.iter_columns())
        for (source,), rows in whole.partition_by("source", as_dict=True).items()
    } if files["source"].n_unique() > 1 else {}  # fmt: skip
    order = sorted(
        files.rows(),
        key=lambda file: (-tells.get(file[2], 0), file[2] or "", -newest[file[0], file[1]]),
    )
    schema = {name: whole.schema[name] for name in ("upload", "path", "source")}
    return pl.DataFrame(order, schema=schema, orient="row").with_row_index("_file")


def key(table: str) -> list[pl.Expr]:
    """The expressions that identify an event: key columns, times to the second, and for an order line without an
    item id its amount, for a payment without a number its payee."""
    parts = []
    for name in KEYS[table]:
        value = pl.col(name).dt.truncate("1s") if name == "at" else known_by(table, name)
        parts.append(value.alias(f"_k_{name}"))
    if table == "orders":
        parts.append(pl.when(pl.col("item_id").is_null()).then("total_minor").alias("_k_amount"))
    if table in ("refunds", "returns"):  # without an order number only records of one source can be the same event
        nameless = pl.col("order_id").is_null()
        parts.append(pl.when(nameless).then("at").alias("_k_at"))
        parts.append(pl.when(nameless).then("source").alias("_k_source"))
    if table == "payments":  # equal sums of one day at two banks are two payments, unless the same was paid
        payee = pl.col("merchant").str.normalize("NFKC").str.replace_all(r"[\W_]+", "").str.to_lowercase()
        parts.append(pl.col("currency").alias("_k_currency"))
        parts.append(pl.when(pl.col("order_id").is_null()).then(payee).alias("_k_payee"))
        parts.append((~counts()).alias(UNCOUNTED))  # what is pending or declined takes the place of no real payment
    if table == "ledger":
        parts.append(pl.col("account").alias("_k_account"))
    if table == "refunds":  # a refund that was declined and its second try are two events in every source
        parts.append((pl.col("status") == "declined").fill_null(False).alias("_k_declined"))
    return parts


def numbered_keys(events: pl.DataFrame, table: str) -> pl.DataFrame:
    """(row, the columns of ``key``, number): what makes each event itself in every export. The shop is not part of it,
    because a file without the shop may be handed in before one that names it. ``number`` tells events of an equal key
    apart: refunds and returns, whose key names no time, are counted by their times and numbers, so that another order
    of the rows changes nothing; payments that count come before others; all others are equal in everything that
    identifies them.
    """
    parts = [expression for expression in key(table) if expression.meta.output_name() not in ("_k_shop", UNCOUNTED)]
    order = ["at", "refund_id"] if table in NUMBERED else []
    keyed = events.select("row", *parts, *order)
    names = keyed.columns[1 : 1 + len(parts)]
    if table == "payments":
        order = [UNCOUNTED]
        keyed = keyed.with_columns(events.select((~counts()).alias(UNCOUNTED)))
    # Few events are alike; to group all of them would take longer than all else.
    alike = keyed.filter(pl.struct(names).is_duplicated())
    number = pl.int_range(pl.len()).over(names, order_by=order or None)
    numbers = alike.select("row", number=number)
    numbered = keyed.drop(order).join(numbers, on="row", how="left", maintain_order="left")
    return numbered.with_columns(pl.col("number").fill_null(0))


def _duplicates(candidates: pl.DataFrame) -> pl.DataFrame:
    """The candidates with ``_kept``: the number of the row that represents the event.

    Numbered refunds count as rows of one file wherever they are found, because they are different events. A change
    that was stored by a version with fewer kinds says less than any other record of it.
    """
    keys = [name for name in candidates.columns if name.startswith("_k_")]
    less = [pl.col("known_as").is_null()] if "known_as" in candidates.columns else []
    candidates = candidates.sort(*less, "_file", "_n")
    if "refund_id" in candidates.columns:
        numbered = pl.col("refund_id").is_not_null()
        among = pl.int_range(pl.len()).over(pl.when(numbered).then(-1).otherwise("_file"), *keys)
        before = pl.when(numbered).then(0).otherwise(numbered.sum().over("_file", *keys))
        candidates = candidates.with_columns(_o=among + before)
    else:
        candidates = candidates.with_columns(_o=pl.int_range(pl.len()).over("_file", *keys))
    return candidates.with_columns(_kept=pl.col("_n").first().over("_o", *keys))


def _titled(events: pl.DataFrame, merged_away: pl.DataFrame) -> pl.DataFrame:
    """Order lines without a title get those that other sources have for the order: a page may say what was paid, and a
    list what was bought."""
    if not events["title"].null_count() or not merged_away.height:
        return events
    known = (
        merged_away.drop_nulls("title").group_by("row").agg(_titles=pl.col("title").unique(maintain_order=True).head(3))
    )
    joined = events.join(known, on="row", how="left", maintain_order="left")
    return joined.with_columns(title=pl.coalesce("title", pl.col("_titles").list.join("; "))).drop("_titles")


def _fill(events: pl.DataFrame, merged_away: pl.DataFrame) -> pl.DataFrame:
    """The canonical records, their nulls filled from other records of the same event."""
    own = ("row", "at", "at_basis", "source", "upload", "path", "line", "record")  # where and when the record was found
    names = [name for name in merged_away.columns if name not in own]
    more = merged_away.group_by("row").agg(pl.col(name).drop_nulls().first().name.suffix("_") for name in names)
    return (
        events.join(more, on="row", how="left", maintain_order="left")
        .with_columns(pl.coalesce(name, f"{name}_").alias(name) for name in names)
        .select(events.columns)
    )
