"""Journeys: abroad, to the parents' house, on business."""

from datetime import datetime, timedelta

from evaluation.circumstances._shared import buy_within, day_in_log
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, card, line, visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address


def hometown(life: Life) -> None:
    """Some days at the parents' house: another line of the same country, and now and then their computer."""
    rng = life.rng
    operator = rng.choice(networks.operators(life.home.country, "home"))
    ip, at = operator.address(rng), day_in_log(life)
    theirs = networks.computer(rng) if rng.random() < 0.5 else None
    for _ in range(rng.randint(2, 8)):
        visit(life, at, device=theirs if theirs and rng.random() < 0.4 else life.home.devices[0], place=(operator, ip))
        at += timedelta(hours=rng.uniform(4, 30))


def foreign_computer(life: Life) -> None:
    """Once on a journey somebody signs in at a computer of the hotel or the airport: all of it is new."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    operator = rng.choice([one for one in networks.OPERATORS if one.country == country and one.use != "relay"])
    at = day_in_log(life)
    life.home.trips.append((at - 2 * DAY, at + 2 * DAY, country))
    visit(life, at, device=networks.computer(rng), place=(operator, operator.address(rng)))


def trips(life: Life) -> None:
    """A journey abroad: a hotel's line and a mobile network there, with the owner's own devices."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    first = day_in_log(life)
    last = min(life.end - DAY, first + rng.uniform(2, 12) * DAY)
    life.home.trips.append((first, last, country))
    life.logins = [
        one for one in life.logins if not first < one.at < last or rng.random() < 0.2 * (len(life.home.members) > 1)
    ]
    places = [one for one in networks.OPERATORS if one.country == country and one.use in ("home", "mobile")]
    hotel = rng.choice(places)
    address = hotel.address(rng)
    at = first
    while at < last:
        operator = hotel if rng.random() < 0.6 else rng.choice(places)
        ip = address if operator is hotel and operator.use == "home" else operator.address(rng)
        visit(life, at, device=life.home.devices[0], place=(operator, ip))
        at += timedelta(hours=rng.uniform(6, 40))


def roaming(life: Life) -> None:
    """The foreign mobile plan still goes out through the home country, and once through a partner's country."""
    country = life.rng.choice(networks.TRIPS[life.home.country])
    operator = life.rng.choice([one for one in networks.OPERATORS if one.country == country])
    at = day_in_log(life)
    visit(life, at, device=life.home.devices[0], place=(operator, operator.address(life.rng)))
    life.home.trips.append((at - DAY, at + DAY, country))


def business_trips(life: Life) -> None:
    """Journeys in the own country every few weeks, with a card of the employer: sign-ins from hotels, and every third
    time something that was forgotten or is needed there is sent to the hotel. Nobody would list all those hotels."""
    rng, home = life.rng, life.home
    begin = life.end - min(rng.uniform(120, 700), 0.8 * ((life.end - life.start) / DAY)) * DAY
    logged = min((one.at for one in life.logins), default=life.end)
    employer = card(home.country, rng)
    home.cards.insert(0, employer)
    hotels = [_hotel_desk(life) for _ in range(rng.randint(3, 9))]
    home.friends += ((home.name, one) for one in hotels if rng.random() < 0.3)
    for order in life.orders:
        if order.at > begin and rng.random() < 0.1:
            order.payment = order.payment.replace(home.cards[-1], employer)
    at = begin
    while at < life.end - 5 * DAY:
        hotel, nights = rng.choice(hotels), rng.randint(1, 4)
        if rng.random() < 0.35:
            kind = rng.choice((goods.KINDS[7], goods.KINDS[7], goods.KINDS[3], goods.KINDS[2], goods.KINDS[8]))
            bought = [line(life, goods.EXPENSIVE[0] if rng.random() < 0.05 else kind)]
            when = life.local(at - DAY, rng.choice(HOURS))
            buy_within(
                life, when, bought, name=home.name, address=hotel, payment=rng.choice((employer, home.cards[-1]))
            )
        if at > logged:
            _nights(life, at, nights)
        at += (nights + rng.uniform(6, 40)) * DAY


def _hotel_desk(life: Life) -> Address:
    rng, place = life.rng, people.address(life.home.country, life.rng, postal_not=life.home.address.postal)
    if place.country == "JP":
        rest = f"{place.rest.split()[0]} {rng.choice(('ホテル青葉', '駅前ホテル', 'ビジネスイン'))} フロント気付"
    else:
        rest = f"{rng.choice(('Grand Hotel', 'Airport Inn', 'Park Hotel'))} c/o Reception {place.rest}"
    return Address(place.country, place.postal, place.region, rest)


def _nights(life: Life, at: datetime, nights: int) -> None:
    """Sign-ins of one journey: the hotel's line and the telephone's network."""
    rng, home = life.rng, life.home
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city = operator.address(rng), rng.choice(networks.CITIES[home.country])
    for _ in range(rng.randint(1, 2 + nights)):
        place = (operator, ip) if rng.random() < 0.6 else (home.mobile, home.mobile.address(rng))
        visit(life, at + rng.uniform(0, nights) * DAY, rng.choice(home.devices), place, city=city)
