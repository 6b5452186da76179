"""The timeline of a report: a lane for each kind of entry, findings marked, episodes shaded.

Everything that is drawn is computed here, in percent of the width, with the table that holds the same numbers. The web
pages draw it as SVG (``app/report/summary/templates/drawings.html``), the PDF with Typst; neither computes anything.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from analyzers.events.answers import RECOGNISED
from analyzers.events.marks import ALARMS
from analyzers.findings.finding import Episode, Finding
from analyzers.rules.contract import tags_of
from app.i18n import N_, nN_
from app.i18n.formats import day, local_day, month, year
from app.i18n.translate import gettext, translate, value
from app.report.event_words import TABLE_LABELS
from app.report.model import Lane, Lanes, Report

NEAR = 5.0  # percent of the width, within which two marks are one
DIGIT, GAP, NARROWEST = 9, 4, 288  # pixels: a digit at most, between two numbers, and across the narrowest picture
LAST = 95.0  # percent: the number of a mark beyond it ends with the picture
MIN_BAR = 12.0  # percent of the height of a lane: one entry stays visible beside hundreds


class Tick(Struct, frozen=True):
    """A label below a picture. ``side`` is start | middle | end: where its text is anchored."""

    x: float
    text: str
    side: str


class Bar(Struct, frozen=True):
    """The entries of a period: place, width and height in percent."""

    x: float
    width: float
    height: float
    count: int


class Mark(Struct, frozen=True):
    """Findings of a period in one lane, or of several that lie too close to be told apart; ``alarm``: one of them is
    severe."""

    x: float
    count: int
    alarm: bool


class TimelineLane(Struct, frozen=True):
    """The entries of one kind."""

    label: str
    count: str
    bars: Sequence[Bar]
    marks: Sequence[Mark]


class Shade(Struct, frozen=True):
    """The time of findings that belong together."""

    x: float
    width: float


class Timeline(Struct, frozen=True, tag="timeline", tag_field="kind"):
    """All entries of a history by time. ``legend`` explains the mark of an alarm, of another finding, and the shade,
    where they occur."""

    title: str
    desc: str
    lanes: Sequence[TimelineLane]
    shades: Sequence[Shade]
    ticks: Sequence[Tick]
    legend: Mapping[str, str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    spans: Sequence[tuple[str, str]] = ()  # first and last day of each row, where a row is a year to be opened


def timeline(report: Report, lang: str) -> Timeline | None:
    """The timeline of a report; null where nothing is dated. Recognised findings are not marked."""
    lanes = report.lanes
    if lanes is None:
        return None
    findings = [
        finding
        for finding in report.findings
        if finding.verdict not in RECOGNISED and "coverage" not in tags_of(finding.detector)
    ]
    marked = _marked(lanes, findings, lang)
    shades = _shades(report.episodes, {finding.id for finding in findings}, _ends(lanes))
    drawn_lanes = [_lane(lane, marked, len(lanes.starts), lang) for lane in lanes.lanes]
    legend = {
        "alarm": N_("Something found that is serious"),
        "mark": N_("Something else found"),
        "shade": N_("Findings that belong together"),
    }
    alarms = {mark.alarm for lane in drawn_lanes for mark in lane.marks}
    used = {"alarm": True in alarms, "mark": False in alarms, "shade": bool(shades)}
    first, last = _period(lanes, 0, lang), _period(lanes, len(lanes.starts) - 1, lang)
    return Timeline(
        title=_title(first, last, lang),
        desc=_timeline_desc(drawn_lanes, marked, lang),
        lanes=drawn_lanes,
        shades=shades,
        ticks=ticks([_beginning(lanes, place, lang) for place in range(len(lanes.starts))]),
        legend={name: translate(text, lang) for name, text in legend.items() if used[name]},
        head=_head(lanes, lang),
        rows=_rows(lanes, marked, lang),
        spans=[_span(lanes, place) for place in _places(lanes, marked)] if lanes.unit == "year" else [],
    )


def _title(first: str, last: str, lang: str) -> str:
    if first == last:
        return gettext(N_("Your history: {period}"), lang, period=first)
    return gettext(N_("Your history from {first} to {last}"), lang, first=first, last=last)


Marked = Mapping[tuple[str, int], tuple[frozenset[str], bool]]  # by lane and period: findings, whether one is an alarm


def _marked(lanes: Lanes, findings: Iterable[Finding], lang: str) -> Marked:
    starts = [date.fromisoformat(start) for start in lanes.starts]
    cited: dict[tuple[str, int], set[str]] = {}
    alarms: set[tuple[str, int]] = set()
    drawn = {lane.name for lane in lanes.lanes}
    for finding in findings:
        for row in finding.evidence:
            lane = row.table
            if row.role == "trigger" and row.at and lane in drawn:
                at = local_day(row.at, "UTC" if finding.at_basis == "date_only" else finding.zone)
                place = lane, max(0, bisect_right(starts, at) - 1)
                cited.setdefault(place, set()).add(finding.id)
                alarms |= {place} if finding.severity in ALARMS else set()
    return {place: (frozenset(ids), place in alarms) for place, ids in cited.items()}


def _lane(lane: Lane, marked: Marked, periods: int, lang: str) -> TimelineLane:
    highest = max(count for _, count in lane.counts)
    width = 100 / periods
    return TimelineLane(
        label=translate(TABLE_LABELS[lane.name], lang),
        count=value(sum(count for _, count in lane.counts), lang),
        bars=[
            Bar(rounded(place * width), rounded(width), rounded(max(MIN_BAR, 100 * count / highest)), count)
            for place, count in lane.counts
        ],
        marks=_marks({place: ids for (name, place), ids in marked.items() if name == lane.name}, width),
    )


def _marks(findings: Mapping[int, tuple[frozenset[str], bool]], width: float) -> list[Mark]:
    """The marks of a lane, each at its first period; those that would cover one another, or whose numbers would touch
    in the narrowest picture, are one, with the number of their findings."""
    most = len(frozenset[str]().union(*(ids for ids, _ in findings.values())))
    wide = 100 * DIGIT * len(str(most)) / NARROWEST
    apart = wide + 100 * GAP / NARROWEST if most > 1 else 0
    groups: list[tuple[float, frozenset[str], bool]] = []
    for place in sorted(findings):
        x, (ids, alarm) = (place + 0.5) * width, findings[place]
        number = 100 - wide / 2 if x > LAST else x  # the middle of its number
        if groups and (x - groups[-1][0] < NEAR or number - groups[-1][0] < apart):
            start, before, alarmed = groups.pop()
            groups.append((start, before | ids, alarmed or alarm))
        else:
            groups.append((x, ids, alarm))
    return [Mark(rounded(x), len(ids), alarm) for x, ids, alarm in groups]


def _timeline_desc(lanes: Sequence[TimelineLane], marked: Marked, lang: str) -> str:
    counts = [gettext(N_("{lane}: {count}"), lang, lane=lane.label, count=lane.count) for lane in lanes]
    places = len(marked)
    places_sentence = nN_("Something was found at {count} place.", "Something was found at {count} places.")
    nothing = N_("Nothing was found that stands at a day.")
    marked_places = gettext(places_sentence, lang, count=places) if places else translate(nothing, lang)
    return gettext(N_("Entries over time. {counts}. {marked}"), lang, counts=counts, marked=marked_places)


def _head(lanes: Lanes, lang: str) -> list[str]:
    names = [TABLE_LABELS[lane.name] for lane in lanes.lanes]
    return [translate(label, lang) for label in (N_("Time"), *names, N_("Findings"))]


def _rows(lanes: Lanes, marked: Marked, lang: str) -> list[list[str]]:
    """One row for each period with entries, the latest first."""
    by_lane = [dict(lane.counts) for lane in lanes.lanes]
    finding_ids: dict[int, frozenset[str]] = {}
    for (_, place), (ids, _alarm) in marked.items():
        finding_ids[place] = finding_ids.get(place, frozenset()) | ids
    return [
        [
            _period(lanes, place, lang),
            *(_count(counts.get(place, 0), lang) for counts in by_lane),
            _count(len(finding_ids.get(place, ())), lang),
        ]
        for place in _places(lanes, marked)
    ]


def _places(lanes: Lanes, marked: Marked) -> list[int]:
    """The periods with entries or findings, the latest first."""
    counted = {place for lane in lanes.lanes for place, _ in lane.counts}
    return sorted(counted | {place for _, place in marked}, reverse=True)


def _span(lanes: Lanes, place: int) -> tuple[str, str]:
    """The first and the last day of a period."""
    after = lanes.starts[place + 1] if place + 1 < len(lanes.starts) else _ends(lanes)[1].isoformat()
    return lanes.starts[place], (date.fromisoformat(after) - timedelta(1)).isoformat()


def _count(count: int, lang: str) -> str:
    return value(count, lang) if count else "–"


def _shades(episodes: Iterable[Episode], open_findings: set[str], ends: tuple[date, date]) -> list[Shade]:
    """The time of every episode with at least two findings that nobody recognised; those that overlap are one."""
    first, last = ends
    whole = max(1, (last - first).days)
    shades = []
    for episode in episodes:
        if episode.start and episode.end and len(open_findings.intersection(episode.findings)) > 1:
            start, end = (local_day(at, episode.zone) for at in (episode.start, episode.end))
            x = 100 * max(0, (start - first).days) / whole
            width = max(1.5, 100 * ((end - start).days + 1) / whole)
            shades.append((min(x, 100 - width), min(x, 100 - width) + width))
    apart: list[tuple[float, float]] = []
    for left, right in sorted(shades):
        if apart and left <= apart[-1][1]:
            left, right = apart[-1][0], max(right, apart.pop()[1])
        apart.append((left, right))
    return [Shade(rounded(left), rounded(right - left)) for left, right in apart]


def _ends(lanes: Lanes) -> tuple[date, date]:
    """The first day, and the day after the last period, which is assumed to be as long as the others."""
    first, last = date.fromisoformat(lanes.starts[0]), date.fromisoformat(lanes.starts[-1])
    return first, last + timedelta({"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[lanes.unit])


def _period(lanes: Lanes, place: int, lang: str) -> str:
    """The name of a period."""
    start = date.fromisoformat(lanes.starts[place])
    if lanes.unit == "week":
        return gettext(N_("Week of {day}"), lang, day=day(start, lang))
    if lanes.unit == "quarter":
        return gettext(N_("3 months from {month}"), lang, month=month(start, lang))
    if lanes.unit == "day":
        return day(start, lang)
    return month(start, lang) if lanes.unit == "month" else year(start, lang)


def _beginning(lanes: Lanes, place: int, lang: str) -> str:
    """The name of a period on the axis, where two names have to fit a narrow telephone: that of its beginning."""
    start = date.fromisoformat(lanes.starts[place])
    if lanes.unit == "year":
        return year(start, lang)
    return month(start, lang) if lanes.unit in ("month", "quarter") else day(start, lang)


def ticks(names: Sequence[str]) -> list[Tick]:
    """The first and the last of the names, as ticks."""
    return [Tick(0, names[0], "start"), *([Tick(100, names[-1], "end")] if len(names) > 1 else [])]


def rounded(percentage: float) -> float:
    """A percentage with two digits; one step is less than a pixel."""
    return round(percentage, 2)
