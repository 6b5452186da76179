"""The saved gift-card balance is spent, and its history sometimes changed."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import enter_after_phishing, enter_with_password, sign_in
from evaluation.attacks.steps import (
    PHONES,
    STOCK,
    drop_recipient,
    fill_balance,
    line_worth,
    moment,
    moments_apart,
    order,
    recent_moment,
    record_loot,
    spend_on_hidden_order,
    uneven_parts,
    unknown_recipient,
    yen,
)
from evaluation.simulate import goods
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line, Loot


@attack("E")
def balance_drained_unseen(life: Life) -> None:
    """The whole balance goes within a day, for orders that the list does not show."""
    at = _save_balance(life)
    parts = life.rng.randint(1, 3)
    whole = life.spendable(at)
    for number in range(parts):
        amount = whole // parts if number < parts - 1 else whole - whole // parts * (parts - 1)
        spend_on_hidden_order(life, at + timedelta(hours=3 * number), amount)


@attack("E")
def balance_drained_in_sight(life: Life) -> None:
    """The balance pays for gift cards or goods that stand in the list, sent to a stranger."""
    at = _save_balance(life)
    whole = life.spendable(at)
    amount = round(whole * life.rng.uniform(0.85, 1.0))
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    name, place = unknown_recipient(life)
    bought = order(
        life, at, [Line("B004N3APGO", ja if life.home.country == "JP" else en, amount)], name=name, address=place
    )
    record_loot(life, amount, bought, life.use_balance(bought, amount, attack=True))


@attack("E")
def history_cut(life: Life) -> None:
    """A use of the balance is missing from its history, so that the balances no longer follow."""
    at = _save_balance(life)
    amount = max(1, life.spendable(at) * life.rng.randint(30, 90) // 100)
    hidden = order(life, at, [Line("B0HIDDEN00", "hidden", amount)], listed=False)
    entry = life.use_balance(hidden, amount, attack=True)
    entry.shown = False
    life.add_balance(at + timedelta(hours=life.rng.uniform(26, 60)), 500)
    _neighbours(life, amount, entry.at)


@attack("E")
def balance_edited(life: Life) -> None:
    """One balance is shown higher or lower than it is."""
    at = _save_balance(life)
    amount = life.rng.choice((500, 1000, 3000, 5000))
    forged = life.add_balance(at, 1000, attack=True)
    forged.off = life.rng.choice((-1, 1)) * amount
    life.add_balance(at + timedelta(hours=life.rng.uniform(26, 60)), 500)
    _neighbours(life, amount, forged.at)


def _save_balance(life: Life) -> datetime:
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


@attack("G", takes_money=False)
def codes_laundered(life: Life) -> None:
    """Codes that were stolen elsewhere are registered and spent within hours on goods for a stranger."""
    at = moment(life)
    sign_in(life, at, 0.7)
    name, place = unknown_recipient(life)
    amount = yen(life, life.rng.choice((20_000, 30_000, 50_000)))
    life.unspend(at - DAY)
    life.add_balance(at, amount, attack=True)
    bought = order(
        life, at + timedelta(hours=2), [Line("B0GOODS000", "ゲーム機 本体", amount)], name=name, address=place
    )
    life.use_balance(bought, amount, attack=True)


@attack("I")
def balance_piece_by_piece(life: Life) -> None:
    """A saved balance goes within about three days: small things, each in sight, all to the same stranger."""
    rng, at = life.rng, recent_moment(life, 8, 90)
    enter_with_password(life, at)
    fill_balance(life, at, 12_000, 50_000)
    life.unspend(at - DAY)
    name, place = unknown_recipient(life)
    for amount in uneven_parts(life, min(life.spendable(at), yen(life, 60_000)), rng.randint(4, 8)):
        kind = rng.choice((goods.KINDS[0], goods.KINDS[3], goods.KINDS[4], goods.KINDS[5], goods.KINDS[7]))
        bought = Line(goods.asin(rng), goods.title(kind, life.home.country, rng), amount)
        made = order(life, at, [bought], name=name, address=place)
        record_loot(life, amount, made, life.use_balance(made, amount, attack=True))
        at += timedelta(hours=rng.uniform(3, 18))


@attack("J")
def balance_then_card(life: Life) -> None:
    """A expensive thing takes the whole saved balance, as the shop proposes it, and the rest from the owner's card."""
    rng, home = life.rng, life.home
    times = moments_apart(life, [rng.uniform(0.003, 1.5) for _ in range(rng.choice((0, 0, 1, 1, 2)))])
    at = times[0]
    enter_after_phishing(life, at)
    fill_balance(life, at, 2_000, 20_000)
    life.unspend(at - DAY)
    name, place = drop_recipient(life) if rng.random() < 0.8 else (home.name, home.address)
    for at in times:
        kind = rng.choice((PHONES, PHONES, goods.EXPENSIVE[0], goods.KINDS[8], STOCK))
        bought, saved = [line_worth(life, kind, 5_000)], life.spendable(at)
        while len(bought) < 4 and sum(one.minor for one in bought) < saved:
            bought.append(line_worth(life, PHONES, 5_000))
        made = order(life, at, bought, name=name, address=place)
        amount = min(saved, made.total)
        used = [life.use_balance(made, amount, attack=True)] if amount else []
        record_loot(life, made.total, made, *used)
