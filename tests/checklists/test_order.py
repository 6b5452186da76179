"""In which order the steps stand, which ones wait, and which one is next."""

from app.i18n.languages import LANGUAGES
from checklists.choose import Call, cannot_start, choose, next_action
from checklists.model import PHASES
from tests.checklists.expected_plans import DAY, FINDINGS, SYMPTOMS, chosen, finding, ids, made, one


def test_evidence_is_pulled_in() -> None:
    """A step that wants evidence saved first brings that step along, for the same reasons."""
    plan = choose([finding("refund.rerouted", "medium", finding="f")], today=DAY)
    screens = one(plan, "save.screens")
    assert (screens.triggers, screens.findings) == (("refund.rerouted",), ("f",))
    assert one(plan, "shop.wallet").evidence_first == ("save.screens",)


def test_evidence_of_evidence_is_pulled_in_too() -> None:
    """The chain is followed to its end, but no step of another country is dragged in."""
    plan = chosen(
        made("save.a", triggers=()),
        made("save.b", triggers=(), evidence_first=("save.a",)),
        made("save.c", triggers=(), markets=("US",)),
        made("stop.d", evidence_first=("save.b", "save.c")),
        home=("JP",),
    )
    assert ids(plan) == ["save.a", "save.b", "stop.d"]
    assert plan[0].triggers == ("symptom.x",)


def test_only_steps_of_the_plan_are_waited_for() -> None:
    """What a step requires counts only where it is in the plan, and is not pulled in."""
    alone = one(choose([Call("symptom.just_checking")], today=DAY), "shop.passkey")
    assert alone.requires == ()
    taken = one(choose([Call("symptom.login_alert")], today=DAY), "shop.passkey")
    assert taken.requires == ("mail.password", "shop.password")


def test_order_is_phases_then_gates_then_priority() -> None:
    """Phases in their order; inside a phase what others wait for first, then place, then priority."""
    plan = chosen(
        made("watch.a"),
        made("shop.last", place=9, priority="essential"),
        made("shop.optional", priority="optional"),
        made("shop.essential", priority="essential", requires=("shop.gate",)),
        made("shop.gate", priority="optional"),
        made("shop.first", place=-1, priority="optional"),
        made("save.a"),
    )
    assert ids(plan) == [
        "save.a", "shop.first", "shop.gate", "shop.essential", "shop.optional", "shop.last", "watch.a",
    ]  # fmt: skip


def test_the_whole_plan_is_in_order() -> None:
    """Phases never go back, nothing comes before what it waits for, the new check ends all."""
    calls = [finding(trigger, severity, True, shop="amazon.co.jp") for trigger, severity in FINDINGS]
    plan = choose([*calls, *map(Call, SYMPTOMS)], home=LANGUAGES["en"].markets, today=DAY)
    phases = [PHASES.index(planned.step.phase) for planned in plan]
    assert phases == sorted(phases)
    for place, planned in enumerate(plan):
        assert {*planned.requires, *planned.evidence_first} <= set(ids(plan[:place]))
    assert ids(plan)[:3] == ["safe.known_person", "save.household", "save.screens"]
    assert ids(plan)[-1] == "watch.reupload"


def test_the_order_does_not_depend_on_the_calls() -> None:
    """The same findings in another order give the same plan."""
    calls = [*map(Call, SYMPTOMS)]
    assert ids(choose(calls, today=DAY)) == ids(choose(calls[::-1], today=DAY))


def test_a_step_waits_until_its_gates_are_settled() -> None:
    """Done or left out both settle a gate: evidence that somebody chooses not to save does not lock the rest."""
    plan = choose([Call("symptom.login_alert")], today=DAY)
    password = one(plan, "shop.password")
    assert cannot_start(password, {}) == ["save.screens", "mail.password"]
    assert cannot_start(password, {"save.screens": "later", "mail.password": "todo"}) == [
        "save.screens",
        "mail.password",
    ]
    assert cannot_start(password, {"save.screens": "not_for_me"}) == ["mail.password"]
    assert cannot_start(password, {"save.screens": "not_for_me", "mail.password": "done"}) == []


def test_there_is_one_next_action() -> None:
    """Walking the plan by its next action does every step once and never one that has to wait."""
    plan = choose([Call("symptom.login_alert"), Call("symptom.unknown_address")], today=DAY)
    progress: dict[str, str] = {}
    walked = []
    while action := next_action(plan, progress):
        assert cannot_start(action, progress) == []
        walked.append(action.step.id)
        progress[action.step.id] = "done"
    assert walked == ids(plan)


def test_later_comes_back_when_nothing_else_is_left() -> None:
    """What is put off makes room for what can be done, and is offered again at the end."""
    plan = choose([], today=DAY)
    first = next_action(plan, {"stop.no_recall_number": "later"})
    assert first is not None
    assert first.step.id == "watch.reupload"
    last = next_action(plan, {"stop.no_recall_number": "later", "watch.reupload": "not_for_me"})
    assert last is not None
    assert last.step.id == "stop.no_recall_number"
    assert next_action(plan, dict.fromkeys(ids(plan), "done")) is None
    assert next_action([], {}) is None


def test_stopping_a_card_never_waits() -> None:
    """A step that never waits is the next action at once, before evidence, answers and gates."""
    plan = chosen(
        made("save.screens"),
        made("stop.card", never_waits=True, evidence_first=("save.screens",)),
    )
    assert ids(plan) == ["save.screens", "stop.card"]
    assert cannot_start(one(plan, "stop.card"), {}) == []
    action = next_action(plan, {})
    assert action is not None
    assert action.step.id == "stop.card"


def test_safety_comes_even_before_a_card() -> None:
    """Where somebody known may be behind it, the next action is to be safe. The card can be stopped all the same."""
    plan = choose([Call("symptom.known_person"), Call("symptom.unknown_charge")], today=DAY)
    first = next_action(plan, {})
    assert first is not None
    assert first.step.id == "safe.known_person"
    assert cannot_start(one(plan, "stop.card"), {}) == []
    for state in ("later", "done", "not_for_me"):
        second = next_action(plan, {"safe.known_person": state})
        assert second is not None
        assert second.step.id == "stop.card"


def test_the_card_is_stopped_before_anything_is_asked() -> None:
    """With real content too: a card is stopped first, and the claim waits until everyone at home was asked."""
    plan = choose([Call("symptom.unknown_charge")], today=DAY)
    action = next_action(plan, {})
    assert action is not None
    assert action.step.id == "stop.card"
    assert cannot_start(one(plan, "claim.card_jp"), {}) == ["save.household"]


def test_safety_stands_before_what_others_notice() -> None:
    """Where somebody close may be behind it, nothing that they would notice can start before that was thought of."""
    plan = choose([Call("symptom.known_person"), Call("symptom.details_changed")], today=DAY)
    warned = [planned for planned in plan if planned.step.warns]
    assert len(warned) >= 8
    assert all("safe.known_person" in cannot_start(planned, {}) for planned in warned)
    assert "safe.known_person" not in ids(choose([Call("symptom.details_changed")], today=DAY))
