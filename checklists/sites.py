"""Services that hold an account: what the files in ``shops`` say, which shop a site belongs to, and where it is.

A family is a shop with sites in several countries; all of them have its name before the first dot.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checklists import N_
from checklists.model import ROOT, Grade, Market, Step
from checklists.schema import ContentError, Link, Sentence, build, read

# What a person looks for in an account, and what to say where the way there is not known.
PAGE_SENTENCES = {
    "password": N_("Look for “Password” or “Security” in the settings of the account, or ask its support."),
    "sessions": N_("Look for “Devices” or “Sign-in history” in the settings of the account, or ask its support."),
    "two_step": N_(
        "Look for “Two-step verification” or “Security” in the settings of the account, or ask its support."
    ),
    "passkey": N_("Look for “Passkey” in the settings of the account. Not every service has one."),
    "apps": N_("Look for “Connected apps” or “Linked services” in the settings of the account, or ask its support."),
    "history": N_("Look for “History” or “Statement” in the menu of the account, or ask its support."),
    "contact": N_("Look for “Contact” or “Help” in the service's own app or at its own address."),
    "stop": N_("Look in its own app or help for a way to stop the account or the payments, or ask its support."),
    "addresses": N_("Look for “Addresses” or “Personal details” in the settings of the account, or ask its support."),
    "wallet": N_("Look for “Ways to pay” or “Cards” in the settings of the account, or ask its support."),
    "orders": N_("Look for “Orders” or “Purchases” in the menu of the account, or ask its support."),
}
PageKey = Literal[
    "password", "sessions", "two_step", "passkey", "apps", "history", "contact", "stop", "addresses", "wallet",
    "orders",
]  # fmt: skip
# What a service is to its customers; one that is several of these is what most people have it for.
Kind = Literal["shop", "mail", "account", "pay", "carrier", "card"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a service. ``labels``: by language, the menu words from the outside in. ``text_date`` is the date of
    the text that names them, where it has one."""

    labels: Mapping[str, tuple[str, ...]]
    grade: Grade
    checked: date
    path: str | None = None
    note: Sentence | None = None
    text_date: date | None = None

    def __post_init__(self) -> None:
        if "en" not in self.labels:
            raise ContentError("labels: en is expected, for every language that has none of its own")
        if self.path and not self.path.startswith("/"):
            raise ContentError(f"path: {self.path!r} does not begin with /")


@dataclass(frozen=True, slots=True)
class StatementNames:
    """How the name of a shop looks on statements of cards and banks, as regular expressions over small letters.

    ``begins``: what the name begins with, however it goes on; ``goods``: the names under which goods are charged;
    ``others``: what else it sells under a name of its own; ``site``: the part of a name that tells its site, whose
    ``short`` forms stand for others.
    """

    begins: tuple[str, ...]
    goods: str
    others: str
    site: str
    short: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known of a service: its claims, locks, alerts or sign-in."""

    says: Sentence
    grade: Grade
    checked: date
    text_date: date | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop or another service with accounts; its id is its site, ``shop.example``.

    * ``family``: the name that its sites in all countries have before the first dot; one shop of a family lists its
      other ``sites``, on which its own paths are tried;
    * ``order_number``: the shape of its order numbers, a regular expression;
    * ``statement``: under which names it charges cards;
    * ``zone``: the IANA time zone of its times, where it has one;
    * ``facts``: what else is known of it;
    * ``unknown``: the pages that were looked for and not found (``PAGE_SENTENCES``).
    """

    id: str
    name: str
    kind: Kind
    origin: Link
    pages: Mapping[str, Page]
    market: Market | None = None
    language: str | None = None  # in which its support reads letters
    family: str | None = None
    sites: Mapping[str, Market] = field(default_factory=dict)
    order_number: str | None = None
    statement: StatementNames | None = None
    zone: str | None = None
    facts: tuple[Known, ...] = ()
    unknown: tuple[PageKey, ...] = ()

    def __post_init__(self) -> None:
        if both := set(self.unknown) & set(self.pages):
            raise ContentError(f"unknown: {min(both)} is one of its pages")
        try:
            ZoneInfo(self.zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ContentError(f"zone: {self.zone} is no time zone") from error


@cache
def shops() -> Mapping[str, Shop]:
    """Every service by its site."""
    files = sorted((ROOT / "shops").glob("*.yaml"))
    known = {f.stem: build(Shop, read(f), f"shops/{f.name}", id=f.stem) for f in files}
    for site, shop in known.items():
        if shop.family not in (None, site.partition(".")[0]):
            raise ContentError(f"shops/{site}.yaml: family: {shop.family} is not how the site begins")
    return MappingProxyType(known)


@cache
def _families() -> Mapping[str, Shop]:
    """The shop of each family that stands for its other sites: one that lists sites, else the only one."""
    known = sorted((one for one in shops().values() if one.family), key=lambda one: bool(one.sites))
    return MappingProxyType({str(one.family): one for one in known})


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
