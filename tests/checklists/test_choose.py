"""Which steps are chosen, in which order, and which one is next."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checklists import model
from checklists.choose import Call, Planned, cannot_start, choose, markets, next_action
from checklists.model import PHASES, Step, Valid
from checklists.schema import Sentence

DAY = date(2026, 11, 25)
ALWAYS = ["stop.no_recall_number", "shop.passkey", "watch.reupload"]
TAKEOVER = [
    "mail.password", "mail.rules", "mail.sessions_2fa", "shop.guided", "shop.password", "shop.signout_all",
    "shop.connected_apps", "watch.weekly",
]  # fmt: skip
# What each finding calls for at its usual severity, beyond what is always offered; `!` only for orders not yet sent,
# `@` only for parcels from Amazon.
FINDINGS = {
    ("refund.orphan", "high"): ["save.household", "save.data_request", "rec.giftcard", "report.shop"],
    ("refund.exceeds_paid", "high"): ["save.data_request", "rec.charges", "report.shop"],
    ("refund.rerouted", "medium"): ["save.household", "save.screens", "shop.wallet", "rec.giftcard", "report.shop"],
    ("giftcard.chain_break", "medium"): ["save.data_request", "rec.giftcard", "report.shop"],
    ("giftcard.unmatched_use", "high"): ["save.household", "save.data_request", "rec.giftcard", "report.shop"],
    ("order.first_address", "low"): [
        "save.household", "save.screens", "!stop.cancel_orders", "shop.addresses", "shop.household",
        "shop.delivery_notes", "report.shop",
    ],
    ("order.cod_after_abolition", "medium"): ["save.household", "parcel.refuse_cod", "@parcel.report_shop"],
    ("login.new_country", "low"): ["save.household", "save.screens", "shop.2sv"],
    ("login.new_country", "medium"): ["save.household", "save.screens", "shop.2sv", *TAKEOVER],
    ("case.coverage_gap", "low"): ["save.data_request", "shop.archived", "rec.charges"],
}  # fmt: skip
SYMPTOMS = {
    "symptom.cod_parcel": ["save.household", "parcel.refuse_cod", "parcel.report_shop", "parcel.family_rule"],
    "symptom.free_parcel": ["save.household", "rec.reviews", "parcel.decide", "parcel.report_shop", "report.us"],
    "symptom.unknown_order": [
        "save.household", "save.screens", "stop.cancel_orders", "shop.household", "report.shop",
    ],
    "symptom.login_alert": ["save.screens", "save.mail", "save.message_check", *TAKEOVER],
}  # fmt: skip


def ids(plan: list[Planned]) -> list[str]:
    return [one.step.id for one in plan]


def one(plan: list[Planned], step: str) -> Planned:
    return next(planned for planned in plan if planned.step.id == step)


def made(name: str, **changes: Any) -> Step:
    """A step for testing the rules: like a real one, with other keys."""
    base = model.steps()["rec.charges"]
    fresh = replace(base, id=name, phase=name.split(".")[0], triggers=("symptom.x",), shops=(), min_severity="info")
    return replace(fresh, **changes)


def chosen(*steps: Step, calls: tuple[Call, ...] = (Call("symptom.x"),), **given: Any) -> list[Planned]:
    return choose(calls, today=DAY, steps={step.id: step for step in steps}, **given)


@pytest.mark.parametrize(("trigger", "severity"), FINDINGS, ids=[" ".join(key) for key in FINDINGS])
@pytest.mark.parametrize("flag", [True, False])
def test_findings_call_their_steps(trigger: str, severity: str, flag: bool) -> None:
    """Each detector leads to exactly the documented steps, with the conditional ones only where they apply."""
    call = Call(trigger, severity, unshipped=flag, from_amazon=flag, shop="amazon.co.jp", finding="f1")
    plan = choose([call], shops=["amazon.co.jp"], today=DAY)
    wanted = {name.lstrip("!@") for name in FINDINGS[trigger, severity] if flag or name[0] not in "!@"}
    assert set(ids(plan)) == wanted | set(ALWAYS)
    assert all(planned.triggers == (trigger,) and planned.findings == ("f1",) for planned in plan
               if planned.step.id in wanted)  # fmt: skip


@pytest.mark.parametrize("symptom", SYMPTOMS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_symptoms_call_their_steps(symptom: str, lang: str) -> None:
    """A person without files gets the documented plan; what is only for another country is left out in Japanese."""
    wanted = set(SYMPTOMS[symptom]) - ({"report.us"} if lang == "ja" else set())
    plan = choose([Call(symptom)], lang=lang, today=DAY)
    assert set(ids(plan)) == wanted | set(ALWAYS)
    assert set(SYMPTOMS) == set(model.symptoms())


def test_all_steps_can_be_reached() -> None:
    """32 steps, and some person gets each of them."""
    calls = [Call(trigger, severity, True, True) for trigger, severity in FINDINGS]
    plan = choose([*calls, *map(Call, SYMPTOMS)], lang="en", today=DAY)
    assert set(ids(plan)) == set(model.steps())
    assert len(plan) == 32


def test_nothing_found_still_leaves_the_steps_for_everybody() -> None:
    """Without findings and symptoms the plan is what is always offered, and says so."""
    plan = choose([], today=DAY)
    assert ids(plan) == ALWAYS
    assert all(planned.triggers == ("always",) and planned.findings == () for planned in plan)


@pytest.mark.parametrize("verdict", ["mine", "family", "not_mine", "not_sure", None])
def test_answers_clear_findings(verdict: str | None) -> None:
    """After "mine" or "family" a finding calls for nothing; any other answer, or none, leaves it open."""
    plan = choose([Call("refund.orphan", "high", verdict=verdict)], today=DAY)
    assert ("report.shop" in ids(plan)) == (verdict not in ("mine", "family"))


def test_one_cleared_finding_does_not_clear_the_other() -> None:
    """A step stays for the findings that are still open, and names only those."""
    calls = [
        Call("refund.orphan", "high", finding="a", verdict="mine"),
        Call("refund.orphan", "high", finding="b"),
        Call("giftcard.chain_break", "medium", finding="c"),
        Call("refund.orphan", "high", finding="b"),
    ]
    planned = one(choose(calls, today=DAY), "rec.giftcard")
    assert planned.findings == ("b", "c")
    assert planned.triggers == ("refund.orphan", "giftcard.chain_break")


@pytest.mark.parametrize(
    ("severity", "offered"), [("info", False), ("low", False), ("medium", False), ("high", True), ("critical", True)]
)
def test_any_grave_finding_asks_for_the_data(severity: str, offered: bool) -> None:
    """Every finding of severity high or critical calls for the full data, whatever its detector."""
    plan = choose([Call("order.first_address", severity)], today=DAY)
    assert ("save.data_request" in ids(plan)) is offered
    if offered:
        assert one(plan, "save.data_request").triggers == ("order.first_address",)


@pytest.mark.parametrize(
    ("severity", "offered"), [(None, False), ("info", False), ("low", False), ("medium", True), ("high", True)]
)
def test_a_step_may_ask_for_a_serious_finding(severity: str | None, offered: bool) -> None:
    """Takeover steps come from medium on; what a person says needs no severity."""
    assert ("mail.password" in ids(choose([Call("login.new_country", severity)], today=DAY))) is offered
    assert "mail.password" in ids(choose([Call("symptom.login_alert")], today=DAY))


def test_harmless_findings_do_not_send_anybody_to_the_shop() -> None:
    """A finding lowered to info asks to look and to ask at home, not to open a case or to cancel."""
    plan = choose([Call("refund.rerouted", "info"), Call("order.first_address", "info", True)], today=DAY)
    assert "save.household" in ids(plan)
    assert {"report.shop", "stop.cancel_orders"}.isdisjoint(ids(plan))


@pytest.mark.parametrize(("said", "offered"), [(None, True), (True, True), (False, False)])
def test_conditions_that_nobody_answered_rule_nothing_out(said: bool | None, offered: bool) -> None:
    """ "I do not know" keeps the step for a symptom; "already sent" or "not from Amazon" takes it away."""
    order = ids(choose([Call("symptom.unknown_order", unshipped=said)], today=DAY))
    parcel = ids(choose([Call("symptom.free_parcel", from_amazon=said)], today=DAY))
    assert ("stop.cancel_orders" in order) is offered
    assert ("parcel.report_shop" in parcel) is offered
    assert "stop.cancel_orders" not in ids(choose([Call("order.first_address", "low", None)], today=DAY))


@pytest.mark.parametrize(
    ("shops", "lang", "found"),
    [
        (["amazon.co.jp"], "en", {"JP"}),
        (["amazon.com"], "ja", {"US"}),
        (["amazon.co.uk", "amazon.it", "amazon.com.au"], "ja", {"UK", "EU", "AU"}),
        ([], "ja", {"JP"}),
        ([], "en", {"JP", "US", "UK"}),
        (["shop.example"], "ja", {"JP"}),
    ],
)
def test_the_market_comes_from_the_shops(shops: list[str], lang: str, found: set[str]) -> None:
    """The shops in the events say where the person buys; without one that we know the language has to do."""
    assert markets(shops, lang) == found


def test_other_countries_steps_are_left_out() -> None:
    """A Japanese customer is not sent to American desks, an American one not to Japanese rules."""
    call = [Call("symptom.free_parcel"), Call("symptom.cod_parcel")]
    japan = ids(choose(call, shops=["amazon.co.jp"], lang="en", today=DAY))
    states = ids(choose(call, shops=["amazon.com"], lang="ja", today=DAY))
    both = ids(choose(call, shops=["amazon.com", "amazon.co.jp"], today=DAY))
    assert "parcel.refuse_cod" in japan
    assert "report.us" not in japan
    assert "report.us" in states
    assert "parcel.refuse_cod" not in states
    assert {"report.us", "parcel.refuse_cod"} <= set(both)


def test_the_shop_of_a_finding_counts() -> None:
    """A finding that names its shop says as much about the market as the list of shops."""
    assert "parcel.refuse_cod" in ids(choose([Call("order.cod_after_abolition", "medium", shop="amazon.co.jp")],
                                             lang="en", today=DAY))  # fmt: skip


def test_steps_for_amazon_are_for_all_its_sites() -> None:
    """A step that lists two sites is offered at any other Amazon site too, but not to customers of other shops only."""
    call = [Call("refund.orphan", "high")]
    assert "rec.giftcard" in ids(choose(call, shops=["amazon.it"], today=DAY))
    assert "rec.giftcard" in ids(choose(call, shops=[], today=DAY))
    assert "rec.giftcard" not in ids(choose(call, shops=["shop.example"], today=DAY))


def test_advice_that_has_ended_is_not_offered() -> None:
    """A step is offered on its last day and not on the next; the day is given, not read from a clock."""
    step = made("seller.cod_off", valid=Valid(until=DAY, why=Sentence("It was abolished.")))
    assert ids(chosen(step)) == ["seller.cod_off"]
    late = choose([Call("symptom.x")], today=date(2026, 11, 26), steps={step.id: step})
    assert late == []


def test_evidence_is_pulled_in() -> None:
    """A step that wants evidence saved first brings that step along, for the same reasons."""
    plan = choose([Call("refund.rerouted", "medium", finding="f")], today=DAY)
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
    )
    assert ids(plan) == ["save.a", "save.b", "stop.d"]
    assert plan[0].triggers == ("symptom.x",)


def test_only_steps_of_the_plan_are_waited_for() -> None:
    """What a step requires counts only where it is in the plan, and is not pulled in."""
    alone = one(choose([], today=DAY), "shop.passkey")
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
    """Phases never go back, nothing comes before what it waits for, the passkey ends its phase, the new check all."""
    calls = [Call(trigger, severity, True, True) for trigger, severity in FINDINGS]
    plan = choose([*calls, *map(Call, SYMPTOMS)], lang="en", today=DAY)
    phases = [PHASES.index(planned.step.phase) for planned in plan]
    assert phases == sorted(phases)
    for place, planned in enumerate(plan):
        assert {*planned.requires, *planned.evidence_first} <= set(ids(plan[:place]))
    assert [planned.step.id for planned in plan if planned.step.phase == "shop"][-1] == "shop.passkey"
    assert ids(plan)[:2] == ["save.household", "save.screens"]
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
    plan = choose([Call("symptom.login_alert"), Call("symptom.unknown_order")], today=DAY)
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
    assert first.step.id == "shop.passkey"
    last = next_action(plan, {"stop.no_recall_number": "later", "shop.passkey": "done", "watch.reupload": "not_for_me"})
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
