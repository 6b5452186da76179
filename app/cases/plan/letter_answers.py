"""What the answers to the questionnaire contribute to a letter and to the summary, in the recipient's language."""

from collections.abc import Collection, Mapping, Sequence

from analyzers.events.answers import DENIED, at_home
from app.cases import home
from app.cases.case import Case
from app.cases.home.questionnaire import asks_home
from app.cases.plan import self_check
from app.cases.record.notes import Notes
from app.i18n import N_
from app.i18n.formats import day, joined
from app.i18n.translate import gettext, translate, value
from app.report.claim_table.claim import Claim
from app.report.claim_table.home_words import home_sentence
from app.report.summary.person import Happened
from checklists import questions
from checklists.letter import Letter, places
from checklists.letter_shape import Facts
from checklists.letters.course import CourseLine, course
from checklists.model import Group, Symptom, symptoms
from checklists.questions import UNKNOWN, Answers

TYPED = {"password": ("password",), "card": ("card",), "code": ("code", "card_code"), "card_code": ("card_code",)}
TYPED_IN = ("message.typed", "message.installed")
HELPING, KNOWN_PERSON, LOCKED_OUT = "symptom.helping", "symptom.known_person", "symptom.locked_out"
OTHER = "other"  # an option that names nothing
CARD = "card"  # the fact that only letters with ``shows: [card]`` have
YES_SENTENCE, NO_SENTENCE = N_("Yes"), N_("No")
# Where a letter has a place for an answer, by ``Question.fact`` and the parts of ``checklists.letter.SHAPE``.
PLACES = {
    "carrier": "parcel.carrier", "tracking": "parcel.tracking", "paid_amount": "parcel.amount",
    "paid_on": "parcel.paid_on", "paid_by": "parcel.paid_by", "opened": "parcel.opened",
    "parcel_shop": "parcel.sender", "repeat_count": "repeated.count", "repeat_since": "repeated.since",
    "items": "store.goods", "ships": "store.ships", "caller": "caller", "points": "points", "learned": "noticed",
    CARD: "card.last4", "statement": "card.statement", "paid_to": "sent.to", "sent_on": "sent.on",
    "sent_amount": "sent.amount", "sent_by": "sent.how", "sent_why": "sent.why", "contact": "contact",
    "issuer": "codes.kind", "serials": "codes.serials", "shop_site": "site", "earlier_cases": "earlier",
    "traded": "done", "service": "shop",
}  # fmt: skip


def answer_facts(case: Case, content: Notes, letter: Letter, rows: Sequence[Claim], lang: str) -> dict[str, Facts]:
    """The facts of ``checklists.letter.SHAPE`` that the answers settle for a letter. ``rows`` are what files show that
    concerns its recipient."""
    answers = self_check.answers(case, content)
    texts = _texts(answers, lang)
    reported = questions.symptoms_of(answers)
    filled: dict[str, Facts] = {}
    for fact, place in PLACES.items():
        name, _, part = place.partition(".")
        if part:
            filled[name] = {**_mapping(filled.get(name)), part: texts.get(fact)}
        else:
            filled[name] = texts.get(fact)
    filled["parcel"] = {**_mapping(filled["parcel"]), "state": _parcel_state(answers)}
    return filled | {
        "recipient": texts.get(letter.to or ""),
        "typed": _typed(answers, lang),
        "home": _home(content, answers, letter, rows, lang),
        "known": "yes" if KNOWN_PERSON in reported else "",
        "locked": "yes" if LOCKED_OUT in reported else "",
        "writer": _writer(content, answers, reported),
        "course": [
            {"at": line.when, "what": line.what} for line in _course_of_letter(answers, letter, bool(rows), lang)
        ],
    }


def happened(case: Case, content: Notes, groups: Collection[Group], lang: str) -> list[Happened]:
    """The course of events by the answers, for the summary."""
    return [_happened(line, lang) for line in course(self_check.answers(case, content), groups)]


def symptoms_in_order(case: Case, content: Notes) -> list[Symptom]:
    """The reported symptoms, in the order of the questionnaire."""
    chosen = questions.symptoms_of(self_check.answers(case, content))
    return [symptom for name, symptom in symptoms().items() if name in chosen]


def _course_of_letter(answers: Answers, letter: Letter, rows: bool, lang: str) -> list[Happened]:
    """The course as far as the letter has no place of its own for it. Where files show what happened, the rows say so
    instead of the symptoms."""
    own = places(letter.id, lang)
    lines = [
        line
        for line in course(answers, letter.symptoms)
        if not (line.fact and (line.fact == letter.to or PLACES.get(line.fact) in own))
        and (line.fact != CARD or CARD in letter.shows)
        and (line.question or not rows)
    ]
    return [_happened(line, lang) for line in lines]


def _happened(line: CourseLine, lang: str) -> Happened:
    answer = joined([translate(says, lang) for says in line.chosen], lang) if line.chosen else line.text
    at, when = (line.day.isoformat(), day(line.day, lang)) if line.day else ("", "")
    return Happened(symptom=line.symptom, at=at, when=when, what=gettext(line.sentence, lang, answer=answer))


def _texts(answers: Answers, lang: str) -> dict[str, str]:
    """The answers that have a name, as text: the options that were chosen, a day in words, or what was typed."""
    texts = {}
    for question in questions.arising(answers):
        chosen_options = answers.get(question.id, ())
        if not question.fact or not chosen_options or UNKNOWN in chosen_options:
            continue
        named = [question.options[name] for name in chosen_options if name in question.options and name != OTHER]
        chosen = [translate(option.says, lang) for option in named]
        texts[question.fact] = joined(chosen, lang) if question.options else value(chosen_options[0], lang)
    return texts


def _mapping(part: Facts) -> Mapping[str, Facts]:
    return part if isinstance(part, Mapping) else {}


def _typed(answers: Answers, lang: str) -> dict[str, Facts]:
    """Whether a password, a card number or a code was given away; nothing where nobody was asked."""
    given_away = {name for question in TYPED_IN for name in answers.get(question, ())} - {UNKNOWN}
    yes, no = translate(YES_SENTENCE, lang), translate(NO_SENTENCE, lang)
    return (
        {name: no if given_away.isdisjoint(options) else yes for name, options in TYPED.items()} if given_away else {}
    )


def _home(content: Notes, answers: Answers, letter: Letter, rows: Sequence[Claim], lang: str) -> dict[str, Facts]:
    """What was said at home about these rows; without rows, about the reported symptoms that the letter may mention."""
    records = home.records(content, answers)
    reported = questions.symptoms_of(answers)
    concerned = {name for name, symptom in symptoms().items() if name in reported and symptom.group in letter.symptoms}
    asked = [
        {question.id}
        for question in questions.arising(answers)
        if asks_home(question) and answers.get(question.id) and not concerned.isdisjoint(question.of)
    ]
    denied = [claim.findings for claim in rows if claim.answer in DENIED]
    known = at_home(records, denied or asked or [()])
    return {"state": known.state, "says": home_sentence(known, lang) if known.state != "unasked" else ""}


def _writer(content: Notes, answers: Answers, reported: Collection[str]) -> dict[str, Facts]:
    """Whether the person writes for themselves, as far as anything was answered; else who writes for them."""
    me = content["me"]
    by = "other" if HELPING in reported or me.get("helper") else "self" if answers else ""
    return {"by": by, "name": me.get("helper"), "relation": me.get("relation")}


def parcel_shop(facts: Mapping[str, Facts]) -> Facts:
    """The shop that a label names as the sender, where no account is concerned."""
    return _mapping(facts.get("parcel")).get("sender")


def _parcel_state(answers: Mapping[str, Sequence[str]]) -> str:
    """What became of a parcel, as far as somebody answered: not taken, or taken and closed or opened."""
    opened = {"opened": "open", "closed": "closed"}
    if state := next((opened[name] for name in answers.get("parcel.opened", ()) if name in opened), ""):
        return state
    return "refused" if "not_paid" in answers.get("parcel.paid", ()) else ""
