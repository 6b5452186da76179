"""The account itself is taken over: devices, cards, passwords, or reading along."""

from datetime import timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import sign_in
from evaluation.attacks.steps import moment, order
from evaluation.circumstances._shared import BROWSER
from evaluation.circumstances.other_files import second_service
from evaluation.simulate import goods, networks
from evaluation.simulate.clean import card, line, visit
from evaluation.simulate.life import Life
from evaluation.simulate.records import Audit, Card, Registered


@attack("F", takes_money=False)
def device_added(life: Life) -> None:
    """Somebody registers a device of the shop soon after getting in."""
    at = moment(life)
    place = sign_in(life, at, 1.0) or _anywhere(life)
    operator, ip = place
    _own_device(life)
    model = life.rng.choice(("Echo Dot", "Fire TV Stick", "Kindle for Android", "Fire HD 10"))
    serial = f"G0{life.rng.randrange(10**14):014d}"
    life.devices.append(Registered(at=at, attack=True, model=model, serial=serial, ip=operator.near(ip, life.rng)))


@attack("F", takes_money=False)
def card_added(life: Life) -> None:
    """A card is added that the owner does not have, and used for something small."""
    at = moment(life)
    sign_in(life, at, 1.0)
    new = card(life.home.country, life.rng)
    life.cards += [Card(at=life.start, last4=life.home.cards[0][-4:]), Card(at=at, attack=True, last4=new[-4:])]
    order(life, at + timedelta(hours=life.rng.uniform(0.2, 30)), [line(life, goods.KINDS[7])], payment=new)


def _anywhere(life: Life) -> tuple[networks.Operator, str]:
    operator = life.rng.choice([one for one in networks.OPERATORS if one.country in networks.ABROAD])
    return operator, operator.address(life.rng)


def _own_device(life: Life) -> None:
    operator, ip = life.home.lines[0]
    serial = f"G0{life.rng.randrange(10**14):014d}"
    at = life.start + life.rng.random() * 0.6 * (life.end - life.start)
    life.devices.append(Registered(at=at, model="Fire TV Stick 4K", serial=serial, ip=operator.near(ip, life.rng)))


@attack("F", takes_money=False)
def password_guessed(life: Life) -> None:
    """Five to twenty failed sign-ins from elsewhere within the hour, then a good one."""
    _guess(life, life.rng.randint(5, 20))


@attack("F", takes_money=False)
def control_taken(life: Life) -> None:
    """Somebody signs in from elsewhere and changes password, mail or the second step within hours."""
    last = _guess(life, 0)
    actions = ("user.change_password", "user.add_email", "two_factor_authentication.disabled", "user.remove_email")
    at = last.at
    for action in life.rng.sample(actions, life.rng.randint(1, 3)):
        at += timedelta(minutes=life.rng.uniform(2, 300))
        life.audits.append(Audit(at=at, attack=True, action=action, ip=last.ip, country=last.country, agent=last.agent))


def _guess(life: Life, failures: int) -> Audit:
    rng = life.rng
    if not life.audits:
        second_service(life)
    choices = [one for one in networks.OPERATORS if one.use == "hosting" or one.country in networks.ABROAD]
    operator = rng.choice(choices)
    ip, at = operator.address(rng), moment(life)
    agent = rng.choice(
        (BROWSER.format(v=79), "python-requests/2.31.0", BROWSER.format(v=131).replace("Windows NT 10.0", "X11"))
    )
    for number in range(failures + 1):
        one = Audit(
            at=at + timedelta(seconds=number * rng.uniform(40, 120)),
            attack=True,
            ip=ip,
            country=operator.country,
            agent=agent,
            action="user.failed_login" if number < failures else "user.login",
        )
        life.audits.append(one)
    return life.audits[-1]


@attack("H", takes_money=False)
def sign_ins_alone(life: Life) -> None:
    """Somebody on the owner's own network and with a device like the owner's reads along, and takes nothing."""
    operator, ip = life.home.lines[0]
    at = moment(life)
    for number in range(life.rng.randint(2, 6)):
        visit(life, at + number * timedelta(hours=7), life.home.devices[0], (operator, ip), attack=True)
