"""The results of simulated owners as Markdown, on the terminal and in docs/detection.md."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median

from evaluation.measure.owners import OWNERS
from evaluation.measure.play import SCREENS, Found, Played
from evaluation.measure.run import DOCS
from evaluation.measure.statistics import bootstrapped_share, clopper_pearson
from evaluation.measure.tables import percent, table
from evaluation.measure.variants import MIMIC, PAYMENTS_ONLY

BEGIN, END = "<!-- recognition: begin -->", "<!-- recognition: end -->"
CURVE = (1, 2, 3, 5, 8, 12, 16, 20)  # screens
P90 = 0.9
NEVER = 999  # screens or seconds of an account whose money was not asked for
# The goals of the product, as its tables show them beside what was measured.
GOALS = {
    "clean": ("goal", "≥ 98 %", "5 / 12", "60 / 180", "≤ 1", "≤ 0.8 %"),
    "perfect": "20 screens ≥ 99 % and ≥ 99.5 %",
    "realistic": "with second look and alarms ≥ 98.5 % and ≥ 97 %",
    PAYMENTS_ONLY: "episodes ≥ 92 %",
    MIMIC: "realistic, all screens ≥ 90 % and ≥ 80 %",
}


def markdown(found: Sequence[Played], seed: int) -> str:
    """All tables, with the accounts that they are of."""
    clean = {one.spec for one in found if not one.attacked}
    attacked = {one.spec for one in found if one.attacked}
    silent = attacked - {one.spec for one in found if one.asked_about}
    head = (
        f"{len(clean)} clean and {len(attacked)} attacked accounts, the first seed is {seed}. 95 % intervals: of rates "
        "exact (Clopper and Pearson), of money by 1,000 resamples of the accounts. "
        f"The attack on {len(silent)} of these accounts shows in the files of a seller alone, about which nobody is "
        "asked: it is for the alarms, and is left out below."
    )
    return "\n".join([head, "", *_clean(found), *_attacked(found), *_variants(found), *_curves(found), *_missed(found)])


def publish(text: str, first: str = BEGIN, last: str = END) -> None:
    """Puts the tables between the markers ``first`` and ``last`` in docs/detection.md."""
    page = DOCS / "detection.md"
    before, begin, rest = page.read_text("utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise SystemExit(f"{page} has no place for the numbers: it needs the lines {first} and {last}")
    page.write_text(f"{before}{first}\n\n{text}\n{last}{after}", "utf-8")


def _of(found: Sequence[Played], owner: str, attacked: bool, variant: str = "") -> list[Played]:
    some = [one for one in found if one.owner == owner and one.variant == variant]
    return [one for one in some if (one.asked_about if attacked else not one.attacked)]


def _rate(some: Sequence[bool]) -> str:
    low, high = clopper_pearson(sum(some), len(some))
    return f"{percent(sum(some) / max(len(some), 1))} [{100 * low:.1f}, {100 * high:.1f}] ({sum(some)}/{len(some)})"


def _money(some: Sequence[Played], of: Callable[[Played], Found]) -> str:
    pairs = [(of(one).money, one.stolen) for one in some if one.stolen]
    low, high = bootstrapped_share(pairs)
    share = sum(part for part, _ in pairs) / max(sum(whole for _, whole in pairs), 1)
    return f"{percent(share)} [{100 * low:.1f}, {100 * high:.1f}]"


def _quantile(some: Sequence[float], share: float) -> float:
    ordered = sorted(some)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _clean(found: Sequence[Played]) -> Iterator[str]:
    rows = []
    for owner in OWNERS:
        some = _of(found, owner, False)
        screens, seconds = ([getattr(one, name) or NEVER for one in some] or [NEVER] for name in _UNTIL)
        cells = (
            owner,
            _rate([one.screens_99 is not None and one.screens_99 <= SCREENS for one in some]),
            f"{median(screens):.0f} / {_quantile(screens, P90):.0f}",
            f"{median(seconds):.0f} / {_quantile(seconds, P90):.0f}",
            f"{mean([one.wrong_rows for one in some] or [0]):.2f}",
            percent(mean([one.wrong_money for one in some] or [0])),
        )
        rows.append(cells)
    head = ("clean accounts", "99 % of the money asked within 20 screens", "screens, median / p90")
    more = ("seconds, median / p90", "rows wrongly disowned after the second look", "of the money")
    yield from table((*head, *more), [*rows, GOALS["clean"]])


_UNTIL = ("screens_99", "seconds_99")


def _attacked(found: Sequence[Played]) -> Iterator[str]:
    rows = [_row(owner, _of(found, owner, True), str(GOALS.get(owner, ""))) for owner in OWNERS]
    yield from table(("attacked accounts, owner", *FOUND), rows)


def _variants(found: Sequence[Played]) -> Iterator[str]:
    wanted = ((PAYMENTS_ONLY, "realistic"), (MIMIC, "perfect"), (MIMIC, "realistic"))
    rows = [
        _row(f"{variant}, {owner}", _of(found, owner, True, variant), str(GOALS[variant])) for variant, owner in wanted
    ]
    yield from table(("attacked accounts, variant", *FOUND), rows)


FOUND = (
    "episodes, 20 screens and proofs",
    "stolen money",
    "episodes, with second look and alarms",
    "stolen money",
    "episodes, all screens and proofs",
    "stolen money",
    "goal",
)


def _row(name: str, some: Sequence[Played], goal: str) -> tuple[str, ...]:
    parts: tuple[Callable[[Played], Found], ...] = (
        lambda one: one.within,
        lambda one: one.second,
        lambda one: one.whole,
    )
    cells = (cell for of in parts for cell in (_rate([of(one).episode for one in some]), _money(some, of)))
    return (name, *cells, goal)


def _curves(found: Sequence[Played]) -> Iterator[str]:
    rows = []
    for owner in OWNERS:
        some = [one for one in _of(found, owner, True) if one.stolen]
        stolen = max(sum(one.stolen for one in some), 1)
        shares = (sum(_at(one.curve, screen) * one.stolen for one in some) / stolen for screen in CURVE)
        rows.append((owner, *(percent(share) for share in shares)))
    yield from table(("stolen money found after screen", *(str(one) for one in CURVE)), rows)


def _at(curve: Sequence[float], screen: int) -> float:
    return curve[min(screen, len(curve)) - 1] if curve else 0.0


def _missed(found: Sequence[Played]) -> Iterator[str]:
    """Which attacks a perfect owner does not see within twenty screens."""
    missed = Counter(one.spec.rpartition("/")[2] for one in _of(found, "perfect", True) if not one.within.episode)
    if missed:
        yield "Attacks that a perfect owner missed within 20 screens (accounts): " + "; ".join(
            f"`{name}` {count}" for name, count in sorted(missed.items())
        )
        yield ""
