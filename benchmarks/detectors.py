"""Run time of each detector, and of each feature that several of them share, on synthetic histories of two sizes."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any

import polars as pl

from analyzers.asking.state import recognise, unanswered
from analyzers.book.entries import units
from analyzers.events.history import History
from analyzers.events.marks import Gap, Mark
from analyzers.events.schemas import SCHEMAS
from analyzers.features import (
    archived,
    last_event,
    ledger_pages,
    order_charges,
    order_links,
    placed_orders,
    recipients,
    sign_ins,
    signals,
)
from analyzers.rules.contract import Detector, detectors
from analyzers.rules.run import run
from analyzers.rules.view import View
from app.report.catalogue import catalogue

START = datetime(2021, 1, 1, tzinfo=UTC)
YEARS = timedelta(days=5 * 365)
# (orders, sign-ins); a million events have refunds, gift-card entries, payments and changes among them as well.
SMALL, LARGE = (5_000, 20_000), (180_000, 720_000)
# In the order in which they are measured: each needs those before it.
FEATURES: tuple[ModuleType, ...] = (last_event, placed_orders, sign_ins, recipients, order_links, order_charges,
                                    signals, ledger_pages, archived)  # fmt: skip
RUNS = 3
JOINED = "one history of all files"
QUESTIONS = "the questions of recognition"


def frames(orders: int, logins: int) -> dict[str, list[pl.DataFrame]]:
    """The event tables of one history: orders at home, some gifts and gift cards, refunds and uses of the balance, two
    networks, journeys, now and then an unknown network, and at the end two expensive gift cards."""
    return {
        "orders": [_orders(orders)],
        "refunds": [_refunds(orders)],
        "returns": [_refunds(orders).drop("destination").head(orders // 40)],
        "ledger": [_ledger(orders), _ledger(orders // 4).with_columns(account=pl.lit("points"))],
        "payments": [_payments(orders)],
        "logins": [_logins(logins)],
        "changes": [_changes(max(20, logins // 2_000))],
    }  # fmt: skip


def _table(name: str, count: int, **columns: Any) -> pl.DataFrame:
    """``count`` rows spread over five years, with these columns (expressions of ``n``) and null elsewhere."""
    step = YEARS / count
    made = pl.select(n=pl.int_range(count, dtype=pl.Int64)).with_columns(
        at=pl.lit(START) + pl.col("n") * step, at_basis=pl.lit("stated"), upload=pl.lit(0), path=pl.lit(f"{name}.csv"),
        line=pl.col("n") + 2, **columns,
    ).drop("n")  # fmt: skip
    return made.select(
        pl.col(one).cast(kind) if one in made.columns else pl.lit(None, kind).alias(one)
        for one, kind in SCHEMAS[name].items()
    )


def _id(n: pl.Expr) -> pl.Expr:
    return pl.format("503-{}-{}", n // 10_000_000 + 1_000_000, n % 10_000_000 + 1_000_000)


def _every(count: int, offset: int = 0) -> pl.Expr:
    return pl.col("n") % count == offset


def _spread(most: int) -> pl.Expr:
    """Whole numbers below ``most`` that look random."""
    return (pl.col("n") * 2_654_435_761 + 12_345) % 4_294_967_296 % most


def _cost(order: pl.Expr, count: int) -> pl.Expr:
    """What an order costs; some are expensive, the last two most of all."""
    extra = pl.when(order >= count - 2).then(300_000).when(order % 211 == 0).then(90_000).otherwise(0)
    return 300 + (order * 2_654_435_761 + 12_345) % 4_294_967_296 % 4_000 + extra


def _orders(count: int) -> pl.DataFrame:
    home, gift = pl.lit("見本 太郎 100-0000 東京都千代田区見本町1-2-3"), "花子 {} 530-0001 大阪府大阪市北区梅田{}-1"
    places = max(1, count // 40)
    there = pl.format(gift, _spread(97), pl.col("n") // places + 1)
    card = pl.format("Visa - {}", pl.col("n") // 2_500 + 1000)
    last = pl.col("n") >= count - 2
    return _table(
        "orders", count, shop=pl.lit("amazon.co.jp"), source=pl.lit("amazon.order_history"), order_id=_id(pl.col("n")),
        item_id=pl.format("B{}", _spread(5_000)), quantity=pl.lit(1), total_minor=_cost(pl.col("n"), count),
        kind=pl.when(_every(307) | last).then(pl.lit("gift_card")).when(_every(401)).then(pl.lit("subscription"))
        .when(_every(17)).then(pl.lit("digital")).otherwise(pl.lit("other")),
        currency=pl.lit("JPY"), status=pl.lit("closed"), shipped=pl.lit(True), role=pl.lit("buyer"),
        payment=pl.when(_every(29)).then(pl.lit("コンビニ払い")).when(_every(211)).then(pl.lit("代金引換")).otherwise(card),
        address=pl.when(_every(53)).then(there).otherwise(home), billing=home, gift=_every(106),
    )  # fmt: skip


def _refunds(orders: int) -> pl.DataFrame:
    count = orders // 20
    return _table(
        "refunds", count, shop=pl.lit("amazon.co.jp"), source=pl.lit("amazon.your_orders_returns"),
        order_id=pl.when(_every(97)).then(_id(pl.col("n") * 20 + 9_000_000_000)).otherwise(_id(pl.col("n") * 20)),
        amount_minor=300 + (pl.col("n") * 20 * 2_654_435_761 + 12_345) % 4_294_967_296 % 4_000, currency=pl.lit("JPY"),
        status=pl.lit("completed"), role=pl.lit("buyer"),
        destination=pl.when(_every(31)).then(pl.lit("gift_card")).otherwise(pl.lit("card")),
    )  # fmt: skip


def _ledger(orders: int) -> pl.DataFrame:
    count = orders // 10
    use, top = -500, 5_500
    amount = pl.when(_every(12)).then(top).otherwise(use)
    return _table(
        "ledger", count, source=pl.lit("amazon.gift_card_page"), account=pl.lit("gift_card"), currency=pl.lit("JPY"),
        kind=pl.when(_every(12)).then(pl.lit("added")).otherwise(pl.lit("applied")),
        order_id=pl.when(~_every(12)).then(_id(pl.col("n") * 10)), amount_minor=amount, balance_minor=amount.cum_sum(),
        position=pl.col("n"), newest_first=pl.lit(False), page_edge=pl.lit(False),
    )  # fmt: skip


def _payments(orders: int) -> pl.DataFrame:
    count, card, charged = orders // 3, _every(2), _every(10)
    payee = pl.when(_every(997)).then("n").otherwise(_spread(200)).cast(pl.String)
    return _table(
        "payments", count, shop=pl.when(~card).then(pl.lit("amazon.co.jp")),
        source=pl.when(card).then(pl.lit("rakuten.card")).otherwise(pl.lit("amazon.transactions_page")),
        order_id=pl.when(~card).then(_id(pl.col("n") * 3)), currency=pl.lit("JPY"),
        amount_minor=pl.when(charged).then(_cost(pl.col("n") * 3, orders)).otherwise(300 + _spread(4_000)),
        status=pl.lit("completed"), method=pl.lit("Visa - 1000"),
        merchant=pl.when(charged).then(pl.lit("AMAZON.CO.JP"))
        .otherwise(payee.str.replace_many(list("0123456789"), list("abcdefghij"))),
    )  # fmt: skip


def _logins(count: int) -> pl.DataFrame:
    agent = "App : CHROME. App Version : {}.0. Os : {}. Os Version : 1. Device Type : PC."
    abroad, home = _every(997), _every(3)
    there, far = pl.col("n") // 997 % 250, pl.when(abroad)
    system = pl.when(abroad).then(pl.lit("LINUX")).when(_every(2)).then(pl.lit("WINDOWS")).otherwise(pl.lit("IOS_OS"))
    return _table(
        "logins", count, source=pl.lit("google.access_log"), service=pl.lit("google"), account=pl.lit("1"),
        ip=far.then(pl.format("198.51.{}.7", there)).otherwise(pl.format("203.0.113.{}", _spread(40))),
        prefix=far.then(pl.format("198.51.{}.0/24", there)).otherwise(pl.lit("203.0.113.0/24")),
        country=far.then(pl.lit("FR")).otherwise(pl.lit("JP")),
        asn=far.then(60_000 + pl.col("n") // 997).when(home).then(2516).otherwise(9605),
        network_kind=far.then(pl.lit("hosting")).when(home).then(pl.lit("unknown")).otherwise(pl.lit("carrier")),
        agent=pl.format(agent, 90 + pl.col("n") // 50_000, system), activity=pl.lit("Login"), success=~_every(41),
    )  # fmt: skip


def _changes(count: int) -> pl.DataFrame:
    kinds = ("device", "card", "password", "address")
    kind = pl.lit(kinds[0])
    for place, one in enumerate(kinds[1:], 1):
        kind = pl.when(_every(len(kinds), place)).then(pl.lit(one)).otherwise(kind)
    return _table(
        "changes", count, source=pl.lit("google.devices"), service=pl.lit("google"), kind=kind, asn=pl.lit(2516),
        what=pl.format("Visa - {}", pl.col("n") + 1000), ip=pl.lit("203.0.113.9"), country=pl.lit("JP"),
        removed=pl.lit(False),
    )  # fmt: skip


def _timed(what: Callable[[], Any]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def measure(orders: int, logins: int) -> dict[str, float]:
    """Seconds of the whole, of joining the files, of each feature and of each detector; the best of three runs."""
    given = frames(orders, logins)
    runs = [_once(given) for _ in range(RUNS)]
    return {name: min(one[name] for one in runs) for name in runs[0]}


def _once(given: dict[str, list[pl.DataFrame]]) -> dict[str, float]:
    seconds = {"all": _timed(lambda: run(History.build(given, catalogue=catalogue())))}
    seconds[JOINED] = _timed(lambda: History.build(given, catalogue=catalogue()))
    history = History.build(given, catalogue=catalogue())
    seconds["bought"] = _timed(lambda: history.bought)
    seconds |= {one.__name__.rpartition(".")[2]: _timed(partial(history.of, one.measure)) for one in FEATURES}
    for name, detector in detectors().items():
        seconds[name] = _timed(partial(_found, detector, View(history, detector)))
    seconds[QUESTIONS] = _timed(lambda: recognise(unanswered(units(history, ())), {}))
    return seconds


def _found(detector: Detector, view: View) -> list[Mark | Gap]:
    return list(detector.find(view))


def table() -> list[str]:
    """The lines of the table: milliseconds for both sizes, what takes longest first."""
    small, large = measure(*SMALL), measure(*LARGE)
    counts = [sum(one.height for some in frames(*size).values() for one in some) for size in (SMALL, LARGE)]
    lines = [f"| detector or shared view | {counts[0]:,} events | {counts[1]:,} events |", "|---|---|---|"]
    ranked = sorted((one for one in small if one != "all"), key=lambda one: (one not in detectors(), -large[one]))
    for name in ("all", *ranked):
        said = f"`{name}`" if name in detectors() else name
        lines.append(f"| {said} | {small[name] * 1000:,.1f} ms | {large[name] * 1000:,.0f} ms |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
