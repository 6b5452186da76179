"""Clusters of sign-ins that are one visit."""

import polars as pl

from analyzers.features import visits
from tests.analyzers.sign_in_rows import HOUR, START


def test_clusters_within_three_days_are_one_visit() -> None:
    """Clusters that begin within 72 hours of the end of others are one visit."""
    for hours, count in ((72, 1), (73, 2)):
        clusters = pl.DataFrame({"start": [START, START + hours * HOUR], "key": [1, 2]})
        assert len(list(visits.group_visits(clusters.with_columns(end="start")))) == count
