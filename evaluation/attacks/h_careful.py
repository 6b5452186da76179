"""Family H, held back: attackers who know what is looked for, and stay below it."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import loot, moment, order, stranger, yen
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import line, visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line, Loot, Refund

family = "H"
held_back = True
no_money = ("sign_ins_alone",)


def slow_gift_cards(life: Life) -> None:
    """One gift card of an ordinary sum every few days, for weeks."""
    at = moment(life, 40, 80)
    _same_country(life, at)
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    for _ in range(life.rng.randint(3, 6)):
        made = order(life, at, [Line("B004N3APGO", title, yen(life, life.rng.choice((3_000, 5_000, 10_000))))])
        loot(life, made.total, made)
        at += life.rng.uniform(3.5, 8) * DAY


def drop_in_own_name(life: Life) -> None:
    """Dear things in the owner's own name, to another house of the same region."""
    at = moment(life)
    _same_country(life, at)
    home = life.home
    place = people.Address(home.country, home.address.postal, home.address.region, f"{home.address.rest}-7 105")
    for number in range(life.rng.randint(1, 3)):
        made = order(life, at + number * timedelta(hours=11), [line(life, goods.DEAR[0])], address=place)
        loot(life, made.total, made)


def drop_as_a_present(life: Life) -> None:
    """A stranger receives dear things that are marked as a present, and then some cheap ones, as a friend would."""
    at = moment(life, 30, 80)
    _same_country(life, at)
    name, place = stranger(life)
    for number in range(4):
        kind = goods.DEAR[0] if number < 2 else goods.KINDS[0]
        gift = ("お誕生日おめでとう", life.home.name)
        made = order(life, at + number * 6 * DAY, [line(life, kind)], name=name, address=place, gift=gift)
        loot(life, made.total, made)


def small_refunds(life: Life) -> None:
    """Small refunds of the owner's orders go to the balance, one every ten days."""
    at = moment(life, 45, 80)
    _same_country(life, at)
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


def sign_ins_alone(life: Life) -> None:
    """Somebody on the owner's own network and with a device like the owner's reads along, and takes nothing."""
    operator, ip = life.home.lines[0]
    at = moment(life)
    for number in range(life.rng.randint(2, 6)):
        visit(life, at + number * timedelta(hours=7), life.home.devices[0], (operator, ip), attack=True)


def _same_country(life: Life, at: datetime) -> None:
    """Mostly somebody signs in before, from a home line of the same country and with a common device."""
    if life.rng.random() < 0.7:
        operator = life.rng.choice(networks.operators(life.home.country, "home"))
        place = operator, operator.address(life.rng)
        device = networks.computer(life.rng) if life.rng.random() < 0.5 else life.home.devices[0]
        visit(life, at - timedelta(minutes=life.rng.uniform(20, 900)), device, place, attack=True)
