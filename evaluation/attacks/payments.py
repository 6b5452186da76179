"""Money taken where only a list of payments shows it: a wallet, PayPal, a card, a bank."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import sign_in
from evaluation.attacks.steps import moment, order, record_loot, yen
from evaluation.simulate import networks, people
from evaluation.simulate.clean import visit
from evaluation.simulate.goods import GIFT_CARDS, YEN
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.payees import TOWNS, VISA, Kind, Payee, fresh, language
from evaluation.simulate.records import Line, Payment, PaymentList, Way

_CARDS = ("rakuten.card", "smbc.card", "chase.card", "ofx.statement")
_WALLETS = ("paypay.transactions", "ofx.statement", "chase.card")
_SENDING = ("paypay.transactions", "paypal.activity", "ofx.statement")


@attack("K", lists=_WALLETS)
def wallet_emptied(life: Life) -> None:
    """Somebody has the telephone or the wallet on their own: within hours they buy what can be sold on, in shops of
    another city, often branches of chains where the owner buys as well, until nothing is left."""
    rng, book, at = life.rng, _book(life, _WALLETS), moment(life, 2, 50)
    if rng.random() < 0.4:
        sign_in(life, at)
    town = rng.choice(TOWNS[_language(life)].split())
    shops = [_new(life, rng.choice(("daily", "big", "daily", "eat")), chain=True) for _ in range(rng.randint(1, 4))]
    for _ in range(rng.randint(2, 9)):
        known = _usual_payee(life, book, at) if rng.random() < 0.35 else ""
        name = known or rng.choice(shops).written(book.format, rng, town)
        _take(life, book, at, name, rng.choice((2_000, 5_000, 9_800, 15_000, 20_000, 30_000, 48_000)))
        at += timedelta(minutes=rng.choice((1, 3, 12, 40)) * rng.uniform(0.6, 1.6))


@attack("K", lists=("paypal.activity",))
def codes_at_night(life: Life) -> None:
    """Keys of games and gift cards by PayPal between one and five, minutes apart; some payments are declined."""
    rng, book = life.rng, _book(life, ("paypal.activity",))
    at = life.local(moment(life, 2, 50), rng.uniform(1, 4.5))
    if rng.random() < 0.6:
        sign_in(life, at)
    shops = [_new(life, "digital").name for _ in range(rng.choice((1, 1, 2, 3)))]
    for _ in range(rng.randint(2, 8)):
        known = _usual_payee(life, book, at) if rng.random() < 0.2 else ""
        denied = rng.random() < 0.2
        cost = rng.choice((3_000, 5_000, 5_000, 10_000, 10_000, 20_000, 30_000))
        _take(life, book, at, known or rng.choice(shops), cost, "declined" if denied else "paid")
        at += timedelta(minutes=rng.uniform(1, 15))
    if not life.loot:
        _take(life, book, at, shops[0], 10_000)


@attack("K", lists=_CARDS)
def card_number_stolen(life: Life) -> None:
    """A card number stolen by a fake shop: up to three test charges, some days later expensive purchases."""
    rng, book, at = life.rng, _book(life, _CARDS), moment(life, 5, 50)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        _take(
            life,
            book,
            at,
            _written(life, book, rng.choice(("town", "digital", "online"))),
            rng.choice((1, 100, 150, 320)),
        )
        at += timedelta(hours=rng.choice((0.1, 4, 20)) * rng.uniform(0.5, 1.5))
    at += rng.choice((0.02, 0.5, 2, 4)) * rng.uniform(0.5, 1) * DAY
    for _ in range(rng.choice((1, 2, 2, 3, 4, 5))):
        shop = _written(life, book, rng.choice(("online", "online", "big", "stay")))
        _take(life, book, at, shop, round(38_000 * min(4, rng.lognormvariate(0, 0.7))))
        at += timedelta(hours=rng.choice((0.2, 2, 11)) * rng.uniform(0.5, 1.5))


@attack("K", lists=_SENDING)
def sent_to_strangers(life: Life) -> None:
    """Somebody signs in and sends all that they can to one helper or to several."""
    rng, book, at = life.rng, _book(life, _SENDING), moment(life, 2, 50)
    sign_in(life, at, 0.8)
    helpers = [_person(life) for _ in range(rng.choice((1, 1, 2, 3)))]
    for _ in range(rng.choice((1, 1, 2, 3, 4, 5))):
        _take(life, book, at, rng.choice(helpers), rng.choice((9_900, 20_000, 30_000, 49_000, 99_000, 180_000)), "sent")
        at += timedelta(minutes=rng.choice((2, 15, 300)) * rng.uniform(0.5, 1.5))


@attack("K", lists=_SENDING)
def talked_into_sending(life: Life) -> None:
    """A caller who promises a refund, or a false friend in need: the owner sends increasing sums during the day."""
    rng, book = life.rng, _book(life, _SENDING)
    at = life.local(moment(life, 2, 50), rng.uniform(9.5, 17))
    helper = _person(life)
    sums = sorted(
        rng.choice((4_900, 9_980, 19_800, 29_700, 48_000, 99_800)) for _ in range(rng.choice((1, 1, 2, 3, 4)))
    )
    for amount in sums:
        other = helper if rng.random() < 0.8 else _person(life)
        _take(life, book, at, other, amount, "sent")
        at += timedelta(minutes=rng.uniform(4, 40))


@attack("K", lists=())
def small_payments_for_weeks(life: Life) -> None:
    """A small payment every few days, for weeks, to one payee or to a new one each time; nobody looks at such sums."""
    rng, book, at = life.rng, _book(life, ()), moment(life, 45, 70)
    kind: Kind = rng.choice(("online", "digital"))
    shop, ever_new = _written(life, book, kind), rng.random() < 0.4
    for _ in range(rng.randint(4, 10)):
        _take(
            life,
            book,
            at,
            _written(life, book, kind) if ever_new else shop,
            rng.choice((780, 980, 1_480, 1_980, 2_980, 4_980)),
        )
        at += rng.uniform(2, 6) * DAY


@attack("K", lists=())
def account_and_wallet(life: Life) -> None:
    """One stolen password opens both: gift cards in the shop's account and payments to new shops, the same night."""
    rng, book, at = life.rng, _book(life, ()), moment(life, 2, 50)
    sign_in(life, at, 0.85)
    ja, en = rng.choice(GIFT_CARDS)
    for _ in range(rng.randint(1, 3)):
        title = ja if life.home.country == "JP" else en
        made = order(life, at, [Line("B004N3APGO", title, yen(life, rng.choice((5_000, 10_000, 20_000))))])
        record_loot(life, made.total, made)
        at += timedelta(minutes=rng.uniform(2, 30))
    shop = _written(life, book, "online")
    for _ in range(rng.randint(1, 4)):
        _take(life, book, at, shop, rng.choice((4_000, 9_800, 19_800, 35_000)))
        at += timedelta(minutes=rng.uniform(2, 90))


@attack("K", lists=("paypal.activity",))
def dear_thing_by_paypal(life: Life) -> None:
    """One expensive purchase from a shop new to the owner, from a network of the owner's country, or no sign-in."""
    rng, book, at = life.rng, _book(life, ("paypal.activity",)), moment(life, 2, 50)
    if rng.random() < 0.6:
        operator = rng.choice(networks.operators(life.home.country, "home", "mobile"))
        place = operator, operator.address(rng)
        visit(life, at - timedelta(minutes=rng.uniform(5, 90)), networks.computer(rng), place, attack=True)
    _take(life, book, at, _new(life, "big").name, round(70_000 * min(4, rng.lognormvariate(0, 0.5))))


def _book(life: Life, formats: tuple[str, ...]) -> PaymentList:
    return life.rng.choice([one for one in life.payment_lists if not formats or one.format in formats])


def _language(life: Life) -> str:
    return language(life.home.country)


def _person(life: Life) -> str:
    return people.person(life.home.country, life.rng)


def _new(life: Life, kind: Kind, chain: bool = False) -> Payee:
    """A shop that no list of this account names."""
    names = {one.payee for book in life.payment_lists for one in book.payments}
    used, visa = {one.split("　")[0] for one in names}, any(one.startswith(VISA) for one in names)
    return fresh(kind, _language(life), life.rng, used, chain, visa)


def _written(life: Life, book: PaymentList, kind: Kind) -> str:
    return _new(life, kind).written(book.format, life.rng)


def _usual_payee(life: Life, book: PaymentList, at: datetime) -> str:
    """A shop that the owner pays as well."""
    names = [one.payee for one in book.payments if one.way == "paid" and one.at < at - 40 * DAY and not one.attack]
    return life.rng.choice(names) if names else ""


def _take(life: Life, book: PaymentList, at: datetime, payee: str, amount: int, way: Way = "paid") -> None:
    """One payment that the owner did not make, or was talked into; what is declined takes nothing."""
    minor = amount if life.currency == "JPY" else max(1, round(amount * YEN[life.currency] * 100))
    made = Payment(at=at.replace(microsecond=0), attack=True, payee=payee, minor=minor, way=way)
    book.payments = sorted((*book.payments, made), key=lambda one: one.at)
    if way != "declined":
        record_loot(life, minor, made)
