"""Which steps are chosen for what was found and said."""

from datetime import date

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import Call, choose
from checklists.model import Market, Valid
from checklists.questions import Conditions
from checklists.schema import Sentence
from checklists.sites import markets
from tests.checklists.expected_plans import (
    ABROAD,
    ALWAYS,
    CLAIMS,
    DAY,
    FINDINGS,
    SYMPTOMS,
    chosen,
    documented,
    finding,
    ids,
    made,
    one,
)


@pytest.mark.parametrize(("trigger", "severity"), FINDINGS, ids=[" ".join(key) for key in FINDINGS])
@pytest.mark.parametrize("flag", [True, False])
def test_findings_call_their_steps(trigger: str, severity: str, flag: bool) -> None:
    """Each detector leads to exactly the documented steps, with the conditional ones only where they apply."""
    call = finding(trigger, severity, unshipped=flag, shop="amazon.co.jp" if flag else None, finding="f1")
    plan = choose([call], shops=["amazon.co.jp"], today=DAY)
    wanted = {name.lstrip("!@") for name in FINDINGS[trigger, severity] if flag or name[0] not in "!@"}
    assert documented(plan) == wanted | set(ALWAYS)
    assert all(planned.triggers == (trigger,) and planned.findings == ("f1",) for planned in plan
               if planned.step.id in wanted)  # fmt: skip


@pytest.mark.parametrize("symptom", SYMPTOMS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_symptoms_call_their_steps(symptom: str, lang: str) -> None:
    """A person without files gets the documented plan; what is only for another country is left out in Japanese."""
    wanted = set(SYMPTOMS[symptom]) - (ABROAD if lang == "ja" else set())
    plan = choose([Call(symptom)], home=LANGUAGES[lang].markets, today=DAY)
    assert documented(plan) == wanted | set(ALWAYS)
    assert set(SYMPTOMS) == set(model.symptoms())


def test_all_steps_can_be_reached() -> None:
    """Somebody gets each of the steps, except the one whose time is over."""
    calls = [finding(trigger, severity, True, shop="amazon.co.jp") for trigger, severity in FINDINGS]
    shops, home = ["amazon.com", "amazon.co.uk"], LANGUAGES["en"].markets
    plan = choose([*calls, *map(Call, SYMPTOMS)], shops=shops, home=home, today=DAY)
    assert set(ids(plan)) == set(model.steps()) - {"seller.cod_off"}
    assert [step.id for step in model.retired(DAY)] == ["seller.cod_off"]


@pytest.mark.parametrize(
    ("cards", "debit", "claims"),
    [
        ((), None, CLAIMS),
        ((), True, ["claim.debit_us", "claim.uk_eu"]),
        (("US",), None, ["claim.card_us", "claim.debit_us"]),
        (("US",), False, ["claim.card_us"]),
        (("US",), True, ["claim.debit_us"]),
        (("JP",), True, []),
        (("EU",), False, ["claim.uk_eu"]),
        (("JP",), False, ["claim.card_jp"]),
        (("JP", "UK"), False, ["claim.card_jp", "claim.uk_eu"]),
    ],
)
def test_claims_go_by_the_card(cards: tuple[Market, ...], debit: bool | None, claims: list[str]) -> None:
    """Where the card was issued and of which kind it is decide the claim; what was not said rules nothing out."""
    said = Conditions(cards=frozenset(cards), debit=debit)
    plan = choose([Call("symptom.unknown_charge")], home=LANGUAGES["en"].markets, today=DAY, said=said)
    assert [step for step in ids(plan) if step.startswith("claim.")] == claims


def test_the_card_decides_nothing_but_the_claim() -> None:
    """A card from abroad does not take the desks of the country away where the person buys."""
    said = Conditions(cards=frozenset({"US"}))
    plan = ids(choose([Call("symptom.giftcard_bought")], shops=["amazon.co.jp"], today=DAY, said=said))
    assert {"claim.card_us", "report.police_jp"} <= set(plan)
    assert {"claim.card_jp", "report.us"}.isdisjoint(plan)


def test_answers_about_the_order_and_the_parcel_count_for_symptoms() -> None:
    """What the person says of their order does not change what the files say of a finding."""
    said = Conditions(unshipped=False, family="other")
    told = ids(choose([Call("symptom.unknown_order"), Call("symptom.free_parcel")], today=DAY, said=said))
    assert {"stop.cancel_orders", "parcel.report_shop"}.isdisjoint(told)
    assert "stop.cancel_orders" in ids(choose([finding("order.first_address", "low", True)], today=DAY, said=said))


def test_nothing_found_still_leaves_the_steps_for_everybody() -> None:
    """Without findings and symptoms the plan is what is always offered, and says so."""
    plan = choose([], today=DAY)
    assert ids(plan) == ALWAYS
    assert all(planned.triggers == ("always",) and planned.findings == () for planned in plan)


@pytest.mark.parametrize("verdict", ["mine", "family", "not_mine", "not_sure", None])
def test_answers_clear_findings(verdict: str | None) -> None:
    """After "mine" or "family" a finding calls for nothing; any other answer, or none, leaves it open."""
    plan = choose([finding("refund.orphan", "high", verdict=verdict)], today=DAY)
    assert ("report.shop" in ids(plan)) == (verdict not in ("mine", "family"))


def test_one_cleared_finding_does_not_clear_the_other() -> None:
    """A step stays for the findings that are still open, and names only those."""
    calls = [
        finding("refund.orphan", "high", finding="a", verdict="mine"),
        finding("refund.orphan", "high", finding="b"),
        finding("giftcard.chain_break", "medium", finding="c"),
        finding("refund.orphan", "high", finding="b"),
    ]
    planned = one(choose(calls, today=DAY), "rec.giftcard")
    assert planned.findings == ("b", "c")
    assert planned.triggers == ("refund.orphan", "giftcard.chain_break")


@pytest.mark.parametrize(
    ("severity", "offered"), [("info", False), ("low", False), ("medium", False), ("high", True), ("critical", True)]
)
def test_any_grave_finding_asks_for_the_data(severity: str, offered: bool) -> None:
    """Every finding of severity high or critical calls for the full data, whatever its detector."""
    plan = choose([finding("order.first_address", severity)], today=DAY)
    assert ("save.data_request" in ids(plan)) is offered
    if offered:
        assert one(plan, "save.data_request").triggers == ("order.first_address",)


@pytest.mark.parametrize(
    ("severity", "offered"), [(None, False), ("info", False), ("low", False), ("medium", True), ("high", True)]
)
def test_a_step_may_ask_for_a_serious_finding(severity: str | None, offered: bool) -> None:
    """Takeover steps come from medium on; what a person says needs no severity."""
    assert ("mail.password" in ids(choose([finding("login.new_country", severity)], today=DAY))) is offered
    assert "mail.password" in ids(choose([Call("symptom.login_alert")], today=DAY))


def test_harmless_findings_do_not_send_anybody_to_the_shop() -> None:
    """A finding lowered to info asks to look and to ask at home, not to open a case or to cancel."""
    plan = choose([finding("refund.rerouted", "info"), finding("order.first_address", "info", True)], today=DAY)
    assert "save.household" in ids(plan)
    assert {"report.shop", "stop.cancel_orders"}.isdisjoint(ids(plan))


@pytest.mark.parametrize(("said", "offered"), [(None, True), (True, True), (False, False)])
def test_conditions_that_nobody_answered_rule_nothing_out(said: bool | None, offered: bool) -> None:
    """ "I do not know" keeps the step for a symptom; "already sent" or "not from Amazon" takes it away."""
    sender = None if said is None else "amazon" if said else "other"
    order = ids(choose([Call("symptom.unknown_order", unshipped=said)], today=DAY))
    parcel = ids(choose([Call("symptom.free_parcel", family=sender)], today=DAY))
    assert ("stop.cancel_orders" in order) is offered
    assert ("parcel.report_shop" in parcel) is offered
    assert "stop.cancel_orders" not in ids(choose([finding("order.first_address", "low", None)], today=DAY))


@pytest.mark.parametrize(
    ("shops", "lang", "found"),
    [
        (["amazon.co.jp"], "en", {"JP"}),
        (["amazon.com"], "ja", {"US"}),
        (["amazon.co.uk", "amazon.it", "amazon.com.au"], "ja", {"UK", "EU", "AU"}),
        ([], "ja", {"JP"}),
        ([], "en", {"JP", "US", "UK"}),
        (["unknown.example"], "ja", {"JP"}),
    ],
)
def test_the_market_comes_from_the_shops(shops: list[str], lang: str, found: set[str]) -> None:
    """The shops in the events say where the person buys; without one that we know the language has to do."""
    assert markets(shops, LANGUAGES[lang].markets) == found


def test_other_countries_steps_are_left_out() -> None:
    """A Japanese customer is not sent to American desks, an American one not to Japanese rules."""
    call = [Call("symptom.free_parcel"), Call("symptom.cod_parcel")]
    japan = ids(choose(call, shops=["amazon.co.jp"], home=LANGUAGES["en"].markets, today=DAY))
    states = ids(choose(call, shops=["amazon.com"], home=LANGUAGES["ja"].markets, today=DAY))
    both = ids(choose(call, shops=["amazon.com", "amazon.co.jp"], today=DAY))
    assert "parcel.refuse_cod" in japan
    assert "report.us" not in japan
    assert "report.us" in states
    assert "parcel.refuse_cod" not in states
    assert {"report.us", "parcel.refuse_cod"} <= set(both)


def test_the_shop_of_a_finding_counts() -> None:
    """A finding that names its shop says as much about the market as the list of shops."""
    assert "parcel.refuse_cod" in ids(choose([finding("order.cod_after_abolition", "medium", shop="amazon.co.jp")],
                                             home=LANGUAGES["en"].markets, today=DAY))  # fmt: skip


def test_steps_for_amazon_are_for_all_its_sites() -> None:
    """A step that lists two sites is offered at any other Amazon site too, but not to customers of other shops only."""
    call = [finding("refund.orphan", "high")]
    assert "rec.giftcard" in ids(choose(call, shops=["amazon.it"], today=DAY))
    assert "rec.giftcard" in ids(choose(call, shops=[], today=DAY))
    assert "rec.giftcard" not in ids(choose(call, shops=["unknown.example"], today=DAY))


def test_advice_that_has_ended_is_not_offered() -> None:
    """A step is offered on its last day and not on the next; the day is given, not read from a clock."""
    step = made("seller.cod_off", valid=Valid(until=DAY, why=Sentence("It was abolished.")))
    assert ids(chosen(step)) == ["seller.cod_off"]
    late = choose([Call("symptom.x")], today=date(2026, 11, 26), steps={step.id: step})
    assert late == []


@pytest.mark.parametrize(("card", "called"), [(False, False), (True, True), (None, True)])
def test_no_card_is_stopped_that_paid_nothing(card: bool | None, called: bool) -> None:
    """Gift cards that a balance paid for call for no card company; where the files do not say, they do."""
    told = ids(choose([finding("order.giftcard_burst", "high", card=card)], shops=["amazon.co.jp"], today=DAY))
    assert ("stop.card" in told, "claim.card_jp" in told) == (called, called)
    assert len(told) > 2
