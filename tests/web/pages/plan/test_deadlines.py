"""The deadlines of a case: what they count from, the dates, and the calendar file."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from pypdf import PdfReader

from app.cases.answers import verdicts
from app.cases.plan import deadlines
from app.i18n.translate import translate
from app.storage.tables import now
from app.web.fragments.dates import today
from tests.browser import Browser
from tests.service import the_case
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT, finding, row

CHANCE = ("UID", "DTSTAMP")  # an id of random digits and the time now


def events(browser: Browser) -> list[Any]:
    """The events of the calendar file, whose lines are folded as RFC 5545 asks: at most 75 bytes, no character cut."""
    data = browser.get("/case/deadlines.ics").content
    assert all(len(line) <= 75 and line.decode("utf-8") is not None for line in data.split(b"\r\n"))
    return Calendar.from_ical(data).walk("VEVENT")


def test_alarms_sound_in_the_morning(charged: Browser) -> None:
    """Each event is a whole day and speaks up at nine, a week and a day before, wherever the calendar is."""
    form = {"last4": "1234", "statement": "2026-11-02", "charge": "2026-10-20"}
    charged.post("/case/deadlines", form, on="/case/deadlines")
    found = events(charged)
    assert {one.decoded("dtstart") for one in found} >= {date(2027, 1, 1), date(2026, 12, 19)}
    for one in found:
        day = datetime.combine(one.decoded("dtstart"), datetime.min.time())
        alarms = sorted(day + alarm.decoded("trigger") for alarm in one.walk("VALARM"))
        assert alarms == [day - timedelta(days=days) + timedelta(hours=9) for days in (7, 1)]
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert one["dtstart"].params["VALUE"] == "DATE"


@pytest.fixture
def charged(guest: Browser) -> Browser:
    """Somebody with a charge on a Japanese card."""
    guest.post("/start", {"symptom": "symptom.unknown_charge"})
    for name, answer in (("card", "1234"), ("market", "japan"), ("debit", "credit")):
        guest.post(f"/case/questions/money.{name}", {"answer": answer}, on=f"/case/questions/money.{name}")
    return guest


def test_deadlines_from_days(app: FastAPI, charged: Browser, lang: str) -> None:
    """Without the day it is asked for; with it the date is shown, and a calendar library reads the event, its alarms
    and its unchanging id. No name, number or amount stands in the calendar."""
    page = charged.get("/case/deadlines").text
    asked = "What is the day of the statement that shows the charge?"
    assert translate(asked, lang) in page
    assert events(charged) == []
    start = now().date() - timedelta(days=3)
    form = {"last4": "1234", "statement": start.isoformat(), "charge": ""}
    assert charged.post("/case/deadlines", form, on="/case/deadlines").status_code == 303
    (event,) = [one for one in events(charged) if one.decoded("dtstart") == start + timedelta(days=60)]
    assert len(event.walk("VALARM")) == 2
    assert translate("Report the misuse to the card company, counted from the statement", lang) in str(event["summary"])
    texts = [str(value) for each in events(charged) for name, value in each.property_items() if name not in CHANCE]
    assert "1234" not in "".join(texts)
    charged.post(
        "/case/deadlines", {**form, "statement": (start - timedelta(days=1)).isoformat()}, on="/case/deadlines"
    )
    (moved,) = [one for one in events(charged) if one["summary"] == event["summary"]]
    assert (moved["uid"], moved.decoded("dtstart")) == (event["uid"], start + timedelta(days=59))


def test_the_summary_says_that_a_day_has_passed(charged: Browser, lang: str) -> None:
    """In each form that people read, and only of a day before today."""
    passed = "".join(translate("This day has passed. Ask anyway what still applies.", lang).split())
    for ago, known in ((60, False), (61, True)):
        days = {"last4": "1234", "statement": (now().date() - timedelta(days=ago)).isoformat(), "charge": ""}
        charged.post("/case/deadlines", days, on="/case/deadlines")
        told = charged.get("/case/summary.json").json()["deadlines"]
        assert any(each["passed"] for each in told if each["id"].startswith("jp.card60")) == known
        pdf = PdfReader(BytesIO(charged.get("/case/summary.pdf").content))
        texts = [charged.get(f"/case/summary.{form}").text for form in ("html", "txt")]
        texts.append("".join(normalize("NFKC", page.extract_text()) for page in pdf.pages))
        counts = {"".join(text.split()).count(passed) for text in texts}
        assert counts == {sum(each["passed"] for each in told)}


def test_each_card_has_its_own_days(charged: Browser) -> None:
    """A second card has its own deadlines; a number that is more than four digits is refused."""
    day = now().date()
    for last4 in ("1234", "9999"):
        form = {"last4": last4, "statement": day.isoformat()}
        assert charged.post("/case/deadlines", form, on="/case/deadlines").status_code == 303
    same = [one for one in events(charged) if one.decoded("dtstart") == day + timedelta(days=60)]
    assert len({str(one["uid"]) for one in same}) == 2
    for form in ({"last4": "4111111111111111"}, {"last4": "1234", "statement": "2026-13-01"}):
        answer = charged.post("/case/deadlines", form, on="/case/deadlines")
        assert answer.status_code == 422
        assert 'class="error"' in answer.text


def test_weekly_looks(guest: Browser) -> None:
    """Four looks, a week apart, from the day on which the account was secured."""
    guest.post("/start", {"symptom": "symptom.login_alert"})
    day = date(2026, 11, 2)
    guest.post("/case/deadlines", {"secured": day.isoformat()}, on="/case/deadlines")
    looks = sorted(one.decoded("dtstart") for one in events(guest))
    assert looks == [day + timedelta(days=7 * n) for n in (1, 2, 3, 4)]


CHARGED_AND_REFUNDED = (("refunds", 18), ("payments", 20))


def test_a_charge_that_is_nobodys_brings_its_day(app: FastAPI, guest: Browser, lang: str) -> None:
    """The day of the charge, not of a refund, is known from the file, by the clock of its service, once it is
    nobody's."""
    guest.post("/start", {"symptom": "symptom.just_checking"})
    rows = [row(day) | {"table": table, "at": f"2026-11-{day}T15:30:00Z"} for table, day in CHARGED_AND_REFUNDED]
    charge = finding("aaaa", detector="order.unknown_charge", kind="rule", evidence=rows, zone="Asia/Tokyo")
    keep(app, REPORT | {"findings": [charge]})
    assert events(guest) == []
    verdicts.answer_finding(the_case(app), "aaaa", "not_mine")
    assert date(2026, 11, 21) + timedelta(days=60) in {one.decoded("dtstart") for one in events(guest)}


def test_what_was_done_brings_its_days(app: FastAPI, guest: Browser, lang: str) -> None:
    """Without a day no calendar is offered. A step that is done is looked at again, one that waits until there is an
    answer, and the weekly looks count from the day on which the last password was changed."""
    guest.post("/start", {"symptom": ["symptom.login_alert", "symptom.cod_paid"]})
    assert "/case/deadlines.ics" not in guest.get("/case/deadlines").text
    plan = guest.get("/case/steps").text
    for step in (one for one in deadlines.SECURING if f"/case/steps/{one}" in plan):
        assert events(guest) == []
        guest.post("/case/steps", {"step": step, "state": "done"}, on="/case/steps")
    guest.post("/case/steps", {"step": "parcel.paid", "state": "waiting"}, on="/case/steps")
    page, day = guest.get("/case/deadlines").text, today(the_case(app), lang)
    assert "/case/deadlines.ics" in page
    assert 'href="/case/steps/parcel.paid"' in page
    found = sorted(one.decoded("dtstart") for one in events(guest))
    assert found == sorted([day + timedelta(days=7), *(day + timedelta(days=7 * n) for n in (1, 2, 3, 4))])
