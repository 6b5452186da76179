"""The lists of payments that some owners hand in: what they pay daily, monthly, now and then, and on journeys."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from evaluation.simulate import people
from evaluation.simulate.goods import YEN
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.payees import TOWNS, Kind, Payee, fresh, language
from evaluation.simulate.records import Payment, PaymentList, Way
from evaluation.simulate.spending import ABROAD, BUDGETS, EPISODES, THROUGH, USUAL, Budget, Step

HANDED_IN = 1 / 3  # of the accounts
LEAST = 15  # rows; nobody hands in a list with next to nothing in it
AGAIN = 0.05  # how often something was forgotten, or another round is ordered, and the same payee is paid once more
STAYS = timedelta(days=60)  # a longer journey is a life elsewhere
CHOICES = {
    "JP": (
        ("paypay.transactions",),
        ("paypay.transactions",),
        ("rakuten.card",),
        ("smbc.card",),
        ("paypal.activity",),
        ("paypay.transactions", "rakuten.card"),
        ("paypay.transactions", "smbc.card"),
        ("rakuten.card", "paypal.activity"),
    ),
    "US": (("chase.card",), ("ofx.statement",), ("paypal.activity",), ("chase.card", "paypal.activity")),
    "GB": (("ofx.statement",), ("paypal.activity",), ("ofx.statement", "paypal.activity")),
}
CARDS = ("rakuten.card", "smbc.card", "chase.card")
CURRENCIES = {"JP": "JPY", "US": "USD", "GB": "GBP", "TW": "TWD", "KR": "KRW", "TH": "THB", "SG": "SGD", "HK": "HKD"}


def pay(life: Life, persona: str, rng: Random, wanted: Sequence[str] | None = None) -> None:
    """Adds the lists to a life. ``rng`` is for these alone, so that nothing else of the account depends on them.
    ``wanted`` are formats of which one must be handed in (empty: any); null leaves it to chance."""
    if wanted is None and rng.random() > HANDED_IN:
        return
    every = CHOICES.get(life.home.country, CHOICES["GB"])
    formats = rng.choice([one for one in every if not wanted or set(one) & set(wanted)])
    wallet = Wallet(life, rng, BUDGETS.get(persona, Budget()), formats)
    wallet.days()
    wallet.monthly()
    wallet.episodes()
    wallet.journeys()
    for book in wallet.lists:
        book.payments = sorted((one for one in book.payments if book.since <= one.at < life.end), key=_at)
    life.payment_lists = [book for book in wallet.lists if wanted is not None or len(book.payments) >= LEAST]


@dataclass(eq=False, slots=True)
class Wallet:
    """An owner's payments: the lists that record them, and the usual payees."""

    life: Life
    rng: Random
    budget: Budget
    formats: Sequence[str]
    lists: list[PaymentList] = field(init=False)
    used: set[str] = field(default_factory=set)
    known: dict[Kind, list[Payee]] = field(init=False)
    words: str = field(init=False)
    visa: bool = field(init=False)
    town: str = ""

    def __post_init__(self) -> None:
        rng, end = self.rng, self.life.end
        self.words, self.visa = language(self.life.home.country), rng.random() < 0.5
        own = self.life.home.cards[-1][-4:]
        self.lists = [
            PaymentList(one, end - rng.uniform(120, 720) * DAY, own if one in CARDS else f"{rng.randrange(10_000):04d}")
            for one in self.formats
        ]
        self.settle(self.words)

    def settle(self, words: str) -> None:
        """Chooses the usual payees of the place where they live."""
        self.words, rng = words, self.rng
        self.town = rng.choice(TOWNS[words].split())
        self.known = {kind: [self.payee(kind, 0.5) for _ in range(one.known)] for kind, one in USUAL.items()}

    def payee(self, kind: Kind, chain: float = 0.0, words: str = "") -> Payee:
        """A payee never paid before."""
        words = words or self.words
        if kind == "friend":
            country = self.life.home.country
            return Payee(people.person(country, self.rng), "friend", words)
        branches = kind in ("daily", "eat", "ride") and self.rng.random() < chain
        return fresh(kind, words, self.rng, self.used, branches, self.visa)

    def days(self) -> None:
        """Daily payments. After a move abroad the payees are those of the new country."""
        moved = min((first for first, last, _ in self.life.home.trips if last - first > STAYS), default=None)
        away = [(first, last) for first, last, _ in self.life.home.trips if last - first <= STAYS]
        day = min(book.since for book in self.lists)
        while day < self.life.end:
            if moved and day > moved:
                self.settle("EN")
                moved = None
            if not any(first <= day <= last for first, last in away):
                self._day(day)
            day += DAY

    def _day(self, day: datetime) -> None:
        weekend = 1.35 if day.weekday() > 4 else 0.86
        for kind, usual in USUAL.items():
            for _ in range(_poisson(self.rng, usual.monthly / 30.4 * self.budget.busy * weekend)):
                new = self.rng.random() < usual.new
                one = self.payee(kind, 0.25) if new else self._usual(kind)
                yen = usual.yen * (1 if self.words == "JP" else usual.outside)
                self.spend(one, self.at(day, *usual.hours), self.sum(yen, usual.spread), town=self.town)

    def _usual(self, kind: Kind) -> Payee:
        every = self.known[kind]
        return every[min(len(every) - 1, int(self.rng.expovariate(2.2 / len(every))))]

    def monthly(self) -> None:
        """Subscriptions, contracts and rent, each on its day of the month, begun and ended at some time; wages."""
        rng, end = self.rng, self.life.end
        plans: list[tuple[Kind, int, float]] = [("rent", 82_000, 0.3)]
        plans += [("bill", 6_500, 0.6)] * rng.randint(2, 6)
        plans += [("digital", 1_150, 0.4)] * rng.randint(1, 6)
        for kind, yen, spread in plans:
            one, through = self.payee(kind), self._book(kind)
            varies, minor = kind == "bill" and rng.random() < 0.6, self.sum(yen, spread)
            begun = end - rng.uniform(20, 1200) * DAY if kind == "digital" else end - 1200 * DAY
            at = self.at(max(begun, end - 720 * DAY - rng.uniform(0, 30) * DAY), 1, 9)
            while through and at < end:
                cost = max(1, round(minor * rng.uniform(0.75, 1.3))) if varies else minor
                self.write(through, one, at, cost, "monthly")
                at += (30 + rng.choice((0, 0, 1, 1, -1))) * DAY
        wage = next((book for book in self.lists if book.format == "ofx.statement"), None)
        works = self.payee("big")
        for number in range(24):
            if wage:
                self.write(wage, works, end - (number * 30.4 + 6) * DAY, -self.sum(260_000, 0.05), "received")

    def episodes(self) -> None:
        """What happens now and then, at shops that are mostly new."""
        begun = min(book.since for book in self.lists)
        for name, episode in EPISODES.items():
            yearly = self.budget.yearly.get(name, episode.yearly)
            for _ in range(_poisson(self.rng, yearly * ((self.life.end - begun) / (365 * DAY)))):
                day = begun + self.rng.random() * (self.life.end - begun)
                if episode.months and day.month not in episode.months:
                    day = _in_month(day, self.rng.choice(episode.months))
                self.episode(episode.steps, day)

    def journeys(self) -> None:
        """The journeys abroad that the account knows of."""
        for first, last, country in self.life.home.trips:
            if DAY * 1.5 < last - first <= STAYS:
                words = language(country) if country != "JP" else "EN"
                abroad = CURRENCIES.get(country, "EUR")
                days = max(1, (last - first).days)
                steps = [one._replace(last=min(one.last, days)) if one.first >= 0 else one for one in ABROAD]
                for start in range(0, days, 7):
                    rest = [one for one in steps if not start or one.kind != "stay"]
                    self.episode(rest, first + start * DAY, words, abroad)

    def episode(self, steps: Sequence[Step], day: datetime, words: str = "", abroad: str = "") -> None:
        """Each step's payments; a chain that is known at home has branches elsewhere, too."""
        town = self.rng.choice(TOWNS[words or self.words].split())
        for step in steps:
            same = self.payee(step.kind, 0.0, words)
            for _ in range(self.rng.randint(step.least, step.most)):
                other = same if step.same else self.payee(step.kind, 0.15, words)
                if not words and step.kind in ("daily", "eat") and self.rng.random() < 0.2:
                    other = self._usual(step.kind)
                at = self.at(day + self.rng.randint(step.first, step.last) * DAY, 9, 21.5)
                self.spend(other, at, self.sum(step.yen, 0.5), town, abroad)

    def spend(self, payee: Payee, at: datetime, minor: int, town: str = "", abroad: str = "") -> None:
        """A payment, where it goes through one of the lists at all; friends pay back now and then."""
        book = self._book(payee.kind)
        if book is None or (abroad and book.format == "paypay.transactions"):
            return
        if payee.kind != "friend":
            self.write(book, payee, at, minor, "paid", town, abroad)
            if self.rng.random() < AGAIN:
                later = at + timedelta(minutes=self.rng.uniform(3, 240))
                self.write(book, payee, later, max(1, round(minor * self.rng.uniform(0.15, 1.1))), "paid", town, abroad)
        elif self.rng.random() < 0.4:
            self.write(book, payee, at, -minor, "received")
        else:
            self.write(book, payee, at, minor, "sent")

    def write(
        self, book: PaymentList, payee: Payee, at: datetime, minor: int, way: Way, town: str = "", abroad: str = ""
    ) -> None:
        """One row of a list."""
        name = payee.written(book.format, self.rng, town)
        book.payments.append(Payment(at=at, payee=name, minor=minor, way=way, abroad=abroad))

    def _book(self, kind: Kind) -> PaymentList | None:
        draw = self.rng.random()
        for book in self.lists:
            draw -= THROUGH["card" if book.format in CARDS else book.format].get(kind, 0.0)
            if draw < 0:
                return book
        return None

    def sum(self, yen: float, spread: float) -> int:
        """A sum around ``yen``, in minor units of the owner's currency."""
        value = yen * self.budget.cost_factor * min(6.0, self.rng.lognormvariate(0, spread)) * YEN[self.life.currency]
        if self.life.currency == "JPY":
            step = 1 if value < 3_000 else 10 if value < 20_000 else 100
            return max(step, round(value / step) * step)
        return max(50, round(value * 100))

    def at(self, day: datetime, first: float, last: float) -> datetime:
        """A moment between two hours of the owner's day."""
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = self.rng.uniform(first, last) - SHOPS[self.life.home.country][3]
        return midnight + timedelta(seconds=round(3600 * hours))


def _in_month(day: datetime, month: int) -> datetime:
    """The same day of a month before it."""
    return day.replace(year=day.year - (month > day.month), month=month, day=min(28, day.day))


def _poisson(rng: Random, mean: float) -> int:
    """A Poisson variate with this mean (Knuth's method)."""
    count, left = 0, rng.random()
    while left > math.exp(-mean):
        count, left = count + 1, left * rng.random()
    return count


def _at(payment: Payment) -> datetime:
    return payment.at
