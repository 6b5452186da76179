"""Refunds turned into gift-card balance, which can be spent at once."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import enter_with_password, sign_in, sign_in_from_same_country
from evaluation.attacks.steps import (
    gift_card_line,
    moment,
    order,
    recent_moment,
    spend_on_hidden_order,
    uneven_parts,
    yen,
)
from evaluation.simulate import goods
from evaluation.simulate.clean import buy, line
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Loot, Order, Refund


@attack("B")
def refunds_rerouted(life: Life) -> None:
    """Refunds for the owner's own orders go to the balance instead of the card; then the balance is spent."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    recent = [
        one
        for one in life.orders
        if one.status == "Closed"
        and not one.digital
        and at - 120 * DAY < one.at < at - 3 * DAY
        and " - " in one.payment
        and one.currency == life.currency
        and not one.from_balance
        and not any(two.order_id == one.id for two in life.refunds)
    ]
    chosen = sorted(recent, key=lambda one: -one.total)[: life.rng.randint(1, 3)]
    for number, victim in enumerate(chosen):
        _refund_to_balance(life, at + timedelta(minutes=9 * number), victim.id, victim.total)
    if not chosen:
        _orphans(life, at)
    _spend(life, at)


@attack("B")
def orphans_parked(life: Life) -> None:
    """Refunds for orders that the list does not show arrive in the balance, and are spent."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    _orphans(life, at)
    _spend(life, at)


def _orphans(life: Life, at: datetime) -> None:
    for number in range(life.rng.randint(1, 3)):
        amount = yen(life, life.rng.randrange(2_000, 40_000, 500)) + (life.rng.randint(1, 99) if number else 0)
        _refund_to_balance(life, at + timedelta(hours=number), life.order_id(), amount)


def _refund_to_balance(life: Life, at: datetime, order_id: str, amount: int) -> None:
    refund = life.refund(
        Refund(
            at=at,
            attack=True,
            order_id=order_id,
            shop=life.shop,
            currency=life.currency,
            minor=amount,
            paid=at + timedelta(hours=life.rng.uniform(2, 40)),
            reason="Item not received",
            destination="gift_card",
            returned=life.rng.random() < 0.8,
        )
    )
    life.loot.append(Loot(amount, life.currency, [refund, life.entries[-1]]))


def _spend(life: Life, at: datetime) -> None:
    """Mostly it is spent. That is the same money, so it is no further loot, but another trace of it."""
    parked = list(life.loot)
    if life.rng.random() < 0.7:
        when = max(record.at for one in parked for record in one.records) + timedelta(hours=life.rng.uniform(1, 20))
        if when < life.end - DAY:
            spend_on_hidden_order(life, when, sum(one.minor for one in parked))
            spent = life.loot.pop()
            for one in parked:
                one.records += spent.records


@attack("G")
def parcel_refunds(life: Life) -> None:
    """Parcels to be paid at the door were sent in the owner's name; their refunds arrive in the balance weeks later."""
    at = moment(life, 8, 50)
    for number in range(life.rng.randint(1, 3)):
        amount = yen(life, life.rng.randrange(1_000, 6_000, 500))
        _claim_not_received(life, at + number * life.rng.uniform(0.2, 3) * DAY, life.order_id(), amount)


@attack("G")
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
        _claim_not_received(life, at, victim.id, victim.total)
    if not life.loot:
        _claim_not_received(life, at, life.order_id(), yen(life, 8_000))


@attack("G")
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
        _claim_not_received(life, at + number * timedelta(hours=5), victim.id, victim.total)
    if not life.loot:
        _claim_not_received(life, at, life.order_id(), yen(life, 12_000))
    spend_on_hidden_order(life, at + 3 * DAY, sum(one.minor for one in life.loot))
    spent = life.loot.pop()
    for one in life.loot:
        one.records += spent.records


def _claim_not_received(life: Life, at: datetime, order_id: str, amount: int) -> None:
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


@attack("H")
def small_refunds(life: Life) -> None:
    """Small refunds of the owner's orders go to the balance, one every ten days."""
    at = moment(life, 45, 80)
    sign_in_from_same_country(life, at)
    done = {one.order_id for one in life.refunds}
    mine = [
        one
        for one in life.orders
        if one.status == "Closed" and not one.digital and " - " in one.payment and one.currency == life.currency
    ]
    cheap = sorted((one for one in mine if one.at < at - 3 * DAY and one.id not in done), key=lambda one: one.at)[-4:]
    amounts = {victim.id: max(1, min(victim.total, yen(life, 1_500))) for victim in cheap}
    for number, (order_id, amount) in enumerate((amounts or {life.order_id(): yen(life, 1_500)}).items()):
        asked = at + number * 10 * DAY
        refund = life.refund(
            Refund(
                at=asked,
                attack=True,
                order_id=order_id,
                shop=life.shop,
                currency=life.currency,
                minor=amount,
                paid=asked + DAY,
                destination="gift_card",
            )
        )
        life.loot.append(Loot(amount, life.currency, [refund, life.entries[-1]]))


@attack("I")
def not_received_then_codes(life: Life) -> None:
    """One or two true orders of the owner are reported as not received, the refund goes to the balance, and the
    balance pays for game cards that stand in the list."""
    rng, at = life.rng, recent_moment(life, 10, 110)
    enter_with_password(life, at)
    parked = list[Loot]()
    for victim in _received(life, at):
        refund = life.refund(
            Refund(
                at=at,
                attack=True,
                order_id=victim.id,
                shop=victim.shop,
                currency=victim.currency,
                minor=victim.total,
                paid=at + timedelta(hours=rng.uniform(2, 60)),
                reason="Item not received",
                destination="gift_card",
                returned=False,
            )
        )
        parked.append(Loot(victim.total, life.currency, [refund, life.entries[-1]]))
        at += timedelta(minutes=rng.uniform(3, 900))
    when = max(record.at for one in parked for record in one.records) + timedelta(hours=rng.uniform(0.5, 40))
    left = sum(one.minor for one in parked)
    for amount in uneven_parts(life, left, rng.randint(1, 3)):
        spent = order(life, when, [gift_card_line(life, amount, game=True)])
        entry = life.use_balance(spent, amount, attack=True)
        for one in parked:
            one.records += [spent, entry]
        when += timedelta(hours=rng.uniform(0.1, 18))
    life.loot += parked


def _received(life: Life, at: datetime) -> list[Order]:
    """One or two of the more expensive orders of the last weeks that arrived and were paid by card."""
    known, least = {one.order_id for one in life.refunds}, yen(life, 2_500)
    mine = [
        one
        for one in life.orders
        if one.status == "Closed"
        and not one.digital
        and not one.from_balance
        and one.currency == life.currency
        and " - " in one.payment
        and one.total > least
        and one.id not in known
    ]
    for days in (45, 90, 180):
        recent = [one for one in mine if at - days * DAY < one.at < at - 5 * DAY]
        if recent:
            dearest = sorted(recent, key=lambda one: -one.total)[:4]
            return life.rng.sample(dearest, min(len(dearest), life.rng.randint(1, 2)))
    return [buy(life, at - life.rng.uniform(8, 30) * DAY, [line(life, goods.KINDS[8])], payment=life.home.cards[-1])]
