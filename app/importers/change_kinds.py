"""The kinds of changes of an account, where an earlier version knew fewer: by which kind a change is known, and which
stored changes may be of another kind."""

import polars as pl

from app.importers.declared import declared


def known(changes: pl.DataFrame) -> pl.DataFrame:
    """Changes that were just read, with the kind by which each is known (``known_as``): the one that an earlier version
    would have read."""
    kind = pl.col("kind")
    for source in changes["source"].unique().drop_nulls():
        if former := _former_kinds(source):
            kind = pl.when(pl.col("source") == source).then(pl.col("kind").replace(former)).otherwise(kind)
    return changes.with_columns(known_as=kind)


def unsure(changes: pl.DataFrame) -> pl.DataFrame:
    """Those of these changes that were stored by a version which did not tell their kind from another one, so that only
    reading their file again shows it."""
    former = [
        (pl.col("source") == source) & pl.col("kind").is_in(sorted(set(kinds.values())))
        for source in changes["source"].unique().drop_nulls()
        if (kinds := _former_kinds(source))
    ]
    return changes.filter(pl.col("known_as").is_null() & pl.any_horizontal(former or [pl.lit(False)]))


def _former_kinds(source: str) -> dict[str, str]:
    facts = declared().formats.get(source)
    return facts.former_kinds if facts else {}
