"""Statistics: exact confidence intervals of a rate, and the calibration of stated confidences."""

import math
import random
from collections.abc import Callable, Sequence

BINS = 10


def tail(k: int, n: int, p: float) -> float:
    """P(X >= k) of a binomial variable."""
    if k <= 0 or p >= 1:
        return 1.0
    if p <= 0:
        return 0.0
    logs = (
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p)
        for i in range(k, n + 1)
    )
    return min(1.0, math.fsum(math.exp(one) for one in logs))


def clopper_pearson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided confidence interval of a rate, ``k`` of ``n`` observed (Clopper and Pearson, 1934)."""
    if n == 0:
        return 0.0, 1.0
    half = (1 - level) / 2
    low = 0.0 if k == 0 else _root(lambda p: tail(k, n, p) - half)
    high = 1.0 if k == n else _root(lambda p: tail(k + 1, n, p) - (1 - half))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """Stated confidence against the share that was true, in bins of equal width; empty bins are left out."""
    found = []
    for number in range(BINS):
        inside = [(c, true) for c, true in pairs if min(BINS - 1, int(c * BINS)) == number]
        if inside:
            stated = sum(c for c, _ in inside) / len(inside)
            share = sum(true for _, true in inside) / len(inside)
            found.append({"count": len(inside), "stated": round(stated, 3), "true": round(share, 3)})
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: the mean distance of confidence and truth over the bins, by their counts."""
    return sum(one["count"] * abs(one["stated"] - one["true"]) for one in reliability(pairs)) / max(1, len(pairs))


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean squared distance of confidence and truth."""
    return sum((confidence - true) ** 2 for confidence, true in pairs) / max(1, len(pairs))


def bootstrapped_share(
    pairs: Sequence[tuple[float, float]], level: float = 0.95, times: int = 1_000
) -> tuple[float, float]:
    """The interval of the share of all parts in all wholes, by resampling the pairs (part, whole)."""
    if not pairs:
        return 0.0, 1.0
    rng = random.Random(len(pairs))
    shares = []
    for _ in range(times):
        some = rng.choices(pairs, k=len(pairs))
        shares.append(sum(part for part, _ in some) / max(sum(whole for _, whole in some), 1))
    shares.sort()
    cut = int((1 - level) / 2 * times)
    return shares[cut], shares[-1 - cut]
