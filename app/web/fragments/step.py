"""A step of the checklists as the pages show it."""

from collections.abc import Collection
from typing import Any

from app.i18n import N_, nN_
from app.i18n.languages import LANGUAGES, SOURCE
from app.i18n.translate import gettext, translate, value
from app.storage.tables import now
from app.web.context import Context
from checklists.due import deadlines
from checklists.letter import letters
from checklists.model import PRIORITY_LABELS, RECORD_LABELS, WARN_SENTENCES, Desk, Source, Step
from checklists.order import Planned
from checklists.questions import NOTHING_SAID, Conditions
from checklists.show import Line, Place, lines
from checklists.sites import Known

GRADE_LABELS = {
    "A": N_("official source"),
    "B": N_("public body or press"),
    "N": N_("published list, or text of a non-profit organisation"),
    "C": N_("personal page or community, only a lead"),
    "K": N_("our own knowledge, not checked against a source"),
}
HERE_LABELS = {"upload": N_("Hand in files"), "household": N_("Ask the family"), "summary": N_("Go to the summary")}
HERE = {"upload": "/upload", "household": "/case/household", "summary": "/case/summary"}


def step_card(planned: Planned, sites: Collection[str], lang: str, said: Conditions = NOTHING_SAID) -> Context:
    """Everything about a step: reason, numbered actions, how to verify it, and sources. ``said`` names the services
    that the person uses beside the sites of the files."""
    step = planned.step
    shown = lines(step, sites=sites, lang=lang, home=LANGUAGES[lang].markets, conditions=said, about=planned.sites)
    sources = [*step.sources, *(it for line in shown for place in line.places for it in place.sources)]
    return {
        "id": step.id,
        "title": translate(step.title, lang),
        "why": translate(step.why, lang),
        "minutes": step.minutes,
        "priority": translate(PRIORITY_LABELS[step.priority], lang),
        "warns": [translate(WARN_SENTENCES[one], lang) for one in step.warns],
        "actions": _actions(shown, lang),
        "verify": translate(step.verify.ask, lang),
        "recheck": gettext(
            nN_("Check again after {days} day.", "Check again after {days} days."), lang, days=step.verify.recheck
        )
        if step.verify.recheck
        else "",
        "blocked": translate(step.blocked, lang),
        "record": _record(step, lang),
        "unverified": step.unverified,
        "stale": step.stale(now().date()),
        "sources": [source(one, lang) for n, one in enumerate(sources) if one not in sources[:n]],
        "here": _here(step, lang),
    }


def _record(step: Step, lang: str) -> str:
    """What to write down once the step is done."""
    what = [translate(RECORD_LABELS[one], lang) for one in step.record]
    return gettext(N_("Worth writing down: {what}"), lang, what=what) if what else ""


def _here(step: Step, lang: str) -> list[tuple[str, str]]:
    """Links to the pages of this service that help with a step."""
    found = [(HERE[one], translate(HERE_LABELS[one], lang)) for one in step.here]
    written = [one for one in letters().values() if step.id in one.steps]
    found += [(f"/case/letters/{one.id}", translate(one.title, lang)) for one in written]
    if any(step.id in one.steps for one in deadlines().values()):
        found.append(("/case/deadlines", gettext(N_("Deadlines"), lang)))
    if "case_number" in step.record:
        found.append(("/case/contacts", gettext(N_("Contact log"), lang)))
    return found


def _actions(found: list[Line], lang: str) -> list[Context]:
    """The numbered actions, each with the pages, notes and desks that belong to it. A page belongs to the action that
    follows it, a page at the end to the last action."""
    actions: list[Context] = []
    pages: list[Context] = []
    for line in found:
        pages += [place_card(one, lang) for one in line.places]
        if line.do or (not actions and not line.places):
            do = translate(line.do, lang) if line.do else ""
            actions.append({"do": do, "notes": [], "places": pages, "desks": []})
            pages = []
        if line.note:
            actions[-1]["notes"].append(translate(line.note, lang))
        if line.desk:
            actions[-1]["desks"].append(desk(line.desk, lang))
    if actions:
        actions[-1]["places"] += pages
    return actions


def place_card(place: Place, lang: str) -> Context:
    """A page of a service as the templates show it, with what is known of the matter."""
    return {
        "name": place.name,
        "labels": list(place.labels),
        "url": place.url,
        "verified": place.verified,
        "note": translate(place.note, lang) if place.note else "",
        "unknown": _unknown(place.unknown, lang) if place.unknown else "",
        "facts": [_fact(one, lang) for one in place.facts],
        "desks": [desk(one, lang) for one in place.desks],
    }


def _unknown(look: str, lang: str) -> str:
    return gettext(N_("We do not know where this is. {look}"), lang, look=translate(look, lang))


def _fact(one: Known, lang: str) -> Context:
    return {
        "says": translate(one.says, lang),
        "read": _read(one, lang),
    }


def desk(one: Desk, lang: str) -> Context:
    """A desk as the templates show it."""
    return {
        "name": _named(one.name, lang),
        "what": translate(one.what, lang),
        "phone": one.phone,
        "mail": one.mail,
        "url": one.url,
        "unverified": one.unverified,
        "sources": [source(it, lang) for it in one.sources],
    }


def source(one: Source, lang: str) -> Context:
    """A source as the templates show it."""
    return {
        "name": _named(one.name, lang),
        "url": one.url,
        "read": _read(one, lang),
    }


def _read(one: Source | Known, lang: str) -> str:
    """Of which kind a source is, the date of its text where it is known, and when our stored copy was read."""
    grade, day = translate(GRADE_LABELS[one.grade], lang), value(one.checked, lang)
    if one.text_date is None:
        return gettext(N_("({grade}; stored copy, read on {day})"), lang, grade=grade, day=day)
    text = value(one.text_date, lang)
    return gettext(N_("({grade}; text of {text}; stored copy, read on {day})"), lang, grade=grade, text=text, day=day)


def _named(name: Any, lang: str) -> str:
    """A proper name; `en` stands in for every language that has none of its own."""
    shown: str = name.get(lang, name[SOURCE])
    return shown
