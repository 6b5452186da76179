"""Findings that come from the owner's answers alone: entries of some days that the owner does not
recognise. They are made from
the entries of the book and need neither a history nor a rule. Their id in JSON is ``case.disowned``."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from msgspec import structs

from analyzers import N_
from analyzers.book.entries import money
from analyzers.book.sign_in_places import readable_name
from analyzers.events.ids import hashed
from analyzers.events.marks import Money, Sentence, Value
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status
from analyzers.events.stored import moment, stored_values
from analyzers.events.values import note
from analyzers.features.placed_orders import by_card
from analyzers.findings.episodes import stoppable
from analyzers.findings.finding import Calculation, Evidence, Finding, Location
from analyzers.findings.happened import of_unit, together
from analyzers.findings.ids import finding_id
from analyzers.rules.contract import DISOWNED

TITLE_LABEL = N_("Something that you say is not yours")
MESSAGE_SENTENCE = N_("You said that this is not yours: {what}. From {at} to {last}. {money} {recipient} {payment}")
DAY_MESSAGE_SENTENCE = N_("You said that this is not yours: {what}. On {at}. {money} {recipient} {payment}")
INNOCENT_SENTENCE = N_("It may still be a forgotten purchase, or one of somebody at home. Ask everybody there, too.")
STORY_SENTENCE = N_("From {at} on, things that the account holder does not recognise: {what}. {money}")
MONEY_SENTENCE = N_("Together: {amounts}.")
BOTH_WAYS_SENTENCE = N_("Paid together: {amounts}. Refunds, points and money added together: {others}.")
NO_MONEY_SENTENCE = N_("No amount is known.")
RECIPIENT_SENTENCE = N_("Recipient: {names}.")
PAYMENT_SENTENCE = N_("Way of paying: {names}.")
OTHERWISE_SENTENCE = N_("With another answer there would be no such finding.")
MAX_NAMES = 5  # of different things that the sentence lists
PAID = ("orders", "payments")  # tables whose events name a way of paying


def disowned(runs: Sequence[pl.DataFrame], latest: datetime | None) -> list[Finding]:
    """One finding for each run of entries (``analyzers.asking.denied.runs``). ``latest`` is the time of the last event
    of the history."""
    return [_finding(run.rows(named=True), latest) for run in runs]


def _finding(rows: Sequence[Row], latest: datetime | None) -> Finding:
    """The finding of a run, which is named after its oldest event. Most runs have a few rows, for which plain Python is
    faster than Polars."""
    first, zone = rows[0], rows[0]["zone"]
    triggers = tuple(hashed(row["key"]) for row in rows)
    paid = [row for row in rows if row["table"] in PAID]
    days = [row["day"] for row in rows if row["day"]]
    values = {
        "what": _names(readable_name(row["table"], row["name"] or "") for row in rows),
        "at": min(days, default=""),
        "last": max(days, default=""),
        "money": _money(rows),
        "recipient": _named(RECIPIENT_SENTENCE, (row["more"] for row in paid if row["table"] == "orders")),
        "payment": _named(PAYMENT_SENTENCE, (row["card"] for row in paid)),
    }
    finding = Finding(
        id=finding_id(DISOWNED, triggers),
        detector=DISOWNED,
        kind="rule",
        severity="high",
        confidence=0.5,
        episode=None,
        title=TITLE_LABEL,
        message=DAY_MESSAGE_SENTENCE if values["at"] == values["last"] != "" else MESSAGE_SENTENCE,
        innocent=INNOCENT_SENTENCE,
        values=stored_values(values, zone),
        triggers=triggers,
        evidence=tuple(map(_evidence, rows, triggers)),
        at=moment(first["at"]),
        at_basis=first["at_basis"],
        shop=first["shop"],
        unshipped=any(row["unshipped"] for row in rows),
        verdict="not_mine",
        sentence=STORY_SENTENCE,
        otherwise=Calculation(OTHERWISE_SENTENCE, stored_values({})),
        zone=zone,
        happened=together(map(of_unit, rows)),
    )
    return structs.replace(finding, stoppable=stoppable(finding, latest))


def _evidence(row: Row, event: str) -> Evidence:
    table = row["table"]
    return Evidence(
        table=table,
        event=event,
        path=row["path"],
        line=row["line"],
        upload=row["upload"],
        role="trigger",
        also=[Location(place["path"], place["line"]) for place in row["also"] or ()],
        at=moment(row["at"]),
        at_basis=row["at_basis"],
        money=money(row),
        order=row["order_id"],
        card=by_card(row["card"]) if table in PAID else None,
        payee=row["name"] if table == "payments" else None,
        record=row["record"],
        mail=row["mail"],
        status=open_status(table, row),
    )


def _names(values: Iterable[Value | None]) -> tuple[Value, ...]:
    """The different names, at most ``MAX_NAMES`` of them."""
    different: list[Value] = []
    for name in values:
        if name and (not isinstance(name, str) or name.strip()) and name not in different:
            different.append(name)
        if len(different) > MAX_NAMES:
            break
    return (*different[:MAX_NAMES], *(["…"] if len(different) > MAX_NAMES else []))


def _named(sentence: str, values: Iterable[str | None]) -> Sentence | str:
    names = _names(values)
    return note(sentence, names=names) if names else ""


def _money(rows: Sequence[Row]) -> Sentence:
    """The sum of each currency; where some of it was taken from the owner and some of it was not, a sum for each."""
    paid, others = _sums(row for row in rows if row["cost"]), _sums(row for row in rows if not row["cost"])
    if paid and others:
        return note(BOTH_WAYS_SENTENCE, amounts=paid, others=others)
    return note(MONEY_SENTENCE, amounts=paid or others) if paid or others else note(NO_MONEY_SENTENCE)


def _sums(rows: Iterable[Row]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for row in rows:
        if row["minor"] is not None and row["currency"] is not None:
            sums[row["currency"]] = sums.get(row["currency"], 0) + row["minor"]
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)
