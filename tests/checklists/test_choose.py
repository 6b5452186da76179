"""Which steps are chosen for what was found and said."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from app.i18n.languages import LANGUAGES
from checklists import model
from checklists.choose import choose
from checklists.model import Valid
from checklists.questions import Conditions
from checklists.schema import Sentence
from checklists.sites import markets
from checklists.situation import Cause
from tests.checklists.planning import DAY, chosen, finding, ids, made, one


@pytest.mark.parametrize("shops", [[], ["amazon.co.jp"], ["paypay.ne.jp"], ["unknown.example"]], ids=str)
def test_every_symptom_has_a_plan_at_every_service(shops: list[str]) -> None:
    """A person gets something to do, and never both sets of steps of an account."""
    for symptom, lang in product(model.symptoms(), LANGUAGES):
        plan = choose([Cause(symptom)], shops=shops, home=LANGUAGES[lang].markets, today=DAY)
        assert any(symptom in planned.triggers for planned in plan) or "seller" in symptom, symptom
        phases = {one.step.phase for one in plan if one.step.shops or one.step.phase == "account"}
        assert not {"shop", "account"} <= phases, symptom


@pytest.mark.parametrize(
    ("chosen", "claims"),
    [
        (("money.market=us",), ["claim.card_us", "claim.debit_us"]),
        (("money.market=us", "money.debit=credit"), ["claim.card_us"]),
        (("money.market=us", "money.debit=debit"), ["claim.debit_us"]),
        (("money.market=eu", "money.debit=credit"), ["claim.uk_eu"]),
        (("money.market=elsewhere",), []),
    ],
)
def test_claims_go_by_the_card(chosen: tuple[str, ...], claims: list[str]) -> None:
    """Where the card was issued and of which kind it is decide the claim; what was not said rules nothing out."""
    said = Conditions(chosen=chosen)
    plan = choose([Cause("symptom.unknown_charge")], home=LANGUAGES["en"].markets, today=DAY, conditions=said)
    assert sorted(step for step in ids(plan) if step.startswith("claim.")) == claims


def test_the_card_decides_nothing_but_the_claim() -> None:
    """A card from abroad does not take the desks of the country away where the person buys."""
    said = Conditions(chosen=("money.market=us",))
    plan = ids(choose([Cause("symptom.giftcard_bought")], shops=["amazon.co.jp"], today=DAY, conditions=said))
    assert {"claim.card_us", "report.police_jp"} <= set(plan)
    assert {"claim.card_jp", "report.us"}.isdisjoint(plan)


def test_what_is_said_of_one_incident_says_nothing_of_another() -> None:
    """A charge of the family does not clear the order, and an order that was sent says nothing of a finding."""
    charge, order = Cause("symptom.unknown_charge"), Cause("symptom.unknown_order")
    said = Conditions(chosen=("order.sent=sent", "money.household=someone"))
    plan = ids(choose([charge, order], today=DAY, conditions=said))
    assert {"stop.card", "stop.cancel_orders"}.isdisjoint(plan)
    assert "save.household" in plan
    unsent = finding("order.first_address", "low", True, verdict="not_mine")
    assert "stop.cancel_orders" in ids(choose([order, unsent], today=DAY, conditions=said))


def test_two_symptoms_of_one_incident_share_their_answers() -> None:
    """An order and the address that it went to are one matter."""
    said = Conditions(chosen=("order.household=nobody",))
    both = [Cause("symptom.unknown_order"), Cause("symptom.unknown_address")]
    assert "mail.password" not in ids(choose(both[1:], today=DAY, conditions=said))
    assert one(choose(both, today=DAY, conditions=said), "mail.password").triggers == (
        "symptom.unknown_order", "order.household=nobody",
    )  # fmt: skip


def test_an_answer_outweighs_its_symptom() -> None:
    """A question with several answers says no to what its others would have stated; two that exclude each other leave
    it open; "nothing" counts only alone."""

    def plan(symptom: str, *answers: str) -> set[str]:
        return set(ids(choose([Cause(symptom)], home=("JP",), today=DAY, conditions=Conditions(chosen=answers))))

    typed, home = "message.typed=", "money.household="
    assert "stop.card" in plan("symptom.phishing_link")
    assert "stop.card" not in plan("symptom.phishing_link", f"{typed}password")
    assert "stop.card" in plan("symptom.phishing_link", f"{typed}password", f"{typed}card")
    assert "stop.card" in plan("symptom.phishing_link", f"{typed}nothing", f"{typed}card")
    assert "stop.card" not in plan("symptom.unknown_charge", f"{home}someone")
    assert "stop.card" in plan("symptom.unknown_charge", f"{home}someone", f"{home}nobody")


def test_one_account_has_one_password() -> None:
    """Where the mailbox is the account, the step for the mailbox stays; another account keeps its own."""
    said = Conditions(services=frozenset({"google.com"}), mails=frozenset({"google.com"}))
    plan = choose([Cause("symptom.unknown_device")], home=("JP",), today=DAY, conditions=said)
    assert "mail.password" in ids(plan)
    assert {"account.password", "account.second_factor", "account.signout_all"}.isdisjoint(ids(plan))
    both = Conditions(services=frozenset({"google.com", "rakuten.co.jp"}), mails=frozenset({"google.com"}))
    plan = choose([Cause("symptom.unknown_device")], home=("JP",), today=DAY, conditions=both)
    assert one(plan, "account.password").sites == ("rakuten.co.jp",)


def test_a_step_says_why_it_is_there() -> None:
    """The facts in words, also those from which another follows, and the ids that stated them."""
    said = Conditions(chosen=("message.typed=password",))
    planned = one(choose([Cause("symptom.phishing_link")], home=("JP",), today=DAY, conditions=said), "mail.password")
    assert planned.because == ("Somebody else knows a password.",)
    assert planned.triggers == ("symptom.phishing_link", "message.typed=password")
    device = one(choose([Cause("symptom.unknown_device")], home=("JP",), today=DAY), "mail.rules")
    assert device.because == ("Somebody else was in the account.",)


@pytest.mark.parametrize("verdict", ["mine", "family", "not_mine", "not_sure", None])
def test_answers_decide_what_a_finding_calls_for(verdict: str | None) -> None:
    """After "mine" or "family" nothing; unanswered or "not sure" a closer look; disowned the steps that act."""
    looks = made("save.look", {"day": ["entry.refund"]})
    acts = made("report.act", {"day": ["entry.refund"]}, kind="report")
    locks = made("mail.lock", {"day": ["foreign entry.refund"]}, kind="mailbox", is_=("noticed",))
    rest, quiet = (made(name, {"day": ["entry.refund"]}, kind="rest", is_=is_) for name, is_ in
                   (("shop.change", ("noticed",)), ("shop.look", ("signed_in",))))  # fmt: skip
    plan = ids(chosen(looks, acts, locks, rest, quiet, calls=(finding("refund.orphan", "low", verdict=verdict),)))
    cleared, disowned = verdict in ("mine", "family"), verdict == "not_mine"
    assert ("save.look" in plan, "shop.look" in plan) == (not cleared, not cleared)
    assert {"report.act", "mail.lock", "shop.change"}.issubset(plan) is disowned
    assert disowned or {"report.act", "mail.lock", "shop.change"}.isdisjoint(plan)


def test_what_harms_a_seller_is_nobodys_at_home() -> None:
    """It acts at once, and it locks no account."""
    step = (
        made("report.a", {"day": ["role.seller"]}, kind="report"),
        made("mail.lock", {"day": ["foreign"]}, kind="mailbox"),
    )
    for verdict in (None, "not_mine"):
        assert ids(chosen(*step, calls=(finding("seller.pending_burst", "low", verdict=verdict),))) == ["report.a"]


def test_the_service_that_holds_the_account_decides() -> None:
    """Its own steps where there are some, else the generic ones: for each finding those of its own service."""
    for_ = {"day": ["session.open?", "checking"]}
    own = made("shop.a", for_, shops=("amazon.co.jp",))
    generic = made("account.a", for_)

    def plan(*calls: Cause, **given: Any) -> list[str]:
        return ids(chosen(own, generic, calls=calls, **given))

    amazon, google = (
        finding("login.unfamiliar", "high", verdict="not_mine", shop=shop) for shop in ("amazon.co.jp", "google.com")
    )
    both, checking = ["amazon.co.jp", "google.com"], Cause("symptom.just_checking")
    assert plan(amazon, shops=both) == ["shop.a"]
    assert plan(google, shops=both) == ["account.a"]
    assert plan(amazon, google) == ["account.a", "shop.a"]
    assert plan(checking) == ["account.a"]
    assert plan(checking, shops=["amazon.com"]) == ["shop.a"]
    assert plan(checking, shops=["amazon.co.jp"], conditions=Conditions(services=frozenset({"line.me"}))) == [
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
    ("severity", "now"), [("info", False), ("low", False), ("medium", False), ("high", True), ("critical", True)]
)
def test_severity_decides_until_there_is_an_answer(severity: str, now: bool) -> None:
    """A grave finding is looked at and asked about now, others today."""
    plan = choose([finding("order.first_address", severity)], shops=["rakuten.co.jp"], today=DAY)
    assert [one(plan, step).when == "now" for step in ("save.household", "account.screens")] == [now, now]


@pytest.mark.parametrize(("said", "offered"), [(None, True), (True, True), (False, False)])
def test_what_nobody_answered_rules_nothing_out(said: bool | None, offered: bool) -> None:
    """ "I do not know" keeps the step for a symptom; "already sent" or "not from Amazon" takes it away."""
    sent = {None: (), True: ("order.sent=not_sent",), False: ("order.sent=sent",)}[said]
    sender = {None: (), True: ("parcel.sender=amazon",), False: ("parcel.sender=other",)}[said]
    order, parcel = Conditions(chosen=sent), Conditions(chosen=sender)
    ordered = ids(choose([Cause("symptom.unknown_order")], today=DAY, conditions=order))
    came = ids(choose([Cause("symptom.free_parcel")], today=DAY, conditions=parcel))
    assert ("stop.cancel_orders" in ordered, "parcel.report_shop" in came) == (offered, offered)
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
    call = [Cause("symptom.free_parcel"), Cause("symptom.cod_parcel")]
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
    late = choose([Cause("symptom.just_checking")], today=date(2026, 11, 28), steps={step.id: step})
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
