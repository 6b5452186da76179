"""The owner's answers row by row: the table of a letter and of the summary's first page.

A claim is one thing of the history: an order with all its lines, a refund, an entry of a balance, a payment, a change,
a sign-in. Only an answer about a row makes it a claim; titles of detectors do not.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address

from msgspec import structs

from analyzers.book.entries import Units
from analyzers.book.losses import Total, amounts, totals
from analyzers.book.sign_in_places import words
from analyzers.events.answers import DENIED, RECOGNISED, REFUND_TABLES, UNPAID
from analyzers.events.marks import ALARMS, Money, Sentence, Value
from analyzers.features.placed_orders import by_card
from analyzers.findings.assemble import Assembled, Examined
from analyzers.findings.finding import CHARGED, Evidence, Finding, Place
from analyzers.rules.contract import tags_of
from app.report.claim_table.claim import Claim, Detail, details, lists_of, of_units, tag
from app.report.model import Report
from checklists.sites import is_order_number

# If two answers apply to one row, the earlier one here counts.
MOST_CAREFUL_FIRST = ("not_mine", UNPAID, "not_sure", None)

Answer = Callable[[Finding, Evidence, "Detail | None"], str | None]
Row = tuple[Finding, Evidence, "Detail | None", str | None]


def of_finding(finding: Finding, row: Evidence, detail: Detail | None) -> str | None:
    """The answer to a row where only findings are answered: the answer to its finding."""
    return finding.verdict


def claims(
    report: Report,
    known: Mapping[Place, Detail] | None = None,
    answer: Answer = of_finding,
    more: Mapping[int, Claim] | None = None,
    units: Units | None = None,
) -> list[Claim]:
    """Every row that a finding asks about and nobody recognised, each once: denied rows, rows that the owner is not
    sure of, and unanswered rows, in the order of time, sign-ins last.

    ``known`` are the ``details`` of rows; ``answer`` gives the answer that counts for a row of a finding: ``not_mine``,
    ``mine_unpaid``, ``not_sure``, or null without an answer; ``more`` are claims by unit that no finding may be about.
    ``units`` say what each row cost and what came back; without them, the row itself does.
    """
    first_rows: dict[object, Row] = {}
    about: dict[object, list[Finding]] = {}
    for finding, row, detail, answer_of_row in sorted(
        _rows(report, known or {}, answer), key=lambda asked_row: MOST_CAREFUL_FIRST.index(asked_row[3])
    ):
        key = detail.unit if detail else row.place
        first = first_rows.setdefault(key, (finding, row, detail, answer_of_row))
        if detail and row.table == detail.table != first[1].table:  # the event itself, not one that repeats it
            first_rows[key] = finding, row, detail, first[3]
        about.setdefault(key, []).append(finding)
    lists = lists_of(report)
    every = [
        structs.replace(_claim(*first, about[key]), list_kind=lists.get((first[1].upload, first[1].path), ""))
        for key, first in first_rows.items()
    ]
    every += [claim for unit, claim in (more or {}).items() if unit not in first_rows]
    result = sorted(_by_order(_without_payments(every)), key=_place)
    if units is not None:
        result = _with_amounts(result, units)
    return [structs.replace(claim, number=number) for number, claim in enumerate(result, 1)]


def _with_amounts(claims: Sequence[Claim], units: Units) -> list[Claim]:
    """The claims with what they cost and what came back, taken from the units."""
    answers = {unit: claim.answer for claim in reversed(claims) for unit in claim.units}
    known = [claim for claim in claims if claim.units]
    amounts_of = dict(
        zip(
            map(id, known), amounts(units.frame, units.arrivals, [claim.units for claim in known], answers), strict=True
        )
    )
    disowned = {
        (claim.shop, claim.order)
        for claim in claims
        if claim.answer in DENIED and claim.table == "orders" and claim.order
    }
    counted = [_with_amount(claim, *amounts_of[id(claim)]) if claim.units else claim for claim in claims]
    arrived = frozenset(units.arrivals.filter("shown")["unit"].drop_nulls())
    return [_with_refund(claim, disowned, arrived) if claim.answer == UNPAID else claim for claim in counted]


def _with_refund(claim: Claim, disowned: Collection[tuple[str | None, str]], arrived: frozenset[int]) -> Claim:
    """A refund whose money did not come to the owner, as a loss; unless its order is lost, which counts already, or
    the owner's balance or statement shows the money (``arrived``, units)."""
    counts = claim.table in REFUND_TABLES and (claim.shop, claim.order) not in disowned
    counts = counts and arrived.isdisjoint(claim.units)
    lost = Money(abs(claim.money.minor), claim.money.currency) if claim.money and counts else None
    return structs.replace(claim, lost=lost, came_back=None)


def _with_amount(claim: Claim, lost: Money | None, came_back: Money | None) -> Claim:
    money = lost if lost and claim.table == "orders" else claim.money
    return structs.replace(claim, lost=lost, came_back=came_back, money=money)


def _place(claim: Claim) -> tuple[int, bool, bool, str]:
    return MOST_CAREFUL_FIRST.index(claim.answer), claim.table == "logins", claim.at is None, claim.at or ""


def _rows(report: Report, known: Mapping[Place, Detail], answer: Answer) -> Iterator[Row]:
    """The rows that findings ask about: the rows that led to them and, where a finding was denied, the rows that its
    sentence counts. Recognised rows are left out."""
    for finding in report.findings:
        tags = tags_of(finding.detector)
        if finding.verdict in RECOGNISED or "coverage" in tags:
            continue
        sign_in = _sign_in(finding)
        for row in finding.evidence:
            if row.table == "logins" and sign_in is not None and row is not sign_in:
                continue
            detail = known.get(row.place)
            counting = answer(finding, row, detail)
            if counting == UNPAID and row.table not in REFUND_TABLES:  # all but the money is the owner's
                continue
            if counting not in RECOGNISED and (row.role == "trigger" or (counting in DENIED and row.counted)):
                yield finding, row, detail, counting


def _sign_in(finding: Finding) -> Evidence | None:
    """The suspicious sign-in of a finding. The finding may cite a sign-in of the owner too, but its sentence gives the
    time of the suspicious one."""
    triggers = [row for row in finding.evidence if row.role == "trigger"]
    if "sign_in" not in tags_of(finding.detector) or not triggers:
        return None
    at = str(finding.values.get("at")).partition("[")[0]
    return next((row for row in triggers if row.at == at), triggers[0])


def _claim(
    finding: Finding, row: Evidence, detail: Detail | None, answer: str | None, about: Sequence[Finding]
) -> Claim:
    """The claim of a row of a finding; ``about`` are all findings that cite it."""
    named = detail or Detail(-1, "", row.table)
    login = named.table == "logins"
    tags = frozenset({tag(named.table, named.payment)}.union(*(tags_of(each.detector) for each in about)))
    unexplained = "unknown_use" in tags or (detail is not None and named.table == "ledger" and _spent(row, named))
    status = row.status or named.status
    units = detail.units if detail and row.table != detail.table else (detail.unit,) if detail else ()
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
        recipient=named.recipient,
        change=named.change,
        paid_by_card=by_card(named.payment) if row.card is None else row.card,
        tags=tags,
        country=next((str(name) for each in about if (name := each.values.get("country"))), "") if login else "",
        device=next((name for each in about if (name := _device(each.values.get("device")))), "") if login else "",
        address=_address(row) if login else "",
        place=words(named.name) if login else "",
        status=status,
        lost=None if status else _lost(named.table, row.money, unexplained),
        suspected=any(each.severity in ALARMS or each.kind == "proof" for each in about),
        findings=frozenset(each.id for each in about),
        units=units,
    )


def _lost(table: str, money: Money | None, unexplained: bool) -> Money | None:
    """What a row cost by its own cells: a charge, or a balance used for an unknown order."""
    if money is None or not (table in CHARGED or unexplained) or (table == "payments" and money.minor < 0):
        return None
    return Money(abs(money.minor), money.currency)


def _spent(row: Evidence, detail: Detail) -> bool:
    """Whether an entry takes money out of a balance for something that is not in the files. Points are not money."""
    return row.money is not None and row.money.minor < 0 and detail.payment != "points"


def _device(value: Value | None) -> Value:
    """The device of a finding without the sentence around it."""
    return value.values.get("device", "") if isinstance(value, Sentence) else value or ""


def _order_number(row: Evidence) -> str:
    return next((cell for cell in row.fields.values() if cell and is_order_number(cell)), "")


def _address(row: Evidence) -> str:
    """The network address in a row, from the column that its file has for it."""
    for cell in row.fields.values():
        try:
            return str(ip_address((cell or "").strip()))
        except ValueError:
            continue
    return ""


def _without_payments(claims: Iterable[Claim]) -> list[Claim]:
    """The claims without payments for orders that are among the claims: a charge counts once."""
    some = list(claims)
    listed = {claim.order for claim in some if claim.table == "orders"} - {""}
    return [claim for claim in some if claim.table not in ("payments", "ledger") or claim.order not in listed]


def _by_order(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with all lines of an order combined into one, with their sum in each currency."""
    whole: dict[object, Claim] = {}
    for place, claim in enumerate(claims):
        currency = claim.money.currency if claim.money else ""
        key = (claim.shop, claim.order, currency, claim.answer) if claim.table == "orders" and claim.order else place
        whole[key] = _together(whole[key], claim) if key in whole else claim
    return list(whole.values())


def _together(first: Claim, second: Claim) -> Claim:
    card = True if True in (first.paid_by_card, second.paid_by_card) else first.paid_by_card
    return structs.replace(
        first,
        items=list(dict.fromkeys([*first.items, *second.items])),
        money=_sum(first.money, second.money),
        lost=_sum(first.lost, second.lost),
        paid_by_card=card,
        tags=first.tags | second.tags,
        suspected=first.suspected or second.suspected,
        findings=first.findings | second.findings,
        units=tuple(dict.fromkeys([*first.units, *second.units])),
    )


def _sum(first: Money | None, second: Money | None) -> Money | None:
    return Money(first.minor + second.minor, first.currency) if first and second else first or second


def of_assembled(report: Report, now: Assembled) -> list[Claim]:
    """The claims of a report with the findings of ``now``. The answer to the event of a row counts, else the answer to
    its finding as a whole. An answer about one row says nothing about the other rows of its finding."""
    entries = now.asking.units
    open_ = {unit: answer for unit, answer in now.asking.answers.items() if answer in ("not_sure", UNPAID)}

    def answer(finding: Finding, row: Evidence, detail: Detail | None) -> str | None:
        whole = finding.verdict if finding.id in now.answered else None
        own = now.asking.answers.get(detail.unit) if detail else now.direct.get(row.event)
        return own or whole

    lists = lists_of(report)
    more = {
        unit: claim
        for answer in ("not_sure", UNPAID)
        if (some := [unit for unit, answer_of_unit in open_.items() if answer_of_unit == answer])
        for unit, claim in of_units(entries.frame[some], answer, lists).items()
    }
    return claims(report, details(entries, report), answer, more, entries)


def unanswered(report: Report, examined: Examined) -> list[Claim]:
    """The claims of a run without any answers. Entries are made only where a finding needs them, because that takes
    seconds for a million events."""
    if all("coverage" in tags_of(finding.detector) for finding in report.findings):
        return []
    return claims(report, details(examined.entries, report), units=examined.entries)


def about(some: Iterable[Claim], findings: Iterable[str]) -> tuple[Total, ...]:
    """The sums of the claims that these findings (by their ids) cite."""
    wanted = set(findings)
    return totals(claim for claim in some if not wanted.isdisjoint(claim.findings))
