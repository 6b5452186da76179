"""One simulated person and all that happened in their account, before it is written down."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from evaluation.simulate.networks import Device, Operator
from evaluation.simulate.people import Address
from evaluation.simulate.records import (
    Audit,
    Card,
    Entry,
    Login,
    Loot,
    Order,
    PaymentList,
    Record,
    Refund,
    Registered,
    Sale,
)

SHOPS = {
    "JP": ("Amazon.co.jp", "JPY", "503", 9),
    "US": ("Amazon.com", "USD", "112", -7),
    "GB": ("Amazon.co.uk", "GBP", "203", 0),
    "DE": ("Amazon.de", "EUR", "305", 1),
}
ENDPOINT = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(eq=False, slots=True)
class Home:
    """The household: what the owner would answer, and their networks and devices."""

    country: str
    members: list[str]
    address: Address
    others: list[Address]
    cards: list[str]
    devices: list[Device]
    lines: list[tuple[Operator, str]]  # where the household usually signs in from: operator and address
    mobile: Operator
    trips: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    friends: list[tuple[str, Address]] = field(default_factory=list)
    vpn: Operator | None = None
    region: tuple[str, str] = ("", "")
    lease: float = 0.0  # how likely a fixed line gets another address with each visit
    marketplaces: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The account owner's name."""
        return self.members[0]


@dataclass(eq=False, slots=True)
class Options:
    """How the account is handed in."""

    era: Literal["B", "C"] = "C"
    both_eras: bool = False
    orders_from: datetime | None = None  # the order list begins only here
    digital_file: bool = True
    gift_pages: bool = True
    lost_page: bool = False
    pasted: bool = False
    logins_file: bool = True
    transactions: bool = False  # the page of payments was pasted
    page_rows: int = 20


@dataclass(eq=False, slots=True)
class Life:
    """Everything that happened in one account from ``start`` to ``end`` (the day of the export)."""

    rng: Random
    start: datetime
    end: datetime
    home: Home
    options: Options = field(default_factory=Options)
    orders: list[Order] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    devices: list[Registered] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    payment_lists: list[PaymentList] = field(default_factory=list)
    loot: list[Loot] = field(default_factory=list)
    numbers: int = 0

    def records(self) -> list[Record]:
        """Every record that some file may contain."""
        own: list[Record] = [*self.orders, *self.refunds, *self.entries, *self.logins]
        paid = [one for payment_list in self.payment_lists for one in payment_list.payments]
        return [*own, *self.devices, *self.cards, *self.audits, *self.sales, *paid]

    @property
    def shop(self) -> str:
        """The shop of the owner's country, as the Website column has it."""
        return SHOPS[self.home.country][0]

    @property
    def currency(self) -> str:
        """Its currency."""
        return SHOPS[self.home.country][1]

    def order_id(self, digital: bool = False) -> str:
        """A new order number; no two are equal."""
        self.numbers += 1
        front = "D01" if digital else SHOPS[self.home.country][2]
        return f"{front}-{self.rng.randrange(10**7):07d}-{self.rng.randrange(1000):03d}{self.numbers:04d}"

    def local(self, day: datetime, hour: float) -> datetime:
        """That hour of the owner's day, in UTC."""
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        seconds = int(hour * 3600) + self.rng.randrange(60)
        return midnight + timedelta(seconds=seconds) - timedelta(hours=SHOPS[self.home.country][3])

    def balance(self, at: datetime) -> int:
        """The gift-card balance of the owner's shop at a moment."""
        return sum(one.minor for one in self.entries if one.at <= at and one.currency == self.currency)

    def spendable(self, at: datetime) -> int:
        """How much of it can be spent then so that no later balance becomes negative."""
        later = sorted((one for one in self.entries if one.at > at and one.currency == self.currency), key=_at)
        least = total = self.balance(at)
        for one in later:
            total += one.minor
            least = min(least, total)
        return max(0, least)

    def unspend(self, after: datetime) -> None:
        """The owner's orders after a moment are paid by card instead: the balance is gone by then."""
        ids = {one.order_id for one in self.entries if one.at > after and one.kind == "applied" and not one.attack}
        self.entries = [one for one in self.entries if not (one.kind == "applied" and one.order_id in ids)]
        for order in self.orders:
            if order.id in ids:
                order.payment, order.from_balance = self.home.cards[-1], 0

    def use_balance(self, order: Order, minor: int, attack: bool = False) -> Entry:
        """Pays (a part of) an order from the balance."""
        order.from_balance = minor
        card = order.payment
        order.payment = "Gift Certificate/Card" if minor >= order.total else f"Gift Certificate/Card and {card}"
        entry = Entry(
            at=order.at,
            attack=attack,
            kind="applied",
            minor=-minor,
            shop=order.shop,
            currency=order.currency,
            order_id=order.id,
        )
        self.entries.append(entry)
        return entry

    def add_balance(self, at: datetime, minor: int, attack: bool = False) -> Entry:
        """A gift code is registered."""
        entry = Entry(
            at=at,
            attack=attack,
            kind="added",
            minor=minor,
            shop=self.shop,
            currency=self.currency,
            serial=f"{self.rng.randrange(10**16):016d}",
        )
        self.entries.append(entry)
        return entry

    def refund(self, refund: Refund) -> Refund:
        """Records a refund, and its arrival in the balance where it went there."""
        self.refunds.append(refund)
        if refund.destination == "gift_card" and refund.status == "Completed":
            self.entries.append(
                Entry(
                    at=refund.paid,
                    attack=refund.attack,
                    kind="refund",
                    minor=refund.minor,
                    shop=refund.shop,
                    currency=refund.currency,
                )
            )
        return refund


def _at(record: Record) -> datetime:
    return record.at
