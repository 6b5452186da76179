"""Plans that were unsafe once: what is missing or out of place in them would cost somebody money or an account."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from checklists import model
from tests.checklists.test_emergencies import planned

AMAZON = ["amazon.co.jp"]
MAIL = ["mail.password", "mail.rules", "mail.sessions_2fa"]
SHOP = ["shop.password", "shop.signout_all", "shop.2sv"]
LOCKED = [*MAIL, *SHOP, "report.shop"]
SPENT = ["report.shop", *MAIL, *SHOP]
ANY_LOCKED = [*MAIL, "account.password", "account.signout_all", "account.second_factor", "account.report"]
STOLEN_NUMBER = ["phone.sim", "stop.transfer", "stop.payapp", "stop.card", "mail.password", "mail.sessions_2fa"]


def case(*symptoms: str, **given: Any) -> dict[str, Any]:
    return {"symptoms": [f"symptom.{one}" for one in symptoms], "shops": AMAZON, **given}


def disowned(detector: str, severity: str, **given: Any) -> dict[str, Any]:
    return {"findings": [{"detector": detector, "severity": severity, "shop": "amazon.co.jp", **given}]}


DEBIT = {"money.market": ["japan"], "money.debit": ["debit"]}
GOT_ALL = {"message.installed": ["program", "card", "money", "giftcards", "password"]}
# (what happened, steps that are there in this order, steps that are not)
PLANS: Mapping[str, tuple[dict[str, Any], Sequence[str], Sequence[str]]] = {
    "a debit card does not get the days of a credit card": (
        case("unknown_charge", answers=DEBIT), ["stop.card", "claim.debit_jp"], ["claim.card_jp"]),
    "a code that nobody asked for is not compared with the message centre": (
        case("login_alert"), ["mail.password", "shop.password", "save.alert_check"], ["save.message_check"]),
    "an order that nobody made locks the account": (
        case("unknown_order", answers={"order.household": ["nobody"]}),
        ["stop.cancel_orders", *LOCKED, "report.police_jp"], []),
    "an order that nobody was asked about does not": (
        case("unknown_order"), ["save.household", "stop.cancel_orders"], LOCKED),
    "an address that nobody knows locks the account": (
        case("unknown_address", answers={"order.whose": ["nobody"]}), ["mail.password", "shop.password"], []),
    "an address of a relative does not": (
        case("unknown_address", answers={"order.whose": ["relative"]}), [], LOCKED),
    "a card that is nobody's locks the account": (
        case("unknown_card", answers={"money.household": ["nobody"]}), LOCKED, []),
    "a card of somebody at home does not": (
        case("unknown_card", answers={"money.household": ["someone"]}), [], ["shop.wallet", *LOCKED]),
    "points that were used lock the account": (case("points_gone"),
        SPENT, []),
    "points that expired do not": (
        case("points_gone", answers={"money.expired": ["expired"]}), ["rec.points"], [*LOCKED, "report.police_jp"]),
    "a balance that was spent locks the account, the shop first": (
        case("balance_changed", answers={"money.change": ["use"]}), SPENT, ["stop.card"]),
    "a charge that is nobody's locks the account": (
        case("unknown_charge", answers={"money.household": ["nobody"]}),
        ["stop.card", "mail.password", "shop.password", "shop.signout_all", "shop.2sv"], []),
    "a charge that nobody was asked about does not": (case("unknown_charge"), ["stop.card"], LOCKED),
    "a faint finding locks the account once it is nobody's": (
        disowned("order.amount", "info", verdict="not_mine"), ["mail.password", "shop.password", "report.shop"], []),
    "not before, and not while nobody is sure": (
        disowned("order.amount", "critical", verdict="not_sure"), ["save.household"], [*LOCKED, "stop.card"]),
    "a device under remote control comes before any password": (
        case("fake_support"), ["device.clean", "mail.password", "shop.password"], []),
    "a device with a strange app does too": (
        case("phishing_link", answers={"message.typed": ["app", "password"]}), ["device.clean", "mail.password"], []),
    "codes that were bypassed do too": (case("code_bypassed"), ["device.clean", "mail.password", "phone.own"], []),
    "a session that was taken over does too": (
        disowned("login.churn", "high", verdict="not_mine"), ["device.clean", "mail.password", "shop.password"], []),
    "safety comes before what a person at home would notice": (
        case("known_person", "code_bypassed", "recurring_charge", "password_reused", "unknown_address"),
        ["safe.known_person", "device.clean", "phone.own", "mail.rules", "shop.2sv", "shop.pay_agreements"], []),
    "an unsent order is cancelled before anything is saved": (
        case("unknown_order", answers={"order.sent": ["not_sent"]}),
        ["stop.cancel_orders", "save.household", "save.screens"], []),
    "a stolen number is the phone company's first, then the banks'": (
        case("phone_trouble"), [*STOLEN_NUMBER, "report.police_jp"], []),
    "what was taken with it is claimed back": (
        case("phone_trouble", answers={"message.misused": ["card", "bank"]}), ["phone.sim", "claim.debit_jp"], []),
    "a false supporter is stopped from all that they got": (
        case("fake_support", answers=GOT_ALL),
        ["device.clean", "stop.prepaid", "stop.transfer", "stop.card", "report.police_jp", "mail.password"], []),
    "and the consumer centre hears of it": (case("fake_support"), ["report.188"], []),
    "a fake page calls for two-step verification and a passkey": (
        case("phishing_link"), ["shop.password", "shop.2sv", "shop.passkey"], []),
    "any other account is taken back too": (
        disowned("login.unfamiliar", "high", verdict="not_mine", shop="steampowered.com"),
        ANY_LOCKED, ["shop.password"]),
    "a new payee is the police's too": (
        disowned("account.new_payee", "high", verdict="not_mine"), ["stop.card", "report.police_jp"], []),
    "an unknown charge is the police's too": (
        disowned("order.unknown_charge", "high", verdict="not_mine"), ["stop.card", "report.police_jp"], []),
    "a parcel is no reason for a passkey": (case("cod_parcel"), ["parcel.refuse_cod"], ["shop.passkey"]),
    "nor is a person at home": (case("known_person"), ["safe.known_person"], ["shop.passkey"]),
    "a mere check is": (case("just_checking"), ["shop.passkey"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_safe(name: str) -> None:
    """What is needed is there, in this order, and nothing that harms or misleads."""
    given, wanted, unwanted = PLANS[name]
    ids = [one.id for one in planned(given, "ja").steps]
    assert [one for one in wanted if one not in ids] == []
    assert [one for one in unwanted if one in ids] == []
    assert sorted(wanted, key=ids.index) == list(wanted)


@pytest.mark.parametrize("symptom", ["phishing_link", "fake_support", "locked_out", "details_changed", "points_gone"])
def test_lost_money_is_told_to_the_police(symptom: str) -> None:
    """The police are recommended, but never pressed on anybody before what stops the loss."""
    steps = planned(case(symptom), "ja").steps
    (police,) = [one for one in steps if one.id == "report.police_jp"]
    assert police.when == "week"


def test_a_debit_card_has_the_dates_of_debit_cards() -> None:
    """Thirty days in Japan, not sixty."""
    dates = {one.id for one in planned(case("unknown_charge", answers=DEBIT), "ja").deadlines}
    assert "jp.debit30" in dates
    assert "jp.card60" not in dates


def test_passwords_are_typed_on_a_device_that_is_trusted() -> None:
    """Each step that sets a password, a code or a passkey says so in its first line, before anything is typed."""
    for step in ("mail.password", "mail.sessions_2fa", "shop.password", "shop.2sv", "shop.passkey", "shop.reuse"):
        assert "device that you trust" in str(model.steps()[step].how[0].do)


def test_what_a_person_at_home_would_notice_waits_for_safety() -> None:
    """Programs, forwardings, payments and passwords that somebody close may have set up."""
    noticed = (
        "device.clean", "mail.rules", "shop.2sv", "phone.own", "shop.subscriptions", "shop.pay_agreements",
        "shop.delivery_notes", "shop.reuse",
    )  # fmt: skip
    for step in noticed:
        assert "noticed" in model.steps()[step].is_


def test_a_code_is_never_called_fake() -> None:
    """Real codes are missing in message centres, and an unasked one means that somebody knows the password."""
    check = model.steps()["save.message_check"]
    assert any("Do not take them for fake" in str(one.note) for one in check.how)
    alert = model.steps()["save.alert_check"]
    assert not any("fake" in text for one in alert.how for text in (one.do, one.note) if text)
