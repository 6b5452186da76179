"""The report as text for a terminal: files, findings, what could not be examined, first steps."""

from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.book.losses import totals
from analyzers.events.marks import ALARMS
from analyzers.findings import finding as analysed
from analyzers.findings.finding import Episode
from analyzers.rules.outcome import assessed
from app.i18n import N_, nN_
from app.i18n.formats import number, when
from app.i18n.translate import gettext, translate
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import involved, sums
from app.report.claim_table.claims import about
from app.report.grouped import where
from app.report.model import NOT_READ, Places, Report
from app.report.present import Check, File, Finding
from app.report.summary.labels import ANSWER_LABELS
from app.report.summary.words import say, word

STOP_SENTENCE = N_(
    "An order in it may not have been sent yet. If nobody at home knows it, save its page and cancel it now, before "
    "it is sent."
)
SEVERITY_LABELS = {
    "critical": N_("critical"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "info": N_("for information"),
}
MAX_PROBLEMS = 5  # of one file
MAX_ROWS = 5  # of the evidence of one finding


def report_lines(view: Check, report: Report, claims: Sequence[Claim], lang: str) -> Iterator[str]:
    """The lines to print. ``view`` is ``report`` with its texts in the language ``lang``; ``claims`` are its rows that
    nobody recognised."""
    for file in view.files:
        yield from _file(file, lang)
    if all(file.rows is None for file in view.files):
        return
    yield ""
    yield from _no_findings(report, lang)
    yield from (say("named", lang, label=line.label, text=line.amounts) for line in sums(totals(claims), lang))
    alarms = {finding.id for finding in report.findings if finding.severity in ALARMS}
    for episode in report.episodes:
        # An episode that raises no alarm needs no story: its findings follow one by one.
        if episode.stoppable or (len(episode.findings) > 1 and alarms.intersection(episode.findings)):
            yield from _story(episode, view.findings, claims, lang)
    for position, (finding, kept) in enumerate(zip(view.findings, report.findings, strict=True), 1):
        yield from _finding(position, finding, kept, lang)
    yield ""
    yield from _not_assessed_and_steps(view, lang)
    if report.events.get("logins") and report.places:
        yield from _attribution(report.places, lang)


def _file(file: File, lang: str) -> Iterator[str]:
    def _(key: str, /, **values: Any) -> str:
        return gettext(key, lang, **values)

    if any(problem.code in NOT_READ for problem in file.problems):
        yield _("{path}: no history is looked for in it", path=file.path)
        return
    format_name = file.format or ("-" if file.rows is None else _("not recognised"))
    yield _(
        nN_("{path}: {format}, {rows} row", "{path}: {format}, {rows} rows"),
        path=file.path,
        format=format_name,
        rows=file.rows or 0,
    )
    for problem in file.problems[:MAX_PROBLEMS]:
        place = where(problem)
        yield "    " + (_(place[0], **place[1], problem=problem.message) if place else problem.message)
    if len(file.problems) > MAX_PROBLEMS:
        yield "    " + _(
            nN_("and {count} more problem", "and {count} more problems"), count=len(file.problems) - MAX_PROBLEMS
        )


def _finding(position: int, finding: Finding, kept: analysed.Finding, lang: str) -> Iterator[str]:
    def _(key: str, /, **values: Any) -> str:
        return gettext(key, lang, **values)

    yield f"{position}. [{_(SEVERITY_LABELS[finding.severity])}] {finding.title}"
    if finding.at:
        yield f"   {when(finding.at, kept.at_basis, lang, kept.zone)}"
    yield f"   {finding.message}"
    yield f"   {finding.innocent}"
    for row in finding.evidence[:MAX_ROWS]:
        yield "   - " + _("{path}, line {line}", path=row.path, line=number(row.line or 0, lang))
    if finding.verdict:
        yield "   " + _("answered: {answer}", answer=word(ANSWER_LABELS, finding.verdict, lang))
    yield f"   id: {finding.id}"


def _not_assessed_and_steps(view: Check, lang: str) -> Iterator[str]:
    not_assessed = [outcome for outcome in view.outcomes if outcome.outcome == "not_assessable"]
    if not_assessed:
        yield gettext(N_("What could not be examined:"), lang)
        for outcome in not_assessed:
            yield f"  {outcome.detector}: {outcome.reason}"
    if view.steps:
        yield gettext(N_("What to do, in this order:"), lang)
        for step in view.steps:
            yield f"  {step.id}: {step.title}"


def _attribution(places: Places, lang: str) -> Iterator[str]:
    """The line that the licences of the geolocation data ask for."""
    yield gettext(N_("IP Geolocation by DB-IP (https://db-ip.com/), data of {day}"), lang, day=places.as_of)
    if networks := places.networks:
        source, day = networks.source, networks.as_of
        yield gettext(N_("Names of networks: {source}, data of {day}."), lang, source=source, day=day)


def _no_findings(report: Report, lang: str) -> Iterator[str]:
    """What an empty list of findings means: where little could be examined, it is no good news."""

    def _(key: str, /) -> str:
        return gettext(key, lang)

    if not report.examined:
        yield _("Nothing could be examined, so nothing can be said about the account.")
        if any(file.offered for file in report.files):
            yield _("You can say what the columns of an unrecognised table are with --mapping FILE.")
    elif not assessed(report.outcomes):
        yield _("None of our checks could be made with these files. What is missing for each is listed below.")
        yield _("So nothing can be said about the account yet, neither good nor bad.")
    elif not report.findings:
        yield _("Nothing unfamiliar was found in what could be examined. That does not prove that nothing happened.")


def _story(episode: Episode, findings: Sequence[Finding], claims: Sequence[Claim], lang: str) -> Iterator[str]:
    """An episode: the positions of its findings in the list that follows, and what happened in it."""
    positions = [position for position, finding in enumerate(findings, 1) if finding.id in episode.findings]
    yield gettext(N_("Related findings ({numbers})"), lang, numbers=positions)
    if episode.stoppable:
        yield "  " + translate(STOP_SENTENCE, lang)
    yield from ("  " + gettext(sentence.key, lang, **sentence.values) for sentence in episode.story)
    if money := involved(about(claims, episode.findings)):
        yield "  " + gettext(N_("Money involved: {money}"), lang, money=money)
    yield ""
