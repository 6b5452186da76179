"""In which order the steps of a plan are taken: what is urgent, what others need first, and nothing locked."""

from typing import Any

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import Call, choose
from checklists.order import MOST_NOW, WHENS, next_action, still_before
from checklists.questions import Conditions
from tests.checklists.planning import DAY, chosen, finding, ids, made, one

TYPED = Conditions(chosen=("message.typed=password", "message.typed=card"))


def test_what_is_urgent_comes_first_and_three_of_it_now() -> None:
    """By their numbers, whatever the phase; the fourth is due today, right behind the others."""
    plan = chosen(
        made("save.a", priority="essential"),
        made("stop.b", triggers=("message.typed=card",), now={"message.typed=card": 20}),
        made("mail.c", triggers=("message.typed=password",), now={"message.typed=password": 30}),
        made("shop.d", triggers=("symptom.x", "message.typed=password"), now={"message.typed=password": 31}),
        made("device.e", now={"symptom.x": 10}),
        conditions=TYPED,
    )
    assert [(planned.step.id, planned.when) for planned in plan] == [
        ("device.e", "now"), ("stop.b", "now"), ("mail.c", "now"), ("shop.d", "today"), ("save.a", "today"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "when"),
    [
        ({"priority": "essential"}, "today"),
        ({"priority": "recommended"}, "week"),
        ({"priority": "optional"}, "later"),
        ({"priority": "optional", "term": "today"}, "today"),
        ({"priority": "essential", "now": {"symptom.other": 1}, "triggers": ("symptom.x", "symptom.other")}, "today"),
    ],
)
def test_a_step_is_due_by_its_term_or_its_priority(keys: dict[str, Any], when: str) -> None:
    """Where nothing that was said makes it urgent."""
    (planned,) = chosen(made("shop.a", **keys))
    assert planned.when == when


def test_what_others_need_first_is_due_with_them() -> None:
    """Inside a term what others need comes first, then phase, place and priority; what is needed moves up."""
    plan = chosen(
        made("watch.a"),
        made("shop.last", place=9, priority="essential"),
        made("shop.essential", priority="essential", requires=("shop.gate",)),
        made("shop.gate", priority="optional"),
        made("shop.first", place=-1, priority="essential"),
        made("save.a"),
    )
    assert ids(plan) == ["shop.first", "shop.gate", "shop.essential", "shop.last", "save.a", "watch.a"]
    assert one(plan, "shop.gate").when == "today"
    assert one(plan, "shop.essential").before == ("shop.gate",)


def test_what_is_urgent_is_not_held_up() -> None:
    """A step called at once does not wait for the evidence, which is better saved only where it comes before."""
    plan = chosen(
        made("save.screens", priority="essential"),
        made("stop.card", triggers=("symptom.x",), now={"symptom.x": 20}, evidence_first=("save.screens",)),
        made("shop.a", priority="essential", evidence_first=("save.screens",), requires=("stop.card", "mail.none")),
    )
    assert ids(plan) == ["stop.card", "save.screens", "shop.a"]
    assert one(plan, "stop.card").before == ()
    assert one(plan, "shop.a").before == ("save.screens", "stop.card")


def test_safety_comes_before_what_somebody_close_would_notice() -> None:
    """Where somebody known may be behind it, even what is urgent comes after the thought of one's own safety."""
    known = made("safe.known_person", triggers=("symptom.known_person",))
    card = made("stop.card", now={"symptom.x": 20}, warns=("may_alert_other_person",))
    watched = chosen(known, card, calls=(Call("symptom.x"), Call("symptom.known_person")))
    assert [(planned.step.id, planned.when) for planned in watched] == [
        ("safe.known_person", "now"),
        ("stop.card", "now"),
    ]
    assert one(watched, "stop.card").before == ("safe.known_person",)
    assert one(chosen(known, card), "stop.card").before == ()


@pytest.mark.parametrize("symptom", model.symptoms())
def test_a_watched_person_is_safe_first(symptom: str) -> None:
    """With real content too, whatever else happened."""
    plan = choose([Call(symptom), Call("symptom.known_person")], home=LANGUAGES["ja"].markets, today=DAY)
    assert ids(plan)[0] == "safe.known_person"
    for planned in plan:
        assert not planned.step.warns or "safe.known_person" in planned.before, planned.step.id


@pytest.mark.parametrize("shops", [[], ["amazon.co.jp"], ["amazon.co.jp", "rakuten.co.jp"]])
def test_the_whole_plan_is_in_order(shops: list[str]) -> None:
    """Nothing is due before what precedes it, at most three steps are due now, and the steps named before precede."""
    plan = choose(map(Call, model.symptoms()), shops=shops, home=LANGUAGES["en"].markets, today=DAY)
    whens = [WHENS.index(planned.when) for planned in plan]
    assert whens == sorted(whens)
    assert 1 <= whens.count(0) <= MOST_NOW
    for place, planned in enumerate(plan):
        assert set(planned.before) <= set(ids(plan[:place]))
    assert len(set(ids(plan))) == len(plan)
    assert ids(plan) == ids(
        choose(map(Call, reversed(list(model.symptoms()))), shops=shops, home=LANGUAGES["en"].markets, today=DAY)
    )


def test_evidence_is_pulled_in() -> None:
    """A step that wants evidence saved first brings that step along with what wants it, for the same reasons, but no
    step of another country; at another service the generic step takes its place."""
    steps = [
        made("save.a", triggers=()),
        made("save.b", triggers=(), evidence_first=("save.a",)),
        made("save.c", triggers=(), markets=("US",)),
        made("save.screens", triggers=(), shops=("amazon.co.jp",)),
        made("account.screens", triggers=()),
        made("mail.d", evidence_first=("save.b", "save.c", "save.screens")),
    ]
    amazon, other = (chosen(*steps, home=("JP",), shops=[shop]) for shop in ("amazon.co.jp", "shop.example"))
    assert ids(amazon) == ["save.a", "save.b", "save.screens", "mail.d"]
    assert ids(other) == ["save.a", "save.b", "account.screens", "mail.d"]
    assert amazon[0].triggers == ("symptom.x",)
    assert one(other, "mail.d").before == ("save.b", "account.screens")


def test_there_is_one_next_action() -> None:
    """The next action is the first step that is neither done nor put off, then what was put off, then nothing."""
    plan = chosen(made("save.a"), made("shop.b", requires=("save.a",)), made("watch.c"))
    progress: dict[str, str] = {}
    walked = []
    assert still_before(plan[1], progress) == ["save.a"]
    progress["save.a"] = "later"
    assert still_before(plan[1], progress) == ["save.a"]
    while action := next_action(plan, progress):
        walked.append(action.step.id)
        progress[action.step.id] = "done" if len(walked) != 2 else "not_for_me"
    assert walked == ["shop.b", "watch.c", "save.a"]
    assert still_before(plan[1], progress) == []
    assert next_action([], {}) is None


def test_a_step_names_what_called_for_it() -> None:
    """Evidence is there for the findings of the steps that want it."""
    plan = choose(
        [finding("refund.rerouted", "medium", finding="f", verdict="not_mine")], shops=["amazon.co.jp"], today=DAY
    )
    screens = one(plan, "save.screens")
    assert (screens.triggers, screens.findings) == (("refund.rerouted",), ("f",))
