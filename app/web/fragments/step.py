"""A step of the checklists as the pages show it."""

from collections.abc import Collection
from typing import Any

from app.i18n import N_, nN_
from app.i18n.languages import LANGUAGES, SOURCE
from app.i18n.translate import gettext, translate, value
from app.storage.tables import now
from app.web import slots
from app.web.context import Context
from app.web.slots import Page
from checklists.due import deadlines
from checklists.labels import PRIORITY_LABELS, RECORD_LABELS, WARN_SENTENCES
from checklists.letter import letters
from checklists.model import Desk, Source, Step
from checklists.order import Planned
from checklists.questions import NOTHING_SAID, Conditions
from checklists.shops.keys import MOST_SHOWN, AfterNewPassword, Key
from checklists.show import Place, StepLine, lines
from checklists.sites import ServiceFact

GRADE_LABELS = {
    "A": N_("official source"),
    "B": N_("public body or press"),
    "N": N_("published list, or text of a non-profit organisation"),
    "C": N_("personal page or community, only a lead"),
    "K": N_("our own knowledge, not checked against a source"),
}
UPLOAD_LABEL, SUMMARY_LABEL = N_("Hand in files"), N_("Go to the summary")
HERE = {
    "upload": Page("/upload", UPLOAD_LABEL, UPLOAD_LABEL),
    "summary": Page("/case/summary", SUMMARY_LABEL, SUMMARY_LABEL),
    **slots.pages_of_steps(),
}


def step_card(planned: Planned, sites: Collection[str], lang: str, conditions: Conditions = NOTHING_SAID) -> Context:
    """Everything about a step: reason, numbered actions, how to verify it, and sources.

    ``conditions`` names the services that the person uses, apart from the sites of the files.
    """
    step = planned.step
    step_lines = lines(
        step, sites=sites, lang=lang, home=LANGUAGES[lang].markets, conditions=conditions, about=planned.sites
    )
    sources = [*step.sources, *(source for line in step_lines for place in line.places for source in place.sources)]
    return {
        "id": step.id,
        "title": translate(step.title, lang),
        "why": translate(step.why, lang),
        "minutes": step.minutes,
        "now": planned.when == "now",
        "priority": translate(PRIORITY_LABELS[step.priority], lang),
        "warns": [translate(WARN_SENTENCES[warning], lang) for warning in step.warns],
        "actions": _actions(step_lines, lang),
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
        "sources": [source(origin, lang) for n, origin in enumerate(sources) if origin not in sources[:n]],
        "here": _here(step, lang),
    }


def _record(step: Step, lang: str) -> str:
    """The things to write down once the step is done."""
    what = [translate(RECORD_LABELS[field], lang) for field in step.record]
    return gettext(N_("Worth writing down: {what}"), lang, what=what) if what else ""


def _here(step: Step, lang: str) -> list[tuple[str, str]]:
    """Links to the pages of this service that help with a step."""
    links = inside(step, lang)
    written = [letter for letter in letters().values() if step.id in letter.steps]
    links += [(f"/case/letters/{letter.id}", translate(letter.title, lang)) for letter in written]
    if any(step.id in deadline.steps for deadline in deadlines().values()):
        links.append(("/case/deadlines", gettext(N_("Deadlines"), lang)))
    if "case_number" in step.record:
        links.append(("/case/contacts", gettext(N_("Contact log"), lang)))
    return links


def inside(step: Step, lang: str) -> list[tuple[str, str]]:
    """The pages of this service on which part of a step is done."""
    pages = [HERE[word] for word in step.here]
    return [(page.path, translate(page.asks if "asks" in step.is_ else page.name, lang)) for page in pages]


def _actions(step_lines: list[StepLine], lang: str) -> list[Context]:
    """The numbered actions, each with the pages, notes and desks that belong to it. A page belongs to the action that
    follows it, a page at the end to the last action."""
    actions: list[Context] = []
    pages: list[Context] = []
    for line in step_lines:
        pages += [place_card(place, lang) for place in line.places]
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
    """A page of a service as the templates show it, with known facts about it."""
    return {
        "name": place.name,
        "labels": list(place.labels),
        "url": place.url,
        "verified": place.verified,
        "note": translate(place.note, lang) if place.note else "",
        "unknown": _unknown(place.unknown, lang) if place.unknown else "",
        "facts": [_fact(fact, lang) for fact in place.facts],
        "other_keys": [_key(key, lang) for key in place.keys[:MOST_SHOWN]],
        "more_keys": [_key(key, lang) for key in place.keys[MOST_SHOWN:]],
        "desks": [desk(contact, lang) for contact in place.desks],
    }


def _unknown(look: str, lang: str) -> str:
    return gettext(N_("We do not know where this is. {look}"), lang, look=translate(look, lang))


def _fact(fact: ServiceFact, lang: str) -> Context:
    return {
        "says": translate(fact.says, lang),
        "read": _read(fact, lang),
    }


def _key(about: AfterNewPassword, lang: str) -> Context:
    return {
        "says": gettext(about.says, lang, key=translate(about.name, lang)),
        "read": _read(about.key, lang),
    }


def desk(contact: Desk, lang: str) -> Context:
    """A desk as the templates show it."""
    return {
        "name": _named(contact.name, lang),
        "what": translate(contact.what, lang),
        "phone": contact.phone,
        "tel": contact.phone.replace(" ", "").replace("#", "%23") if contact.phone else None,
        "hours": translate(contact.hours, lang) if contact.hours else "",
        "mail": contact.mail,
        "url": contact.url,
        "unverified": contact.unverified,
        "sources": [source(origin, lang) for origin in contact.sources],
    }


def source(origin: Source, lang: str) -> Context:
    """A source as the templates show it."""
    return {
        "name": _named(origin.name, lang),
        "url": origin.url,
        "read": _read(origin, lang),
    }


def _read(source: Source | ServiceFact | Key, lang: str) -> str:
    """The grade of a source, the date of its text where known, and when our stored copy was read."""
    grade, day = translate(GRADE_LABELS[source.grade], lang), value(source.checked, lang)
    if source.text_date is None:
        return gettext(N_("({grade}; stored copy, read on {day})"), lang, grade=grade, day=day)
    text = value(source.text_date, lang)
    return gettext(N_("({grade}; text of {text}; stored copy, read on {day})"), lang, grade=grade, text=text, day=day)


def _named(name: Any, lang: str) -> str:
    """A proper name in this language; `en` is used for every language without a name."""
    text: str = name.get(lang, name[SOURCE])
    return text
