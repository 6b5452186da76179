"""What happens in an account: records, each of which knows whether an attack made it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from evaluation.simulate.people import Address

Destination = Literal["card", "gift_card", "points"]
Way = Literal["paid", "monthly", "sent", "received", "declined"]


@dataclass(eq=False, slots=True, kw_only=True)
class Record:
    """Something recorded by one or more rows of the files. ``attack``: the owner did not do it."""

    at: datetime
    attack: bool = False


@dataclass(eq=False, slots=True)
class Line:
    """One line of an order. ``minor`` is the price of one, tax included."""

    asin: str
    title: str
    minor: int
    quantity: int = 1


@dataclass(eq=False, slots=True, kw_only=True)
class Order(Record):
    """An order. ``listed`` is false where the list of orders does not show it (hidden, or outside an export)."""

    id: str
    shop: str
    currency: str
    lines: list[Line]
    payment: str
    name: str
    address: Address
    billing: str
    status: str = "Closed"
    shipped: list[datetime] = field(default_factory=list)
    gift: tuple[str, str] | None = None  # message, sender
    digital: bool = False
    listed: bool = True
    from_balance: int = 0

    @property
    def total(self) -> int:
        """What all lines cost together, in minor units."""
        return sum(line.minor * line.quantity for line in self.lines)


@dataclass(eq=False, slots=True, kw_only=True)
class Refund(Record):
    """A refund; ``at`` is when it was asked for. ``returned``: something was sent back."""

    order_id: str
    shop: str
    currency: str
    minor: int
    paid: datetime
    reason: str = "Customer return"
    destination: Destination = "card"
    status: str = "Completed"
    returned: bool = True
    digital: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Entry(Record):
    """One movement of the gift-card balance, signed. ``off`` is added to the balance shown after it (a forgery)."""

    kind: Literal["applied", "refund", "added"]
    minor: int
    shop: str
    currency: str
    order_id: str | None = None
    serial: str | None = None
    shown: bool = True
    off: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class Login(Record):
    """One access in the log of the mail account."""

    ip: str
    country: str
    region: str
    city: str
    agent: str
    product: str
    activity: str


@dataclass(eq=False, slots=True, kw_only=True)
class Registered(Record):
    """A shop's own device that was registered to the account."""

    model: str
    serial: str
    ip: str


@dataclass(eq=False, slots=True, kw_only=True)
class Card(Record):
    """A payment card that was added."""

    last4: str


@dataclass(eq=False, slots=True)
class Loot:
    """Stolen money, and the records any of which shows it."""

    minor: int
    currency: str
    records: list[Record]


@dataclass(eq=False, slots=True, kw_only=True)
class Audit(Record):
    """One entry of a second service's security log: a sign-in, a failed one, or a change to the account."""

    action: str
    ip: str
    country: str
    agent: str


@dataclass(eq=False, slots=True, kw_only=True)
class Sale(Record):
    """An order that a seller received. ``pending``: not paid yet; ``returned``: came back, undelivered."""

    id: str
    sku: str
    payment: str
    name: str
    address: Address
    pending: bool = False
    returned: datetime | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Payment(Record):
    """One row of a list of payments, in the owner's currency. ``abroad`` is the currency that the shop charged."""

    payee: str
    minor: int
    way: Way = "paid"
    abroad: str = ""


@dataclass(eq=False, slots=True)
class PaymentList:
    """A list of payments that is handed in: its format, its first moment, and the last digits of its account."""

    format: str
    since: datetime
    last4: str
    payments: list[Payment] = field(default_factory=list)
