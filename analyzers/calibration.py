"""How often a clean account reaches a score, from simulated clean accounts (``calibration.json``).

``python -m evaluation.calibrate`` writes the file: for each detector and bucket the number of clean accounts and the
highest scores among them.
"""

import json
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parent / "calibration.json"
EDGES = (0, 30, 100, 300, 1000)  # a bucket is named by the least number of events in the detector's main table
ALPHA = 0.002  # how likely a clean account may be alarmed by one detector that says nothing else


@cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    table: dict[str, dict[str, dict[str, Any]]] = json.loads(PLACE.read_text("utf-8")) if PLACE.exists() else {}
    return table


def chance(detector: str, events: int, score: float) -> float | None:
    """The chance that a clean account with so many events reaches the score or more (Bates et al. 2023), null where no
    such accounts were simulated. It is a bound only: scores below those kept count as one of them."""
    bucket = str(max(edge for edge in EDGES if edge <= events))
    known = _table().get(detector, {}).get(bucket)
    if not known:
        return None
    scores = known["scores"]
    reached = len(scores) - bisect_left(scores, round(score, 4))
    found: float = (1 + reached) / (known["accounts"] + 1)
    return found
