"""The list of cases that a helper works on: of each its name, what happened, what comes next and by when.

Nothing else of a case is on the page before it is opened.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.cases.access.helpers import Help, cases_of, last_entries
from app.cases.accounts.account import Account
from app.cases.case import Case
from app.cases.desk import handing_over
from app.cases.desk.handing_over import Handover
from app.cases.modes import HELD
from app.cases.plan.deadlines import case_deadlines
from app.cases.plan.self_check import reported_symptoms
from app.cases.plan.view import PlanView, plan_view
from app.cases.record import remarks
from app.cases.record.remarks import DAMAGED_SENTENCE
from app.errors import Damaged
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.web.context import Context
from app.web.fragments.dates import today
from app.web.fragments.symptoms import symptom_sentences
from app.web.fragments.untrusted import safe_text
from checklists.order import SETTLED

AT_ONCE = 20  # cases of a page of the list
SOON = 7  # days
FILTER_LABELS = {
    "all": N_("All"),
    "desk": N_("Not handed over"),
    "waiting": N_("A code is waiting"),
    "person": N_("Opened by the person"),
    "soon": N_("Due within 7 days"),
}
STATE_SENTENCES = {
    "desk": N_("Opened by you. Not handed over; erased on {when}."),
    "waiting": N_("A code is waiting, until {when}."),
    "read": N_("Open to you for reading, until {when}."),
    "work": N_("Open to you for work, until {when}."),
}
NUMBER_SENTENCE = N_("Case {number}")
ASK_SENTENCE = N_("Ask what happened")
NO_CONTACT = N_("Nothing was written down yet.")
NOTHING_LEFT = N_("All steps are done or set aside.")


class ListedCase(NamedTuple):
    """A case in the list before its plan is looked at. ``last``: when the helper last wrote something down in it or
    opened it for a caller; None where they did neither. ``damaged``: what they wrote down cannot be read."""

    grant: Help
    case: Case
    name: str
    handover: Handover | None
    last: datetime | None
    damaged: bool

    @property
    def state(self) -> str:
        """One of ``STATE_SENTENCES``."""
        if self.grant.mode != HELD:
            return self.grant.mode
        return "waiting" if self.handover else "desk"


def entries(helper: Account, lang: str) -> list[ListedCase]:
    """The cases that are open to a helper, those of the last contact first."""
    waiting, entered = handing_over.waiting(helper.service), last_entries(helper)
    listed = []
    for grant, case in cases_of(helper):
        name, times, damaged = _own(helper, case)
        times += [entered[case.id]] if case.id in entered else []
        times += [grant.since] if grant.mode == HELD else []
        name = name or grant.name or gettext(NUMBER_SENTENCE, lang, number=case.number)
        listed.append(ListedCase(grant, case, name, waiting.get(case.id), max(times, default=None), damaged))
    return sorted(listed, key=lambda entry: entry.last or entry.grant.since, reverse=True)


def _own(helper: Account, case: Case) -> tuple[str, list[datetime], bool]:
    """The name that the helper gave to the case, the times of their own notes, and whether these are damaged."""
    try:
        own = remarks.of_helper(case, helper.id)
    except Damaged:
        return "", [], True
    return own["name"], [datetime.fromisoformat(remark["at"]) for remark in own["remarks"]], False


def matching(listed: Sequence[ListedCase], chosen: str, words: str, lang: str) -> list[ListedCase]:
    """The cases that a filter (``FILTER_LABELS``) and words to search for leave. Words are looked for in the name, in
    the number and in what happened."""
    some = list(listed)
    if chosen in ("desk", "waiting"):
        some = [entry for entry in some if entry.state == chosen or (chosen == "desk" and entry.grant.mode == HELD)]
    elif chosen == "person":
        some = [entry for entry in some if entry.grant.mode != HELD]
    elif chosen == "soon":
        some = [entry for entry in some if (left := _days_left(entry.case, lang)) is not None and left <= SOON]
    wanted = words.casefold().split()
    return [entry for entry in some if all(word in _searched(entry, lang) for word in wanted)] if wanted else some


def _searched(entry: ListedCase, lang: str) -> str:
    happened = [translate(sentence, lang) for sentence in symptom_sentences(reported_symptoms(entry.case))]
    return " ".join([entry.name, entry.case.number, *happened]).casefold()


def _days_left(case: Case, lang: str) -> int | None:
    try:
        due = _due(case, plan_view(case, lang), lang)
    except Damaged:
        return None
    return due[1] if due else None


def row(entry: ListedCase, lang: str) -> Context:
    """A case as the page shows it."""
    happened = [translate(sentence, lang) for sentence in symptom_sentences(reported_symptoms(entry.case))]
    zone = LANGUAGES[lang].zone
    until = entry.handover.until if entry.handover else entry.grant.until
    last = when(entry.last, "stated", lang, zone) if entry.last else translate(NO_CONTACT, lang)
    context: Context = {
        "id": entry.grant.id,
        "name": safe_text(entry.name),
        "plain_name": entry.name,
        "number": entry.case.number,
        "happened": happened,
        "last": translate(DAMAGED_SENTENCE, lang) if entry.damaged else last,
        "held": entry.grant.mode == HELD,
        "state": gettext(STATE_SENTENCES[entry.state], lang, when=when(until, "stated", lang, zone)),
    }
    try:
        return context | _plan(entry.case, happened, lang)
    except Damaged:
        return context | {"next": translate(DAMAGED_SENTENCE, lang), "due": None, "settled": None}


def _plan(case: Case, happened: Sequence[str], lang: str) -> Context:
    view = plan_view(case, lang)
    following = view.next_step
    if not happened:
        action = translate(ASK_SENTENCE, lang)
    elif following is None:
        action = translate(NOTHING_LEFT, lang)
    else:
        action = following.heading
    due = _due(case, view, lang)
    settled = sum(state in SETTLED for state in view.states.values())
    return {
        "next": action,
        "due": {"day": day(due[0], lang), "left": due[1], "title": due[2]} if due else None,
        "settled": (settled, len(view.states)) if happened else None,
    }


def _due(case: Case, view: PlanView, lang: str) -> tuple[date, int, str] | None:
    """The first day that has not passed by which something must be done, the days left, and what."""
    here = today(case, lang)
    coming = [due for due in case_deadlines(case, view.statuses, lang, here) if due.at and due.at >= here]
    if not coming or coming[0].at is None:
        return None
    first = coming[0]
    assert first.at is not None
    return first.at, (first.at - here).days, translate(first.term.title, lang)
