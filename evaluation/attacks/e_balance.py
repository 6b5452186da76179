"""Family E: the saved gift-card balance is spent, and its history sometimes changed."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import fill_balance, loot, moment, order, sign_in, spend_unseen, stranger
from evaluation.simulate import goods
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line, Loot

family = "E"


def balance_drained_unseen(life: Life) -> None:
    """The whole balance goes within a day, for orders that the list does not show."""
    at = _ready(life)
    parts = life.rng.randint(1, 3)
    whole = life.spendable(at)
    for number in range(parts):
        amount = whole // parts if number < parts - 1 else whole - whole // parts * (parts - 1)
        spend_unseen(life, at + timedelta(hours=3 * number), amount)


def balance_drained_in_sight(life: Life) -> None:
    """The balance pays for gift cards or goods that stand in the list, sent to a stranger."""
    at = _ready(life)
    whole = life.spendable(at)
    amount = round(whole * life.rng.uniform(0.85, 1.0))
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    name, place = stranger(life)
    bought = order(
        life, at, [Line("B004N3APGO", ja if life.home.country == "JP" else en, amount)], name=name, address=place
    )
    loot(life, amount, bought, life.use_balance(bought, amount, attack=True))


def history_cut(life: Life) -> None:
    """A use of the balance is missing from its history, so that the balances no longer follow."""
    at = _ready(life)
    amount = max(1, life.spendable(at) * life.rng.randint(30, 90) // 100)
    hidden = order(life, at, [Line("B0HIDDEN00", "hidden", amount)], listed=False)
    entry = life.use_balance(hidden, amount, attack=True)
    entry.shown = False
    life.add_balance(at + timedelta(hours=life.rng.uniform(26, 60)), 500)
    _neighbours(life, amount, entry.at)


def balance_edited(life: Life) -> None:
    """One balance is shown higher or lower than it is."""
    at = _ready(life)
    amount = life.rng.choice((500, 1000, 3000, 5000))
    forged = life.add_balance(at, 1000, attack=True)
    forged.off = life.rng.choice((-1, 1)) * amount
    life.add_balance(at + timedelta(hours=life.rng.uniform(26, 60)), 500)
    _neighbours(life, amount, forged.at)


def _ready(life: Life) -> datetime:
    at = moment(life, 6)
    sign_in(life, at, 0.6)
    fill_balance(life, at, 5_000, 60_000)
    life.unspend(at - DAY)
    return at


def _neighbours(life: Life, amount: int, at: datetime) -> None:
    """The rows beside the missing or changed one are what shows it."""
    shown = sorted((one for one in life.entries if one.shown and one.currency == life.currency), key=lambda one: one.at)
    place = next(number for number, one in enumerate(shown) if one.at >= at)
    life.loot.append(Loot(amount, life.currency, list(shown[max(0, place - 1) : place + 2])))
