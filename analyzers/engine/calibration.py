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
BUCKET_MINIMUMS = (
    0,
    30,
    100,
    300,
    1000,
)  # a bucket is named by the least number of events in the detector's main table
ALPHA = 0.002  # how likely a clean account may be alarmed by one detector that says nothing else


class Bucket(TypedDict):
    """The scores of simulated accounts without misuse, sorted, and how many accounts there were."""

    accounts: int
    scores: list[float]


@cache
def _table() -> dict[str, dict[str, Bucket]]:
    table: dict[str, dict[str, Bucket]] = json.loads(TABLE_FILE.read_text("utf-8")) if TABLE_FILE.exists() else {}
    return table


def chance(detector: str, events: int, score: float, alpha: float = ALPHA) -> float | None:
    """The chance that a clean account with so many events reaches the score or more (Bates et al. 2023), null where no
    account was simulated. A bucket whose accounts are too few to tell a chance of ``alpha`` borrows those of all
    others. It is a bound only: scores below those kept count as one of them."""
    buckets = _table().get(detector, {})
    own = buckets.get(str(max(edge for edge in BUCKET_MINIMUMS if edge <= events)))
    chosen = [own] if own and alpha * (own["accounts"] + 1) >= 1 else list(buckets.values())
    accounts = sum(one["accounts"] for one in chosen)
    if not accounts:
        return None
    reached = sum(len(one["scores"]) - bisect_left(one["scores"], round(score, 4)) for one in chosen)
    found: float = (1 + reached) / (accounts + 1)
    return found
