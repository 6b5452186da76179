"""A plan as text, as somebody at a helpline reads it out: what to do first within ten lines, then all steps, with what
to do and where, whom to call, dates and letters."""

from collections.abc import Iterator, Sequence
from datetime import date

from app.i18n import N_
from app.i18n.formats import day
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.plans.doors import door_title
from app.report.plans.public import Worked, assumption
from checklists.action import Action, action_of, service_name
from checklists.ledger import ACCOUNT
from checklists.letter import letters
from checklists.model import Desk, steps
from checklists.order import WHEN_LABELS, Planned
from checklists.plan_doors import DOOR_LABELS, doors
from checklists.questions import arising, notes, questions
from checklists.shops.keys import MOST_SHOWN
from checklists.show import Place, StepLine, lines

MINUTES = N_("({count} min)")
SAY = N_("What to say:")
BEFORE = N_("Better done first:")
UNVERIFIED = N_("Nobody has compared all of this with the live official pages yet.")
BECAUSE = N_("Why it is in your plan:")
CHOICES = N_(
    "Whether you stop money or cut a device off now is your choice. Beside each way is what the other person would "
    "notice:"
)
HELD = N_("What somebody else may still hold")
LOOKS = N_("To be safe, the steps look at: {keys}")
KNOW = N_("Good to know")
ASSUMED = N_("What this plan assumes")


def plan_lines(worked: Worked, lang: str, today: date) -> Iterator[str]:
    """The plan, line by line: the first action, the steps by when they are due, then what to know after these answers,
    dates, letters and what is assumed."""
    yield gettext(N_("Plan of {day}"), lang, day=day(today, lang))
    if worked.steps:
        yield from _first(worked.steps[0], worked, lang)
    yield from _doors(worked, lang)
    number = 0
    for when, label in WHEN_LABELS.items():
        due = [step for step in worked.steps if step.when == when]
        yield from _heading(label, due, lang)
        for step in due:
            number += 1
            yield from _step(step, number, worked, lang)
    sentences = notes(worked.settled.answers)
    yield from _heading(KNOW, sentences, lang)
    yield from (f"- {translate(sentence, lang)}" for sentence in dict.fromkeys(sentences))
    yield from _heading(N_("Deadlines"), worked.due, lang)
    for term in worked.due:
        at = day(term.at, lang) if term.at else translate(term.ask or "", lang)
        yield f"- {translate(term.term.title, lang)}: {at}"
    yield from _heading(N_("Letters"), worked.letters, lang)
    yield from (f"- {translate(letters()[letter].title, lang)}" for letter in worked.letters)
    yield from _heading(ASSUMED, worked.assumed, lang)
    yield from (f"- {assumption(key, lang)}" for key in worked.assumed)


def _first(planned: Planned, worked: Worked, lang: str) -> Iterator[str]:
    """What to do first: with the account by its name, the number or the page, and what to say. At most nine lines."""
    action = _action(planned, worked, lang)
    yield from ("", f"> {_title(planned, worked, lang)} {gettext(MINUTES, lang, count=planned.step.minutes)}")
    if action.warn:
        yield f"     {translate(action.warn, lang)}"
    if action.desk:
        yield _desk(action.desk, lang)
        if action.desk.hours:
            yield f"     {translate(action.desk.hours, lang)}"
    if action.page:
        yield f"     {action.page.name}: {' > '.join(action.page.labels)} {action.page.url or ''}".rstrip()
    if action.where and not (action.desk or action.page):
        yield f"     {translate(action.where, lang)}"
    if action.needs:
        yield f"     {translate(questions()[action.needs].ask, lang)} (--answer {action.needs}=…)"
    if action.say:
        yield f"   {translate(SAY, lang)}"
        yield from (f"     {translate(sentence, lang)}" for sentence in action.say)


def _action(planned: Planned, worked: Worked, lang: str, site: str | None = None) -> Action:
    """The first view of a step, at one of its accounts where ``site`` names it."""
    answers = worked.settled.answers
    return action_of(
        planned,
        sites=worked.shops,
        lang=lang,
        home=worked.home,
        conditions=worked.settled.conditions,
        open_questions=[question.id for question in arising(answers) if question.id not in answers],
        site=site,
    )


def _doors(worked: Worked, lang: str) -> Iterator[str]:
    """Where somebody may still be: each door with what is held there for certain, by which steps it is taken away or
    who else can do it; what is only looked at to be safe is one line."""
    known = doors(worked.steps)
    yield from _heading(HELD, known, lang)
    planned, comma = {step.step.id: step for step in worked.steps}, LANGUAGES[lang].comma
    for door in known:
        site = door.at if door.kind == ACCOUNT else None
        yield f"- {door_title(door, lang)}: {translate(DOOR_LABELS[door.state], lang)}"
        for key in (key for key in door.keys if key.held):
            by = comma.join(_title(planned[name], worked, lang, site) for name in key.steps)
            yield f"    - {translate(key.says, lang)}: {by or translate(key.otherwise or '', lang)}"
        looks = [translate(key.says, lang) for key in door.keys if not key.held and key.steps]
        if looks:
            yield f"    - {gettext(LOOKS, lang, keys=comma.join(looks))}"
        others = [translate(key.otherwise, lang) for key in door.keys if not key.held and key.otherwise]
        yield from (f"    - {sentence}" for sentence in dict.fromkeys(others))


def _title(planned: Planned, worked: Worked, lang: str, site: str | None = None) -> str:
    """What to do in words, at one account or at all that the step is about."""
    action = _action(planned, worked, lang, site)
    accounts = [] if site or planned.step.scope != "per_shop" else planned.sites
    names = LANGUAGES[lang].comma.join(service_name(account, lang) or account for account in accounts)
    return str(gettext(action.verb, lang, service=names if len(accounts) > 1 else action.service or ""))


def _heading(title: str, below: Sequence[object], lang: str) -> Iterator[str]:
    if below:
        yield from ("", f"== {translate(title, lang)} ==")


def _step(planned: Planned, number: int, worked: Worked, lang: str) -> Iterator[str]:
    step = planned.step
    title, minutes = _title(planned, worked, lang), gettext(MINUTES, lang, count=step.minutes)
    yield from ("", f"{number}. {title} {minutes}", f"   {translate(step.why, lang)}")
    if planned.because:
        facts = LANGUAGES[lang].space.join(translate(fact, lang) for fact in planned.because)
        yield f"   {translate(BECAUSE, lang)} {facts}"
    if planned.before:
        yield f"   {translate(BEFORE, lang)}"
        yield from (f"     - {translate(steps()[step_id].title, lang)}" for step_id in planned.before)
    if step.unverified:
        yield f"   {translate(UNVERIFIED, lang)}"
    conditions, about = worked.settled.conditions, planned.sites
    content = lines(step, sites=worked.shops, lang=lang, home=worked.home, conditions=conditions, about=about)
    yield from _actions(content, lang)
    yield from _choices(planned, lang)


def _choices(planned: Planned, lang: str) -> Iterator[str]:
    """The steps that are a choice inside this one, each with what somebody close would notice."""
    if planned.choices:
        yield f"   {translate(CHOICES, lang)}"
    for step in (steps()[name] for name in planned.choices):
        yield f"     - {translate(step.title, lang)}"
        yield f"       {translate(step.notices or '', lang)}"


def _actions(content: Sequence[StepLine], lang: str) -> Iterator[str]:
    """What to do, each followed by the pages for it: a page belongs to the action that comes after it, at the end to
    the last one."""
    pages: list[str] = []
    for line in content:
        pages += [text for place in line.places for text in _place(place, lang)]
        if line.do:
            yield f"   * {translate(line.do, lang)}"
            yield from pages
            pages = []
        if line.note:
            yield f"   - {translate(line.note, lang)}"
        if line.desk:
            yield _desk(line.desk, lang)
    yield from pages


def _place(place: Place, lang: str) -> Iterator[str]:
    way = " > ".join(place.labels) or (translate(place.unknown, lang) if place.unknown else "")
    yield f"     {place.name}: {way} {place.url or ''}".rstrip(" :")
    known = [*([place.note] if place.note else []), *(fact.says for fact in place.facts)]
    yield from (f"       - {translate(sentence, lang)}" for sentence in known)
    for key in place.keys[:MOST_SHOWN]:
        yield f"       - {gettext(key.says, lang, key=translate(key.name, lang))}"
    yield from (_desk(desk, lang) for desk in place.desks)


def _desk(desk: Desk, lang: str) -> str:
    reach = [way for way in (desk.phone, desk.mail, desk.url) if way]
    return f"     {desk.name.get(lang, desk.name['en'])}: {', '.join(reach)}"
