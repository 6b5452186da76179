"""The numbers of recognition: just inside and just outside of each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from analyzers.asking.denied import runs
from analyzers.asking.state import Recognition, recognise, unanswered
from analyzers.book.entries import units
from tests.analyzers.detector_cases import DEFAULTS, history

START = datetime(2024, 3, 4, 12, tzinfo=UTC)
INSIDE_AND_OUTSIDE = ((timedelta(0), True), (timedelta(seconds=1), False))
HOME = "見本 花子 100-0000 東京都見本区例示町1-2-3"


def state(rows: dict[str, list[dict[str, Any]]], answers: dict[str, str] | None = None) -> Recognition:
    whole = {
        table: [
            {**DEFAULTS[table], "at_basis": "stated", "upload": 0, "path": f"{table}.csv", "line": line, **row}
            for line, row in enumerate(some, 2)
        ]
        for table, some in rows.items()
    }
    return recognise(unanswered(units(history(whole), ())), answers or {})


def order(number: int, at: datetime, **more: Any) -> dict[str, Any]:
    given = {"order_id": f"503-0000000-{number:07}", "item_id": f"B{number}", "at": at, "address": HOME}
    return {"shop": "amazon.co.jp", "role": "buyer", **given, **more}


def entry(at: datetime, kind: str) -> dict[str, Any]:
    return {"at": at, "kind": kind, "amount_minor": 3_000, "currency": "JPY"}


def test_an_entry_shows_a_refund_within_a_fortnight() -> None:
    refund = {"at": START, "order_id": "503-0000000-0000001", "amount_minor": 3_000, "destination": "gift_card"}
    refund |= {"shop": "amazon.co.jp", "role": "buyer"}
    for late, tied in INSIDE_AND_OUTSIDE:
        found = state({"refunds": [refund], "ledger": [entry(START + timedelta(days=14) + late, "refund")]})
        assert bool(found.units.copies.height) is tied


def test_an_entry_shows_a_gift_card_within_three_days() -> None:
    bought = order(1, START, kind="gift_card", total_minor=3_000)
    for late, tied in INSIDE_AND_OUTSIDE:
        found = state({"orders": [bought], "ledger": [entry(START + timedelta(days=3) + late, "added")]})
        assert bool(found.units.copies.height) is tied


def test_an_order_for_a_fiftieth_of_the_usual_is_asked_for_itself() -> None:
    usual = [order(number, START + timedelta(days=20 * number), total_minor=5_000) for number in range(20)]
    for minor, odd in ((100, True), (101, False)):
        some = [*usual, order(99, START + timedelta(days=410), total_minor=minor)]
        kinds = dict(state({"orders": some}).frame.select("minor", "kind").iter_rows())
        assert kinds[5_000] == "receiver_place"
        assert (kinds[minor] == "order") is odd


def test_forty_digital_titles_are_asked_one_by_one() -> None:
    for count, questions in ((40, 40), (41, 1)):
        some = [order(number, START, kind="digital", title=f"Book {number}", address=None) for number in range(count)]
        asked = [one for one in state({"orders": some}).questions if one.kind == "digital"]
        assert len(asked) == questions


def test_what_happened_within_three_days_is_reviewed() -> None:
    for late, near in INSIDE_AND_OUTSIDE:
        after = START + timedelta(days=3) + late
        some = [order(number, START - timedelta(days=40 + number)) for number in range(2)]
        some += [order(5, START, kind="gift_card"), order(6, after)]
        foreign = next(one for one in state({"orders": some}).questions if one.kind == "gift_card")
        found = state({"orders": some}, {foreign.id: "not_mine"})
        assert [one.first for one in found.questions if one.stage == "review"] == [after.date()] * near


def test_what_is_disowned_within_three_days_is_one_run() -> None:
    for late, near in INSIDE_AND_OUTSIDE:
        after = START + timedelta(days=3) + late
        cards = [order(5, START, kind="gift_card"), order(6, after, kind="gift_card")]
        answers: dict[str, str] = {}
        while (found := state({"orders": cards}, answers)).pages:
            answers |= {one.id: "not_mine" for screen in found.pages for one in screen.questions}
        assert [some.height for some in runs(found)] == ([2] if near else [1, 1])
