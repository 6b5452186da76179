"""How often a clean account reaches a score, from simulated clean accounts (``calibration.json``).

``python -m evaluation.measure.calibrate`` writes the file: for each detector and bucket the number of clean accounts
and the highest scores among them.
"""

import json
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import TypedDict

TABLE_FILE = Path(__file__).parent / "calibration.json"
# A bucket is named by the lowest number of events in the detector's main table.
BUCKET_MINIMUMS = (
    0,
    30,
    100,
    300,
    1000,
)
ALPHA = 0.002  # false-alarm rate per detector that is accepted among clean accounts, unless the detector sets its own


class Bucket(TypedDict):
    """The scores of simulated accounts without misuse, sorted, and how many accounts there were."""

    accounts: int
    scores: list[float]


@cache
def _table() -> dict[str, dict[str, Bucket]]:
    table: dict[str, dict[str, Bucket]] = json.loads(TABLE_FILE.read_text("utf-8")) if TABLE_FILE.exists() else {}
    return table


def chance(detector: str, events: int, score: float, alpha: float = ALPHA) -> float | None:
    """An upper bound of the chance that a clean account with ``events`` events reaches ``score`` or more (conformal
    p-value, Bates et al. 2023); null where no clean account was simulated.

    The bucket of the number of events is used if it has enough accounts to resolve ``alpha``; otherwise all buckets
    together. Only the highest scores are stored, so a lower score gets the same bound as the lowest stored one.
    """
    buckets = _table().get(detector, {})
    own = buckets.get(str(max(edge for edge in BUCKET_MINIMUMS if edge <= events)))
    chosen = [own] if own and alpha * (own["accounts"] + 1) >= 1 else list(buckets.values())
    accounts = sum(bucket["accounts"] for bucket in chosen)
    if not accounts:
        return None
    reached = sum(len(bucket["scores"]) - bisect_left(bucket["scores"], round(score, 4)) for bucket in chosen)
    bound: float = (1 + reached) / (accounts + 1)
    return bound
