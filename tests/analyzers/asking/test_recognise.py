"""Every event of the buyer is in one question, the sums are exact, and answers lose nothing."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from analyzers.asking.denied import runs
from analyzers.asking.state import Recognition, Unanswered, recognise, unanswered
from analyzers.book.entries import units
from analyzers.events.answers import RECOGNISED
from analyzers.events.history import History
from analyzers.events.marks import Ref
from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from tests.analyzers.consistent_accounts import account, page
from tests.analyzers.detector_cases import cases, history, named
from tests.analyzers.event_rows import order

Rows = dict[str, list[dict[str, Any]]]
EVERY = 31  # one case of so many stands for all
SOME = [case for case in cases() if case.rows][::EVERY]
AT_ONCE = {"one": 1, "each": 8, "mark": 16, "confirm": 24}


@cache
def lived(seed: int) -> Rows:
    """An account of one shop whose tables add up; each table is one file."""
    made = account(random.Random(seed), 1)
    found: Rows = {"orders": made.orders, "refunds": made.refunds}
    for table, rows in found.items():
        rows[:] = [{**row, "path": f"{table}.csv", "line": line, "upload": 0} for line, row in enumerate(rows, 2)]
    return found | {"ledger": [{**row, "upload": 0} for row in page(made.ledger, "page.html", False, False, False)]}


def asked(past: History) -> Unanswered:
    return unanswered(examine(past).entries)


def state(rows: Rows, answers: dict[str, str] | None = None) -> Recognition:
    return recognise(asked(history(rows)), answers or {})


HISTORIES = {named(case): case.rows for case in SOME} | {f"account {seed}": lived(seed) for seed in range(3)}


@cache
def base(name: str) -> tuple[History, Unanswered]:
    """One of these histories, and what there is to ask about it: worked out once, and looked at by many."""
    past = history(HISTORIES[name])
    return past, asked(past)


def account_state(seed: int, answers: dict[str, str] | None = None) -> Recognition:
    """``state`` of an account as it is."""
    return recognise(base(f"account {seed}")[1], answers or {})


@pytest.mark.parametrize("name", HISTORIES)
def test_every_event_is_in_one_question_or_a_copy(name: str) -> None:
    """The questions partition the units; units and copies together are all records of the buyer."""
    past, unasked = base(name)
    found = recognise(unasked, {})
    asked = Counter(unit for one in found.questions if one.kind != "card" for unit in one.units)
    assert asked == Counter(range(found.frame.height))
    wanted = [places(events) for events in past.bought.values()]
    wanted += [
        places(rest.filter((pl.col("role") != "seller").fill_null(True)) if "role" in rest.columns else rest)
        for rest in past.merged_away.values()
    ]
    assert sum(map(Counter, wanted), Counter()) == Counter(places(found.frame)) + Counter(places(found.units.copies))


def places(events: pl.DataFrame) -> list[tuple[Any, ...]]:
    return list(events.select("upload", "path", "line").iter_rows())


@pytest.mark.parametrize("name", HISTORIES)
def test_sums_are_exact_at_every_step(name: str) -> None:
    """Whatever is answered, the events and the money of the account add up to the same totals."""
    chance, answers = random.Random(7), dict[str, str]()
    _, unasked = base(name)
    found = recognise(unasked, answers)
    events, money = sum(found.account.events.values()), totals(found)
    assert money == {currency: found.frame.filter(pl.col("currency") == currency)["minor"].sum() for currency in money}
    for _ in range(12):
        if not found.pages:
            break
        screen = found.pages[0]
        assert 0 < len(screen.questions) <= AT_ONCE[screen.layout]
        assert screen.questions[0].stage == screen.stage
        assert len({one.stage for one in screen.questions} - {"review", "scan"}) <= 1
        answers |= {one.id: chance.choice(("mine", "family", "not_mine", "not_sure")) for one in screen.questions}
        before, found = found, recognise(unasked, answers)
        assert found.account.events["not_asked"] <= before.account.events["not_asked"]
        assert (sum(found.account.events.values()), totals(found)) == (events, money)
        assert {one.id for one in before.questions if one.answer} <= {one.id for one in found.questions}


def totals(found: Recognition) -> dict[str, int]:
    return {currency: sum(states.values()) for currency, states in found.account.money.items()}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_order_of_rows_does_not_matter(name: str) -> None:
    """Files in another order give the same questions."""
    other = {
        table: [{**row, "upload": 1 - row.get("upload", 0)} for row in reversed(some)]
        for table, some in HISTORIES[name].items()
    }
    assert shown(recognise(base(name)[1], {})) == shown(state(other))


def shown(found: Recognition) -> dict[str, tuple[Any, ...]]:
    return {one.id: (one.kind, one.first, one.last, one.money, len(one.units)) for one in found.questions}


@pytest.mark.parametrize("seed", range(3))
def test_an_alarm_on_a_copy_marks_the_event_that_it_repeats(seed: int) -> None:
    """What an alarm or a proof cites is asked first, whichever file tells it: an entry of a balance, the order."""
    past = history(lived(seed))
    copies = units(past, ()).copies.join(past.tables["ledger"], on=["upload", "path", "line"])
    assert copies.height
    for row, unit in copies.select("row", "unit").gather_every(3).iter_rows():
        found = units(past, [Ref("ledger", row)])
        assert found.frame.filter(pl.col("marked"))["unit"].to_list() == [unit]
        assert [one.marked for one in recognise(unanswered(found), {}).questions if one.kind != "card"].count(True) == 1


def test_everything_recognised_leaves_only_marked_things() -> None:
    """An owner who knows everything is asked again only for what an alarm or a proof cites, and nothing is disowned."""
    answers: dict[str, str] = {}
    found = account_state(1)
    while found.pages:
        answers |= {one.id: "mine" for one in found.pages[0].questions}
        found = account_state(1, answers)
    assert found.account.events["mine"] == found.frame.height
    assert all(one.marked for one in found.questions if one.stage == "second_look")
    assert runs(found) == []


def test_something_foreign_opens_a_window_and_a_second_look() -> None:
    """After "not ours" it is disowned at once; then the days around are asked for, and the thing itself again."""
    rows: Rows = {"orders": [dict(row) for row in lived(2)["orders"]]}
    rows["orders"][-1] |= {
        "at": rows["orders"][-2]["at"],
        "address": "架空 一郎 900-0001 見本県架空市1-2-3",
        "total_minor": 50_000,
    }
    for row in rows["orders"][:-1]:
        row["address"] = "見本 花子 100-0000 東京都見本区例示町1-2-3"
    found = state(rows)
    foreign = next(one for one in found.questions if "架空 一郎" in (one.more or ""))
    answers = {foreign.id: "not_mine"}
    found = state(rows, answers)
    assert [len(run_) for run_ in runs(found)] == [1]
    window = [one for one in found.questions if one.stage == "review"]
    assert window
    assert found.pages[0].stage == "review"
    assert all(one.repeats for one in window)
    answers |= {one.id: "mine" for one in found.questions if not one.answer and one.stage != "second_look"}
    found = state(rows, answers)
    answers |= {one.id: "mine" for one in found.questions if not one.answer and one.stage == "scan"}
    found = state(rows, answers)
    looks = [one for one in found.questions if one.stage == "second_look" and foreign.id in one.repeats]
    assert len(looks) == 1
    found = state(rows, answers | {looks[0].id: "not_mine"})
    assert [len(run_) for run_ in runs(found)] == [1]
    found = state(rows, answers | {looks[0].id: "family"})
    assert runs(found) == []
    assert found.account.events["family"] == 1


def test_a_slip_in_a_list_does_not_outweigh_the_group_that_is_denied() -> None:
    """An order was taken for one's own near something foreign, and then its recipient is unknown: the second look
    asks."""
    rows: Rows = {"orders": [dict(row) for row in lived(2)["orders"]]}
    for row in rows["orders"]:
        row["address"] = "見本 花子 100-0000 東京都見本区例示町1-2-3"
    for row, name in zip(rows["orders"][-5:], ("一郎", "一郎", "一郎", "一郎", "二郎"), strict=True):
        row |= {"at": rows["orders"][-2]["at"], "address": f"架空 {name} 900-0001 見本県架空市1-2-3"}
    places = {one.more: one.id for one in state(rows).questions if one.kind == "receiver_place"}
    first, second = (
        next(question for more, question in places.items() if name in (more or "")) for name in ("一郎", "二郎")
    )
    answers = {second: "not_mine"}
    slip = next(one for one in state(rows, answers).questions if one.stage == "review" and first in one.repeats)
    answers |= {slip.id: "mine", first: "not_mine"}
    now = state(rows, answers)
    assert [now.answers[unit] for unit in slip.units] == ["not_mine"]
    assert not now.problems
    (look,) = (one for one in now.questions if one.stage == "second_look" and slip.id in one.repeats)
    assert look.before == "not_mine"
    assert [state(rows, answers | {look.id: "mine"}).answers[unit] for unit in slip.units] == ["mine"]


def test_a_longer_history_keeps_the_answers() -> None:
    """What was answered before a newer export was handed in still counts, but where a later order explains it."""
    whole = lived(0)
    cut = sorted(row["at"] for row in whole["orders"])[len(whole["orders"]) * 3 // 4]
    part = {table: [row for row in rows if row["at"] < cut] for table, rows in whole.items()}
    explained = ("balance_use", "refund_unknown")
    answers = {one.id: "mine" for one in state(part).questions if one.stage == "main" and one.kind not in explained}
    assert len(answers) > len(explained)
    assert set(answers) <= {one.id for one in state(whole, answers).questions}


@pytest.mark.parametrize("joins", [(0,), (1,), (3,), (1, 3), (0, 1, 2)])
def test_an_answer_to_a_bundle_stays_when_orders_join(joins: tuple[int, ...]) -> None:
    """What was answered is not asked again; what joins is a question of its own, and its answer stays as well."""
    start = datetime(2024, 3, 4, tzinfo=UTC)
    every = [order(n, at=start + n * timedelta(hours=9), order_id=f"503-000000{n}-0000000") for n in range(4)]
    earlier: Rows = {"orders": [row for n, row in enumerate(every) if n not in joins]}
    (bundle,) = (one for one in state(earlier).questions if one.kind == "order")
    answers, whole = {bundle.id: "mine"}, asked(history({"orders": every}))
    found = recognise(whole, answers)
    first, second = (one for one in found.questions if one.stage == "main" and one.kind == "order")
    assert {(len(one.units), one.answer) for one in (first, second)} == {
        (4 - len(joins), "mine"),
        (len(joins), None),
    }
    assert [one.code for one in found.problems] == [one.code for one in recognise(whole, {}).problems]
    rest = next(one.id for one in (first, second) if not one.answer)
    found = recognise(whole, answers | {rest: "not_mine"})
    assert (found.account.events["mine"], found.account.events["not_mine"]) == (4 - len(joins), len(joins))
    assert recognise(whole, {}).account.events["not_asked"] == len(every)


def test_a_card_that_is_not_the_owners_opens_its_orders() -> None:
    """A way of paying counts nowhere by itself; its orders are asked for one by one."""
    rows: Rows = {"orders": [dict(row) for row in lived(1)["orders"]]}
    for row in rows["orders"]:
        row["address"] = "見本 花子 100-0000 東京都見本区例示町1-2-3"
    rows["orders"][5]["payment"] = "Visa - 9999"
    found = state(rows)
    card = next(one for one in found.questions if one.kind == "card" and one.what.endswith("9999"))
    after = state(rows, {card.id: "not_mine"})
    assert after.account == found.account
    assert [one.units for one in after.questions if one.stage == "review"]


def test_answers_that_fit_nothing_are_named() -> None:
    """An unknown question or answer is a problem and changes nothing."""
    found = account_state(0, {"order:0": "mine", account_state(0).questions[0].id: "perhaps"})
    assert sorted(one.code for one in found.problems) == ["unknown-answer", "unknown-question"]
    assert found.account == account_state(0).account


def test_what_the_owner_says_changes_no_question() -> None:
    """Names and places that the owner adds leave the questions about recipients and places as they are."""
    rows: Rows = {"orders": [dict(row) for row in lived(1)["orders"]]}
    texts = ("見本 太郎 見本県架空市1-2-3", "Hanako Mihon 1-2-3 Reiji, Mihon", "花子 見本の里 こすもす荘 5")
    for number, row in enumerate(rows["orders"]):
        row["address"] = texts[number % len(texts)]
    names = ("見本 太郎", "花子", "Hanako Mihon", "太郎")
    alone, told = (
        recognise(unanswered(units(history(rows, owner), ())), {}).questions
        for owner in (Owner(), Owner(household=names, addresses=texts))
    )
    assert {one.kind for one in alone} & {"receiver_place", "place"}
    assert alone == told


def test_the_latest_stage_counts_where_answers_differ() -> None:
    """A contradiction is named by its later question, whose answer the account has."""
    rows: Rows = {"orders": [dict(row) for row in lived(1)["orders"]]}
    rows["orders"][3]["kind"] = "gift_card"
    bought = next(one for one in state(rows).questions if one.kind == "gift_card")
    look = next(one for one in state(rows, {bought.id: "not_mine"}).questions if one.stage == "second_look")
    found = state(rows, {bought.id: "not_mine", look.id: "mine"})
    assert [(one.code, one.question) for one in found.problems] == [("contradicting-answers", look.id)]
    assert (found.account.events["mine"], found.account.events["not_mine"]) == (1, 0)


def test_sellers_are_not_asked() -> None:
    """A seller's orders are no questions, and it is said why."""
    rows: Rows = {"orders": [{**row, "role": "seller"} for row in lived(0)["orders"]]}
    found = state(rows)
    assert (found.questions, [one.code for one in found.problems]) == ([], ["seller-files"])
    found = state({"orders": [*rows["orders"], *lived(1)["orders"]]})
    assert found.questions
    assert [one.code for one in found.problems] == ["seller-files"]


def test_nothing_at_all() -> None:
    """An empty history has no questions, and says so."""
    found = recognise(unanswered(units(History.build({}), ())), {})
    assert (found.questions, found.pages, [one.code for one in found.problems]) == ([], [], ["no-events"])
    assert set(RECOGNISED) < set(found.account.events)


def test_a_place_with_thousands_of_orders_can_be_disowned() -> None:
    """The days around all of them are found at once, however many there are."""
    first = datetime(2020, 1, 1, tzinfo=UTC)
    home = "見本 花子 100-0000 東京都見本区例示町1-2-3"
    ids = (f"503-{n:07}-{n:07}" for n in range(2_500))
    times = (first + n * timedelta(hours=9) for n in range(2_500))
    rows: Rows = {"orders": [order(0, order_id=name, at=at, address=home) for name, at in zip(ids, times, strict=True)]}
    place = next(one for one in state(rows).questions if one.kind in ("place", "receiver_place"))
    started = time.process_time()
    found = state(rows, {place.id: "not_mine"})
    assert time.process_time() - started < 5
    assert found.account.events["not_mine"] == len(place.units)
