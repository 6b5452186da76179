"""The incident summary as one neutral structure in one language: the content that every form lays out."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from analyzers.book.losses import totals
from analyzers.events.answers import DENIED, DISPUTED, RECOGNISED, Said, at_home
from analyzers.findings import finding
from analyzers.findings.assemble import waits_for_an_answer
from analyzers.rules.outcome import assessed as checks_made
from app.i18n import N_
from app.i18n.formats import day, local_day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report import present
from app.report.catalogue import clock, persons_clock
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import Sum, names, sums
from app.report.claim_table.claims import claims
from app.report.claim_table.home_words import home_words
from app.report.drawings.balances import balances
from app.report.drawings.pictures import timeline
from app.report.model import Report
from app.report.sample import INVENTED_SENTENCE, TITLE_SENTENCE
from app.report.summary.model import (
    SCHEMA,
    Attribution,
    Dated,
    Finding,
    Summary,
)
from app.report.summary.one_shop import about
from app.report.summary.records import (
    claim_row,
    coverage_row,
    file_row,
    finding_row,
    not_assessed_row,
    step_row,
    story,
)
from app.report.summary.state import State
from app.report.summary.words import HEADING_LABELS, NOTE_LABELS, say, word
from checklists.sites import display_name

# The licence of the place data asks for these very words and a link wherever results are shown.
ATTRIBUTION = "IP Geolocation by DB-IP"
ATTRIBUTION_URL = "https://db-ip.com/"
Fields = dict[str, Any]  # fields of a summary by their names

PERIOD_SENTENCE = N_("{start} to {end}")


# The fields of a summary that are those of its state, beside two that it puts into words.
OF_STATE = {field.name for field in fields(State)} & {*Summary.__struct_fields__} - {"symptoms", "generated_at"}


def summarise(report: Report, state: State, lang: str, shop: str | None = None) -> Summary:
    """The summary of a report (schema ``mioboe.summary/2``).

    With ``shop`` it holds nothing of other shops and services; findings and rows keep their numbers.

    Raises ``ValueError`` if ``state.generated_at`` has no offset, since a summary must say when it was made.
    """
    if state.generated_at.tzinfo is None:
        raise ValueError("generated_at must carry its offset from UTC")
    statement = "statement" if any(file.format for file in report.files) else "statement_alone"
    statement += "_helped" if state.helped else ""
    numbers = {finding.id: number for number, finding in enumerate(_open_first(report.findings), 1)}
    if shop is not None:
        report, state = about(shop, report, state)
    left_out = 0 if state.with_open else sum(map(waits_for_an_answer, report.findings))
    report = report if state.with_open else _answered(report)
    stated = claims(report) if state.claims is None else state.claims
    findings = [
        finding_row(finding, numbers[finding.id], state.records, lang) for finding in _open_first(report.findings)
    ]
    loss = totals(stated)
    zone = persons_clock(report, lang)
    return Summary(
        schema=SCHEMA,
        lang=lang,
        title=_title(state.sample, lang),
        **made_at(report, state, lang),
        statement=translate(INVENTED_SENTENCE, lang) if state.sample else word(NOTE_LABELS, statement, lang),
        blind_spot=word(NOTE_LABELS, "blind_spot", lang),
        symptoms=[translate(symptom, lang) for symptom in state.symptoms],
        left_out=left_out,
        steps=[step_row(step, state, zone, lang) for step in state.plan],
        totals=present.currency_totals(loss),
        **_of_claims(stated, sums(loss, lang), report, state.records, lang),
        **_of_findings(findings, stated, report, lang),
        **_of_files(report, lang),
        **{name: getattr(state, name) for name in OF_STATE},
    )


def made_at(report: Report, state: State, lang: str) -> Fields:
    """The fields of a summary that say when it was made."""
    zone = persons_clock(report, lang)
    moment = state.generated_at.astimezone(ZoneInfo(zone))
    return {
        "generated_at": moment.isoformat(timespec="seconds"),
        "generated": when(moment, "stated", lang, zone),
    }


def _answered(report: Report) -> Report:
    """The report with only those findings that have an answer."""
    return structs.replace(report, findings=[finding for finding in report.findings if finding.verdict is not None])


def _of_claims(
    stated: Sequence[Claim], amounts: list[Sum], report: Report, records: Sequence[Said], lang: str
) -> Fields:
    """The fields of a summary about the rows that were answered, what was said about them at home, and their sums."""
    unknown = [claim.findings for claim in stated if claim.answer in DENIED]
    denied = [claim for claim in stated if claim.answer in DISPUTED]
    return {
        "shops_shown": _shops(denied, report, lang),
        "denied_period": _period(denied, lang),
        "denied": [claim_row(claim, records, lang) for claim in denied],
        "unsure": [claim_row(claim, records, lang) for claim in stated if claim.answer == "not_sure"],
        "loss": next((amount.amounts for amount in amounts if amount.name == "lost"), ""),
        "sums": amounts,
        "home": home_words(at_home(records, unknown), lang) if unknown else "",
    }


def _of_findings(findings: Sequence[Finding], stated: Sequence[Claim], report: Report, lang: str) -> Fields:
    """The fields of a summary about findings and checks."""
    unrecognised = [finding for finding in findings if finding.verdict not in RECOGNISED]
    stories = [story(episode, unrecognised, stated, lang) for episode in report.episodes]
    return {
        "findings": unrecognised,
        "recognised": [finding for finding in findings if finding.verdict in RECOGNISED],
        "timeline": _timeline(unrecognised),
        "stories": [each for each in stories if each],
        "not_assessed": [
            not_assessed_row(outcome, lang) for outcome in report.outcomes if outcome.outcome == "not_assessable"
        ],
        "clear": [translate(check.title, lang) for check in checks_made(report.outcomes) if check.outcome == "clear"],
    }


def _of_files(report: Report, lang: str) -> Fields:
    """The fields of a summary about the files, and the pictures drawn from them."""
    return {
        "places": _places(report, lang),
        "coverage": [coverage_row(extent, clock(report, extent.shop), lang) for extent in report.coverage],
        "uncovered": [coverage_row(extent, clock(report, extent.shop), lang) for extent in report.uncovered],
        "examined": [file_row(file, lang) for file in report.files if file.format],
        "not_read": [file_row(file, lang) for file in report.files if not file.format],
        "pictures": [picture for picture in (timeline(report, lang), *balances(report, lang)) if picture],
    }


def _shops(denied: Sequence[Claim], report: Report, lang: str) -> str:
    """The names of the shops and services of these rows, else of their payees; without any rows, those in the files."""
    if denied:
        return value(names(denied, lang), lang)
    return value(list(dict.fromkeys(display_name(site, lang) for site in report.shops)), lang)


def _period(some: Sequence[Claim], lang: str) -> str | None:
    """From the first day to the last of these rows, as their shops' clocks have it; null where none has a time."""
    days = sorted(local_day(claim.at, claim.zone) for claim in some if claim.at)
    if not days:
        return None
    if days[0] == days[-1]:
        return day(days[0], lang)
    return gettext(PERIOD_SENTENCE, lang, start=day(days[0], lang), end=day(days[-1], lang))


def _open_first(findings: Sequence[finding.Finding]) -> list[finding.Finding]:
    """The findings in rank order, recognised ones last."""
    return sorted(findings, key=lambda item: item.verdict in RECOGNISED)


def _title(sample: bool, lang: str) -> str:
    title = word(HEADING_LABELS, "title", lang)
    return gettext(TITLE_SENTENCE, lang, title=title) if sample else title


def _places(report: Report, lang: str) -> Attribution | None:
    """The source of the countries, if addresses were looked up at all."""
    source = report.places
    if not source or not any(report.events.get(table) for table in ("logins", "changes")):
        return None
    attribution = say("attribution", lang, attribution=ATTRIBUTION, as_of=source.as_of)
    if networks := source.networks:
        attribution += LANGUAGES[lang].space + say("networks", lang, source=networks.source, day=networks.as_of)
    return Attribution(ATTRIBUTION, ATTRIBUTION_URL, source.as_of, attribution)


def _timeline(findings: Sequence[Finding]) -> list[Dated]:
    """The dated findings in the order of time; a day alone stands before the moments of that day (in UTC)."""
    return [
        Dated(at, dated.at_basis, dated.when, dated.utc, dated.basis, dated.number, dated.title, dated.answer, dated.id)
        for at, dated in sorted(
            ((dated.at, dated) for dated in findings if dated.at), key=lambda pair: (pair[0], pair[1].number)
        )
    ]
