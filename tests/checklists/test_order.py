"""In which order the steps of a plan are taken: by clock and kind, behind what safety puts first."""

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import choose
from checklists.facts import rules
from checklists.keys import KeyName
from checklists.order import MOST_NOW, WHENS, next_action, still_before
from checklists.questions import Conditions
from checklists.situation import Cause
from tests.checklists.planning import DAY, chosen, finding, ids, made, one

TYPED = (Cause("symptom.phishing_link"),)
GAVE = Conditions(chosen=("message.typed=password", "message.typed=card"))


def test_what_is_urgent_comes_first_and_three_of_it_now() -> None:
    """Minutes before hours, inside a clock by kind, and inside a kind by the door, then by id; the fourth is due today,
    right behind the others."""
    plan = chosen(
        made("save.a", {"day": ["deceived"]}),
        made("mail.b", {"hours": ["secret.password"]}, kind="mailbox"),
        made("stop.a", {"minutes": ["secret.card"]}, kind="stop", takes=(KeyName("number", "card"),)),
        made("stop.b", {"minutes": ["secret.card"]}, kind="stop", takes=(KeyName("codes", "gift"),)),
        made("shop.d", {"hours": ["secret.password"]}, kind="account"),
        calls=TYPED,
        conditions=GAVE,
    )
    assert [(planned.step.id, planned.when) for planned in plan] == [
        ("stop.b", "now"), ("stop.a", "now"), ("mail.b", "now"), ("shop.d", "today"), ("save.a", "today"),
    ]  # fmt: skip


def test_what_may_be_is_due_one_clock_later() -> None:
    """Where a step allows it; its earliest clock counts."""
    plan = chosen(
        made("stop.a", {"minutes": ["secret.card?"]}),
        made("mail.b", {"hours": ["secret.card?"]}),
        made("shop.c", {"day": ["secret.card?"], "later": ["deceived"]}),
        made("watch.d", {"later": ["secret.card?"]}),
        made("watch.e", {"minutes": ["secret.card"]}),
        calls=TYPED,
    )
    assert [(planned.step.id, planned.when) for planned in plan] == [
        ("stop.a", "now"), ("mail.b", "today"), ("shop.c", "week"), ("watch.d", "later"),
    ]  # fmt: skip


def test_a_rule_of_safety_holds_for_any_step() -> None:
    """What somebody close would notice comes behind the step for safety and not before the week, whatever it is; what
    stops money is a choice inside that step."""
    known = made("safe.known_person", {"minutes": ["person.close?"]}, kind="safety")
    change = made("shop.any", {"minutes": ["secret.card"]}, is_=("noticed",))
    stop = made("stop.any", {"minutes": ["secret.card"]}, kind="stop")
    watched = chosen(known, change, stop, calls=(*TYPED, Cause("symptom.known_person")), conditions=GAVE)
    assert [(planned.step.id, planned.when) for planned in watched] == [
        ("safe.known_person", "now"), ("stop.any", "today"), ("shop.any", "week"),
    ]  # fmt: skip
    assert [planned.before for planned in watched[1:]] == [("safe.known_person",)] * 2
    assert [planned.choices for planned in watched] == [("stop.any",), (), ()]
    alone = chosen(known, change, stop, calls=TYPED, conditions=GAVE)
    assert {planned.when for planned in alone} == {"now"}
    assert not any(planned.before or planned.choices for planned in alone)


def test_what_is_done_at_one_door_is_one_sitting() -> None:
    """It is due with the most urgent of it, in its own order: pictures first, and what somebody holds for certain and a
    new password would leave before the password. Three sittings are now, however many steps they have."""
    plan = choose([Cause("symptom.details_changed")], shops=["rakuten.co.jp"], market="JP", today=DAY,
                  conditions=Conditions(chosen=("signin.changed=app",)))  # fmt: skip
    sittings = [planned.sitting for planned in plan if planned.sitting]
    assert sittings == sorted(sittings, key=["mail", "account"].index)
    account = [planned.step.id for planned in plan if planned.sitting == "account"]
    assert account[:3] == ["account.screens", "account.connected_apps", "account.password"]
    assert {planned.when for planned in plan if planned.sitting} == {"now"}
    assert {planned.when for planned in plan if planned.step.id == "watch.weekly"} == {"later"}


def test_what_clears_is_in_a_sitting_behind_the_pictures() -> None:
    """Whatever clears something away that an account shows."""
    listed = rules().sitting
    pictures = [listed.index(name) for name in listed if model.steps()[name].kind == "evidence"]
    clears = [listed.index(step.id) for step in model.steps().values() if "clears" in step.is_]
    assert max(pictures) < min(clears)


def test_somebody_close_sees_no_sitting() -> None:
    """What they would notice is not hastened."""
    calls = [Cause("symptom.details_changed"), Cause("symptom.known_person")]
    plan = choose(calls, shops=["rakuten.co.jp"], market="JP", today=DAY)
    assert not any(planned.sitting for planned in plan)


@pytest.mark.parametrize("symptom", model.symptoms())
def test_a_watched_person_is_safe_first(symptom: str) -> None:
    """With real content too, whatever else happened."""
    plan = choose([Cause(symptom), Cause("symptom.known_person")], home=LANGUAGES["ja"].markets, today=DAY)
    assert ids(plan)[0] == "safe.known_person"
    for planned in plan:
        assert "noticed" not in planned.step.is_ or "safe.known_person" in planned.before, planned.step.id


@pytest.mark.parametrize("shops", [[], ["amazon.co.jp"], ["amazon.co.jp", "rakuten.co.jp"]])
def test_the_whole_plan_is_in_order(shops: list[str]) -> None:
    """Nothing is due before what precedes it, at most three things are due now, and the steps named before precede."""
    plan = choose(map(Cause, model.symptoms()), shops=shops, home=LANGUAGES["en"].markets, today=DAY)
    whens = [WHENS.index(planned.when) for planned in plan]
    assert whens == sorted(whens)
    assert 1 <= len({planned.sitting or planned.step.id for planned in plan if planned.when == "now"}) <= MOST_NOW
    for place, planned in enumerate(plan):
        assert set(planned.before) <= set(ids(plan[:place]))
    assert len(set(ids(plan))) == len(plan)
    assert ids(plan) == ids(
        choose(map(Cause, reversed(list(model.symptoms()))), shops=shops, home=LANGUAGES["en"].markets, today=DAY)
    )


def test_there_is_one_next_action() -> None:
    """The next action is the first step that is neither done nor put off, then what was put off, then nothing."""
    known = made("safe.known_person", {"minutes": ["person.close"]}, kind="safety")
    behind = made("shop.b", {"week": ["person.close"]}, is_=("noticed",))
    plan = chosen(known, behind, made("watch.c", {"later": ["person.close"]}), calls=(Cause("symptom.known_person"),))
    progress: dict[str, str] = {}
    walked = []
    assert still_before(plan[1], progress) == ["safe.known_person"]
    progress["safe.known_person"] = "later"
    assert still_before(plan[1], progress) == ["safe.known_person"]
    while action := next_action(plan, progress):
        walked.append(action.step.id)
        progress[action.step.id] = "done" if len(walked) != 2 else "not_for_me"
    assert walked == ["shop.b", "watch.c", "safe.known_person"]
    assert still_before(plan[1], progress) == []
    assert next_action([], {}) is None


def test_a_step_names_what_called_for_it() -> None:
    """Evidence is there for the findings that are looked at."""
    plan = choose(
        [finding("refund.rerouted", "medium", finding="f", verdict="not_mine")], shops=["amazon.co.jp"], today=DAY
    )
    screens = one(plan, "rec.giftcard")
    assert (screens.triggers, screens.findings) == (("refund.rerouted",), ("f",))
