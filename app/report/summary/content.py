"""The incident summary as one neutral structure in one language: what every form of it lays out."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import structs

from analyzers.book.losses import totals
from analyzers.findings import finding
from analyzers.rules import outcome as outcomes
from analyzers.rules.outcome import assessed
from app.i18n import N_
from app.i18n.formats import day, local_day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report import model, present
from app.report.balances import balances
from app.report.catalogue import clock, persons_clock
from app.report.claim import Claim
from app.report.claim_rows import involved, row, sums
from app.report.claims import about as totals_about
from app.report.claims import claims
from app.report.model import PlanEntry, Report
from app.report.pictures import timeline
from app.report.sample import INVENTED_SENTENCE, TITLE_SENTENCE
from app.report.stored import without_zones
from app.report.summary.labels import (
    ANSWER_LABELS,
    BASIS_LABELS,
    KIND_LABELS,
    SEVERITY_LABELS,
    STATE_LABELS,
    TABLE_LABELS,
)
from app.report.summary.model import (
    SCHEMA,
    STEP_STATES,
    Attribution,
    ClaimRow,
    Coverage,
    Dated,
    File,
    Finding,
    Format,
    NotAssessed,
    Step,
    StepState,
    Story,
    Summary,
)
from app.report.summary.one_shop import about
from app.report.summary.state import State
from app.report.summary.words import HEADING_LABELS, NOTE_LABELS, named_site, say, word
from checklists.sites import display_name

# The licence of the place data asks for these very words and a link wherever results are shown.
ATTRIBUTION = "IP Geolocation by DB-IP"
ATTRIBUTION_URL = "https://db-ip.com/"
PERIOD_SENTENCE = N_("{start} to {end}")
RECOGNISED = ("mine", "family")


def summarise(report: Report, state: State, lang: str, shop: str | None = None) -> Summary:
    """The summary of a report (schema ``mioboe.summary/2``).

    With ``shop`` it holds nothing of other shops and services; findings and rows keep their numbers.

    Raises ``ValueError`` if ``state.generated_at`` has no offset, since a summary must say when it was made.
    """
    if state.generated_at.tzinfo is None:
        raise ValueError("generated_at must carry its offset from UTC")
    statement = "statement" if any(file.format for file in report.files) else "statement_alone"
    numbers = {finding_.id: number for number, finding_ in enumerate(_open_first(report.findings), 1)}
    if shop is not None:
        report, state = about(shop, report, state)
    left_out = 0 if state.with_open else sum(finding_.verdict is None for finding_ in report.findings)
    if left_out:
        answered = [finding_ for finding_ in report.findings if finding_.verdict is not None]
        report = structs.replace(report, findings=answered)
    stated = claims(report) if state.claims is None else state.claims
    denied = [claim for claim in stated if claim.answer == "not_mine"]
    loss = totals(stated)
    amounts = sums(loss, lang)
    zone = persons_clock(report, lang)
    generated_at = state.generated_at.astimezone(ZoneInfo(zone))
    findings = [_finding(finding_, numbers[finding_.id], lang) for finding_ in _open_first(report.findings)]
    open_findings = [finding_ for finding_ in findings if finding_.verdict not in RECOGNISED]
    outcomes = report.outcomes
    return Summary(
        schema=SCHEMA,
        lang=lang,
        title=_title(state.sample, lang),
        case=state.case,
        key=state.key,
        version=state.version,
        generated_at=generated_at.isoformat(timespec="seconds"),
        generated=when(generated_at, "stated", lang, zone),
        statement=translate(INVENTED_SENTENCE, lang) if state.sample else word(NOTE_LABELS, statement, lang),
        blind_spot=word(NOTE_LABELS, "blind_spot", lang),
        places=_places(report, lang),
        symptoms=[translate(symptom, lang) for symptom in state.symptoms],
        person=state.person,
        shops_shown=_shops(denied, report, lang),
        denied_period=_period(denied, lang),
        denied=[_claim_row(claim, lang) for claim in denied],
        unsure=[_claim_row(claim, lang) for claim in stated if claim.answer == "not_sure"],
        loss=next((amount.amounts for amount in amounts if amount.name == "lost"), ""),
        left_out=left_out,
        coverage=[_coverage(extent, clock(report, extent.shop), lang) for extent in report.coverage],
        examined=[_file(file, lang) for file in report.files if file.format],
        not_read=[_file(file, lang) for file in report.files if not file.format],
        not_assessed=[_not_assessed(outcome, lang) for outcome in outcomes if outcome.outcome == "not_assessable"],
        clear=[translate(outcome.title, lang) for outcome in assessed(outcomes) if outcome.outcome == "clear"],
        timeline=_timeline(open_findings),
        pictures=[picture for picture in (timeline(report, lang), *balances(report, lang)) if picture],
        stories=[story for episode in report.episodes if (story := _story(episode, open_findings, stated, lang))],
        findings=open_findings,
        recognised=[finding_ for finding_ in findings if finding_.verdict in RECOGNISED],
        steps=[_step(step, state, zone, lang) for step in state.plan],
        notes=state.notes,
        household=state.household,
        contacts=state.contacts,
        kept=state.kept,
        account=state.account,
        sample=state.sample,
        contradictions=state.contradictions,
        deadlines=state.deadlines,
        totals=present.currency_totals(loss),
        sums=amounts,
    )


def _shops(denied: Sequence[Claim], report: Report, lang: str) -> str:
    """The names of the shops and services of these rows, else of those in the files."""
    sites = dict.fromkeys(claim.shop for claim in denied if claim.shop) or report.shops
    return value(list(dict.fromkeys(display_name(site, lang) for site in sites)), lang)


def _period(some: Sequence[Claim], lang: str) -> str | None:
    """From the first day to the last of these rows, as their shops' clocks have it; null where none has a time."""
    days = sorted(local_day(claim.at, claim.zone) for claim in some if claim.at)
    if not days:
        return None
    if days[0] == days[-1]:
        return day(days[0], lang)
    return gettext(PERIOD_SENTENCE, lang, start=day(days[0], lang), end=day(days[-1], lang))


def _claim_row(claim: Claim, lang: str) -> ClaimRow:
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
    )


def _open_first(findings: Sequence[finding.Finding]) -> list[finding.Finding]:
    """The findings in rank order, those that somebody recognised behind the others."""
    return sorted(findings, key=lambda finding_: finding_.verdict in RECOGNISED)


def _title(sample: bool, lang: str) -> str:
    title = word(HEADING_LABELS, "title", lang)
    return gettext(TITLE_SENTENCE, lang, title=title) if sample else title


def _places(report: Report, lang: str) -> Attribution | None:
    """The source of the countries, where addresses were looked up at all."""
    source = report.places
    if not source or not any(report.events.get(table) for table in ("logins", "changes")):
        return None
    text = say("attribution", lang, attribution=ATTRIBUTION, as_of=source.as_of)
    if networks := source.networks:
        text += LANGUAGES[lang].space + say("networks", lang, source=networks.source, day=networks.as_of)
    return Attribution(ATTRIBUTION, ATTRIBUTION_URL, source.as_of, text)


def _coverage(extent: model.Coverage, zone: str | None, lang: str) -> Coverage:
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
    """An end of a period, as every page shows it."""
    return day(local_day(at, zone), lang) if at else word(NOTE_LABELS, "not_stated", lang)


def _file(file: model.File, lang: str) -> File:
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
    """What the person calls the file; the id itself for a format that this version no longer knows."""
    from app.importers import formats

    module = formats().get(format_id)
    return gettext(module.title, lang) if module else format_id


def _not_assessed(outcome: outcomes.Outcome, lang: str) -> NotAssessed:
    return NotAssessed(
        detector=outcome.detector,
        title=gettext(outcome.title, lang, **outcome.values),
        reason=present.reason(outcome, lang) or "",
        get=[Format(name, _format_name(name, lang)) for name in outcome.get],
    )


def _finding(source: finding.Finding, number: int, lang: str) -> Finding:
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
        kind_name=word(KIND_LABELS, source.kind, lang),
        answer=word(ANSWER_LABELS, source.verdict, lang),
        shop=source.shop or source.service,
    )


def _story(
    episode: finding.Episode, open_findings: Sequence[Finding], stated: Sequence[Claim], lang: str
) -> Story | None:
    """What several findings tell together; null where fewer than two of them are open. Its money is what is lost and
    suspected of the claims that they cite."""
    numbers = {finding.id: finding.number for finding in open_findings if finding.id in episode.findings}
    if len(numbers) < 2:
        return None
    money = involved(totals_about(stated, episode.findings))
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


def _timeline(findings: Sequence[Finding]) -> list[Dated]:
    """The dated findings in the order of time; a day alone stands before the moments of that day (in UTC)."""
    return [
        Dated(at, item.at_basis, item.when, item.utc, item.basis, item.number, item.title, item.answer, item.id)
        for at, item in sorted(
            ((item.at, item) for item in findings if item.at), key=lambda pair: (pair[0], pair[1].number)
        )
    ]


def _step(step: PlanEntry, how: State, zone: str, lang: str) -> Step:
    progress, since = how.progress.get(step.id), how.since.get(step.id)
    state: StepState = next((state for state in STEP_STATES if state == progress), "open")
    return Step(
        id=step.id,
        phase=step.phase,
        minutes=step.minutes,
        triggers=step.triggers,
        title=translate(step.title, lang),
        why=translate(step.why, lang),
        state=state,
        state_name=word(STATE_LABELS, None if state == "open" else state, lang),
        since=since.isoformat(timespec="seconds") if since else None,
        since_shown=when(since, "stated", lang, zone) if since else None,
        verified=step.id in how.verified,
    )
