"""The state of a case as its incident summary shows it: plan, progress, and what the person wrote down and kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import get_args

from app.cases import home
from app.cases.access import helpers
from app.cases.answers import book
from app.cases.answers.claims import claims_of, concerning
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.files.evidence import EvidenceFile
from app.cases.plan import deadlines
from app.cases.plan.letter_answers import happened, symptoms_in_order
from app.cases.plan.progress import StepPart
from app.cases.plan.view import PlanView, plan_view
from app.cases.record import contacts, signing
from app.cases.record.notes import Notes
from app.i18n import N_
from app.i18n.audience import PERSON, speaking_to
from app.i18n.formats import day, when
from app.i18n.translate import gettext, translate, value
from app.report.catalogue import persons_clock
from app.report.claim_table.claim import Claim
from app.report.model import Report
from app.report.plans.plan import entries
from app.report.progress import account_of
from app.report.summary.exhibits import FILE_LABELS, HOW_LABELS
from app.report.summary.person import Contact, Contradiction, Deadline, Kept, Note
from app.report.summary.state import State
from app.report.summary.words import say
from app.storage.tables import now
from app.version import version
from checklists.due import Due
from checklists.letter import letters as every_letter
from checklists.model import Group

DISAGREE_SENTENCE = N_("{whom}: contact {first} says “{one}”, contact {second} says “{other}”.")
CARD_SENTENCE = N_("Card ending in {digits}")
NO_DAY_SENTENCE = N_("depends on a day that is not known yet")


@speaking_to(PERSON)
def summary_state(
    case: Case,
    report: Report,
    lang: str,
    with_open: bool = False,
    made_at: datetime | None = None,
    letters_to: Collection[str] = (),
) -> State:
    """The state of a case for its summary. ``with_open``: include unanswered findings. ``made_at``: None is now.
    ``letters_to``: only rows and symptoms for these letters, or all."""
    moment = made_at or now()
    today, view = moment.date(), plan_view(case, lang, report=report, today=moment.date())
    titles = {finding.id: gettext(finding.title, lang, **finding.values) for finding in report.findings}
    log, asking, groups = contacts.ordered(view.content["contacts"]), book.state(case), _groups(letters_to)
    parts = {(part.step, part.subject): _name(part, titles, lang) for status in view.statuses for part in status.parts}
    state = State(
        version=version(),
        generated_at=moment,
        plan=entries([status.planned for status in view.statuses]),
        names=view.names,
        progress=view.states,
        since={status.planned.step.id: status.progress.at for status in view.statuses if status.progress.at},
        verified=[status.planned.step.id for status in view.statuses if status.progress.verified],
        case=case.number,
        key=None if case.sample else signing.number(case),
        claims=_concerned(claims_of(case, report), letters_to),
        account=account_of(asking.recognition.account) if asking else None,
        contradictions=_contradictions(log, lang),
        deadlines=_deadlines(case, view, today),
        person=_person(view.content),
        with_open=with_open,
        sample=case.sample,
        helped=helpers.has_worked(case),
        symptoms=[symptom.sentence for symptom in symptoms_in_order(case, view.content) if symptom.group in groups],
        course=happened(case, view.content, groups, lang),
        notes=_notes(view, parts),
        contacts=[_contact(number, entry, lang) for number, entry in enumerate(log, 1)],
        kept=[_kept(file, parts, persons_clock(report, lang), view) for file in evidence.all_files(case)],
    )
    return _with_what_was_said(state, case, view, titles)


def _with_what_was_said(state: State, case: Case, view: PlanView, titles: Mapping[str, str]) -> State:
    """The state with what was said at home, in words and as records, and how much of all a helper wrote down."""
    return replace(
        state,
        records=home.records(view.content, view.answers),
        by_helper=book.by_helper(case),
        **home.of_summary(view.content, titles, view.lang),
    )


def _groups(letters_to: Collection[str]) -> set[Group]:
    """The groups of symptoms that these letters are about; without letters, every group."""
    return {group for name in letters_to for group in every_letter()[name].symptoms} or set(get_args(Group))


def _concerned(rows: list[Claim], letters_to: Collection[str]) -> list[Claim]:
    """The rows that concern the recipient of one of these letters, in their order."""
    if not letters_to:
        return rows
    own = {claim.number for name in letters_to for claim in concerning(every_letter()[name], rows)}
    return [claim for claim in rows if claim.number in own]


def _contradictions(log: Sequence[contacts.Entry], lang: str) -> list[Contradiction]:
    numbers = {entry["id"]: number for number, entry in enumerate(log, 1)}
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


def _statement(entry: contacts.Entry, lang: str) -> str:
    by = value(entry["promised_by"], lang) if entry["promised_by"] else ""
    return " / ".join(filter(None, (entry["promise"] or entry["statement"], by)))


def _deadlines(case: Case, view: PlanView, today: date) -> list[Deadline]:
    due_dates = deadlines.case_deadlines(case, view.statuses, view.lang, today)
    return [_deadline(case, due, today, view.lang) for due in due_dates]


def _deadline(case: Case, due: Due, today: date, lang: str) -> Deadline:
    return Deadline(
        id=due.id.partition(":")[0],  # without the digits of its card
        on=due.at.isoformat() if due.at else None,
        when=day(due.at, lang) if due.at else translate(NO_DAY_SENTENCE, lang),
        title=translate(due.term.title, lang),
        effect=translate(due.term.effect, lang),
        about=gettext(CARD_SENTENCE, lang, digits=due.about) if due.about else "",
        uid=deadlines.uid(case, due.id),
        passed=bool(due.at and due.at < today),
    )


def _person(content: Notes) -> dict[str, str]:
    """The person who makes the statement, as far as they gave details for their letters."""
    me = content["me"]
    reach = " / ".join(text for name in ("phone", "mail") if (text := me.get(name, "")))
    return {"name": me.get("name", ""), "account": me.get("account", ""), "reach": reach}


def _name(part: StepPart, titles: Mapping[str, str], lang: str) -> str:
    if part.kind == "card":
        return gettext(CARD_SENTENCE, lang, digits=part.name)
    return titles.get(part.name, "") if part.kind == "finding" else part.name


def _notes(view: PlanView, parts: Mapping[tuple[str, str], str]) -> list[Note]:
    split = ((*name.partition("|")[::2], text) for name, text in view.content["steps"].items() if text)
    return [Note(step, view.name(step), parts.get((step, subject), ""), text) for step, subject, text in split]


def _contact(number: int, entry: contacts.Entry, lang: str) -> Contact:
    return Contact(
        number=number,
        recipient=entry["recipient"],
        channel=entry["channel"],
        at=entry["at"],
        agent=entry["agent"],
        case_number=entry["case_number"],
        subject=entry["subject"],
        statement=entry["statement"],
        promise=entry["promise"],
        next=entry["next"],
        closed=entry["closed"],
        zone=entry["zone"],
        when=contacts.moment(entry, lang),
        channel_name=translate(contacts.CHANNEL_LABELS[entry["channel"]], lang),
        promised_on=entry["promised_by"],
        promised_by=value(entry["promised_by"], lang) if entry["promised_by"] else "",
    )


def _kept(file: EvidenceFile, parts: Mapping[tuple[str, str], str], zone: str, view: PlanView) -> Kept:
    lang = view.lang
    return Kept(
        number=file.number,
        name=file.name,
        sha256=file.sha256,
        bytes=file.size,
        at=file.at.isoformat(timespec="seconds"),
        when=when(file.at, "stated", lang, zone),
        step=file.step,
        title=view.name(file.step) if file.step else "",
        about=parts.get((file.step, file.subject), ""),
        exhibit=say("exhibit", lang, number=file.number),
        kind=file.kind,
        kind_name=translate(FILE_LABELS[file.kind], lang),
        how=file.how,
        how_name=translate(HOW_LABELS[file.how], lang) if file.how else "",
        service=file.service,
        note=file.note,
        acquired_at=file.acquired_at,
        acquired=evidence.acquired(file, lang),
    )
