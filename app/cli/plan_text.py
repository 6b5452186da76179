"""A plan as text that somebody at a helpline can read out: what to do and where, whom to call, dates and letters."""

from collections.abc import Iterator, Sequence
from datetime import date

from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import gettext, translate
from app.report.plan_object import Worked, assumption
from checklists.letter import letters
from checklists.model import Desk, steps
from checklists.order import WHEN_LABELS, Planned
from checklists.questions import notes
from checklists.show import Line, Place, lines

BEFORE = N_("Better done first:")
UNVERIFIED = N_("Nobody has compared all of this with the live official pages yet.")
KNOW = N_("Good to know")
ASSUMED = N_("What this plan assumes")


def plan_lines(worked: Worked, lang: str, today: date) -> Iterator[str]:
    """The plan, line by line: steps by when they are due, then advice after these answers, dates, letters and
    assumptions."""
    yield gettext(N_("Plan of {day}"), lang, day=day(today, lang))
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


def _heading(title: str, below: Sequence[object], lang: str) -> Iterator[str]:
    if below:
        yield from ("", f"== {translate(title, lang)} ==")


def _step(planned: Planned, number: int, worked: Worked, lang: str) -> Iterator[str]:
    step = planned.step
    minutes = gettext(N_("({count} min)"), lang, count=step.minutes)
    yield from ("", f"{number}. {translate(step.title, lang)} {minutes}", f"   {translate(step.why, lang)}")
    if planned.before:
        yield f"   {translate(BEFORE, lang)}"
        yield from (f"     - {translate(steps()[step_id].title, lang)}" for step_id in planned.before)
    if step.unverified:
        yield f"   {translate(UNVERIFIED, lang)}"
    conditions, about = worked.settled.conditions, planned.sites
    content = lines(step, sites=worked.shops, lang=lang, home=worked.home, conditions=conditions, about=about)
    yield from _actions(content, lang)


def _actions(content: Sequence[Line], lang: str) -> Iterator[str]:
    """The actions, each followed by the pages for it: a page belongs to the action after it, a page at the end to the
    last one."""
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
    yield from (_desk(desk, lang) for desk in place.desks)


def _desk(desk: Desk, lang: str) -> str:
    reach = [way for way in (desk.phone, desk.mail, desk.url) if way]
    return f"     {desk.name.get(lang, desk.name['en'])}: {', '.join(reach)}"
