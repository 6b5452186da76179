"""A stored report after more answers: what they disown is in it at once, without a history or a detector."""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct, ValidationError, field, structs

from analyzers.engine.assemble import MOST_CAREFUL_FIRST
from analyzers.engine.detector import detectors
from analyzers.engine.episodes import episodes
from analyzers.engine.ids import hashed
from analyzers.events.facts import SEVERITIES
from analyzers.recognition.disowned import confirmed
from analyzers.recognition.recognise import Recognition
from app.report.converted import converted_episode, converted_finding
from app.report.model import Episode, Finding, Place, Report
from app.report.recognition import with_disowned
from app.report.stored import plain, typed


class Settled(Struct, frozen=True):
    """What the second look settled: the ``findings`` about what is disowned with their ``episodes``, and the
    ``answers`` by the id of an event."""

    findings: Sequence[Finding] = ()
    episodes: Sequence[Episode] = ()
    answers: dict[str, str] = field(default_factory=dict)


def dump(now: Settled) -> bytes:
    """It as bytes."""
    return json.dumps(plain(now), separators=(",", ":")).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Settled | None:
    """The inverse of ``dump``; None for anything else, such as the bytes of another version."""
    try:
        return typed(json.loads(data), Settled)
    except (ValueError, ValidationError):
        return None


def settled(found: Recognition, verdicts: Mapping[str, str]) -> Settled:
    """What the answers have settled. ``verdicts`` are the owner's answers to findings."""
    made = with_disowned(found, [], verdicts)
    clocks = dict(found.frame.select("shop", "zone").unique().iter_rows())
    zones = {one.id: clocks[one.shop] for one in made}
    return Settled(
        [converted_finding(one, {}, {}, zones[one.id]) for one in made],
        [converted_episode(one, zones) for one in episodes(made)],
        settled_answers(found),
    )


def settled_answers(found: Recognition) -> dict[str, str]:
    """The answers of the second look by the id of an event."""
    keys = found.frame["key"]
    return {hashed(keys[unit]): answer for unit, answer in confirmed(found).items()}


def with_settled(report: Report, now: Settled) -> Report:
    """The report with the findings about what is disowned now, in the place of those that it had. One that shares an
    event with another finding joins its episode, else it keeps one of its own, after the others."""
    new = {one.id for one in now.findings}
    rest = [one for one in report.findings if not about_answers(one.detector) or one.id in new]
    kept = {one.id for one in rest}
    gone, new = {one.id for one in report.findings} - kept, new - kept
    groups = [
        structs.replace(one, findings=[name for name in one.findings if name not in gone]) for one in report.episodes
    ]
    groups = [one for one in groups if one.findings]
    number_of: dict[str, int] = {}
    for own in now.episodes:
        for name in new.intersection(own.findings):
            place = _episode_of(next(one for one in now.findings if one.id == name), rest, groups)
            if place is None:
                place = len(groups)
                groups.append(
                    structs.replace(own, number=max((one.number for one in groups), default=0) + 1, findings=[])
                )
            groups[place] = structs.replace(groups[place], findings=[*groups[place].findings, name])
            number_of[name] = groups[place].number
    known = {row.place: row.fields for one in report.findings for row in one.evidence if row.fields}
    added = [
        _filled(structs.replace(one, episode=number_of.get(one.id)), known) for one in now.findings if one.id in new
    ]
    ordered = sorted([*added, *rest], key=lambda one: -SEVERITIES.index(one.severity))
    return structs.replace(report, findings=ordered, episodes=groups)


def answer_of(one: Finding, now: Settled) -> str | None:
    """The answer that settles a finding: nobody's if that holds for one of its events, else the most careful one where
    all its events were looked at twice. What a person recognises never settles a proof."""
    given = [now.answers.get(event) for event in one.triggers]
    if "not_mine" in given or not given or None in given or one.kind == "proof":
        return "not_mine" if "not_mine" in given else None
    return next(answer for answer in MOST_CAREFUL_FIRST if answer in given)


def about_answers(detector_id: str) -> bool:
    """Whether the findings of a detector are about what the owner's answers disown."""
    detector = detectors().get(detector_id)
    return detector is not None and detector.reads_answers


def _episode_of(one: Finding, others: Sequence[Finding], groups: Sequence[Episode]) -> int | None:
    """The place of the episode with a finding that cites one of its events."""
    events = set(one.triggers)
    numbers = {other.episode for other in others if events.intersection(other.triggers)}
    return next((place for place, group in enumerate(groups) if group.number in numbers), None)


def _filled(one: Finding, known: Mapping[Place, dict[str, str | None]]) -> Finding:
    """The finding with the original cells of its rows, as far as other findings cite them too."""
    rows = [structs.replace(row, fields=row.fields or known.get(row.place, {})) for row in one.evidence]
    return structs.replace(one, evidence=rows)
