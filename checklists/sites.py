"""Which shop a site belongs to, and where it is: what the files of ``shops`` say of themselves and of their families.

A family is a shop with sites in several countries; all of them have its name before the first dot.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from checklists.model import Market, Shop, Step, shops


@cache
def _families() -> Mapping[str, Shop]:
    """The shop of each family that stands for its other sites."""
    return MappingProxyType({one.family: one for one in shops().values() if one.family and one.sites})


def family_of(site: str | None) -> str | None:
    """The family of a site, null where it has none."""
    name = (site or "").partition(".")[0]
    return name if name in _families() else None


def shop_at(site: str) -> Shop | None:
    """The shop whose pages a site has: its own, or that which stands for its family; null where neither is known."""
    own = shops().get(site)
    return own if own and own.kind == "shop" else _families().get(family_of(site) or "")


def is_for(step: Step, site: str) -> bool:
    """Whether a step that lists shops is for a site: one of them, or another of the same family."""
    return site in step.shops or family_of(site) in families(step)


def families(step: Step) -> frozenset[str]:
    """The families of the shops that a step lists."""
    return frozenset(family for site in step.shops if (family := family_of(site)))


@cache
def _markets() -> Mapping[str, Market]:
    """The country of every site that is known."""
    found: dict[str, Market] = {}
    for shop in shops().values():
        found |= shop.sites
        found |= {shop.id: shop.market} if shop.market else {}
    return MappingProxyType(found)


def markets(sites: Collection[str], home: Collection[Market]) -> frozenset[Market]:
    """The countries whose advice applies: those of the sites, else those of ``home``."""
    found = frozenset(_markets()[site] for site in sites if site in _markets())
    return found or frozenset(home)


def usual_sites(home: Sequence[Market]) -> list[str]:
    """The known shops of these countries, in the order of the countries; where there are none, all that are known."""
    known = [shop for shop in shops().values() if shop.kind == "shop"]
    return [shop.id for market in home for shop in known if shop.market == market] or [shop.id for shop in known]


def support_language(sites: Collection[str]) -> str:
    """The language that the support of these shops reads: that of the first one whose language is known, else English,
    which the others understand."""
    return next((shop.language for site, shop in shops().items() if site in sites and shop.language), "en")


def is_order_number(text: str) -> bool:
    """Whether a text has the shape of an order number of a known shop."""
    return any(one.order_number and re.fullmatch(one.order_number, text) for one in shops().values())
