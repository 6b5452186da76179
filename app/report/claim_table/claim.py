"""A claim, and the details that the units of recognition hold about the rows that findings cite."""

from collections.abc import Mapping, Sequence

import polars as pl
from msgspec import Struct

from analyzers.book.entries import Units, money
from analyzers.events.ids import hashed
from analyzers.events.marks import Money, Value
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_money, open_status
from analyzers.events.stored import moment
from analyzers.features.placed_orders import by_card
from analyzers.findings.finding import Place
from app.report.model import Report

TAGS_OF_TABLES = {"orders": "order", "refunds": "refund", "ledger": "gift_card", "changes": "account"}


class Detail(Struct, frozen=True):
    """The details of a row beyond its cells, from the stored units (``app.report.stored_units``). ``units`` are all
    lines of its order, else the ``unit`` alone."""

    unit: int
    event: str  # the id of the event
    table: str
    at_basis: str | None = None
    shop: str | None = None
    order: str | None = None
    name: str = ""
    payment: str | None = None
    recipient: str | None = None
    change: str = ""
    status: str | None = None
    open_money: Money | None = None
    units: tuple[int, ...] = ()


class Claim(Struct, frozen=True):
    """One row.

    ``number`` is its position in the order of time, under which every letter and the summary name it; ``items`` are
    products or other names; ``paid_by_card`` is null where the files do not say. ``lost`` is what it cost and
    ``came_back`` how much of that came back (``analyzers.book.losses``), null where nothing; ``suspected``: an alarm or
    a proof is about it; ``findings`` are the ids of the findings that cite it; ``units`` are its units, empty where
    they are not known; ``change`` is the kind of a change of an account (``CHANGE_KINDS``); ``list_kind`` is what the
    list in the picture is that shows it (``File.list_kind``).
    """

    table: str
    answer: str | None
    at: str | None
    at_basis: str | None
    zone: str | None
    shop: str | None
    order: str
    items: Sequence[str]
    money: Money | None
    payment: str | None
    payee: str | None
    recipient: str | None
    paid_by_card: bool | None
    tags: frozenset[str]
    number: int = 0
    country: str = ""
    device: Value = ""
    address: str = ""
    place: Value = ""  # from where and with what a sign-in was (``analyzers.book.sign_in_places``)
    status: str | None = None  # pending | declined | reversed, for a payment whose ``money`` is not lost
    lost: Money | None = None
    came_back: Money | None = None
    suspected: bool = False
    findings: frozenset[str] = frozenset()
    units: tuple[int, ...] = ()
    change: str = ""
    list_kind: str = ""


Lists = Mapping[tuple[int, str], str]  # what the lists in pictures are, by upload and path


def lists_of(report: Report) -> Lists:
    """What the lists in the pictures of a report are."""
    return {(file.upload, file.path): file.list_kind for file in report.files if file.list_kind}


def details(units: Units, report: Report) -> dict[Place, Detail]:
    """The details of the rows that the findings of a report cite, from the units of the case."""
    cited = {row.place for finding in report.findings for row in finding.evidence}
    columns = ("path", "line", "record")
    frame = units.frame
    wanted = pl.DataFrame(list(cited), schema={name: frame.schema[name] for name in columns}, orient="row")
    places = pl.concat([frame.select("unit", *columns), units.copies.select("unit", *columns)])
    cited_units = places.join(wanted, on=columns, how="semi", nulls_equal=True).join(
        frame, on="unit", maintain_order="left"
    )
    lines = _lines(frame, cited_units)
    known: dict[Place, Detail] = {}
    for row in cited_units.iter_rows(named=True):
        detail = Detail(
            unit=row["unit"],
            event=hashed(row["key"]),
            table=row["table"],
            at_basis=row["at_basis"],
            shop=row["shop"],
            order=row["order_id"],
            name=row["name"] or "",
            payment=None if row["card"] == "unknown" else row["card"],
            recipient=row["more"] if row["table"] == "orders" else None,
            change=change_of(row),
            status=open_status(row["table"], row),
            open_money=open_money(row["table"], row),
            units=lines.get((row["shop"], row["order_id"]), (row["unit"],))
            if row["table"] == "orders"
            else (row["unit"],),
        )
        known.setdefault((row["path"], row["line"], row["record"]), detail)
    return known


def _lines(frame: pl.DataFrame, cited_units: pl.DataFrame) -> dict[tuple[str | None, str | None], tuple[int, ...]]:
    """The units of all lines of the orders that are among ``cited_units``, by shop and number of the order."""
    orders = cited_units.filter((pl.col("table") == "orders") & pl.col("order_id").is_not_null())
    lines = frame.filter(pl.col("table") == "orders").join(
        orders.select("shop", "order_id").unique(), on=["shop", "order_id"], how="semi", nulls_equal=True
    )
    units: dict[tuple[str | None, str | None], tuple[int, ...]] = {}
    for shop, order, unit in lines.select("shop", "order_id", "unit").iter_rows():
        units[shop, order] = (*units.get((shop, order), ()), unit)
    return units


def of_units(units: pl.DataFrame, answer: str, lists: Lists) -> dict[int, Claim]:
    """The claims of units that all have this answer, by unit."""
    return {row["unit"]: _claim_of_unit(row, answer, lists) for row in units.iter_rows(named=True)}


def _claim_of_unit(row: Row, answer: str, lists: Lists) -> Claim:
    return Claim(
        table=row["table"],
        answer=answer,
        at=moment(row["at"]),
        at_basis=row["at_basis"],
        zone=row["zone"],
        shop=row["shop"],
        order=row["order_id"] or "",
        items=[row["name"]] if row["name"] and row["table"] != "logins" else [],
        money=money(row) or open_money(row["table"], row),
        payment=None if row["card"] == "unknown" else row["card"],
        payee=row["name"] if row["table"] == "payments" else None,
        recipient=row["more"] if row["table"] == "orders" else None,
        change=change_of(row),
        paid_by_card=by_card(row["card"]),
        tags=frozenset({tag(row["table"], row["card"])}),
        status=open_status(row["table"], row),
        units=(row["unit"],),
        list_kind=lists.get((row["upload"], row["path"]), ""),
    )


def change_of(row: Row) -> str:
    """The kind of the change that a unit is; empty for other units."""
    return str(row["more"] or "") if row["table"] == "changes" else ""


def tag(table: str, payment: str | None = None) -> str:
    """The tag of a row by its table and payment, whatever its finding is about."""
    return "points" if table == "ledger" and payment == "points" else TAGS_OF_TABLES.get(table, table)
