"""Clusters of sign-ins as detectors display them: their rows in order, and labels for network and device."""

from collections.abc import Iterator, Sequence

import polars as pl

from analyzers.events.schemas import Row
from analyzers.features.sign_ins import SignIns
from analyzers.thresholds.login import Visits as Limits

# Orders sign-ins of the same second in the same way, however the rows are ordered.
ROW_ORDER = ("at", "ip", "agent", "activity", "row")


def rows_of(signins: SignIns, clusters: pl.DataFrame, logins: pl.DataFrame) -> pl.DataFrame:
    """The sign-ins of some clusters with the columns of ``logins``, oldest first."""
    rows = logins.join(signins.of(clusters).drop("at"), on="row")
    return rows.sort([name for name in ROW_ORDER if name in rows.columns])


def rows_of_each(signins: SignIns, groups: Sequence[pl.DataFrame], logins: pl.DataFrame) -> list[pl.DataFrame]:
    """The result of ``rows_of`` for each of several groups of clusters, in one query. No cluster is in two groups."""
    if not groups:
        return []
    numbered = pl.concat(
        [clusters.select("cluster").with_columns(group=pl.lit(n)) for n, clusters in enumerate(groups)]
    )
    rows = rows_of(signins, pl.concat(groups), logins).join(numbered, on="cluster", maintain_order="left")
    parts = rows.partition_by("group", as_dict=True, maintain_order=True, include_key=False)
    return [parts[(number,)] for number in range(len(groups))]


def group_visits(clusters: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Groups clusters that follow each other within 72 hours, because one answer settles them."""
    gap = pl.col("start") - pl.col("end").cum_max().shift(1) > Limits.VISIT_PAUSE
    groups = clusters.sort("start", "key").with_columns(group=gap.fill_null(False).cum_sum())
    yield from groups.partition_by("group", maintain_order=True, include_key=False)


def device_label(cluster: Row) -> str:
    """System and program, as far as known: `Windows, Chrome`."""
    return ", ".join(filter(None, (cluster["system"], cluster["program"])))


def network_label(cluster: Row) -> str:
    """The network's name and country: `OVH SAS (FR)`."""
    name = cluster["network"] or "?"
    return f"{name} ({cluster['country']})" if cluster["country"] else str(name)


def has_moved(group: pl.DataFrame, clusters: pl.DataFrame) -> bool:
    """Whether all sign-ins since the start of the ``group`` came from its country: then the owner moved, because
    whoever exported the list had to sign in after a thief."""
    here = pl.col("country").eq_missing(pl.lit(group["country"][0]))
    since = clusters.filter(pl.col("end") >= group["start"].min())
    return bool(since.select(here.all() & (pl.col("days").sum() >= Limits.MIN_DAYS_MOVED)).item())
