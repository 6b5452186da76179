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
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checklists import N_
from checklists.model import Grade, Market, Source, Step, steps
from checklists.schema import ROOT, ContentError, Link, Named, Sentence, load, load_each
from checklists.shops.keys import Key, KeyKind, check_keys

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
    "signout": N_(
        "Look for “Sign out of all devices”, or ask its support. We do not know whether a new password signs them out."
    ),
    "contact": N_("Look for “Contact” or “Help” in the service's own app or at its own address."),
    "stop": N_("Look in its own app or help for a way to stop the account or the payments, or ask its support."),
    "addresses": N_("Look for “Addresses” or “Personal details” in the settings of the account, or ask its support."),
    "wallet": N_("Look for “Ways to pay” or “Cards” in the settings of the account, or ask its support."),
    "orders": N_("Look for “Orders” or “Purchases” in the menu of the account, or ask its support."),
    "claim": N_("Ask its support whether it pays for misuse, until when, and which papers it wants."),
    "recover": N_(
        "Look for “Forgot your password?” or “Trouble signing in?” on the sign-in page, in its own app or at its own "
        "address."
    ),
    "line": N_("Call the number on its bill or in its own app, and say that your number was taken over."),
    "mail_rules": N_("Look for “Forwarding” and “Filters” on its page for members, or ask its support."),
    "mail_sessions": N_("Look for “Sign-in history” and “Two-step verification” on its page for members."),
}
# The pages of a service; ``recover`` is the one, or the way, that works without signing in.
PageKey = Literal[
    "password", "sessions", "signout", "two_step", "passkey", "apps", "history", "contact", "stop", "addresses",
    "wallet", "orders", "claim", "recover", "line", "mail_rules", "mail_sessions",
]  # fmt: skip
# What is known of a service: of one of these pages, of the messages that it sends, of those that imitate it, or where a
# lost phone is found.
Topic = Literal[PageKey, "alerts", "fakes", "find"]
# What a service is to its customers; one that is several of these is what most people have it for.
Kind = Literal["shop", "mail", "account", "pay", "carrier", "card"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a service. ``labels``: by language, the menu words from the outside in. ``text_date`` is the date of
    the text that names them, where it has one. ``path`` is at the origin of the service, ``url`` elsewhere."""

    labels: Mapping[str, tuple[str, ...]]
    grade: Grade
    checked: date
    path: str | None = None
    url: Link | None = None
    note: Sentence | None = None
    text_date: date | None = None

    def __post_init__(self) -> None:
        if "en" not in self.labels:
            raise ContentError("labels: en is expected, for every language that has none of its own")
        if self.path and not self.path.startswith("/"):
            raise ContentError(f"path: {self.path!r} does not begin with /")
        if self.path and self.url:
            raise ContentError("url: there is a path already")


@dataclass(frozen=True, slots=True)
class StatementNames:
    """How the name of a shop looks on statements of cards and banks, as regular expressions over small letters.

    ``begins``: what the name begins with, however it goes on; ``goods``: the names under which goods are charged;
    ``others``: what else it sells under a name of its own.
    """

    begins: tuple[str, ...]
    goods: str
    others: str

    def __post_init__(self) -> None:
        _check_pattern("begins", *self.begins)
        for key in ("goods", "others"):
            _check_pattern(key, getattr(self, key))


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """One thing that is known of a service, and what it is about."""

    says: Sentence
    about: Topic
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
    * ``names``: its name by language, where readers of that language know it by another one;
    * ``mailbox``: the name of its mailbox, where it is known by another one;
    * ``aliases``: other names that events have for it: sites of its own that its site does not end, and the name of the
      service in a list of sign-ins;
    * ``facts``: what else is known of it; ``desks``: where it can be reached, see ``contacts``, and
      ``line_desks`` in matters of a phone line;
    * ``usual``: people of its country who named no service are shown its pages;
    * ``keys``: what opens it, by kind (``checklists.shops.keys``); a kind that is not named may be there;
    * ``unknown``: the pages that were looked for and not found (``PAGE_SENTENCES``);
    * ``signout_first``: it says itself that others are signed out before the password is changed;
    * ``unverified``: nobody has opened its pages yet; what ``sources`` say was read in stored copies.
    """

    id: str
    name: str
    kind: Kind
    pages: Mapping[str, Page]
    origin: Link | None = None  # null for a kind of service, whose pages differ
    names: Named = field(default_factory=dict)
    mailbox: str | None = None
    aliases: tuple[str, ...] = ()
    market: Market | None = None
    language: str | None = None  # in which its support reads letters
    family: str | None = None
    sites: Mapping[str, Market] = field(default_factory=dict)
    order_number: str | None = None
    statement: StatementNames | None = None
    zone: str | None = None
    facts: tuple[ServiceFact, ...] = ()
    keys: Mapping[KeyKind, Key] = field(default_factory=dict)
    unknown: tuple[PageKey, ...] = ()
    desks: tuple[str, ...] = ()
    line_desks: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    signout_first: bool = False
    usual: bool = False
    unverified: bool = False

    def __post_init__(self) -> None:
        if both := set(self.unknown) & set(self.pages):
            raise ContentError(f"unknown: {min(both)} is one of its pages")
        if self.family not in (None, self.id.partition(".")[0]):
            raise ContentError(f"family: {self.family} is not how the site begins")
        if self.origin is None and any(page.path for page in self.pages.values()):
            raise ContentError("a page with a path needs the origin")
        _check_pattern("order_number", self.order_number)
        check_keys(self.keys)
        try:
            ZoneInfo(self.zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ContentError(f"zone: {self.zone} is no time zone") from error


def _check_pattern(key: str, *patterns: str | None) -> None:
    try:
        for pattern in patterns:
            re.compile(pattern or "")
    except re.error as error:
        raise ContentError(f"{key}: this is no regular expression: {error}") from error


@cache
def shops() -> Mapping[str, Shop]:
    """Every service by its site."""
    loaded = load_each(sorted((ROOT / "shops").glob("*.yaml")), lambda file: load(Shop, file, id=file.stem))
    return MappingProxyType({shop.id: shop for shop in loaded})


@cache
def _families() -> Mapping[str, Shop]:
    """The shop of each family that stands for its other sites: one that lists sites, else the only one."""
    known = sorted((shop for shop in shops().values() if shop.family), key=lambda shop: bool(shop.sites))
    return MappingProxyType({str(shop.family): shop for shop in known})


def family_of(site: str | None) -> str | None:
    """The family of a site, null where it has none."""
    name = (site or "").partition(".")[0]
    return name if name in _families() else None


@cache
def service_at(site: str) -> Shop | None:
    """The service that events or a person name by ``site``: by its own site or another name of it, the site above
    (``store.shop.example``), or the family; null where none is known."""
    own = shops().get(site) or _aliases().get(site)
    above = site.partition(".")[2]
    return own or _families().get(family_of(site) or "") or (service_at(above) if "." in above else None)


def mailboxes(named: Collection[str], sites: Collection[str]) -> frozenset[str]:
    """The mail services of a person: those that they name, else those among the sites that they have to do with."""
    services = [service for site in named or sites if (service := service_at(site))]
    mail = {service.id for service in services if service.kind == "account" and "mail_rules" in service.pages}
    return frozenset(service.id for service in services if named or service.kind == "mail" or service.id in mail)


def canonical(site: str) -> str:
    """One name for the sites of one service; the sites of a family stay apart, and so does what is not known."""
    service = service_at(site)
    return service.id if service and not service.family else site


@cache
def _aliases() -> Mapping[str, Shop]:
    return MappingProxyType({alias: shop for shop in shops().values() for alias in shop.aliases})


def display_name(site: str, lang: str) -> str:
    """The name of a service to a reader of this language; a site of a family, or one that is not known, as it is."""
    service = service_at(site)
    return service.names.get(lang, service.name) if service and not service.family else site


def charging(payee: str) -> Shop | None:
    """The shop that has this payee's name on statements; null for a payee that is no known shop."""
    name = normalize("NFKC", payee).casefold().strip()
    named = ((shop, shop.statement.begins) for shop in shops().values() if shop.statement)
    return next((shop for shop, begins in named if any(re.match(begin, name) for begin in begins)), None)


def is_for(step: Step, site: str) -> bool:
    """Whether a step is for a site: one that lists shops for these and their families, a generic one of an account for
    every service that has no steps of its own, unless the service is known not to have the page that it needs."""
    if step.phase != "account":
        return site in step.shops or family_of(site) in families(step)
    service = service_at(site)
    return not has_own_steps(site) and not (service and step.page and step.page not in service.pages)


@cache
def has_own_steps(site: str) -> bool:
    """Whether there are steps of the phase ``shop`` for a site, which replace those of the phase ``account``."""
    return any(step.phase == "shop" and is_for(step, site) for step in steps().values())


def families(step: Step) -> frozenset[str]:
    """The families of the shops that a step lists."""
    return frozenset(family for site in step.shops if (family := family_of(site)))


@cache
def _markets() -> Mapping[str, Market]:
    """The country of every site that is known."""
    markets_of: dict[str, Market] = {}
    for shop in shops().values():
        markets_of |= shop.sites
        markets_of |= dict.fromkeys((shop.id, *shop.aliases), shop.market) if shop.market else {}
    return MappingProxyType(markets_of)


def _market(site: str) -> Market | None:
    """The country of a site, or of the site above it; null where neither is known."""
    above = site.partition(".")[2]
    return _markets().get(site) or (_market(above) if "." in above else None)


def markets(sites: Collection[str], home: Collection[Market]) -> frozenset[Market]:
    """The countries whose advice applies: those of the sites, else those of ``home``."""
    named_markets = frozenset(market for site in sites if (market := _market(site)))
    return named_markets or frozenset(home)


def usual_sites(home: Sequence[Market]) -> list[str]:
    """The shops that are usual in these countries, in the order of the countries; where there are none, all usual
    ones. They are what somebody sees who named no service, so another shop of a country changes nothing for them."""
    known = [shop for shop in shops().values() if shop.usual]
    return [shop.id for market in home for shop in known if shop.market == market] or [shop.id for shop in known]


def support_language(sites: Collection[str]) -> str:
    """The language that the support of these shops reads: that of the first one whose language is known, else English,
    which the others understand."""
    named = {service.id for site in sites if (service := service_at(site)) and site in (service.id, *service.aliases)}
    return next((shop.language for site, shop in shops().items() if site in named and shop.language), "en")


def is_order_number(text: str) -> bool:
    """Whether a text has the shape of an order number of a known shop."""
    return any(shop.order_number and re.fullmatch(shop.order_number, text) for shop in shops().values())
