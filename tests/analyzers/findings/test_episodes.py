"""Episodes: what belongs together is one story, what does not stays apart, in whatever order it comes."""

import random
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.events.marks import Money, Sentence
from analyzers.events.stored import StoredValues, moment, time_of
from analyzers.findings.episodes import JOIN_WINDOW, MAX_LENGTH, STOPPABLE_WINDOW, assign_episodes, episodes, stoppable
from analyzers.findings.finding import Entity, Evidence, Finding
from analyzers.rules.contract import detectors

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(event: str, at: datetime | None, **more: Any) -> Evidence:
    """One cited row."""
    plain = {"table": "orders", "path": "o.csv", "line": 2, "upload": 0, "role": "trigger", "at_basis": "stated"}
    return Evidence(event=event, at=moment(at), **{**plain, **more})


def finding(name: str, hours: float | None, **more: Any) -> Finding:
    """One finding ``hours`` after the start, triggered by a row of its own unless ``rows`` are given."""
    at = None if hours is None else START + hours * HOUR
    rows = more.pop("rows", (row(f"event-{name}", at, at_basis=more.get("at_basis", "stated")),))
    plain: dict[str, Any] = {"detector": "a.b", "kind": "rule", "severity": "medium", "confidence": 0.5, "title": "T"}
    plain |= {
        "message": "M",
        "innocent": "I",
        "values": StoredValues(),
        "at_basis": "stated",
        "shop": None,
        "unshipped": False,
    }
    triggers = tuple(one.event for one in rows if one.role == "trigger")
    made = {**plain, "id": name, "triggers": triggers, "evidence": tuple(rows), "at": moment(at), "episode": None}
    return Finding(**{**made, "verdict": None, **more})


def groups(*findings: Finding) -> list[list[str]]:
    """The ids of each episode, in the order of the episodes."""
    return [sorted(one.findings) for one in episodes(assign_episodes(findings))]


def test_three_days_join_and_more_do_not() -> None:
    """Findings 72 hours apart are one story; one hour more and they are two."""
    assert groups(finding("a", 0), finding("b", 72)) == [["a", "b"]]
    assert groups(finding("a", 0), finding("b", 72.01)) == [["a"], ["b"]]


def test_a_day_alone_reaches_further() -> None:
    """Where a file gives only the day, a day more is allowed on either side, also past a finding in between."""
    day = {"at_basis": "date_only"}
    assert groups(finding("a", -9, **day), finding("b", 3 + 96)) == [["a", "b"]]
    assert groups(finding("a", -9, **day), finding("b", 3 + 96.1)) == [["a"], ["b"]]
    assert groups(finding("a", -9, **day), finding("b", 10), finding("c", 98)) == [["a", "b", "c"]]


def test_rows_in_common_join_whatever_the_time() -> None:
    """Two findings that one row led to are one story, though their other rows are far apart."""
    shared = row("both", START)
    early = finding("a", 0, rows=(shared,))
    late = finding("b", -900, rows=(row("old", START - 900 * HOUR), shared))
    assert groups(early, late) == [["a", "b"]]


def test_a_row_beside_joins_within_a_fortnight() -> None:
    """A finding that cites the trigger of another one joins it, but not over more than 14 days."""
    for days, expected in ((14, [["a", "b"]]), (15, [["a"], ["b"]])):
        later = START + timedelta(days=days)
        one = finding("a", 0, rows=(row("x", START), row("y", later, role="context")))
        assert groups(one, finding("b", days * 24, rows=(row("y", later),))) == expected


def test_a_chain_does_not_swallow_months() -> None:
    """One event every two days for half a year gives many episodes, none of them longer than 14 days."""
    found = episodes(assign_episodes([finding(f"{number:03}", 48 * number) for number in range(90)]))
    assert len(found) > 10
    for one in found:
        start, end = time_of(one.start), time_of(one.end)
        assert start
        assert end
        assert end - start <= MAX_LENGTH


@pytest.mark.parametrize(
    "quiet", [{"severity": "info"}, {"verdict": "mine"}, {"verdict": "family"}], ids=["info", "mine", "family"]
)
def test_what_is_harmless_holds_nothing_together(quiet: dict[str, Any]) -> None:
    """What is for information only or recognised joins the nearer of two stories and does not make them one."""
    found = groups(finding("a", 0), finding("q", 60, **quiet), finding("z", 130))
    assert found == [["a", "q"], ["z"]]
    assert groups(finding("q", 0, **quiet), finding("r", 60, **quiet)) == [["q", "r"]]


def test_what_has_no_date_holds_nothing_together() -> None:
    """A finding without a time joins by a row in common; alone it belongs to no episode."""
    lost = finding("u", None, rows=(row("event-a", None), row("event-b", None)))
    assert groups(finding("a", 0), lost, finding("b", 500)) == [["a", "u"], ["b"]]
    (alone,) = assign_episodes([finding("u", None)])
    assert alone.episode is None


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 6), st.sampled_from(("info", "low", "high"))), max_size=25)
)
def test_the_order_of_findings_does_not_matter(given_: list[tuple[int, int, str]]) -> None:
    """However the findings are ordered, each gets the same episode; neighbours that are near are together; every
    episode's number is used, from 1."""
    made = [
        finding(f"{place:02}", hours, severity=severity, rows=(row(f"e{event}-{hours}", START + hours * HOUR),))
        for place, (hours, event, severity) in enumerate(given_)
    ]
    before = {one.id: one.episode for one in assign_episodes(made)}
    shuffled = random.Random(len(made)).sample(made, len(made))
    assert {one.id: one.episode for one in assign_episodes(shuffled)} == before
    assert sorted({one for one in before.values() if one}) == list(range(1, len(set(before.values())) + 1))
    loud = sorted((one for one in made if one.severity != "info" and one.at), key=lambda one: str(one.at))
    for one, other in pairwise(loud):
        assert one.time
        assert other.time
        if set(one.triggers) & set(other.triggers):
            assert before[one.id] == before[other.id]
        if other.time - one.time > JOIN_WINDOW:
            assert before[one.id] != before[other.id]


def test_what_can_be_stopped_leads() -> None:
    """The episode of an order not yet sent comes first, then severity, money and confidence."""
    waiting = finding("w", 0, stoppable=True, severity="medium")
    severe = finding("s", 400, severity="critical")
    costly = finding("d", 800, rows=(row("x", START + 800 * HOUR, money=Money(90_000, "JPY")),))
    sure = finding("p", 1200, confidence=1.0)
    plain = finding("n", 1600)
    assert groups(plain, sure, costly, severe, waiting) == [["w"], ["s"], ["d"], ["p"], ["n"]]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"unshipped": False}, False),
        ({"severity": "low"}, False),
        ({"hours": -24 * STOPPABLE_WINDOW.days - 1}, False),
        ({"hours": None}, False),
    ],
)
def test_what_counts_as_stoppable(changed: dict[str, Any], expected: bool) -> None:
    """An order not sent, serious, and recent when the history ends: no clock is asked."""
    hours = changed.pop("hours", 0)
    assert stoppable(finding("a", hours, **{"unshipped": True, **changed}), START) is expected


def test_money_is_counted_once() -> None:
    """An order, its payment and its refund are the same money; two orders are two; what was recognised is left out."""
    at, yen = START, Money(5000, "JPY")
    order = finding("a", 0, rows=(row("o1", at, money=yen, order="1"), row("o2", at, money=Money(800, "JPY"))))
    back = row("r", at, table="refunds", money=yen, order="1")
    refund = finding("b", 1, rows=(back, row("o1", at, money=yen, order="1")))
    known = finding("c", 2, verdict="mine", rows=(row("o3", at, money=Money(70_000, "JPY")),))
    (episode,) = episodes(assign_episodes([order, refund, known]))
    assert episode.money == (Money(5800, "JPY"),)


def test_money_of_an_episode_adds_up() -> None:
    """A use of the balance for another order adds to the order; for the same one it does not. Two lines of an order add
    up, the same order in another file does not, nor do currencies."""
    at = START
    lines = [row(f"o{n}", at, money=Money(16_400, "JPY"), order="1") for n in range(2)]
    again = row("p", at, path="other.csv", money=Money(32_800, "JPY"), order="1")
    uses = [row(f"u{n}", at, table="ledger", money=Money(-9800, "JPY"), order=n) for n in "12"]
    loose = row("l", at, table="ledger", money=Money(-100, "JPY"))
    dollars = row("d", at, money=Money(700, "USD"), order="3")
    (episode,) = episodes(
        assign_episodes([finding("a", 0, rows=(*lines, again)), finding("b", 1, rows=(*uses, loose, dollars))])
    )
    assert episode.money == (Money(42_700, "JPY"), Money(700, "USD"))


def test_money_is_that_of_all_orders_that_a_sentence_counts() -> None:
    """Context orders count if the finding counts them and they are part of the same episode."""
    amounts = (("b", 1, 30_000, True), ("c", 2, 50_000, True), ("d", 3, 9, False), ("e", 60, 400, True))
    beside = [
        row(name, START + days * 24 * HOUR, money=Money(minor, "JPY"), order=name, role="context", counted=counted)
        for name, days, minor, counted in amounts
    ]
    first = row("a", START, money=Money(30_000, "JPY"), order="a")
    (episode,) = episodes(assign_episodes([finding("x", 0, rows=(first, *beside))]))
    assert episode.money == (Money(110_000, "JPY"),)


def test_the_money_of_a_balance_is_what_is_missing() -> None:
    """Where a balance does not add up, the rows around the gap are harmless and are not added."""
    rows = (row("use", START, table="ledger", money=Money(-9400, "GBP")),)
    short = {"difference": Money(-800, "GBP")}
    gaps = [finding(name, 0, rows=rows, detector="giftcard.chain_break", values=short) for name in ("a", "b")]
    assert [one.money for one in episodes(assign_episodes(gaps))] == [(Money(1600, "GBP"),)]
    use = finding("c", 0, rows=rows, detector="giftcard.unmatched_use")
    assert [one.money for one in episodes(assign_episodes([*gaps, use]))] == [(Money(11000, "GBP"),)]


def test_the_story_is_told_in_order() -> None:
    """One sentence for each kind of finding by its first time, with the detector's own words where it has some."""
    first = finding("a", 0, detector="login.x", sentence="On {at} somebody came.", values={"at": START})
    others = [finding(f"o{place}", 1 + place, detector="order.x", title="Title") for place in range(3)]
    (episode,) = episodes(assign_episodes([*others, first]))
    assert [(one.key, one.findings) for one in episode.story] == [
        ("On {at} somebody came.", ("a",)),
        ("From {at} on, {count} times: {what}.", ("o0", "o1", "o2")),
    ]
    assert episode.story[1].values["what"] == Sentence("Title", {})


def test_one_sign_in_is_one_sentence() -> None:
    """Three findings about one sign-in are one sentence, that of the most severe; so are two about one order to one
    address, but not other findings about that order."""
    home = {"entities": (Entity("address", "there"),)}
    sign_in, order = (row("in", START),), (row("out", START + HOUR),)
    checks = {"x": "login.new_country", "y": "login.unfamiliar", "z": "login.impossible_travel"}
    logins = [finding(name, 0, rows=sign_in, detector=detector) for name, detector in checks.items()]
    orders = [finding(name, 1, rows=order, detector=f"order.{name}", **home) for name in "pq"]
    other = finding("r", 1, rows=order, detector="order.r")
    (episode,) = episodes(assign_episodes([*logins, *orders, other]))
    assert [one.findings for one in episode.story] == [("x", "y", "z"), ("p", "q"), ("r",)]


def test_every_detector_has_a_sentence_of_its_own() -> None:
    """A story consists of the detectors' sentences, which say when or what and use only values of their findings.
    Only findings about the files have none."""
    for name, module in detectors().items():
        sentence = module.sentence or ""
        named = set(re.findall(r"{(\w+)}", sentence))
        assert named <= set(re.findall(r"{(\w+)}", module.message + module.innocent)), name
        assert module.about_files != bool(named & {"at", "order"}), name


def test_the_whole_case_is_not_told_twice() -> None:
    """A finding about the whole case adds no sentence to those of the findings it combines, unless it is alone."""
    whole, part = finding("w", 0, detector="case.takeover_chain"), finding("p", 1, detector="login.x")
    (episode,) = episodes(assign_episodes([whole, part]))
    assert [one.findings for one in episode.story] == [("p",)]
    (alone,) = episodes(assign_episodes([whole]))
    assert [one.findings for one in alone.story] == [("w",)]


def test_long_stories_are_cut_and_counted() -> None:
    """After six sentences the rest is a number."""
    (episode,) = episodes(assign_episodes([finding(f"{place}", place, detector=f"a.{place}") for place in range(9)]))
    assert len(episode.story) == 7
    assert episode.story[-1].values == {"count": 3}
    assert len({name for one in episode.story for name in one.findings}) == 9


def test_what_was_not_sent_can_be_stopped_for_thirty_days() -> None:
    """An order that was not sent can still be stopped, but not when the history goes on for more than thirty days."""
    for days, stops in ((30, True), (31, False)):
        assert stoppable(finding("a", 0, unshipped=True), START + timedelta(days=days)) is stops
