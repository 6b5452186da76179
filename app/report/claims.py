"""What the owner's answers come to, row by row: the table of a letter and of the summary's first page.

A claim is one thing of the history: an order with all its lines, a refund, an entry of a balance, a payment, a change,
a sign-in. Only what somebody answered about a row makes a claim of it; the titles of detectors are no part of one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any

import polars as pl
from msgspec import Struct, structs

from analyzers.engine.detector import tags_of
from analyzers.engine.ids import hashed
from analyzers.events.facts import Money, Sentence, Value
from analyzers.events.statuses import open_money, open_status
from analyzers.features.placed_orders import by_card
from analyzers.recognition.units import Units
from app.report.model import CHARGED, Evidence, Finding, Place, Report
from app.report.stored import moment
from checklists.choose import CLEARED
from checklists.sites import is_order_number

# If two answers apply to one row, the earlier one here counts.
MOST_CAREFUL_FIRST = ("not_mine", "not_sure", None)
TAGS_OF_TABLES = {"orders": "order", "refunds": "refund", "ledger": "gift_card", "changes": "account"}


class Detail(Struct, frozen=True):
    """What the questions of recognition know of a row beyond its cells (``app.report.stored_units``)."""

    unit: int
    event: str  # the id of the event
    table: str
    at_basis: str | None = None
    shop: str | None = None
    order: str | None = None
    name: str = ""
    payment: str | None = None
    recipient: str | None = None
    status: str | None = None
    open_money: Money | None = None


class Claim(Struct, frozen=True):
    """One row. ``number`` is its place in the order of time, under which every letter and the summary name it;
    ``items`` are products or whatever names it; ``paid_by_card`` is null where the files do not say."""

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
    place: str = ""  # the place, network and system of a sign-in, as the files have them
    unexplained: bool = False  # the use of a balance for an order that no file holds
    status: str | None = None  # pending | declined | reversed: of a payment whose ``money`` is not lost

    @property
    def lost(self) -> Money | None:
        """The money that this cost: of a charge, and of a balance used for an unknown order."""
        if self.money is None or self.status or not (self.table in CHARGED or self.unexplained):
            return None
        return Money(abs(self.money.minor), self.money.currency)


def details(units: Units, report: Report) -> dict[Place, Detail]:
    """What the units of a case say of the rows that the findings of its report cite."""
    cited = {row.place for one in report.findings for row in one.evidence}
    columns = ("path", "line", "record")
    frame = units.frame
    wanted = pl.DataFrame(list(cited), schema={name: frame.schema[name] for name in columns}, orient="row")
    places = pl.concat([frame.select("unit", *columns), units.copies.select("unit", *columns)])
    found = places.join(wanted, on=columns, how="semi", nulls_equal=True).join(frame, on="unit", maintain_order="left")
    known: dict[Place, Detail] = {}
    for row in found.iter_rows(named=True):
        detail = Detail(
            unit=row["unit"],
            event=hashed(row["key"]),
            table=row["table"],
            at_basis=row["at_basis"],
            shop=row["shop"],
            order=row["order_id"],
            name=row["name"] or "",
            payment=None if row["card"] == "unknown" else row["card"],
            recipient=row["more"],
            status=open_status(row["table"], row),
            open_money=open_money(row["table"], row),
        )
        known.setdefault((row["path"], row["line"], row["record"]), detail)
    return known


Answer = Callable[[Finding, Evidence, "Detail | None"], str | None]
Row = tuple[Finding, Evidence, "Detail | None", str | None]


def of_units(units: pl.DataFrame, answer: str) -> dict[int, "Claim"]:
    """The claims of units, by unit, to all of which this is the answer."""
    return {row["unit"]: _claim_of_unit(row, answer) for row in units.iter_rows(named=True)}


def _claim_of_unit(row: Mapping[str, Any], answer: str) -> Claim:
    status = open_status(row["table"], row)
    known = row["minor"] is not None and row["currency"] and not status
    money = Money(row["minor"], row["currency"]) if known else open_money(row["table"], row)
    spent = row["kind"] == "balance_use" and money is not None
    return Claim(
        table=row["table"],
        answer=answer,
        at=moment(row["at"]),
        at_basis=row["at_basis"],
        zone=row["zone"],
        shop=row["shop"],
        order=row["order_id"] or "",
        items=[row["name"]] if row["name"] and row["table"] != "logins" else [],
        money=Money(-money.minor, money.currency) if money and spent else money,
        payment=None if row["card"] == "unknown" else row["card"],
        payee=row["name"] if row["table"] == "payments" else None,
        recipient=row["more"] if row["table"] == "orders" else None,
        paid_by_card=by_card(row["card"]),
        tags=frozenset({_tag(row["table"], row["card"])}),
        unexplained=spent,
        status=status,
    )


def of_finding(finding: Finding, row: Evidence, detail: Detail | None) -> str | None:
    """The answer to a row where only findings are answered: that of its finding."""
    return finding.verdict


def claims(
    report: Report,
    known: Mapping[Place, Detail] | None = None,
    answer: Answer = of_finding,
    more: Mapping[int, Claim] | None = None,
) -> list[Claim]:
    """Every row that a finding asks about and nobody recognised, each once: what was denied, what is not sure and
    what was not answered, in the order of time, sign-ins last.

    ``known`` are the ``details`` of rows; ``answer`` gives the answer that counts for a row of a finding: ``not_mine``,
    ``not_sure``, or null while there is none; ``more`` are claims by unit that no finding may be about.
    """
    found: dict[object, Row] = {}
    about: dict[object, list[Finding]] = {}
    for finding, row, detail, given in sorted(
        _rows(report, known or {}, answer), key=lambda one: MOST_CAREFUL_FIRST.index(one[3])
    ):
        key = detail.unit if detail else row.place
        first = found.setdefault(key, (finding, row, detail, given))
        if detail and row.table == detail.table != first[1].table:  # the event itself, not one that repeats it
            found[key] = finding, row, detail, first[3]
        about.setdefault(key, []).append(finding)
    every = [_claim(*one, about[key]) for key, one in found.items()]
    every += [one for unit, one in (more or {}).items() if unit not in found]
    made = _by_order(_without_payments(every))
    made.sort(key=_place)
    return [structs.replace(one, number=number) for number, one in enumerate(made, 1)]


def _place(one: Claim) -> tuple[int, bool, bool, str]:
    return MOST_CAREFUL_FIRST.index(one.answer), one.table == "logins", one.at is None, one.at or ""


def _tag(table: str, payment: str | None = None) -> str:
    """The tag of a row by itself, whatever its finding is about."""
    return "points" if table == "ledger" and payment == "points" else TAGS_OF_TABLES.get(table, table)


def _rows(report: Report, known: Mapping[Place, Detail], answer: Answer) -> Iterator[Row]:
    """The rows that findings ask about: those that led to them, and what their sentence counts where the answer was
    that it is nobody's. A row that somebody recognised is none."""
    for finding in report.findings:
        tags = tags_of(finding.detector)
        if finding.verdict in CLEARED or "coverage" in tags:
            continue
        sign_in = _sign_in(finding)
        for row in finding.evidence:
            if row.table == "logins" and sign_in is not None and row is not sign_in:
                continue
            detail = known.get(row.place)
            given = answer(finding, row, detail)
            if given not in CLEARED and (row.role == "trigger" or (given == "not_mine" and row.counted)):
                yield finding, row, detail, given


def _sign_in(one: Finding) -> Evidence | None:
    """The suspicious sign-in of a finding. It may cite one of the owner too, but its sentence gives the time of the
    suspicious one."""
    triggers = [row for row in one.evidence if row.role == "trigger"]
    if "sign_in" not in tags_of(one.detector) or not triggers:
        return None
    at = str(one.values.get("at")).partition("[")[0]
    return next((row for row in triggers if row.at == at), triggers[0])


def _claim(
    finding: Finding, row: Evidence, detail: Detail | None, answer: str | None, about: Sequence[Finding]
) -> Claim:
    """The claim of a row of a finding; ``about`` are all findings that cite it."""
    named = detail or Detail(-1, "", row.table)
    login = named.table == "logins"
    tags = frozenset({_tag(named.table, named.payment)}.union(*(tags_of(one.detector) for one in about)))
    return Claim(
        table=named.table,
        answer=answer,
        at=row.at or finding.at,
        at_basis=named.at_basis or finding.at_basis,
        zone=finding.zone,
        shop=named.shop or finding.shop,
        order=row.order or named.order or _order_number(row),
        items=[named.name] if named.name and not login else [],
        money=row.money or named.open_money,
        payment=named.payment,
        payee=row.payee,
        recipient=named.recipient if named.table == "orders" else None,
        paid_by_card=by_card(named.payment) if row.card is None else row.card,
        tags=tags,
        country=next((str(it) for one in about if (it := one.values.get("country"))), "") if login else "",
        device=next((it for one in about if (it := _device(one.values.get("device")))), "") if login else "",
        address=_address(row) if login else "",
        place=named.name if login else "",
        status=row.status or named.status,
        unexplained="unknown_use" in tags or (detail is not None and named.table == "ledger" and _spent(row, named)),
    )


def _spent(row: Evidence, detail: Detail) -> bool:
    """Whether an entry takes money out of a balance, for nothing that the files hold. Points are no money."""
    return row.money is not None and row.money.minor < 0 and detail.payment != "points"


def _device(given: Value | None) -> Value:
    """The device of a finding, without the sentence about it."""
    return given.values.get("device", "") if isinstance(given, Sentence) else given or ""


def _order_number(row: Evidence) -> str:
    return next((cell for cell in row.fields.values() if cell and is_order_number(cell)), "")


def _address(row: Evidence) -> str:
    """The network address in a row, in whichever column its file has it."""
    for cell in row.fields.values():
        try:
            return str(ip_address((cell or "").strip()))
        except ValueError:
            continue
    return ""


def _without_payments(made: Iterable[Claim]) -> list[Claim]:
    """The claims without the payments of orders that are among them: a charge counts once."""
    some = list(made)
    listed = {one.order for one in some if one.table == "orders"} - {""}
    return [one for one in some if one.table not in ("payments", "ledger") or one.order not in listed]


def _by_order(made: Iterable[Claim]) -> list[Claim]:
    """The claims with all lines of an order as one, and their sum in each currency."""
    whole: dict[object, Claim] = {}
    for place, one in enumerate(made):
        currency = one.money.currency if one.money else ""
        key = (one.shop, one.order, currency, one.answer) if one.table == "orders" and one.order else place
        whole[key] = _together(whole[key], one) if key in whole else one
    return list(whole.values())


def _together(first: Claim, second: Claim) -> Claim:
    money = first.money
    if money and second.money:
        money = Money(money.minor + second.money.minor, money.currency)
    card = True if True in (first.paid_by_card, second.paid_by_card) else first.paid_by_card
    return structs.replace(
        first,
        items=list(dict.fromkeys([*first.items, *second.items])),
        money=money,
        paid_by_card=card,
        tags=first.tags | second.tags,
    )


def total(some: Iterable[Claim]) -> list[Money]:
    """The money lost, for each currency, in the order in which they first occur."""
    sums: dict[str, int] = {}
    for money in (one.lost for one in some):
        if money:
            sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return [Money(minor, currency) for currency, minor in sums.items()]
