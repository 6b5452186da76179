"""The state of a case as its incident summary shows it: plan, progress, and what the person wrote down and kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import version
from typing import get_args

from app.cases.answers import book
from app.cases.answers.claims import claims_of, concerning
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.files.evidence import EvidenceFile
from app.cases.plan import deadlines, progress
from app.cases.plan.letter_answers import happened, symptoms_in_order
from app.cases.plan.letters import HOUSEHOLD_LABELS
from app.cases.plan.progress import StepPart
from app.cases.record import contacts, household, notes, signing
from app.cases.record.notes import Notes
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.translate import gettext, translate, value
from app.report.catalogue import persons_clock
from app.report.claim_table.claim import Claim
from app.report.model import Report
from app.report.plan import entries
from app.report.progress import account_of
from app.report.summary.exhibits import FILE_LABELS, HOW_LABELS
from app.report.summary.person import Asked, Contact, Contradiction, Deadline, Kept, Note
from app.report.summary.state import State
from app.report.summary.words import say
from app.storage.tables import now
from checklists.due import Due
from checklists.letter import letters as every_letter
from checklists.model import Group, steps

DISAGREE_SENTENCE = N_("{whom}: contact {first} says “{one}”, contact {second} says “{other}”.")
CARD_SENTENCE = N_("Card ending in {digits}")
NO_DAY_SENTENCE = N_("depends on a day that is not known yet")


def summary_state(
    case: Case,
    report: Report,
    lang: str,
    with_open: bool = False,
    made_at: datetime | None = None,
    letters_to: Collection[str] = (),
) -> State:
    """The state of the case for its summary, from ``report`` (its latest one) and everything written down.
    ``with_open``: findings without an answer are to be in it. ``made_at``: when it is made; None: now. ``letters_to``:
    the letters whose rows and symptoms alone are in it; empty: all."""
    content, made_at = notes.load(case), made_at or now()
    statuses = progress.statuses(case, lang, report, content, made_at.date())
    titles = {one.id: gettext(one.title, lang, **one.values) for one in report.findings}
    log = contacts.ordered(content["contacts"])
    rows, asking = claims_of(case, report), book.state(case)
    groups = {group for name in letters_to for group in every_letter()[name].symptoms} or set(get_args(Group))
    parts = {(part.step, part.subject): _name(part, titles, lang) for status in statuses for part in status.parts}
    return State(
        version=version("mioboe"),
        generated_at=made_at,
        plan=entries([status.planned for status in statuses]),
        progress=progress.states(statuses),
        since={status.planned.step.id: status.progress.at for status in statuses if status.progress.at},
        verified=[status.planned.step.id for status in statuses if status.progress.verified],
        case=case.number,
        key=None if case.sample else signing.number(case),
        claims=_concerned(rows, letters_to),
        account=account_of(asking.recognition.account) if asking else None,
        contradictions=_contradictions(log, lang),
        deadlines=[
            _deadline(case, one, lang) for one in deadlines.case_deadlines(case, statuses, lang, made_at.date())
        ],
        person=_person(content),
        with_open=with_open,
        sample=case.sample,
        symptoms=[one.sentence for one in symptoms_in_order(case, content) if one.group in groups],
        course=happened(case, content, groups, lang),
        notes=_notes(content, parts, lang),
        household=[_asked(one, titles, lang) for one in content["household"]],
        contacts=[_contact(number, one, lang) for number, one in enumerate(log, 1)],
        kept=[_kept(one, parts, persons_clock(report, lang), lang) for one in evidence.all_files(case)],
    )


def _concerned(rows: list[Claim], letters_to: Collection[str]) -> list[Claim]:
    """The rows that concern the recipient of one of these letters, in their order."""
    if not letters_to:
        return rows
    own = {one.number for name in letters_to for one in concerning(every_letter()[name], rows)}
    return [one for one in rows if one.number in own]


def _contradictions(log: Sequence[contacts.Entry], lang: str) -> list[Contradiction]:
    numbers = {one["id"]: number for number, one in enumerate(log, 1)}
    return [
        Contradiction(
            numbers[first["id"]],
            numbers[second["id"]],
            gettext(
                DISAGREE_SENTENCE,
                lang,
                whom=first["recipient"],
                first=numbers[first["id"]],
                one=_statement(first, lang),
                second=numbers[second["id"]],
                other=_statement(second, lang),
            ),
        )
        for first, second in contacts.contradictions(log)
    ]


def _statement(one: contacts.Entry, lang: str) -> str:
    by = value(one["promised_by"], lang) if one["promised_by"] else ""
    return " / ".join(filter(None, (one["promise"] or one["said"], by)))


def _deadline(case: Case, one: Due, lang: str) -> Deadline:
    return Deadline(
        id=one.id.partition(":")[0],  # without the digits of its card
        on=one.at.isoformat() if one.at else None,
        when=day(one.at, lang) if one.at else translate(NO_DAY_SENTENCE, lang),
        title=translate(one.term.title, lang),
        effect=translate(one.term.effect, lang),
        about=gettext(CARD_SENTENCE, lang, digits=one.about) if one.about else "",
        uid=deadlines.uid(case, one.id),
    )


def _person(content: Notes) -> dict[str, str]:
    """Who makes the statement, as far as they wrote it down for their letters."""
    me = content["me"]
    reach = " / ".join(text for name in ("phone", "mail") if (text := me.get(name, "")))
    return {"name": me.get("name", ""), "account": me.get("account", ""), "reach": reach}


def _name(part: StepPart, titles: Mapping[str, str], lang: str) -> str:
    if part.kind == "card":
        return gettext(CARD_SENTENCE, lang, digits=part.name)
    return titles.get(part.name, "") if part.kind == "finding" else part.name


def _title(step: str, lang: str) -> str:
    """The title of a step; the id itself for one that is gone."""
    known = steps().get(step)
    return translate(known.title, lang) if known else step


def _notes(content: Notes, parts: Mapping[tuple[str, str], str], lang: str) -> list[Note]:
    split = ((*name.partition("|")[::2], text) for name, text in content["steps"].items() if text)
    return [Note(step, _title(step, lang), parts.get((step, subject), ""), text) for step, subject, text in split]


def _asked(one: household.Entry, titles: Mapping[str, str], lang: str) -> Asked:
    return Asked(
        who=one["who"],
        on=one["at"],
        when=day(date.fromisoformat(one["at"]), lang),
        about=titles.get(one["finding"], ""),
        answer=translate(HOUSEHOLD_LABELS[one["answer"]], lang),
        note=one["note"],
    )


def _contact(number: int, one: contacts.Entry, lang: str) -> Contact:
    return Contact(
        number=number,
        recipient=one["recipient"],
        channel=one["channel"],
        at=one["at"],
        agent=one["agent"],
        case_number=one["case_number"],
        subject=one["subject"],
        said=one["said"],
        promise=one["promise"],
        next=one["next"],
        closed=one["closed"],
        zone=one["zone"],
        when=contacts.moment(one, lang),
        channel_name=translate(contacts.CHANNEL_LABELS[one["channel"]], lang),
        promised_on=one["promised_by"],
        promised_by=value(one["promised_by"], lang) if one["promised_by"] else "",
    )


def _kept(one: EvidenceFile, parts: Mapping[tuple[str, str], str], zone: str, lang: str) -> Kept:
    return Kept(
        number=one.number,
        name=one.name,
        sha256=one.sha256,
        bytes=one.size,
        at=one.at.isoformat(timespec="seconds"),
        when=when(one.at, "stated", lang, zone),
        step=one.step,
        title=_title(one.step, lang) if one.step else "",
        about=parts.get((one.step, one.subject), ""),
        exhibit=say("exhibit", lang, number=one.number),
        kind=one.kind,
        kind_name=translate(FILE_LABELS[one.kind], lang),
        how=one.how,
        how_name=translate(HOW_LABELS[one.how], lang) if one.how else "",
        service=one.service,
        note=one.note,
        acquired_at=one.acquired_at,
        acquired=evidence.acquired(one, lang),
    )
