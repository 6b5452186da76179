"""Family F, second part: a guessed password, control taken over, and harassment of a seller."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import moment
from evaluation.circumstances.second import BROWSER, second_service
from evaluation.simulate import networks, people
from evaluation.simulate.life import Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Audit, Sale

family = "F"
no_money = ("password_guessed", "control_taken", "pending_orders", "cod_refused")
personas = {"pending_orders": ("seller",), "cod_refused": ("seller",)}


def password_guessed(life: Life) -> None:
    """Five to twenty failed sign-ins from elsewhere within the hour, then a good one."""
    _guess(life, life.rng.randint(5, 20))


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


def pending_orders(life: Life) -> None:
    """A rival orders the seller's stock away: five to thirty orders that are never paid, within three days."""
    rng = life.rng
    sku, first = rng.choice(life.sales).sku if life.sales else "SKU-0", moment(life, 4, 8)
    receiver = people.person("JP", rng), people.address("JP", rng)
    for _ in range(rng.randint(5, 30)):
        life.sales.append(_sale(life, first + timedelta(hours=rng.uniform(0, 70)), sku, "CVS", receiver, pending=True))


def cod_refused(life: Life) -> None:
    """Four to twelve parcels to be paid at the door are ordered and then refused."""
    rng = life.rng
    first = moment(life, 16, 40)
    receiver = people.person("JP", rng), people.address("JP", rng)
    for _ in range(rng.randint(4, 12)):
        made = _sale(life, first + timedelta(hours=rng.uniform(0, 120)), "SKU-1", "COD", receiver)
        made.returned = made.at + timedelta(days=rng.uniform(4, 9))
        life.sales.append(made)


def _sale(
    life: Life, at: datetime, sku: str, payment: str, receiver: tuple[str, Address], pending: bool = False
) -> Sale:
    name, address = receiver
    return Sale(
        at=at, attack=True, id=life.order_id(), sku=sku, payment=payment, name=name, address=address, pending=pending
    )
