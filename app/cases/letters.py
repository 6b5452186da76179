"""What a case contributes to a letter: the facts of ``checklists.letter.SHAPE``, in the recipient's language.

Facts have the numbers that they have in the summary. Unknown facts are left out: the letter has a blank.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from analyzers.engine.detector import tags_of
from app.cases import claims, contacts, evidence, progress, self_check
from app.cases.case import Case
from app.cases.notes import Notes
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate, value
from app.report.catalogue import persons_clock
from app.report.model import Report
from checklists import questions
from checklists.letter import SHAPE, Facts, Letter, wants, write
from checklists.model import Symptom, symptoms
from checklists.questions import UNKNOWN
from checklists.sites import support_language

MAX_FACTS = 30  # facts in a letter; the summary has all of them
ME = ("name", "address", "phone", "mail", "account")
HOUSEHOLD_LABELS = {
    "open": N_("no answer yet"),
    "me": N_("it was this person"),
    "other": N_("it was somebody else at home"),
    "unknown": N_("does not know about it"),
    "unsure": N_("is not sure"),
}


def language_of(letter: Letter, report: Report | None, lang: str) -> str:
    """The language that the recipient of a letter reads."""
    if letter.by_shop and report and report.shops:
        return support_language(report.shops)
    return letter.language or lang


def letter_text(case: Case, letter: Letter, lang: str, today: date, report: Report | None, content: Notes) -> str:
    """A letter filled from the case, its latest report and its notes."""
    wanted = wants(letter.id, lang)
    known = facts(case, letter, lang, today, report or Report(), content)
    if not known["facts"]:
        known["facts"] = _reported(case, content, letter.symptoms, lang)
    known["asks"] = _asks(letter, report or Report(), lang)
    filled = {name: one for name, one in known.items() if name in wanted and name in SHAPE}
    return write(letter.id, lang, filled, LANGUAGES[lang].blank)


def facts(case: Case, letter: Letter, lang: str, today: date, report: Report, content: Notes) -> dict[str, Facts]:
    """All facts of the case that concern the recipient of a letter, in the shape of letters."""
    answered = _answered_facts(case, content, lang)
    log = contacts.ordered(content["contacts"])
    found = claims.concerning(letter, report)
    home = {(one["who"], one["finding"]): one["answer"] for one in content["household"]}  # the latest answer of each
    filled: dict[str, Facts] = {"date": day(today, lang), "case": case.id[:8].upper()} | {
        name: content["me"].get(name) for name in ME
    }
    filled |= {
        "shop": ", ".join(report.shops) or answered.get("parcel_shop"),
        "card": {"last4": answered.get("card"), "statement": answered.get("statement")},
        "facts": [claims.fact(number, one, lang, letter.marks_unconfirmed) for number, one in found[:MAX_FACTS]],
        "charges": claims.charges(found, answered.get("merchant"), lang, letter.by_card),
        "losses": claims.losses(found, lang) if letter.losses else [],
        "loss": claims.total(found, lang, letter.losses, letter.by_card),
        "logins": claims.logins(found, lang)[:MAX_FACTS],
        "did": _done_steps(case, letter.phases, report, content, lang),
        "references": [
            {"who": one["recipient"], "number": one["case_number"], "at": _day(one["at"], lang)}
            for one in log
            if one["case_number"]
        ],
        "enclosures": [{"number": str(n), "name": one.name} for n, one in enumerate(evidence.all_files(case), 1)],
        "household": [
            {
                "who": one["who"],
                "at": value(one["at"], lang),
                "answer": translate(HOUSEHOLD_LABELS[one["answer"]], lang),
            }
            for one in content["household"]
        ],
        "denied": "yes" if set(home.values()) == {"unknown"} else "",
        "contradictions": [
            {"first": _moment(a, lang), "second": _moment(b, lang)} for a, b in contacts.contradictions(log)
        ],
    }
    filled |= _parcel(answered)
    return filled | _coverage(report, lang)


def _answered_facts(case: Case, content: Notes, lang: str) -> dict[str, str]:
    """The facts from the questionnaire, as text."""
    given = self_check.answers(case, content)
    options = {one.fact: one.options for one in questions.questions().values() if one.fact and one.options}
    found = {}
    for name, one in questions.facts(given).items():
        choice = options.get(name, {}).get(one)
        found[name] = translate(choice.says, lang) if choice else value(one, lang) if one != UNKNOWN else ""
    return found


def _reported(case: Case, content: Notes, groups: Collection[str], lang: str) -> list[dict[str, str]]:
    """The reported symptoms, where no file shows anything, with their numbers in the summary."""
    numbered = enumerate(symptoms_in_order(case, content), 1)
    return [{"number": str(n), "what": translate(one.sentence, lang)} for n, one in numbered if one.group in groups]


def symptoms_in_order(case: Case, content: Notes) -> list[Symptom]:
    """The reported symptoms, in the order of the summary."""
    chosen = questions.symptoms_of(self_check.answers(case, content))
    return [one for name, one in symptoms().items() if name in chosen]


def _asks(letter: Letter, report: Report, lang: str) -> list[str]:
    """The requests that follow from the findings; none where the findings call for none: the letter has its own
    words."""
    found = frozenset[str]().union(*(tags_of(one.detector) for _, one in claims.unrecognised(report)[:MAX_FACTS]))
    if not any(found.intersection(one.tags) for one in letter.asks):
        return []
    return [translate(one.ask, lang) for one in letter.asks if not one.tags or found.intersection(one.tags)]


def _done_steps(case: Case, phases: Collection[str], report: Report, content: Notes, lang: str) -> list[dict[str, str]]:
    """The steps that were done (of these phases, if any are given), in the order of time. A step without words for
    others, such as considering one's own safety, stays out."""
    done = [
        one
        for one in progress.statuses(case, lang, report, content)
        if one.progress.state == "done" and one.progress.at
    ]
    done.sort(key=lambda one: str(one.progress.at))
    done = [one for one in done if not phases or one.planned.step.phase in phases]
    worded = [(one.progress.at, one.planned.step.did) for one in done]
    return [
        {"at": when(at, "stated", lang, persons_clock(report, lang)), "what": translate(did, lang)}
        for at, did in worded
        if did
    ]


def _day(at: str, lang: str) -> str:
    return day(datetime.fromisoformat(at).date(), lang)


def _moment(one: contacts.Entry, lang: str) -> dict[str, str]:
    what = one["promise"] or one["said"]
    if one["promised_by"]:
        what = gettext(N_("{promise} (by {day})"), lang, promise=what, day=one["promised_by"])
    who = gettext(N_("{desk} ({person})"), lang, desk=one["recipient"], person=one["agent"])
    return {"at": _day(one["at"], lang), "who": who if one["agent"] else one["recipient"], "what": what}


def _parcel(answered: Mapping[str, str]) -> dict[str, Facts]:
    return {
        "parcel": {
            "sender": answered.get("parcel_shop"), "carrier": answered.get("carrier"),
            "amount": answered.get("paid_amount"), "paid_on": answered.get("paid_on"),
            "paid_by": answered.get("paid_by"), "opened": answered.get("opened"),
            "tracking": answered.get("tracking"),
        },
        "repeated": {"count": answered.get("repeat_count"), "since": answered.get("repeat_since")},
        "store": {"goods": answered.get("items")},
    }  # fmt: skip


def _coverage(report: Report, lang: str) -> dict[str, Facts]:
    """The period of the data, and the checks that could not be assessed."""
    days = sorted(day for one in report.coverage for day in (one.start, one.end) if day)
    gaps = [one for one in report.outcomes if one.outcome == "not_assessable"]
    titles = [gettext(one.title, lang, **one.values) for one in gaps]
    covered = {"from": value(days[0][:10], lang), "to": value(days[-1][:10], lang)} if days else {}
    return {"coverage": covered, "not_examined": titles[:MAX_FACTS]}
