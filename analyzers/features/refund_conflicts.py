"""Refunds of which the files handed in give several amounts."""

import polars as pl

from analyzers.events.history import History

SCHEMA = pl.Schema(
    {
        "row": pl.UInt32,
        "amount_minor": pl.Int64,
        "currency": pl.String,
        "path": pl.String,
        "line": pl.UInt32,
    }
)


def measure(history: History) -> pl.DataFrame:
    """The different amounts of each numbered refund (``refund_id``) that has more than one, the amount that counts
    first: the ``row`` of the refund, ``amount_minor``, ``currency``, and the ``path`` and ``line`` where it is given.

    Only a number says for certain that two records are about one refund. An older export of the same format is out of
    date and contradicts nothing; neither does a refund that was declined.
    """
    merged_away = history.merged_away["refunds"]
    numbered = history.bought["refunds"].filter(
        pl.col("refund_id").is_not_null() & pl.col("row").is_in(merged_away["row"].implode())
    )
    if not numbered.height:
        return pl.DataFrame(schema=SCHEMA)
    file = pl.struct("upload", "path")
    records = history.records("refunds").join(numbered.select("row"), on="row", maintain_order="left")
    claims = records.filter(
        pl.col("amount_minor").is_not_null()
        & (pl.col("status") != "declined").fill_null(True)
        & (file == file.first().over("row", "source"))
    ).unique(["row", "amount_minor", "currency"], keep="first", maintain_order=True)
    several = claims.filter(pl.len().over("row") > 1)
    return several.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort("row", maintain_order=True)
