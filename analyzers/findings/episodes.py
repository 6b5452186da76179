"""Groups findings into episodes.

Findings that share a trigger row are always one episode. Findings within 72 hours of each other, and findings of which
one cites a trigger row of the other, are joined as long as the episode stays within 14 days; without that limit a chain
of small events would grow over months. The closest findings are joined first, so that the result does not depend on the
order of rows. Findings that are undated, for information only, or recognised by the owner join an episode but never
connect two others. Coverage gaps belong to no episode.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import structs

from analyzers import N_
from analyzers.events.answers import RECOGNISED
from analyzers.events.links import sort_time
from analyzers.events.marks import SEVERITIES, Money, Sentence, Severity
from analyzers.events.stored import StoredValues, moment, stored_values
from analyzers.events.values import display_time
from analyzers.findings.finding import Episode, Evidence, Finding, StoryLine
from analyzers.rules.contract import tags_of
from analyzers.thresholds.spans import DAY, EPISODE, FORTNIGHT, MONTH

JOIN_WINDOW = EPISODE
# Added where one of two findings has a date without a time, whose time zone is unknown.
DATE_ONLY_SLACK = DAY
MAX_LENGTH = FORTNIGHT
STOPPABLE_WINDOW = MONTH  # before the last event of the history: such an order may still be stopped
# Below this, an order that can be stopped does not move its episode to the top.
MIN_STOPPABLE_SEVERITY: Severity = "medium"
MAX_TIMES = 50  # times of one finding that are compared with those of others
MAX_STORY_LINES = 6
ONE_SENTENCE = N_("{at}: {what}.")
MANY_SENTENCE = N_("From {at} on, {count} times: {what}.")
MORE_SENTENCE = N_("Other related findings: {count}.")


def stoppable(finding: Finding, latest: datetime | None) -> bool:
    """Whether an order that the finding cites may not have been sent yet. ``latest``, the time of the last event, is
    used as today."""
    serious = SEVERITIES.index(finding.severity) >= SEVERITIES.index(MIN_STOPPABLE_SEVERITY)
    at = finding.time
    return finding.unshipped and serious and at is not None and latest is not None and latest - at <= STOPPABLE_WINDOW


def assign_episodes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the same order, each with its episode number; 1 is the most urgent episode."""
    ordered = sorted(findings, key=lambda finding: finding.id)
    groups = _grouped([finding for finding in ordered if finding.at and not _quiet(finding)])
    unattached = []
    for finding in (finding for finding in ordered if finding.at and _quiet(finding)):
        index = _nearest_group(finding, groups)
        unattached.append(finding) if index is None else groups[index].append(finding)
    groups += _grouped(unattached)
    for finding in (finding for finding in ordered if not finding.at):
        index = _nearest_group(finding, groups)
        if index is not None:
            groups[index].append(finding)
    groups.sort(key=_rank)
    number_of = {finding.id: number for number, group in enumerate(groups, 1) for finding in group}
    return [structs.replace(finding, episode=number_of.get(finding.id)) for finding in findings]


def episodes(findings: Sequence[Finding]) -> list[Episode]:
    """The episodes of findings that ``assign_episodes`` has numbered, in their order."""
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.episode is not None:
            groups.setdefault(finding.episode, []).append(finding)
    return [_episode(number, group) for number, group in sorted(groups.items())]


def _quiet(finding: Finding) -> bool:
    return finding.severity == "info" or finding.verdict in RECOGNISED


@dataclass(slots=True)
class _Group:
    findings: list[Finding]
    first: datetime
    last: datetime

    def append(self, finding: Finding) -> None:
        self.findings.append(finding)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)


def _trigger_times(finding: Finding) -> list[tuple[datetime, bool]]:
    """The times of the trigger rows as (noon for a date alone, whether it is a date alone), within ``MAX_LENGTH`` of
    the first."""
    times = {(at, e.at_basis == "date_only") for e in finding.evidence if e.role == "trigger" and (at := e.time)}
    if not times and (own := finding.time):
        times = {(own, finding.at_basis == "date_only")}
    points = sorted((at + timedelta(hours=12) if day else at, day) for at, day in times)
    return [point for point in points if point[0] - points[0][0] <= MAX_LENGTH][:MAX_TIMES]


def _grouped(findings: Sequence[Finding]) -> list[_Group]:
    """Groups dated findings: by shared rows first, then the closest in time."""
    points = [_trigger_times(finding) for finding in findings]
    groups = [_Group([finding], own[0][0], own[-1][0]) for finding, own in zip(findings, points, strict=True)]
    root = list(range(len(groups)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = place = root[root[place]]
        return place

    def join(place: int, other: int, always: bool) -> None:
        a, b = sorted((find(place), find(other)))
        first, last = min(groups[a].first, groups[b].first), max(groups[a].last, groups[b].last)
        if a != b and (always or last - first <= MAX_LENGTH):
            root[b] = a
            groups[a] = _Group([*groups[a], *groups[b]], first, last)

    triggers, cited = _shared(findings)
    for place, other in triggers:
        join(place, other, True)
    for place, other in cited:
        join(place, other, False)
    for _, _, place, other in sorted(_neighbours(points)):
        join(place, other, False)
    return [groups[place] for place in range(len(groups)) if find(place) == place]


def _shared(findings: Sequence[Finding]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of indices: of findings that share a trigger row, and of findings of which one cites the other's trigger
    as context."""
    leads: dict[str, int] = {}
    both = [
        (leads.setdefault(event, place), place) for place, finding in enumerate(findings) for event in finding.triggers
    ]  # fmt: skip
    beside = [
        (leads[e.event], place)
        for place, finding in enumerate(findings)
        for e in finding.evidence
        if e.role == "context" and e.event in leads
    ]
    return both, beside


def _neighbours(points: Sequence[Sequence[tuple[datetime, bool]]]) -> Iterator[tuple[timedelta, datetime, int, int]]:
    """Yields neighbours in time as (distance, time, index, other index). A date alone reaches further than a time,
    so each is compared with the nearest earlier time and the nearest earlier date."""
    nearest: dict[bool, tuple[datetime, int]] = {}
    for at, day, place in sorted((at, day, place) for place, own in enumerate(points) for at, day in own):
        for other_day, (before, other) in nearest.items():
            if at - before <= JOIN_WINDOW + (DATE_ONLY_SLACK if day or other_day else timedelta(0)):
                yield at - before, before, other, place
        nearest[day] = at, place


def _nearest_group(finding: Finding, groups: Sequence[_Group]) -> int | None:
    """The index of the group that a finding joins without connecting it to others: one that shares a row, else the
    nearest."""
    events = {*finding.triggers}
    points = _trigger_times(finding)

    def apart(group: _Group) -> timedelta:
        if not points:
            return timedelta(0)
        return max(timedelta(0), group.first - points[-1][0], points[0][0] - group.last)

    sharing = [
        index
        for index, group in enumerate(groups)
        if any(events & {e.event for e in other.evidence} or events & set(other.triggers) for other in group)
    ]
    allowed = JOIN_WINDOW + (DATE_ONLY_SLACK if any(day for _, day in points) else timedelta(0))
    near = [index for index, group in enumerate(groups) if points and apart(group) <= allowed]
    return min(sharing or near, key=lambda index: (apart(groups[index]), groups[index].first, index), default=None)


def _rank(group: Iterable[Finding]) -> tuple[Any, ...]:
    """Sort key: stoppable first, then severity, money, confidence, and the earlier episode."""
    active = [finding for finding in group if not _quiet(finding)]
    worst = max((SEVERITIES.index(finding.severity) for finding in active), default=-1)
    money = max((finding.minor for finding in money_of(active)), default=0)
    confidence = max((finding.confidence for finding in active), default=0.0)
    first = min(sort_time(finding.time) for finding in group)
    return (
        not any(finding.stoppable for finding in active),
        -worst,
        -money,
        -confidence,
        first,
        min(finding.id for finding in group),
    )


def money_of(findings: Sequence[Finding]) -> tuple[Money, ...]:
    """The total by currency, without what the owner recognises. Rows of one order from several tables or files are
    the same money; the largest of them counts. A row without an order counts by itself. Of a balance that does not
    add up, the difference counts."""
    recognised = {event for finding in findings if finding.verdict in RECOGNISED for event in finding.triggers}
    unrecognised = [finding for finding in findings if finding.verdict not in RECOGNISED]
    explained = (finding for finding in unrecognised if not _unexplained(finding))
    rows = {
        e.event: e
        for finding in explained
        for e in finding.evidence
        if e.money and _is_counted(finding, e) and e.event not in recognised
    }
    amounts: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for event, e in rows.items():
        if e.money:
            sums = amounts.setdefault((e.money.currency, f"order {e.order}" if e.order else event), {})
            sums[e.table, e.path] = sums.get((e.table, e.path), 0) + abs(e.money.minor)
    totals: dict[str, int] = {}
    for gap in (finding.values.get("difference") for finding in unrecognised if _unexplained(finding)):
        if isinstance(gap, Money):
            totals[gap.currency] = totals.get(gap.currency, 0) + abs(gap.minor)
    for (currency, _), sums in amounts.items():
        totals[currency] = totals.get(currency, 0) + max(sums.values())
    return tuple(Money(minor, currency) for currency, minor in sorted(totals.items()) if minor)


def _unexplained(finding: Finding) -> bool:
    """Whether its money is the unexplained difference of a balance; the rows themselves are harmless."""
    return "unexplained_balance" in tags_of(finding.detector)


def _is_counted(finding: Finding, row: Evidence) -> bool:
    """Whether a row counts as money of the incident: a trigger, or a context row that its sentences count within
    ``MAX_LENGTH``."""
    if row.role == "trigger":
        return True
    at, first = (row.time, finding.time) if row.counted else (None, None)
    return at is not None and first is not None and at - first <= MAX_LENGTH


def _episode(number: int, group: Sequence[Finding]) -> Episode:
    active = [finding for finding in group if finding.verdict not in RECOGNISED]
    rows = [(at, e.at_basis) for finding in group for e in finding.evidence if e.role == "trigger" and (at := e.time)]
    times = sorted(
        rows or [(at, finding.at_basis) for finding in group if (at := finding.time)], key=lambda time: time[0]
    )
    worst = max((SEVERITIES.index(finding.severity) for finding in active), default=0)
    return Episode(
        number=number,
        start=moment(display_time(*times[0])) if times else None,
        end=moment(display_time(*times[-1])) if times else None,
        findings=tuple(finding.id for finding in group),
        severity=SEVERITIES[worst],
        stoppable=any(finding.stoppable for finding in active),
        money=money_of(group),
        story=tuple(_story([finding for finding in group if not _quiet(finding)] or active or group)),
        zone=group[0].zone,
    )


def _story(findings: Iterable[Finding]) -> Iterator[StoryLine]:
    """Yields the story in order of time, one line for findings of the same detector. A chain repeats what other
    findings say, so it is left out if there are any."""
    listed = list(findings)
    occurrences = _same_occurrence(
        [finding for finding in listed if "chain" not in tags_of(finding.detector)] or listed
    )
    kinds: dict[str, list[Finding]] = {}
    for occurrence in sorted(occurrences, key=lambda occurrence: (sort_time(occurrence[0].time), occurrence[0].id)):
        kinds.setdefault(occurrence[0].detector, []).extend(occurrence)
    for same in list(kinds.values())[:MAX_STORY_LINES]:
        first, ids = same[0], tuple(finding.id for finding in same)
        at: datetime | date | str = display_time(time, first.at_basis) if (time := first.time) else ""
        count = sum(finding.detector == first.detector for finding in same)
        if count == 1 and first.sentence:
            yield StoryLine(first.sentence, first.values, ids)
            continue
        what = Sentence(first.title, first.values)
        key = ONE_SENTENCE if count == 1 else MANY_SENTENCE
        yield StoryLine(key, stored_values({"at": at, "count": count, "what": what}, first.zone), ids)
    left = [finding.id for same in list(kinds.values())[MAX_STORY_LINES:] for finding in same]
    if left:
        yield StoryLine(MORE_SENTENCE, StoredValues(count=len(left)), tuple(left))


def _same_occurrence(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Groups findings (in rank order) about one occurrence: sign-ins that share a row, or orders to one address that
    do. The first of each group ranks highest."""
    heads: dict[tuple[str, str], list[Finding]] = {}
    groups: list[list[Finding]] = []
    for finding in findings:
        address = next((known.value for known in finding.entities if known.kind == "address"), "")
        topic = "sign_in" if "sign_in" in tags_of(finding.detector) else address
        keys = [(topic, event) for event in finding.triggers] if topic else []
        same = next((heads[key] for key in keys if key in heads), None)
        if same is None:
            groups.append(same := [])
        same.append(finding)
        for key in keys:
            heads.setdefault(key, same)
    return groups
