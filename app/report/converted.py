"""Findings and episodes of the analysis as a report holds them: every time as text, and the cells of their rows."""

from collections.abc import Mapping

from analyzers.engine import episodes as analysed_episodes
from analyzers.engine import findings as analysed
from analyzers.events.facts import Sentence
from analyzers.features import placed_orders as placed
from app.report.intake import Cells
from app.report.model import Calculation, Entity, Episode, Evidence, Finding, Location, Part, StoryLine
from app.report.outcomes import gap_values
from app.report.stored import moment, stored_values


def converted_finding(
    one: analysed.Finding, original: Cells, unusable: Mapping[str, Sentence], zone: str = "UTC"
) -> Finding:
    """A finding as a report holds it, with the original cells of its rows. ``zone`` is the clock of its times."""
    return Finding(
        id=one.id,
        detector=one.detector,
        kind=one.kind,
        severity=one.severity,
        confidence=one.confidence,
        episode=one.episode,
        at=moment(one.at),
        at_basis=one.at_basis,
        title=one.title,
        message=one.message,
        innocent=one.innocent,
        values=stored_values(gap_values(one, unusable), zone),
        verdict=one.verdict,
        triggers=one.triggers,
        aliases=one.aliases,
        entities=[Entity(e.kind, e.value, moment(e.first), moment(e.last)) for e in one.entities],
        score=one.score,
        parts=[Part(part.sentence.key, stored_values(part.sentence.values, zone), part.share) for part in one.parts],
        arithmetic=[_calculation(line, zone) for line in one.arithmetic],
        otherwise=_calculation(one.otherwise, zone) if one.otherwise else None,
        unshipped=one.unshipped,
        shop=one.shop,
        service=one.service,
        evidence=[_evidence(row, original) for row in one.evidence],
        zone=zone,
    )


def _calculation(line: Sentence, zone: str) -> Calculation:
    return Calculation(line.key, stored_values(line.values, zone))


def _evidence(row: analysed.Evidence, original: Cells) -> Evidence:
    return Evidence(
        path=row.path,
        line=row.line,
        role=row.role,
        fields=original.get((row.upload, row.path, (row.line, row.record)), {}),
        also=[Location(path, line) for path, line in row.also],
        record=row.record,
        table=row.table,
        at=moment(row.at),
        money=row.money,
        balance=row.balance,
        order=row.order,
        card=placed.by_card(row.payment),
        payee=row.payee,
        counted=row.counted,
        mail=row.mail,
        status=row.status,
    )


def converted_episode(one: analysed_episodes.Episode, zones: Mapping[str, str]) -> Episode:
    """An episode as a report holds it. ``zones``: of each finding by its id. The days of an episode are those of its
    first finding's clock."""
    return Episode(
        number=one.number,
        start=moment(one.start),
        end=moment(one.end),
        findings=one.findings,
        severity=one.severity,
        stoppable=one.stoppable,
        money=one.money,
        story=[
            StoryLine(line.key, stored_values(line.values, zones[line.findings[0]]), line.findings)
            for line in one.story
        ],
        zone=zones[one.findings[0]],
    )
