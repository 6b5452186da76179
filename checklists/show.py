"""What a step says to one person: its lines for their country, with the pages of their shops and the desks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from checklists.model import Desk, Grade, Market, Step, desks
from checklists.schema import Sentence
from checklists.sites import Page, markets, shop_at, shops, usual_sites


@dataclass(frozen=True, slots=True)
class Place:
    """A page to open. ``url`` is None where only the menu words are known; ``verified`` is false where they rest on
    hearsay or on another country's site."""

    site: str
    name: str
    labels: tuple[str, ...]
    url: str | None
    verified: bool
    grade: Grade
    checked: date
    note: Sentence | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a step: exactly one of an action, a fact, the places to open, or a desk."""

    do: Sentence | None = None
    note: Sentence | None = None
    places: tuple[Place, ...] = ()
    desk: Desk | None = None


def lines(step: Step, *, sites: Collection[str], lang: str, home: Sequence[Market]) -> list[Line]:
    """The lines of a step for somebody with accounts at these sites, in this language. ``home`` are the countries to
    think of where no site tells one."""
    here = markets(sites, home)
    found = []
    for one in step.how:
        if one.markets and here.isdisjoint(one.markets):
            continue
        if one.use:
            where = places(one.use, sites=sites, lang=lang, home=home)
            found += [Line(places=where)] if where else []
        else:
            found.append(Line(one.do, one.note, (), desks()[one.desk] if one.desk else None))
    return found


def places(page: str, *, sites: Collection[str], lang: str, home: Sequence[Market]) -> tuple[Place, ...]:
    """Where this page is: at each shop of the person (else at the shops of ``home``), or at every mail service that has
    one."""
    services = [shop for shop in shops().values() if shop.kind == "mail" and page in shop.pages]
    if services:
        return tuple(_place(shop.id, shop.name, shop.origin, shop.pages[page], lang, True) for shop in services)
    found = []
    for site in sorted(site for site in sites if shop_at(site)) or usual_sites(home):
        shop = shop_at(site)
        if shop and page in shop.pages:
            own = shop.id == site
            name, origin = (shop.name, shop.origin) if own else (site.capitalize(), f"https://www.{site}")
            found.append(_place(site, name, origin, shop.pages[page], lang, own))
    return tuple(found)


def _place(site: str, name: str, origin: str, page: Page, lang: str, own: bool) -> Place:
    labels = page.labels.get(lang, page.labels["en"])
    url = origin + page.path if page.path else None
    return Place(site, name, labels, url, own and page.grade in ("A", "B"), page.grade, page.checked, page.note)
