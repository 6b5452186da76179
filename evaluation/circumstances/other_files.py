"""Other files: a second service's log, a seller's orders, the page of payments."""

from evaluation.circumstances._shared import BROWSER, audit
from evaluation.simulate import people
from evaluation.simulate.clean import moments
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Sale


def second_service(life: Life) -> None:
    """A second account with mistyped passwords, a changed password and a new security key, all at home."""
    rng = life.rng
    since = life.end - rng.uniform(120, 400) * DAY
    operator, ip = life.home.lines[0]
    for at in moments(life, rng.uniform(15, 60), since):
        agent = BROWSER.format(v=110 + int((at - life.start) / (35 * DAY)))
        tries = rng.choice((0, 0, 0, 0, 1, 1, 2, 3))
        for number in range(tries):
            life.audits.append(audit(at, number, "user.failed_login", operator.near(ip, rng), operator.country, agent))
        life.audits.append(audit(at, tries, "user.login", operator.near(ip, rng), operator.country, agent))
        if rng.random() < 0.06:
            action = rng.choice(("user.change_password", "two_factor_authentication.enabled", "user.add_email"))
            life.audits.append(audit(at, tries + 3, action, operator.near(ip, rng), operator.country, agent))


def sales(life: Life) -> None:
    """A small seller: some tens of orders in the last weeks, some paid at a convenience store, some refused."""
    rng = life.rng
    skus = [f"SKU-{number}" for number in range(rng.randint(3, 12))]
    for at in moments(life, rng.uniform(150, 700), life.end - 45 * DAY):
        payment = rng.choice(("", "", "", "CVS"))
        waiting = payment == "CVS" and rng.random() < 0.4 and at > life.end - 6 * DAY
        back = at + 9 * DAY if rng.random() < 0.03 and at < life.end - 12 * DAY else None
        life.sales.append(
            Sale(
                at=at,
                id=life.order_id(),
                sku=rng.choice(skus),
                payment=payment,
                name=people.person("JP", rng),
                address=people.address("JP", rng),
                pending=waiting,
                returned=back,
            )
        )


def payments_page(life: Life) -> None:
    """The page of payments is handed in as well."""
    life.options.transactions = True
