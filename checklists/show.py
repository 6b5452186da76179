"""What a step says to one person: its lines for their country, with the pages of their services and the desks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checklists.model import SUPPORTING, Desk, Grade, Market, Source, Step, desks
from checklists.questions import NOTHING_SAID, Conditions
from checklists.schema import Sentence
from checklists.shops.keys import AfterNewPassword, after_new_password
from checklists.sites import (
    PAGE_SENTENCES,
    ServiceFact,
    Shop,
    has_own_steps,
    is_for,
    mailboxes,
    service_at,
    usual_sites,
)

MAILBOX = ("mail_rules", "mail_sessions")
LINE = "line"  # the page of a phone company about the number itself
OF_KEYS = "password"  # the page beside which it stands what a new password ends


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a service to open, and what is known of the matter there. ``url`` is None where only the menu words are
    known, and ``labels`` are empty where not even these are: ``unknown`` then says what to look for. ``verified`` is
    false where the words rest on hearsay, on a copy that nobody has compared, or on another country's site. ``keys``:
    what to know of other keys to the account, where the page is that of its password."""

    site: str
    name: str
    labels: tuple[str, ...] = ()
    url: str | None = None
    verified: bool = False
    grade: Grade | None = None
    checked: date | None = None
    note: Sentence | None = None
    unknown: Sentence | None = None
    facts: tuple[ServiceFact, ...] = ()
    keys: tuple[AfterNewPassword, ...] = ()
    desks: tuple[Desk, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of a step: exactly one of an action, a fact, the places to open, or a desk."""

    do: Sentence | None = None
    note: Sentence | None = None
    places: tuple[Place, ...] = ()
    desk: Desk | None = None


def lines(
    step: Step,
    *,
    sites: Collection[str],
    lang: str,
    home: Sequence[Market],
    conditions: Conditions = NOTHING_SAID,
    about: Collection[str] = (),
) -> list[StepLine]:
    """The lines of a step in this language, for somebody with accounts at these sites and at the services that they
    named (``conditions``). ``about`` are the sites that the step is about in their plan, where they are known; ``home``
    are the countries to assume where no site belongs to one."""
    named = {*sites, *conditions.services}
    result = []
    for action in step.how:
        if action.use:
            where = places(action.use, sites=_sites(step, action.use, about, named, home, conditions), lang=lang)
            result += [StepLine(places=where)] if where else []
            result += [StepLine(note=action.otherwise)] if action.otherwise and not where else []
        else:
            result.append(StepLine(action.do, action.note, (), desks()[action.desk] if action.desk else None))
    return result


def _sites(
    step: Step,
    page: str,
    about: Collection[str],
    named: Collection[str],
    home: Sequence[Market],
    conditions: Conditions,
) -> Collection[str]:
    """Whose page a step means: that of the mail services or phone companies that the person uses, of the accounts that
    the step is for, or of the usual shops for a step that is for these. Of an unknown service no page is shown."""
    if page in MAILBOX or step.phase == "mail":
        return conditions.mails or mailboxes((), about)
    if page == LINE:
        return conditions.carriers
    named = about or named
    if step.phase == "account":
        return [site for site in named if is_for(step, site)]
    if step.phase == "watch" and not step.shops:
        return named
    if not step.shops and page in PAGE_SENTENCES:
        return [site for site in (*named, *conditions.carriers) if not has_own_steps(site)]
    sites = [site for site in named or usual_sites(home) if not step.shops or is_for(step, site)]
    return sites or (usual_sites(home) if step.phase == "parcel" else sites)


def places(page: str, *, sites: Collection[str], lang: str) -> tuple[Place, ...]:
    """Where this page is at each of these sites, once per service. A service of which nothing is known in this matter
    is left out."""
    places_of: dict[str, Place] = {}
    for site in sorted(sites):
        service = service_at(site)
        place = _place(service, site, page, lang) if service else None
        if place:
            places_of.setdefault(place.site, place)
    return tuple(places_of.values())


def _place(service: Shop, site: str, page: str, lang: str) -> Place | None:
    """A page at a site; at another site of a family that of its shop, under the site's own address."""
    own = not service.family or service.id == site
    facts = tuple(fact for fact in service.facts if fact.about == page)
    reach = {"contact": service.desks, LINE: service.line_desks}
    here = Place(
        site=service.id if own else site,
        name=service.names.get(lang, service.name) if own else site.capitalize(),
        facts=facts,
        keys=after_new_password(service.keys) if page == OF_KEYS else (),
        desks=tuple(desks()[desk] for desk in reach.get(page, ())),
        sources=service.sources,
    )
    known = service.pages.get(page)
    if known is None:
        unknown = Sentence(PAGE_SENTENCES[page]) if page in service.unknown else None
        return replace(here, unknown=unknown) if unknown or facts or here.keys or here.desks else None
    origin = service.origin if own else f"https://www.{site}"
    return replace(
        here,
        labels=known.labels.get(lang, known.labels["en"]),
        url=f"{origin}{known.path}" if known.path else known.url,
        verified=own and not service.unverified and known.grade in SUPPORTING,
        grade=known.grade,
        checked=known.checked,
        note=known.note,
    )
