"""Deadlines and reminders count right, and ask where a day is not known."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.due import (
    FACT_SENTENCES,
    Length,
    add_months,
    after,
    applying,
    business_days,
    deadlines,
    due,
    next_reminder,
    reminders,
)
from checklists.questions import questions
from checklists.schema import ContentError

DAY = date(2026, 11, 25)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
DATES: list[tuple[str, str, date, dict[str, date]]] = [
    ("jp.card60", "statement", date(2026, 11, 10), {"tell": date(2027, 1, 9)}),
    ("jp.card60", "charge", date(2026, 10, 20), {"covered": date(2026, 12, 19)}),
    ("us.regz", "statement", date(2026, 1, 31), {"notice": date(2026, 4, 1)}),
    ("us.regz", "notice", date(2026, 3, 1), {"acknowledged": date(2026, 3, 31), "resolved": date(2026, 5, 30)}),
    ("us.rege", "learned", date(2026, 11, 27), {"two_days": date(2026, 12, 1)}),
    ("us.rege", "statement", date(2024, 1, 1), {"sixty_days": date(2024, 3, 1)}),
    ("uk.psr", "notice", date(2026, 11, 27), {"refund": date(2026, 11, 30)}),
    ("uk.psr", "notice", date(2026, 11, 24), {"refund": date(2026, 11, 25)}),
    ("eu.psd2", "charge", date(2026, 1, 31), {"tell": date(2027, 2, 28)}),
    ("jp.debit30", "charge", date(2026, 11, 1), {"covered": date(2026, 12, 1)}),
    ("jp.payapp60", "loss", date(2026, 11, 10), {"claim": date(2027, 1, 9)}),
    ("jp.carrier30", "learned", date(2026, 11, 20), {"papers": date(2026, 12, 20)}),
    ("jp.carrier30", "loss", date(2026, 9, 1), {"covered": date(2026, 11, 30)}),
    ("jp.au90", "loss", date(2026, 9, 1), {"covered": date(2026, 11, 30)}),
    ("google.play120", "loss", date(2026, 9, 1), {"report": date(2026, 12, 30)}),
    ("jp.return8", "delivered", date(2026, 11, 20), {"notice": date(2026, 11, 27)}),
    ("jp.konbini_pending", "pending_order", date(2026, 11, 20), {"cancelled": date(2026, 11, 26)}),
    ("uk.app", "notice", date(2026, 11, 25), {"decide": date(2026, 12, 2)}),
    ("uk.app", "loss", date(2026, 1, 31), {"claim": date(2027, 2, 28)}),
    ("jp.leak", "learned", date(2026, 11, 20), {"first": date(2026, 11, 25), "full": date(2026, 12, 20)}),
    ("watch.weekly", "secured", date(2026, 11, 1), {"look": date(2026, 11, 29)}),
]


def test_every_deadline_is_tried() -> None:
    """Each has a row above."""
    assert set(deadlines()) == {deadline for deadline, *_ in DATES}


@pytest.mark.parametrize(("deadline", "fact", "day", "dates"), DATES)
def test_dates_follow_from_the_day_given(deadline: str, fact: str, day: date, dates: dict[str, date]) -> None:
    """The day it counts from is not counted itself; weekends are no business days."""
    found = due([deadlines()[deadline]], {fact: day})
    assert {one.term.id: one.at for one in found if one.at} == dates


def test_what_is_not_known_is_asked_and_never_assumed() -> None:
    """Without its day a term has no date: it has a question, behind everything that has a date."""
    for one in due(deadlines().values(), {}):
        assert one.at is None
        assert one.missing
        assert one.ask == FACT_SENTENCES[one.missing]
    found = due(deadlines().values(), {"statement": DAY})
    assert [one.at is None for one in found] == sorted(one.at is None for one in found)
    assert due([deadlines()["uk.psr"]], {"notice": date(9999, 12, 31)})[0].at is None


@pytest.mark.parametrize(
    ("services", "wanted"),
    [
        ([], {"jp.payapp60", "jp.carrier30", "jp.au90", "google.play120"}),
        (["amazon.co.jp"], {"jp.payapp60", "jp.carrier30", "jp.au90", "google.play120"}),
        (["paypay.ne.jp"], {"jp.payapp60"}),
        (["au.com", "google.com"], {"jp.au90", "google.play120"}),
        (["softbank.jp"], set()),
    ],
)
def test_each_way_to_pay_has_its_own_rule(services: list[str], wanted: set[str]) -> None:
    """Only the rules of the pay apps and phone companies that were named; all of them where none was."""
    found = applying(["claim.payapp_jp", "claim.carrier_jp"], ["JP"], DAY, services=services)
    assert {one.id for one in found} == wanted


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ([], {"jp.carrier30", "jp.au90"}),
        (["pay.bought_in=apple", "pay.bought_in=google"], set()),
        (["pay.bought_in=apple", "pay.bought_in=other"], {"jp.carrier30", "jp.au90"}),
        (["pay.app=dbarai", "pay.bought_in=apple"], {"jp.carrier30"}),
        (["pay.app=merpay"], set()),
    ],
)
def test_what_apple_or_google_sold_is_not_the_phone_companys(answers: list[str], wanted: set[str]) -> None:
    """The answer to where it was bought rules out the periods of phone companies; no answer does not."""
    found = applying(["claim.carrier_jp"], ["JP"], DAY, services=["au.com", "docomo.ne.jp"], chosen=answers)
    assert {one.id for one in found} == wanted


def test_questions_ask_for_the_days_in_the_same_words() -> None:
    """A day that the questionnaire knows under the name of a deadline's fact was asked with the same sentence."""
    asked = {one.fact: one.ask for one in questions().values() if one.fact in FACT_SENTENCES}
    assert asked
    assert all(FACT_SENTENCES[fact] == ask for fact, ask in asked.items())


def test_the_weekly_look_comes_four_times() -> None:
    """Four looks, a week apart, each under a name of its own."""
    found = due([deadlines()["watch.weekly"]], {"secured": DAY})
    assert [one.at for one in found] == [DAY + timedelta(days=7 * turn) for turn in (1, 2, 3, 4)]
    assert [one.id for one in found] == [f"watch.weekly.look.{turn}" for turn in (1, 2, 3, 4)]


def test_cards_are_told_apart() -> None:
    """The same deadline of two cards has two names, which stay when the date changes."""
    one = due([deadlines()["jp.card60"]], {"statement": DAY}, about="1234")
    other = due([deadlines()["jp.card60"]], {"statement": DAY + timedelta(days=1)}, about="1234")
    assert [entry.id for entry in one] == [entry.id for entry in other]
    assert one[0].id == "jp.card60.tell:1234"


def test_a_plan_brings_its_deadlines() -> None:
    """Only the rules of the steps that are in the plan apply."""
    assert [one.id for one in applying(["claim.card_jp", "report.shop"], {"JP"}, DAY)] == ["jp.card60"]
    assert [one.id for one in applying(["claim.uk_eu"], {"UK"}, DAY)] == ["uk.psr"]
    assert [one.id for one in applying(["claim.uk_eu"], {"EU"}, DAY)] == ["eu.psd2"]
    assert [one.id for one in applying(["watch.weekly"], {"JP"}, DAY)] == ["watch.weekly"]
    assert applying([], {"JP"}, DAY) == []


@given(DAYS, st.integers(1, 20))
def test_business_days_are_no_weekends(start: date, count: int) -> None:
    """The result is a weekday with exactly so many weekdays behind the start."""
    end = business_days(start, count)
    between = [start + timedelta(days=one) for one in range(1, (end - start).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count
    assert end.weekday() < 5


@given(DAYS, st.integers(1, 40))
def test_months_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    """So many months on, on the same day, or on the month's last where it is shorter."""
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_length_is_one_thing() -> None:
    """Days and months at once, or nothing, is an error of the content."""
    with pytest.raises(ContentError):
        Length()
    with pytest.raises(ContentError):
        Length(days=1, months=1)
    assert after(DAY, Length(days=60)) == date(2027, 1, 24)


def test_reminders_grow_rarer() -> None:
    """Without a promise after 1, 3, 7 and 14 days, then every month."""
    at = date(2026, 1, 31)
    assert list(islice(reminders(at), 7)) == [
        date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 7), date(2026, 2, 14), date(2026, 2, 28), date(2026, 3, 31),
        date(2026, 4, 30),
    ]  # fmt: skip


def test_a_promise_is_waited_for() -> None:
    """Nobody is reminded before the promised day; when it passes, the rule counts from it."""
    at, promised = date(2026, 1, 1), date(2026, 1, 20)
    assert next_reminder(at, promised, date(2026, 1, 2)) == promised
    assert next_reminder(at, promised, promised) == promised
    assert next_reminder(at, promised, date(2026, 1, 21)) == date(2026, 1, 21)
    assert next_reminder(at, promised, date(2026, 1, 22)) == date(2026, 1, 23)
    assert next_reminder(at, None, date(2026, 12, 2)) == date(2027, 1, 1)


@given(DAYS, st.none() | DAYS)
def test_reminders_only_go_forward(at: date, promised: date | None) -> None:
    """Each reminder is later than the one before."""
    found = list(islice(reminders(at, promised), 20))
    assert found == sorted(set(found))
