"""The rows of a summary: a claim, period, file, check, finding, story or step, with its texts in one language."""

from collections.abc import Sequence

from msgspec import structs

from analyzers.events.answers import UNPAID, Said, at_home
from analyzers.findings import finding as findings
from analyzers.rules import outcome as outcomes
from analyzers.rules.contract import tags_of
from app.i18n.formats import day, local_day, when
from app.i18n.translate import gettext, translate, value
from app.report import model, present
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import involved, row
from app.report.claim_table.claims import about
from app.report.claim_table.home_words import home_words
from app.report.event_words import TABLE_LABELS
from app.report.model import PlanEntry
from app.report.stored import without_zones
from app.report.summary.labels import (
    ANSWER_LABELS,
    BASIS_LABELS,
    KIND_LABELS,
    SEVERITY_LABELS,
    STATE_LABELS,
    reason_of,
)
from app.report.summary.model import (
    STEP_STATES,
    ClaimRow,
    Coverage,
    File,
    Finding,
    Format,
    NotAssessed,
    StepState,
    Story,
    SummaryStep,
)
from app.report.summary.state import State
from app.report.summary.words import NOTE_LABELS, named_site, word


def claim_row(claim: Claim, records: Sequence[Said], lang: str) -> ClaimRow:
    """A claim as its row, with what was said about it at home."""
    cells = row(claim, lang)
    return ClaimRow(
        number=claim.number,
        table=claim.table,
        verdict=str(claim.answer),
        at=claim.at,
        when=cells["at"],
        what=cells["what"],
        order=cells["order"],
        amount=cells["amount"],
        paid_with=cells["payment"],
        money=claim.money,
        lost=claim.lost,
        came_back=claim.came_back,
        shop=claim.shop,
        merchant=cells["merchant"],
        recipient=claim.recipient or "",
        address=claim.address,
        status=claim.status,
        home=home_words(at_home(records, [claim.findings]), lang) if claim.answer != UNPAID else "",
    )


def coverage_row(extent: model.Coverage, zone: str | None, lang: str) -> Coverage:
    """A period that the files of one kind cover."""
    return Coverage(
        table=extent.table,
        shop=extent.shop,
        start=extent.start,
        end=extent.end,
        events=extent.events,
        name=word(TABLE_LABELS, extent.table, lang),
        shop_name=named_site(extent.shop or extent.service, lang),
        start_shown=_covered_day(extent.start, zone, lang),
        end_shown=_covered_day(extent.end, zone, lang),
    )


def _covered_day(at: str | None, zone: str | None, lang: str) -> str:
    """An end of a period in the form of all pages."""
    return day(local_day(at, zone), lang) if at else word(NOTE_LABELS, "not_stated", lang)


def file_row(file: model.File, lang: str) -> File:
    """A file that was examined, with its problems."""
    return File(
        path=file.path,
        sha256=file.sha256,
        bytes=file.bytes,
        format=file.format,
        encoding=file.encoding,
        rows=file.rows,
        events=file.events,
        period=file.period,
        name=_format_name(file.format, lang) if file.format else None,
        problems=present.problems(file.problems, lang),
    )


def _format_name(format_id: str, lang: str) -> str:
    """The person's name for a file format; the id itself for a format that this version no longer knows."""
    from app.importers import formats

    module = formats().get(format_id)
    return gettext(module.title, lang) if module else format_id


def not_assessed_row(outcome: outcomes.Outcome, lang: str) -> NotAssessed:
    """A check that could not be made, and the files that it needs."""
    return NotAssessed(
        detector=outcome.detector,
        title=gettext(outcome.title, lang, **outcome.values),
        reason=present.reason(outcome, lang) or "",
        get=[Format(name, _format_name(name, lang)) for name in outcome.get],
    )


def finding_row(source: findings.Finding, number: int, records: Sequence[Said], lang: str) -> Finding:
    """A finding under its number, with its texts and what was said about it at home."""
    basis = source.at_basis if source.at else None
    return Finding(
        id=source.id,
        detector=source.detector,
        kind=source.kind,
        severity=source.severity,
        confidence=source.confidence,
        at=source.at,
        verdict=source.verdict,
        evidence=[structs.replace(row, event="", upload=0) for row in source.evidence],  # which name what is withheld
        values=without_zones(source.values),
        title=gettext(source.title, lang, **source.values),
        message=gettext(source.message, lang, **source.values),
        innocent=gettext(source.innocent, lang, **source.values),
        number=number,
        at_basis=basis,
        when=when(source.at, basis, lang, source.zone),
        utc=source.at[:10] if source.at and basis == "date_only" else source.at,
        basis=word(BASIS_LABELS, basis, lang),
        severity_name=word(SEVERITY_LABELS, source.severity, lang),
        kind_name=word(KIND_LABELS, reason_of(source), lang),
        answer=word(ANSWER_LABELS, source.verdict, lang),
        shop=source.shop or source.service,
        home=home_words(at_home(records, [{source.id}]), lang) if _asked_at_home(source) else "",
    )


def _asked_at_home(source: findings.Finding) -> bool:
    """Is it a question for those at home? Neither what is the owner's own nor a gap in the files is."""
    return source.verdict not in ("mine", UNPAID) and "coverage" not in tags_of(source.detector)


def story(
    episode: findings.Episode, open_findings: Sequence[Finding], stated: Sequence[Claim], lang: str
) -> Story | None:
    """The story that several findings tell together; null where fewer than two of them are open. Its money is what is
    lost and suspected in the claims that they cite."""
    numbers = {finding.id: finding.number for finding in open_findings if finding.id in episode.findings}
    if len(numbers) < 2:
        return None
    money = involved(about(stated, episode.findings))
    return Story(
        episode=episode.number,
        start=episode.start,
        end=episode.end,
        stoppable=episode.stoppable,
        money=money,
        findings=sorted(numbers.values()),
        sentences=[gettext(s.key, lang, **s.values) for s in episode.story if numbers.keys() & set(s.findings)],
        money_shown=value(money, lang) if money else None,
    )


def step_row(step: PlanEntry, how: State, zone: str, lang: str) -> SummaryStep:
    """A step of the plan with what the person did about it."""
    progress, since = how.progress.get(step.id), how.since.get(step.id)
    state: StepState = next((state for state in STEP_STATES if state == progress), "open")
    return SummaryStep(
        id=step.id,
        phase=step.phase,
        minutes=step.minutes,
        triggers=step.triggers,
        title=how.names.get(step.id) or translate(step.title, lang),
        why=translate(step.why, lang),
        state=state,
        state_name=word(STATE_LABELS, None if state == "open" else state, lang),
        since=since.isoformat(timespec="seconds") if since else None,
        since_shown=when(since, "stated", lang, zone) if since else None,
        verified=step.id in how.verified,
    )
