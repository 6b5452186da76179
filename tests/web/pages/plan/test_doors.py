"""The doors of a plan on its page: where somebody may still be, the steps that shut each, and what is left."""

import re
from html import unescape

from fastapi import FastAPI

from app.cases.plan.view import plan_view
from app.i18n.translate import gettext, translate
from checklists.plan_doors import DOOR_LABELS, DoorState
from tests.browser import Browser
from tests.service import the_case

INSIDE = "symptom.details_changed"
CLOSE = "symptom.known_person"
AFTER: dict[str, DoorState] = {"impossible": "unclear", "no_account": "shut"}


def cards(browser: Browser) -> list[str]:
    """The cards of the page, without markup around their words."""
    html = browser.get("/case/steps").text
    found = re.findall(r'<section class="card door".*?</section>', html, re.S)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))) for card in found]


def test_each_door_is_a_card(app: FastAPI, guest: Browser, lang: str) -> None:
    """With its state and the steps that shut it, in the order of the plan; at most five are not folded."""
    guest.post("/start", {"symptom": [INSIDE]})
    view = plan_view(the_case(app), lang)
    shown = cards(guest)
    assert len(shown) == len(view.doors) > 1
    for card, door in zip(shown, view.doors, strict=True):
        assert translate(DOOR_LABELS[door.state], lang) in card
        places = [card.index(view.heading(view.action(item.status.planned))) for item in door.items]
        assert places == sorted(places)
    html = guest.get("/case/steps").text
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    before_folded = html.split('<h2 id="doors"')[1].split("<details")[0]
    assert before_folded.count('class="card door"') <= 5


def test_a_door_is_shut_by_its_steps(app: FastAPI, guest: Browser, lang: str) -> None:
    """Once all that somebody may hold there is taken away, or is not there; what cannot be done leaves it open."""
    guest.post("/start", {"symptom": [INSIDE]})
    case = the_case(app)
    door = plan_view(case, lang).doors[-1]
    assert door.state == "open"
    *most, last = [item.status.planned.step.id for item in door.items]
    for step in most:
        guest.post("/case/steps", {"step": step, "state": "done"}, on="/case/steps")
    for reason, state in AFTER.items():
        guest.post("/case/steps", {"step": last, "state": "todo"}, on="/case/steps")
        guest.post("/case/steps", {"step": last, "state": "not_for_me", "reason": reason}, on="/case/steps")
        assert plan_view(case, lang).doors[-1].state == state
        assert translate(DOOR_LABELS[state], lang) in cards(guest)[-1]


def test_somebody_close_sees_no_doors(guest: Browser) -> None:
    """Where somebody close may be behind it, no door and no number is shown."""
    guest.post("/start", {"symptom": [INSIDE, CLOSE]})
    assert cards(guest) == []
    assert 'id="doors"' not in guest.get("/case/steps").text


def test_the_time_left_is_that_of_today(app: FastAPI, guest: Browser, lang: str) -> None:
    """What is due this week or later is not counted, nor what is done."""
    guest.post("/start", {"symptom": [INSIDE]})
    statuses = plan_view(the_case(app), lang).statuses
    today = [status.planned.step for status in statuses if status.planned.when in ("now", "today")]
    minutes = sum(step.minutes for step in today)
    assert minutes < sum(status.planned.step.minutes for status in statuses)
    label = "Left for today: about {count} min."
    assert str(gettext(label, lang, count=minutes)) in guest.get("/case/steps").text
    guest.post("/case/steps", {"step": today[0].id, "state": "done"}, on="/case/steps")
    assert str(gettext(label, lang, count=minutes - today[0].minutes)) in guest.get("/case/steps").text
