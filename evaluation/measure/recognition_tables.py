"""The results of simulated owners as Markdown, on the terminal and in docs/detection.md."""

from collections.abc import Iterator, Sequence
from statistics import median

from evaluation.measure.owners import OWNERS
from evaluation.measure.recognition import MIMIC, PAYMENTS_ONLY, Played
from evaluation.measure.run import DOCS
from evaluation.measure.statistics import clopper_pearson
from evaluation.measure.tables import percent, table

BEGIN, END = "<!-- recognition: begin -->", "<!-- recognition: end -->"
CURVE = (1, 2, 3, 5, 8, 12, 16, 20)  # screens
P90 = 0.9


def markdown(found: Sequence[Played]) -> str:
    """All tables."""
    return "\n".join([*_clean(found), *_attacked(found), *_variants(found), *_curves(found)])


def publish(text: str) -> None:
    """Puts the tables between their markers in docs/detection.md."""
    page = DOCS / "detection.md"
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no place for the numbers: it needs the lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


def _rate(some: Sequence[bool]) -> str:
    low, high = clopper_pearson(sum(some), len(some))
    return f"{percent(sum(some) / max(len(some), 1))} [{100 * low:.1f}, {100 * high:.1f}] ({sum(some)}/{len(some)})"


def _quantile(some: Sequence[float], share: float) -> float:
    ordered = sorted(some)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _clean(found: Sequence[Played]) -> Iterator[str]:
    head = ("clean accounts", "99 % of the money asked within 20 screens", "screens, median and p90")
    rows = []
    for owner in OWNERS:
        some = [one for one in found if one.owner == owner and not one.attacked and not one.variant]
        screens = [one.screens_99 or 99 for one in some] or [99]
        seconds = [one.seconds_99 or 999 for one in some] or [999]
        wrong = sum(one.wrong_rows for one in some) / max(len(some), 1)
        money = sum(one.wrong_money for one in some) / max(len(some), 1)
        cells = (
            owner,
            _rate([one.screens_99 is not None for one in some]),
            f"{median(screens):.0f} / {_quantile(screens, P90):.0f}",
            f"{median(seconds):.0f} / {_quantile(seconds, P90):.0f}",
            f"{wrong:.2f}",
            percent(money),
        )
        rows.append(cells)
    yield from table((*head, "seconds, median and p90", "wrongly disowned rows", "of the money"), rows)


FOUND = (
    "episodes, 20 screens and proofs",
    "stolen money",
    "episodes, with second look and alarms",
    "stolen money",
)


def _attacked(found: Sequence[Played]) -> Iterator[str]:
    rows = [
        _row(owner, [one for one in found if one.owner == owner and one.attacked and not one.variant])
        for owner in OWNERS
    ]
    yield from table(("attacked accounts", *FOUND), rows)


def _variants(found: Sequence[Played]) -> Iterator[str]:
    rows = [_row(variant, [one for one in found if one.variant == variant]) for variant in (PAYMENTS_ONLY, MIMIC)]
    yield from table(("realistic owner", *FOUND), rows)


def _row(name: str, some: Sequence[Played]) -> tuple[str, ...]:
    stolen = max(sum(one.stolen for one in some), 1)
    return (
        name,
        _rate([one.found for one in some]),
        percent(sum(one.money for one in some) / stolen),
        _rate([one.found_second for one in some]),
        percent(sum(one.money_second for one in some) / stolen),
    )


def _curves(found: Sequence[Played]) -> Iterator[str]:
    rows = []
    for owner in OWNERS:
        some = [one for one in found if one.owner == owner and one.attacked and not one.variant and one.stolen]
        stolen = max(sum(one.stolen for one in some), 1)
        shares = (sum(_at(one.curve, screen) * one.stolen for one in some) / stolen for screen in CURVE)
        rows.append((owner, *(percent(share) for share in shares)))
    yield from table(("stolen money found after screen", *(str(one) for one in CURVE)), rows)


def _at(curve: Sequence[float], screen: int) -> float:
    return curve[min(screen, len(curve)) - 1] if curve else 0.0
