"""Goals for the detectors beside the measured values, missed ones included."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from evaluation.measure.metrics import Numbers

ALARMS, WORST, RECALL, MONEY, PRECISION = 0.05, 0.10, 0.95, 0.95, 0.80
ALONE = "without owner file"


class Goal(NamedTuple):
    """One goal, the measured value, and whether it is met (null if nothing was measured)."""

    asked: str
    measured: str
    met: bool | None


def goals(found: Numbers) -> Iterator[Goal]:
    """All goals, for accounts without an owner file."""
    clean, attacks = found["clean"], found["attacks"][ALONE]
    for name, one in (("all clean accounts", clean[ALONE]), *_groups(clean["groups"])):
        yield Goal(f"alarmed of {name}: at most {ALARMS:.0%}", _rate(one), _most(one, ALARMS))
    worst = max(clean["personas"].items(), key=lambda item: item[1][ALONE]["rate"] or 0, default=None)
    if worst:
        name, one = worst[0], worst[1][ALONE]
        yield Goal(f"alarmed of the worst persona: at most {WORST:.0%}", f"{name}: {_rate(one)}", _most(one, WORST))
    proofs = len(clean["proofs"])
    yield Goal("proofs against clean accounts (gaps aside): none", str(proofs), proofs == 0)
    for name, one in (("financial", attacks["financial"]), *attacks["groups"].items()):
        episode, money = one["episode"], one["money"]["alarms"]
        yield Goal(f"episodes found, {name}: at least {RECALL:.0%}", _rate(episode), _least(episode, RECALL))
        yield Goal(f"money found, {name}: at least {MONEY:.0%}", _share(money), _reaches(money, MONEY))
    right = attacks["all"]["precision_3"]
    yield Goal(
        f"right alarms among the first three: at least {PRECISION:.0%}", _share(right), _reaches(right, PRECISION)
    )
    true = found["confidence"]["proof_precision"]
    yield Goal("proofs that are true: all", _rate(true), _least(true, 1.0))
    gone = found["fidelity"]["gone"]
    yield Goal("findings that are gone without the rows they cite: all", _rate(gone), _least(gone, 1.0))


def missed(found: Numbers) -> list[str]:
    """The financial attacks that are found less often than they should be, with their rates."""
    some = found["attacks"][ALONE]["attacks"].items()
    low = {name: one["episode"] for name, one in some if one["stolen_yen"] and not _least(one["episode"], RECALL)}
    return [f"`{name}` {_rate(one)}" for name, one in sorted(low.items(), key=lambda item: item[1]["rate"])]


def _groups(groups: Numbers) -> list[tuple[str, Any]]:
    return [(name, one[ALONE]) for name, one in groups.items()]


def _rate(one: Numbers) -> str:
    return "–" if one["rate"] is None else f"{100 * one['rate']:.1f} % ({one['k']}/{one['n']})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _most(one: Numbers, bound: float) -> bool | None:
    return None if one["rate"] is None else bool(one["rate"] <= bound)


def _least(one: Numbers, bound: float) -> bool | None:
    return None if one["rate"] is None else bool(one["k"] >= bound * one["n"])


def _reaches(value: float | None, bound: float) -> bool | None:
    return None if value is None else value >= bound
