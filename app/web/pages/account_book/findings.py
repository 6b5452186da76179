"""The findings: grouped into episodes, each finding with its evidence and one question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from markupsafe import Markup

from analyzers.events.answers import RECOGNISED, REFUND_TAG
from analyzers.findings.assemble import answered_of, waits_for_an_answer
from analyzers.findings.finding import Entity, Episode, Finding
from analyzers.rules.contract import tags_of
from analyzers.rules.outcome import assessed
from app.cases.answers import verdicts
from app.cases.answers.book import latest_report
from app.cases.answers.claims import claims_of
from app.cases.files import reupload
from app.cases.operation.runs import request_rerun, run_of
from app.cases.record import notes, owner
from app.errors import NotFound, Unreadable
from app.i18n import N_
from app.i18n.formats import country, day, local_day, when
from app.i18n.translate import translate, value
from app.report.answer_words import choices
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import involved
from app.report.claim_table.claims import about
from app.report.drawings.balances import balances
from app.report.drawings.pictures import timeline
from app.report.model import Report
from app.report.summary.labels import ANSWER_LABELS, SEVERITY_LABELS, reason_of
from app.report.summary.words import word
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.not_assessed import not_assessed
from app.web.fragments.report import Row, RowsShown, coverage, evidence_rows, place_data
from app.web.fragments.untrusted import safe_text, safe_values, translator
from app.web.route import NOTHING, Routes, Who
from app.web.session import notify, require
from app.web.templating import language, redirect, render

routes = Routes()

WHOLE = 2  # findings that are shown whole at once; the others unfold
WITH_ROWS = 20  # findings with their rows and a line of their own; the others unfold together, their rows on own pages
# In words and weight: colour never says anything alone.
WEIGHTS = {"critical": "critical", "high": "alert", "medium": "notice"}

WHY_LABELS = {
    "proof": N_("This follows from the figures in your own files. It is not an estimate."),
    "surprise": N_(
        "This is unusual compared with the rest of your history. Unusual is not the same as wrong, and we "
        "cannot yet say how often a sign like this turns out to be harmless."
    ),
    "rule": N_(
        "This matches something known to happen when accounts are misused. We cannot yet say how often it turns "
        "out to be harmless."
    ),
    "answers": N_("This rests on answers alone: no sign in the files led to it."),
}

ANSWERED_LABELS = {
    "mine": N_("You recognised this. Nothing needs to be done about it."),
    "family": N_("By your answer, it is your family's. Nothing needs to be done about it."),
    "not_mine": N_("You do not recognise this. The steps now take it into account."),
    "mine_unpaid": N_("This is yours, but its money did not come to you. The steps and letters claim the money."),
    "not_sure": N_("You can come back to this when you have asked. Until then the steps treat it as open."),
}

CHANGE_LABELS = {"gone": N_("Gone from your newest export"), "back": N_("Back in your newest export")}
ENTITY_LABELS = {
    "address": N_("This address is ours: {thing}"),
    "network": N_("This network is ours: {thing}"),
    "country": N_("One of us was in this country: {thing}, {start} to {end}"),
    "card": N_("This card is ours, ending in {thing}"),
    "order": N_("This order is ours: {thing}"),
}
ONE_DAY_LABEL = N_("One of us was in this country: {thing}, {start}")


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity that can be recognised for all findings that name it."""

    kind: str
    label: Markup
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as its card shows it. ``answer`` is the owner's answer, ``asked`` whether they are asked for one,
    ``act`` whether it leads to steps. ``display`` is ``whole``, ``folded`` or ``last`` by its rank on the page."""

    id: str
    severity: str
    weight: str
    title: Markup
    message: Markup
    innocent: Markup
    why: str
    when: str
    answer: str | None
    verdict: str | None
    next: str | None
    shared: bool
    turned: str
    asked: bool
    answers: Sequence[tuple[str, str]]
    settled: bool
    things: Sequence[Thing]
    act: bool
    rows: Sequence[Row]
    more: int
    cut: int
    display: str = "whole"


@dataclass(frozen=True, slots=True)
class Story:
    """An episode: when, how much, what happened (without recognised findings), and its findings."""

    findings: Sequence[Card]
    sentences: Sequence[Markup]
    when: Markup
    money: Markup | None
    stoppable: bool


@routes.get("/case/findings", label=N_("Findings"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The findings of the latest report, in rank order."""
    case = require(request)
    report = latest_report(case)
    context = {}
    if report and report.files:
        context = template_context(
            report, claims_of(case, report), language(request), reupload.changes_of_findings(case)
        )
    return render(request, "account_book/findings.html", report=bool(context), running=run_of(case).busy, **context)


@routes.get("/case/findings/{name}", label=N_("One finding with all its rows"), who=Who.HAS_CASE, cost=None)
@one_connection()
def one_finding(request: Request, name: str) -> Response:
    """One finding of the latest report with all its rows."""
    case, lang = require(request), language(request)
    report = latest_report(case) or Report()
    known = next((finding for finding in report.findings if finding.id == name), None)
    if known is None:
        raise NotFound
    finding = _finding(known, _entity_counts(report), lang, "all", reupload.changes_of_findings(case))
    return render(request, "account_book/one_finding.html", one=finding, places=place_data(report, lang))


@routes.post("/case/findings", label=N_("Findings"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def answer(
    request: Request,
    finding: Annotated[str, Form()],
    verdict: Annotated[str, Form()] = "",
    entity: Annotated[str, Form()] = "",
) -> Response:
    """Saves an answer and returns to the finding. ``entity`` answers for every finding about that entity."""
    case = require(request)
    known = next((each for each in (latest_report(case) or Report()).findings if each.id == finding), None)
    if known is None:
        raise NotFound
    if not entity and not verdict:
        raise Unreadable
    if not entity:
        verdicts.answer_finding(case, finding, verdict)
    if entity or verdict not in RECOGNISED:
        with notes.change(case) as (change, content):
            if entity:
                owner.recognise(change, case, content, known, entity)
            # A helper's answer counts, too, and what the person has said about the thing stays for them to change.
            if entity or (not case.helper and owner.revoke(change, case, content, known)):
                request_rerun(change.session, case.id, case.source)
        notify(request)(case.id)
    return redirect(f"/case/findings#f-{finding}")


def template_context(report: Report, claims: Sequence[Claim], lang: str, changes: Mapping[str, str]) -> Context:
    """The context of the template. ``claims`` are the rows that nobody recognised; ``changes`` are the changes by the
    newest export, by finding id."""
    _ = translator(lang)
    entity_counts = _entity_counts(report)
    findings = {}
    for rank, finding in enumerate(report.findings):
        rows_shown: RowsShown = "triggers" if rank < WITH_ROWS else "none"
        card = _finding(finding, entity_counts, lang, rows_shown, changes)
        display = "whole" if rank < WHOLE else "folded" if rank < WITH_ROWS else "last"
        findings[finding.id] = replace(card, display=display)
    stories = [_story(episode, findings, claims, lang) for episode in report.episodes]
    stories = [story for story in stories if len(story.findings) > 1 or story.stoppable]
    in_episodes = {card.id for story in stories for card in story.findings}
    return {
        "findings": list(findings.values()),
        "stories": stories,
        "others": [card for name, card in findings.items() if name not in in_episodes],
        "answered": answered_of(report.findings),
        "unjudged": not_assessed(report.outcomes, lang),
        "clear": [_(check.title, **check.values) for check in assessed(report.outcomes) if check.outcome == "clear"],
        "checked": bool(assessed(report.outcomes)),
        "coverage": coverage(report.coverage, report, lang),
        "uncovered": coverage(report.uncovered, report, lang),
        "examined": report.examined,
        "unconfirmed": report.unconfirmed,
        "over_time": timeline(report, lang),
        "balances": balances(report, lang),
        "places": place_data(report, lang),
    }


def _story(episode: Episode, findings: Mapping[str, Card], claims: Sequence[Claim], lang: str) -> Story:
    _ = translator(lang)
    mine = [findings[name] for name in episode.findings if name in findings]
    unsettled = {card.id for card in mine if not card.settled}
    money = involved(about(claims, episode.findings))
    days = [day(local_day(at, episode.zone), lang) for at in (episode.start, episode.end) if at]
    several = len(set(days)) > 1
    return Story(
        findings=mine,
        sentences=[_(line.key, **line.values) for line in episode.story if unsettled.intersection(line.findings)],
        when=_("{start} to {end}", start=days[0], end=days[1]) if several else safe_text("".join(days[:1])),
        money=safe_text(value(money, lang)) if money else None,
        stoppable=episode.stoppable and bool(unsettled),
    )


def _entity_counts(report: Report) -> Counter[Entity]:
    """The number of findings that name an entity."""
    return Counter(entity for finding in report.findings for entity in finding.entities)


def _entities(finding: Finding, entity_counts: Mapping[Entity, int], lang: str) -> list[Thing]:
    """The entities of a finding that can be recognised for all findings at once, with the number of findings that name
    each."""
    _ = translator(lang)
    offered = []
    for entity in finding.entities:
        count = entity_counts[entity]
        if entity.kind == "order" and count < 2:
            continue
        name = country(entity.value, lang) if entity.kind == "country" else entity.value
        days = {"start": value(entity.start, lang), "end": value(entity.end, lang)} if entity.start else {}
        label = ONE_DAY_LABEL if entity.start and entity.start == entity.end else ENTITY_LABELS[entity.kind]
        offered.append(Thing(entity.kind, _(label, thing=name, **days), count))
    return offered


def _finding(
    finding: Finding,
    entity_counts: Mapping[Entity, int],
    lang: str,
    rows_shown: RowsShown,
    changes: Mapping[str, str],
) -> Card:
    _ = translator(lang)
    verdict = finding.verdict
    values = safe_values(finding.values, lang)  # once for three sentences
    evidence = evidence_rows(finding.evidence, lang, rows_shown)
    return Card(
        id=finding.id,
        severity=word(SEVERITY_LABELS, finding.severity, lang),
        weight=WEIGHTS.get(finding.severity, ""),
        title=_(finding.title, **values),
        message=_(finding.message, **values),
        innocent=_(finding.innocent, **values),
        why=translate(WHY_LABELS[reason_of(finding)], lang),
        when=when(finding.at, finding.at_basis, lang, finding.zone),
        answer=verdict,
        verdict=word(ANSWER_LABELS, verdict, lang) if verdict else None,
        next=translate(ANSWERED_LABELS[verdict], lang) if verdict else None,
        shared=finding.shared,
        turned=translate(CHANGE_LABELS[changes[finding.id]], lang) if finding.id in changes else "",
        asked=verdict is not None or waits_for_an_answer(finding),
        answers=choices("refund_to_balance" if REFUND_TAG in tags_of(finding.detector) else "order", lang),
        settled=verdict in RECOGNISED,
        things=_entities(finding, entity_counts, lang),
        act=verdict is not None and verdict not in RECOGNISED,
        rows=evidence.rows,
        more=evidence.more,
        cut=evidence.cut,
    )
