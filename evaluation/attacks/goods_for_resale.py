"""Ordinary or saleable goods bought for the thief: taken at the door, resold, or for a new flat."""

from datetime import timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import enter_after_phishing, enter_with_password, log_reaches
from evaluation.attacks.steps import (
    PHONES,
    STOCK,
    card_to_use,
    drop_recipient,
    line_worth,
    moment,
    moments_apart,
    order,
    recent_moment,
    record_delivered,
    record_loot,
)
from evaluation.simulate import goods, people
from evaluation.simulate.clean import HOURS, basket, line, visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line, Order

RESOLD = (goods.KINDS[3], goods.KINDS[5], goods.KINDS[7], goods.KINDS[7], goods.KINDS[8])


@attack("I")
def flea_market_sales(life: Life) -> None:
    """Long ago in the history: the thief sells at a flea market what they do not have, and has it sent from here to
    three to six buyers over weeks. Few things are expensive."""
    rng = life.rng
    whole = (life.end - life.start) / DAY
    at = moment(life, min(200, 0.5 * whole), min(500, 0.75 * whole))
    enter_with_password(life, at)
    for _ in range(rng.randint(3, 6)):
        name, place = people.person(life.home.country, rng), people.address(life.home.country, rng)
        for _ in range(rng.choice((1, 1, 1, 2))):
            made = order(life, at, [line_worth(life, rng.choice(RESOLD), 2_500)], name=name, address=place)
            record_loot(life, made.total, made)
            at += timedelta(minutes=rng.uniform(5, 600))
        at += rng.uniform(0.4, 5) * DAY


@attack("I")
def former_partner(life: Life) -> None:
    """Somebody who lived here and knows the password furnishes their new flat, on the owner's card and mostly through
    a line and a device that belong to the household."""
    rng, home = life.rng, life.home
    at = recent_moment(life, 22, 120)
    name = home.members[-1] if len(home.members) > 1 else people.person(home.country, rng)
    place = people.address(home.country, rng, postal_not=home.address.postal)
    for _ in range(rng.randint(2, 5)):
        if rng.random() < 0.6 and log_reaches(life, at):
            visit(life, at - timedelta(minutes=rng.uniform(5, 90)), home.devices[-1], home.lines[0], attack=True)
        kind = rng.choice((goods.KINDS[4], goods.KINDS[8], goods.KINDS[8], *goods.EXPENSIVE))
        made = order(life, at, [line_worth(life, kind, 4_000)], name=name, address=place)
        record_loot(life, made.total, made)
        at += rng.uniform(0.05, 4) * DAY


@attack("J")
def taken_at_the_door(life: Life) -> None:
    """Telephones and the like go to the owner's own home and are fetched there: from the doorstep, from the carrier,
    or by a courier who asks for the parcel. One order may be stopped in time."""
    rng, home = life.rng, life.home
    count = rng.choice((1, 1, 2, 2, 3, 4))
    times = moments_apart(life, [rng.choice((0.004, 0.1, 0.9, 2)) * rng.uniform(0.5, 1.4) for _ in range(count - 1)])
    enter_after_phishing(life, times[0])
    payment = card_to_use(life, times[0])
    name = home.name if rng.random() < 0.8 else people.person(home.country, rng)
    if rng.random() < 0.3:
        tried = times[0] - timedelta(minutes=rng.uniform(5, 1500))
        first = order(life, tried, [line(life, rng.choice(goods.KINDS[:3]))], payment=payment, name=name)
        record_loot(life, first.total, first)
    kinds = (PHONES, PHONES, PHONES, goods.EXPENSIVE[0], goods.KINDS[8])
    made = [order(life, at, [line_worth(life, rng.choice(kinds), 9_000)], payment=payment, name=name) for at in times]
    record_delivered(life, made, 0.25)


@attack("J")
def shops_for_themselves(life: Life) -> None:
    """The thief simply lives on it: ordinary shopping for weeks, to their own door, on the owner's card."""
    rng = life.rng
    gaps = [rng.choice((0.2, 3, 7)) * rng.uniform(0.4, 1.6) for _ in range(rng.randint(2, 9))]
    times = [life.local(at, rng.choice(HOURS) + 0.9 * rng.random()) for at in moments_apart(life, gaps, 4)]
    enter_after_phishing(life, min(times))
    payment, (name, place) = card_to_use(life, min(times)), drop_recipient(life)
    made = [order(life, at, basket(life), payment=payment, name=name, address=place) for at in sorted(times)]
    record_delivered(life, made, 0.1)


@attack("J")
def many_of_one_thing(life: Life) -> None:
    """What sells at once, by the dozen: ink, razor blades, formula, cosmetics. To an empty flat, a forwarder or a
    helper, in one order or in several because the shop limits how many one may have."""
    rng = life.rng
    thing, limit = line(life, STOCK), rng.random() < 0.4
    gaps = [rng.choice((0.002, 0.02, 1)) * rng.uniform(0.5, 1.5) for _ in range(rng.randint(2, 6) if limit else 1)]
    times = moments_apart(life, gaps if limit or rng.random() < 0.4 else [])
    enter_after_phishing(life, times[0])
    payment, (name, place) = card_to_use(life, times[0]), drop_recipient(life)
    made = list[Order]()
    for at in times:
        if rng.random() < 0.25:  # something else that sells as well
            thing = line(life, STOCK)
        bought = Line(thing.asin, thing.title, thing.minor, rng.randint(2, 5) if limit else rng.randint(5, 24))
        made.append(order(life, at, [bought], payment=payment, name=name, address=place))
    record_delivered(life, made, 0.2)
