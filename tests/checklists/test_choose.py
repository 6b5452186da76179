"""Which steps are chosen for what was found and said."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import Call, choose
from checklists.model import Market, Valid
from checklists.questions import Conditions
from checklists.schema import Sentence
from checklists.sites import markets
from tests.checklists.planning import DAY, chosen, finding, ids, made, one


@pytest.mark.parametrize("shops", [[], ["amazon.co.jp"], ["paypay.ne.jp"], ["unknown.example"]], ids=str)
def test_every_symptom_has_a_plan_at_every_service(shops: list[str]) -> None:
    """A person gets something to do beyond what everybody does, and never both sets of steps of an account."""
    for symptom, lang in product(model.symptoms(), LANGUAGES):
        plan = choose([Call(symptom)], shops=shops, home=LANGUAGES[lang].markets, today=DAY)
        assert any(symptom in planned.triggers for planned in plan), symptom
        phases = {one.step.phase for one in plan if one.step.shops or one.step.phase == "account"}
        assert not {"shop", "account"} <= phases, symptom


@pytest.mark.parametrize(
    ("cards", "debit", "claims"),
    [
        (("US",), None, ["claim.card_us", "claim.debit_us"]),
        (("US",), False, ["claim.card_us"]),
        (("US",), True, ["claim.debit_us"]),
        (("EU",), False, ["claim.uk_eu"]),
    ],
)
def test_claims_go_by_the_card(cards: tuple[Market, ...], debit: bool | None, claims: list[str]) -> None:
    """Where the card was issued and of which kind it is decide the claim; what was not said rules nothing out."""
    said = Conditions(cards=frozenset(cards), debit=debit)
    plan = choose([Call("symptom.unknown_charge")], home=LANGUAGES["en"].markets, today=DAY, conditions=said)
    assert sorted(step for step in ids(plan) if step.startswith("claim.")) == claims


def test_the_card_decides_nothing_but_the_claim() -> None:
    """A card from abroad does not take the desks of the country away where the person buys."""
    said = Conditions(cards=frozenset({"US"}))
    plan = ids(choose([Call("symptom.giftcard_bought")], shops=["amazon.co.jp"], today=DAY, conditions=said))
    assert {"claim.card_us", "report.police_jp"} <= set(plan)
    assert {"claim.card_jp", "report.us"}.isdisjoint(plan)


def test_answers_about_the_order_and_the_parcel_count_for_symptoms() -> None:
    """What the person says of their order does not change what the files say of a finding."""
    said = Conditions(unshipped=False, family="other")
    told = ids(choose([Call("symptom.unknown_order"), Call("symptom.free_parcel")], today=DAY, conditions=said))
    assert {"stop.cancel_orders", "parcel.report_shop"}.isdisjoint(told)
    assert "stop.cancel_orders" in ids(
        choose([finding("order.first_address", "low", True, verdict="not_mine")], today=DAY, conditions=said)
    )


def test_nothing_found_still_leaves_the_steps_for_everybody() -> None:
    """Without findings and symptoms the plan is what is always offered, and says so."""
    plan = choose([], shops=["amazon.co.jp"], today=DAY)
    assert "watch.reupload" in ids(plan)
    assert all(planned.triggers == ("always",) and planned.findings == () for planned in plan)


@pytest.mark.parametrize("verdict", ["mine", "family", "not_mine", "not_sure", None])
def test_answers_decide_what_a_finding_calls_for(verdict: str | None) -> None:
    """After "mine" or "family" nothing; unanswered or "not sure" a closer look; disowned the steps that act."""
    step = (
        made("save.look", triggers=("tag.refund",)),
        made("report.act", triggers=("tag.refund",), min_severity="high"),
    )
    lock = made("mail.lock", triggers=("disowned",), min_severity="high")
    looks = made("shop.look", triggers=("tag.refund",), looks=True)
    plan = ids(chosen(*step, lock, looks, calls=(finding("refund.orphan", "low", verdict=verdict),)))
    cleared, disowned = verdict in ("mine", "family"), verdict == "not_mine"
    assert ("save.look" in plan, "shop.look" in plan) == (not cleared, not cleared)
    assert ("report.act" in plan, "mail.lock" in plan) == (disowned, disowned)


def test_what_harms_a_seller_is_nobodys_at_home() -> None:
    """It acts at once, and it locks no account."""
    step = made("report.a", triggers=("tag.seller",)), made("mail.lock", triggers=("disowned",))
    for verdict in (None, "not_mine"):
        assert ids(chosen(*step, calls=(finding("seller.pending_burst", "low", verdict=verdict),))) == ["report.a"]


def test_answers_call_steps() -> None:
    """A step may name an answer, and is urgent by it."""
    step = made("mail.a", triggers=("message.typed=code",), now={"message.typed=code": 30})
    assert chosen(step) == []
    (planned,) = chosen(step, conditions=Conditions(chosen=("message.typed=code",)))
    assert (planned.triggers, planned.when) == (("message.typed=code",), "now")


def test_the_service_that_holds_the_account_decides() -> None:
    """Its own steps where there are some, else the generic ones: for each finding those of its own service."""
    own = made("shop.a", triggers=("tag.takeover", "symptom.x"), shops=("amazon.co.jp",))
    generic = made("account.a", triggers=("tag.takeover", "symptom.x"))

    def plan(*calls: Call, **given: Any) -> list[str]:
        return ids(chosen(own, generic, calls=calls, **given))

    amazon, google = (
        finding("login.unfamiliar", "high", verdict="not_mine", shop=shop) for shop in ("amazon.co.jp", "google.com")
    )
    both = ["amazon.co.jp", "google.com"]
    assert plan(amazon, shops=both) == ["shop.a"]
    assert plan(google, shops=both) == ["account.a"]
    assert plan(amazon, google) == ["account.a", "shop.a"]
    assert plan(Call("symptom.x")) == ["account.a"]
    assert plan(Call("symptom.x"), shops=["amazon.com"]) == ["shop.a"]
    assert plan(Call("symptom.x"), shops=["amazon.co.jp"], conditions=Conditions(services=frozenset({"line.me"}))) == [
        "account.a"
    ]


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
    ("severity", "grave"), [("info", False), ("low", False), ("medium", False), ("high", True), ("critical", True)]
)
def test_severity_decides_until_there_is_an_answer(severity: str, grave: bool) -> None:
    """Grave findings call by their severity alone, and a step may ask for a minimum."""
    step = made("save.grave", triggers=("severity.high",)), made("save.a", triggers=("tag.order",), min_severity="high")
    plan = chosen(*step, calls=(finding("order.first_address", severity),))
    assert ids(plan) == (["save.a", "save.grave"] if grave else [])
    assert all(planned.triggers == ("order.first_address",) for planned in plan)


@pytest.mark.parametrize(("said", "offered"), [(None, True), (True, True), (False, False)])
def test_conditions_that_nobody_answered_rule_nothing_out(said: bool | None, offered: bool) -> None:
    """ "I do not know" keeps the step for a symptom; "already sent" or "not from Amazon" takes it away."""
    sender = None if said is None else "amazon" if said else "other"
    order = ids(choose([Call("symptom.unknown_order", unshipped=said)], today=DAY))
    parcel = ids(choose([Call("symptom.free_parcel", family=sender)], today=DAY))
    assert ("stop.cancel_orders" in order) is offered
    assert ("parcel.report_shop" in parcel) is offered
    unsaid = finding("order.first_address", "low", None, verdict="not_mine")
    assert "stop.cancel_orders" not in ids(choose([unsaid], shops=["amazon.co.jp"], today=DAY))


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
    late = choose([Call("symptom.x")], today=date(2026, 11, 28), steps={step.id: step})
    assert late == []


@pytest.mark.parametrize(("card", "called"), [(False, False), (True, True), (None, True)])
def test_no_card_is_stopped_that_paid_nothing(card: bool | None, called: bool) -> None:
    """Gift cards that a balance paid for call for no card company; where the files do not say, they do."""
    told = ids(
        choose(
            [finding("order.giftcard_burst", "high", card=card, verdict="not_mine")], shops=["amazon.co.jp"], today=DAY
        )
    )
    assert ("stop.card" in told, "claim.card_jp" in told) == (called, called)
    assert len(told) > 2
