"""A plan as text, as somebody at a helpline reads it out: what to do and where, whom to call, dates and letters."""

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
    """The plan, line by line: steps by when they are due, then what to know after these answers, dates, letters
    and what is assumed."""
    yield gettext(N_("Plan of {day}"), lang, day=day(today, lang))
    number = 0
    for when, label in WHEN_LABELS.items():
        due = [one for one in worked.steps if one.when == when]
        yield from _heading(label, due, lang)
        for one in due:
            number += 1
            yield from _step(one, number, worked, lang)
    said = notes(worked.settled.answers)
    yield from _heading(KNOW, said, lang)
    yield from (f"- {translate(one, lang)}" for one in dict.fromkeys(said))
    yield from _heading(N_("Deadlines"), worked.due, lang)
    for term in worked.due:
        at = day(term.at, lang) if term.at else translate(term.ask or "", lang)
        yield f"- {translate(term.term.title, lang)}: {at}"
    yield from _heading(N_("Letters"), worked.letters, lang)
    yield from (f"- {translate(letters()[one].title, lang)}" for one in worked.letters)
    yield from _heading(ASSUMED, worked.assumed, lang)
    yield from (f"- {assumption(one, lang)}" for one in worked.assumed)


def _heading(title: str, below: Sequence[object], lang: str) -> Iterator[str]:
    if below:
        yield from ("", f"== {translate(title, lang)} ==")


def _step(planned: Planned, number: int, worked: Worked, lang: str) -> Iterator[str]:
    step = planned.step
    minutes = gettext(N_("({count} min)"), lang, count=step.minutes)
    yield from ("", f"{number}. {translate(step.title, lang)} {minutes}", f"   {translate(step.why, lang)}")
    if planned.before:
        yield f"   {translate(BEFORE, lang)}"
        yield from (f"     - {translate(steps()[one].title, lang)}" for one in planned.before)
    if step.unverified:
        yield f"   {translate(UNVERIFIED, lang)}"
    said, about = worked.settled.said, planned.sites
    shown = lines(step, sites=worked.shops, lang=lang, home=worked.home, said=said, about=about)
    yield from _actions(shown, lang)


def _actions(shown: Sequence[Line], lang: str) -> Iterator[str]:
    """What to do, each followed by the pages for it: a page belongs to the action that comes after it, at the end to
    the last one."""
    pages: list[str] = []
    for line in shown:
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
    known = [*([place.note] if place.note else []), *(one.says for one in place.facts)]
    yield from (f"       - {translate(one, lang)}" for one in known)
    yield from (_desk(one, lang) for one in place.desks)


def _desk(desk: Desk, lang: str) -> str:
    reach = [one for one in (desk.phone, desk.mail, desk.url) if one]
    return f"     {desk.name.get(lang, desk.name['en'])}: {', '.join(reach)}"
