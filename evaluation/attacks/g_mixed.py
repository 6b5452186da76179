"""Family G, held back: further published patterns, and mixtures of what the other families do."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import loot, moment, order, sign_in, spend_unseen, stranger, yen
from evaluation.circumstances.buying import silence
from evaluation.simulate import goods
from evaluation.simulate.clean import card, line
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Card, Line, Loot, Refund

family = "G"
held_back = True
no_money = ("codes_laundered",)


def everything_at_once(life: Life) -> None:
    """A stranger's address and card are added, and gift cards bought, all within the hour."""
    at = moment(life)
    sign_in(life, at, 0.8)
    (name, place), new = stranger(life), card(life.home.country, life.rng)
    life.cards += [
        Card(at=life.start, last4=life.home.cards[0][-4:]),
        Card(at=at, attack=True, last4=new[-4:]),
    ]
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    for number in range(life.rng.randint(1, 2)):
        when = at + timedelta(minutes=6 + 9 * number)
        made = order(life, when, [Line("B004N3APGO", title, yen(life, 20_000))], name=name, address=place, payment=new)
        loot(life, made.total, made)


def parcel_refunds(life: Life) -> None:
    """Parcels to be paid at the door were sent in the owner's name; their refunds arrive in the balance weeks later."""
    at = moment(life, 8, 50)
    for number in range(life.rng.randint(1, 3)):
        amount = yen(life, life.rng.randrange(1_000, 6_000, 500))
        _to_balance(life, at + number * life.rng.uniform(0.2, 3) * DAY, life.order_id(), amount)


def refunded_again(life: Life) -> None:
    """An order that was refunded already is refunded once more, to the balance, and that is spent."""
    at = moment(life, 8)
    sign_in(life, at, 0.5)
    mine = [one for one in life.orders if one.status == "Closed" and not one.digital and one.currency == life.currency]
    done = {one.order_id for one in life.refunds}
    fresh = [one for one in mine if one.id not in done and at - 150 * DAY < one.at < at - 20 * DAY and one.total > 300]
    for victim in sorted(fresh, key=lambda one: -one.total)[: life.rng.randint(1, 2)]:
        life.refund(
            Refund(
                at=victim.at + 8 * DAY,
                order_id=victim.id,
                shop=victim.shop,
                currency=victim.currency,
                minor=victim.total,
                paid=victim.at + 10 * DAY,
                destination="gift_card" if victim.payment == "Gift Certificate/Card" else "card",
            )
        )
        _to_balance(life, at, victim.id, victim.total)
    if not life.loot:
        _to_balance(life, at, life.order_id(), yen(life, 8_000))


def flood_of_refunds(life: Life) -> None:
    """Within two days nearly everything of the last months is reported as not received, and goes to the balance."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    done = {one.order_id for one in life.refunds}
    mine = [
        one
        for one in life.orders
        if one.status == "Closed" and not one.digital and " - " in one.payment and one.currency == life.currency
    ]
    recent = [one for one in mine if at - 200 * DAY < one.at < at - 3 * DAY and one.id not in done]
    for number, victim in enumerate(recent[-8:]):
        _to_balance(life, at + number * timedelta(hours=5), victim.id, victim.total)
    if not life.loot:
        _to_balance(life, at, life.order_id(), yen(life, 12_000))
    spend_unseen(life, at + 3 * DAY, sum(one.minor for one in life.loot))
    spent = life.loot.pop()
    for one in life.loot:
        one.records += spent.records


def after_silence(life: Life) -> None:
    """An account that slept for most of a year wakes up: dear things to a stranger, or gift cards."""
    silence(life)
    at = moment(life)
    sign_in(life, at, 0.9)
    name, place = stranger(life)
    for number in range(life.rng.randint(2, 4)):
        goods_line = line(life, goods.DEAR[0])
        made = order(life, at + number * timedelta(minutes=50), [goods_line], name=name, address=place)
        loot(life, made.total, made)


def memberships_begun(life: Life) -> None:
    """A stranger begins memberships on the owner's card, the first ones ever, soon after getting in."""
    at = moment(life)
    sign_in(life, at, 1.0)
    for number, (ja, en, cost) in enumerate((goods.PRIME, goods.DIGITAL[2])):
        title = ja if life.home.country == "JP" else en
        priced = Line(goods.asin(life.rng), title, yen(life, cost))
        made = order(life, at + number * timedelta(minutes=30), [priced], digital=True)
        loot(life, made.total, made)


def codes_laundered(life: Life) -> None:
    """Codes that were stolen elsewhere are registered and spent within hours on goods for a stranger."""
    at = moment(life)
    sign_in(life, at, 0.7)
    name, place = stranger(life)
    amount = yen(life, life.rng.choice((20_000, 30_000, 50_000)))
    life.unspend(at - DAY)
    life.add_balance(at, amount, attack=True)
    bought = order(
        life, at + timedelta(hours=2), [Line("B0GOODS000", "ゲーム機 本体", amount)], name=name, address=place
    )
    life.use_balance(bought, amount, attack=True)


def _to_balance(life: Life, at: datetime, order_id: str, amount: int) -> None:
    refund = life.refund(
        Refund(
            at=at,
            attack=True,
            order_id=order_id,
            shop=life.shop,
            currency=life.currency,
            minor=amount,
            paid=at + timedelta(hours=life.rng.uniform(2, 30)),
            reason="Item not received",
            destination="gift_card",
            returned=False,
        )
    )
    life.loot.append(Loot(amount, life.currency, [refund, life.entries[-1]]))
