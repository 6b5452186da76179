"""Links the charges of shops on statements of cards, banks and payment services to orders."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

import polars as pl

from analyzers.events.catalogue import Catalogue, StatementNames
from analyzers.events.coverage import Coverage, provider
from analyzers.events.history import History
from analyzers.events.statuses import counts
from analyzers.features.payees import payee, statements
from analyzers.features.placed_orders import BALANCE_WORDS, by_card

CHARGE_DELAY = timedelta(days=35)  # after the order: a parcel is charged when it is sent
PREORDER_DELAY = timedelta(days=300)  # after the order, for goods that are not out yet
TIME_ZONE_SLACK = timedelta(days=2)  # local days begin earlier than UTC days, and end a day after they begin
MAX_PARCEL_ITEMS = 6  # items of an order whose every division into parcels is tried
_SHOWN = ("row", "at", "at_basis", "amount_minor", "currency", "merchant")
_MAX_NEAR_ORDERS = 500  # orders considered about the time of one charge
_ALL = -1  # all items of an order, as bits

_Charge = tuple[int, datetime, int]  # place in its list, time, amount
_Offer = tuple[int, datetime, int, int]  # amount, time, number of the order, its items as bits


def measure(history: History) -> list[pl.DataFrame]:
    """The charges of shops on statements (see ``shop_charges``)."""
    return shop_charges(history.tables["payments"], history.bought["orders"], history.periods, history.catalogue)


def shop_charges(
    payments: pl.DataFrame, orders: pl.DataFrame, periods: Coverage, catalogue: Catalogue
) -> list[pl.DataFrame]:
    """For every statement the charges for goods of a known shop, oldest first, with their ``state``.

    ``explained``: an order of about that time, or items of one, cost the same (each explains one charge), an order with
    an uncertain charge may contain it, or the money was refunded. ``unexplained``: the order lists cover that time and
    contain no such order. Otherwise the reason why this is not known (see ``Coverage.place``).
    """
    name = pl.col("merchant").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    frames = []
    for statement in statements(payments, catalogue):
        for names in catalogue.shops:
            goods = (pl.col("payee") == names.family) & name.str.contains(names.goods)
            shop = pl.lit(f"{names.family}.") + name.str.extract(names.site).replace(dict(names.short))
            charges = statement.filter(goods & ~name.str.contains(names.others)).with_columns(shop=shop)
            bought = orders.filter((provider() == names.family) & pl.col("order_id").is_not_null())
            if charges.height:
                states = _states(
                    charges, _refunds(statement, payments, names), bought, statement["at"][0], periods, names
                )
                frames.append(pl.concat([charges.select(_SHOWN), states], how="horizontal"))
    return frames


def _states(
    charges: pl.DataFrame,
    came_back: list[_Offer],
    orders: pl.DataFrame,
    since: datetime,
    periods: Coverage,
    names: StatementNames,
) -> pl.DataFrame:
    """The ``state`` of the charges of one statement, which begins at ``since``."""
    currency = charges["currency"][0]
    mine = orders.filter(pl.col("currency") == currency)
    rows: list[_Charge] = list(charges.select(place=pl.int_range(pl.len()), at="at", amount="amount_minor").iter_rows())
    left = {place for place, _, _ in _unexplained(rows, mine, came_back, since)}
    shops = {None, *charges["shop"]} if None in mine["shop"] else set(mine["shop"])
    states: list[str] = []
    for place, (at, shop) in enumerate(charges.select("at", "shop").iter_rows()):
        if place not in left:
            states.append("explained")
        elif shop is not None and shop not in shops:
            states.append("other_shop")
        else:
            where = periods.place(at, names.family, shop, currency, CHARGE_DELAY, TIME_ZONE_SLACK, False).where
            states.append("unexplained" if where == "covered" else where)
    return pl.DataFrame({"state": states}, {"state": pl.String})


def _refunds(statement: pl.DataFrame, payments: pl.DataFrame, names: StatementNames) -> list[_Offer]:
    """The refunds of the shop on the same statement, oldest first."""
    same = (pl.col(name).eq_missing(pl.lit(statement[name][0])) for name in ("source", "currency"))
    back = payments.filter(*same, counts(), pl.col("amount_minor") < 0, pl.col("at").is_not_null()).sort("at")
    rows = back.select(-pl.col("amount_minor"), "at", number=pl.int_range(pl.len()), items=pl.lit(_ALL))
    by = [bool(name) and payee(name, [names]) == names.family for name in back["merchant"]]
    return [row for row, own in zip(rows.iter_rows(), by, strict=True) if own]


def _unexplained(
    charges: list[_Charge], orders: pl.DataFrame, came_back: list[_Offer], since: datetime
) -> list[_Charge]:
    """The charges that no order or refund explains."""
    whole = _whole(
        orders.filter(pl.col("at").is_between(charges[0][1] - PREORDER_DELAY, charges[-1][1] + TIME_ZONE_SLACK))
    )
    amounts = pl.Series([amount for _, _, amount in charges]).unique()
    full, parcels = _full(whole, amounts), _parcels(whole, amounts)
    used: dict[int, int] = defaultdict(int)
    left = _match_offers(charges, full, used, CHARGE_DELAY, TIME_ZONE_SLACK)
    left = _match_offers(left, parcels, used, CHARGE_DELAY, TIME_ZONE_SLACK)
    # What was ordered before the list begins may have been charged before.
    awaited = sorted((order for order in (*full, *parcels) if order[1] >= since), key=lambda order: order[1:])
    left = _match_offers(left, awaited, used, PREORDER_DELAY, TIME_ZONE_SLACK)
    left = _match_offers(left, came_back, defaultdict(int), 0 * CHARGE_DELAY, CHARGE_DELAY)
    return _without_uncertain_orders(left, whole, used)


def _whole(lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each order, oldest first: its number ``order``, ``at``, the costs of its ``items`` and their
    ``total`` (null if one is unknown). ``open``: the charge is uncertain, because another payment method paid a part
    or there are too many items to try all parcels."""
    ways = lines["payment"].drop_nulls().unique()
    mixed = [way for way in ways if by_card(way) and re.search(BALANCE_WORDS, way)]
    items = pl.col("total_minor").filter(pl.col("total_minor") > 0)
    unknown = pl.col("total_minor").is_null() & (pl.col("status") != "cancelled").fill_null(True)
    return (
        lines.group_by("shop", "order_id")
        .agg(
            pl.col("at").min(),
            items=items,
            open=pl.col("payment").is_in(mixed).any() | (items.len() > MAX_PARCEL_ITEMS),
            unknown=unknown.any(),
        )
        .sort("at", "order_id")
        .with_row_index("order")
        .with_columns(total=pl.when(~pl.col("unknown")).then(pl.col("items").list.sum()))
    )


def _full(whole: pl.DataFrame, amounts: pl.Series) -> list[_Offer]:
    """The orders that cost one of these amounts, oldest first."""
    return list(_offers(whole, pl.col("total"), _ALL, amounts).iter_rows())


def _parcels(whole: pl.DataFrame, amounts: pl.Series) -> list[_Offer]:
    """The parts of orders that cost one of these amounts, oldest first."""
    offers: list[_Offer] = []
    for number in range(2, MAX_PARCEL_ITEMS + 1):
        orders = whole.filter(pl.col("items").list.len() == number)
        for bits in range(1, 2**number - 1) if orders.height else ():
            cost = pl.sum_horizontal(pl.col("items").list.get(n) for n in range(number) if bits >> n & 1)
            offers += _offers(orders, cost, bits, amounts).iter_rows()
    return sorted(offers, key=lambda offer: offer[1:])


def _offers(orders: pl.DataFrame, cost: pl.Expr, items: int, amounts: pl.Series) -> pl.DataFrame:
    return orders.select(cost.alias("cost"), "at", "order", items=pl.lit(items)).filter(
        pl.col("cost").is_in(amounts.implode())
    )


def _match_offers(
    charges: Iterable[_Charge], offers: Iterable[_Offer], used: dict[int, int], before: timedelta, after: timedelta
) -> list[_Charge]:
    """The charges (oldest first) without an offer of their amount from ``before`` their time until ``after`` it. A
    charge takes the oldest fitting offer, whose items are then ``used``."""
    waiting: dict[int, deque[_Offer]] = defaultdict(deque)
    for offer in offers:
        waiting[offer[0]].append(offer)
    left = []
    for charge in charges:
        _, at, amount = charge
        line = waiting[amount]
        while line and (line[0][1] < at - before or used[line[0][2]] & line[0][3]):
            line.popleft()
        if line and line[0][1] <= at + after:
            used[line[0][2]] |= line[0][3]
        else:
            left.append(charge)
    return left


def _without_uncertain_orders(charges: Iterable[_Charge], whole: pl.DataFrame, used: dict[int, int]) -> list[_Charge]:
    """The charges that no remaining order with an uncertain charge can explain."""
    orders = whole.filter(pl.col("open") | pl.col("unknown")).select("order", "at", "total").rows()
    unused = {order: total for order, _, total in orders if not used[order]}
    times = [at for _, at, _ in orders]
    left = []
    for charge in charges:
        _, at, amount = charge
        last = bisect_right(times, at + TIME_ZONE_SLACK)
        near = orders[max(bisect_left(times, at - CHARGE_DELAY), last - _MAX_NEAR_ORDERS) : last]
        fits = (order for order, _, _ in near if order in unused and (unused[order] is None or unused[order] >= amount))
        order = next(fits, None)
        if order is None:
            left.append(charge)
        elif unused[order] is not None:
            unused[order] -= amount
    return left
