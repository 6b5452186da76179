"""Invented accounts whose tables add up exactly, written as people hand them in: in parts, twice, in any order."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from analyzers.events.history import History
from app.report.catalogue import catalogue
from tests.analyzers.detector_cases import COMMON, DEFAULTS, frame

Row = dict[str, Any]
START = datetime(2023, 1, 10, tzinfo=UTC)
DAYS = 700
SHOPS = (("amazon.co.jp", "JPY"), ("amazon.com", "USD"), ("amazon.co.uk", "GBP"))


@dataclass
class Account:
    """Rows by table, oldest first. The ledger's rows of one day are in the order in which they happened."""

    orders: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)


def account(chance: random.Random, shops: int | None = None) -> Account:
    """Orders in one to three shops, some paid from the balance; refunds of all, of a line or of a part of a line, to
    the card or the balance; codes that are added. Every balance follows and every refund has its order."""
    made = Account()
    held = {money: 0 for _, money in SHOPS}
    happened: list[tuple[datetime, str, Row]] = []
    own = SHOPS[: shops or chance.randint(1, 3)]
    for number in range(chance.randint(30, 80)):
        shop, money = chance.choice(own)
        at = START + timedelta(seconds=chance.randrange(DAYS * 86_400))
        order_id = f"249-{number:07d}-{chance.randrange(10**7):07d}"
        lines = [chance.randint(50, 9_000) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        made.orders += [
            event(
                "orders",
                at,
                shop,
                money,
                order_id,
                item_id=f"B{number}{place}",
                total_minor=line,
                payment="Visa - 1234",
            )
            for place, line in enumerate(lines)
        ]
        if chance.random() < 0.3:
            happened.append((at, "applied", {"order_id": order_id, "amount": -sum(lines), "money": money}))
        for amount in _refunded(chance, lines):
            later = at + timedelta(days=chance.randint(1, 60), seconds=chance.randrange(86_400))
            made.refunds.append(event("refunds", later, shop, money, order_id, amount_minor=amount))
            if chance.random() < 0.5:
                happened.append((later, "refund", {"order_id": order_id, "amount": amount, "money": money}))
    for at, kind, one in sorted(happened, key=lambda one: one[0]):
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        while held[one["money"]] + one["amount"] < 0:
            added = {
                "order_id": None,
                "amount": chance.choice((1_000, 3_000, 5_000, -one["amount"])),
                "money": one["money"],
            }
            _enter(made, held, day, "added", added)
        _enter(made, held, day, kind, one)
    for table in (made.orders, made.refunds):
        table.sort(key=lambda row: row["at"])
    return made


def _refunded(chance: random.Random, lines: list[int]) -> list[int]:
    kind = chance.random()
    if kind < 0.6:
        return []
    if kind < 0.75:
        return [sum(lines)]
    if kind < 0.9:
        return [chance.choice(lines)]
    part = chance.randint(1, sum(lines))
    return [one for one in (part, sum(lines) - part) if one]


def _enter(made: Account, held: dict[str, int], day: datetime, kind: str, one: Row) -> None:
    held[one["money"]] += one["amount"]
    row = {"kind": kind, "amount_minor": one["amount"], "balance_minor": held[one["money"]], "at_basis": "date_only"}
    made.ledger.append(event("ledger", day, None, one["money"], one["order_id"], **row))


def event(table: str, at: datetime, shop: str | None, money: str, order_id: str | None, **more: Any) -> Row:
    """One complete row."""
    given = {"at": at, "shop": shop, "currency": money, "order_id": order_id, **more}
    return {**COMMON, **DEFAULTS[table], **given}


def exports(made: Account, chance: random.Random) -> dict[int, dict[str, list[Row]]]:
    """What is handed in: one to three exports that each go from the first day to a later one, the newest with
    everything, and the ledger as saved pages. By upload; rows in the order of their files."""
    found: dict[int, dict[str, list[Row]]] = {}
    end = START + timedelta(days=DAYS * 2)
    cuts = sorted(START + timedelta(days=chance.randint(200, DAYS)) for _ in range(chance.randint(0, 2)))
    for upload, cut in enumerate([*cuts, end]):
        found[upload] = {
            table: _file(
                [row for row in getattr(made, table) if row["at"] <= cut], f"x{upload}.zip!/{table}.csv", chance
            )
            for table in ("orders", "refunds")
        }
    for page in pages(made.ledger, chance):
        found[len(found)] = {"ledger": page}
    return found


def _file(rows: list[Row], path: str, chance: random.Random) -> list[Row]:
    order = chance.choice((rows, rows[::-1], chance.sample(rows, len(rows))))
    return [{**row, "path": path, "line": line} for line, row in enumerate(order, 2)]


def pages(ledger: list[Row], chance: random.Random) -> list[list[Row]]:
    """The ledger cut into pages that touch or overlap, newest entry first or last, some of them saved twice; or one
    page of everything."""
    if not ledger:
        return []
    size = chance.choice((len(ledger), 7, 15, 40))
    overlap = chance.choice((0, 0, 1, 3)) if size > 3 else 0
    newest_first = chance.random() < 0.8
    starts = range(0, max(1, len(ledger) - overlap), size - overlap)
    cut = [(start, ledger[start : start + size]) for start in starts]
    cut = [one for one in cut for _ in range(1 + (chance.random() < 0.15))]
    made = []
    for number, (start, rows) in enumerate(chance.sample(cut, len(cut))):
        made.append(page(rows, f"page{number}.html", newest_first, start > 0, start + size < len(ledger)))
    return made


def page(rows: list[Row], path: str, newest_first: bool, before: bool, after: bool) -> list[Row]:
    """One page of entries (oldest first), which says whether the history goes on before and after it."""
    ends = {0: before, len(rows) - 1: after}
    listed = [{**row, "page_edge": ends.get(place, False)} for place, row in enumerate(rows)]
    listed = listed[::-1] if newest_first else listed
    return [
        {**row, "path": path, "line": 10 * place + 11, "position": place, "newest_first": newest_first}
        for place, row in enumerate(listed)
    ]


def history(found: dict[int, dict[str, list[Row]]]) -> History:
    """The history of what is handed in, each upload at another time."""
    frames: dict[str, list[pl.DataFrame]] = {}
    for upload, tables in found.items():
        for table, rows in tables.items():
            frames.setdefault(table, []).append(frame(table, [{**row, "upload": upload} for row in rows]))
    return History.build(frames, exports={upload: upload for upload in found}, catalogue=catalogue())
