"""What the tests of choosing share: the documented plans, and steps made up to test one rule."""

from dataclasses import replace
from datetime import date
from typing import Any

from analyzers.engine.detector import tags_of
from checklists import model
from checklists.choose import Call, Planned, choose
from checklists.model import Step

DAY = date(2026, 11, 25)
ALWAYS = ["stop.no_recall_number", "watch.reupload"]
TAKEOVER = [
    "mail.password", "mail.rules", "mail.sessions_2fa", "shop.guided", "shop.password", "shop.signout_all",
    "shop.passkey", "shop.connected_apps", "watch.weekly",
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
CLAIMS = ["claim.card_jp", "claim.card_us", "claim.debit_us", "claim.uk_eu"]
ABROAD = {"claim.card_us", "claim.debit_us", "claim.uk_eu", "report.us", "report.uk"}  # for people in other countries
# The documented plan of each symptom, with the evidence that its steps want saved first: the screens before a
# takeover is undone, the answers of the household before a claim.
UNDO = ["save.screens", *TAKEOVER]
# What locks somebody out: after these symptoms, unless somebody at home explains them, and for what was disowned.
LOCKED = [
    "save.screens", "mail.password", "mail.rules", "mail.sessions_2fa", "shop.password", "shop.signout_all", "shop.2sv",
]  # fmt: skip
SYMPTOMS = {
    "symptom.cod_parcel": ["save.household", "parcel.refuse_cod", "parcel.report_shop", "parcel.family_rule"],
    "symptom.cod_paid": ["save.household", "parcel.paid", "parcel.family_rule", "report.188"],
    "symptom.free_parcel": ["save.household", "rec.reviews", "parcel.decide", "parcel.report_shop", "report.us"],
    "symptom.repeated_parcels": ["safe.known_person", "parcel.report_shop", "report.police_jp"],
    "symptom.known_person": ["safe.known_person", "report.police_jp"],
    "symptom.unknown_order": [
        *LOCKED, "save.household", "stop.cancel_orders", "shop.household", "report.shop", "report.police_jp",
    ],
    "symptom.order_missing": ["save.screens", "save.data_request", "shop.archived"],
    "symptom.unknown_charge": [
        "save.household", "stop.card", "rec.charges", *CLAIMS, "report.police_jp", "report.us", "report.uk",
    ],
    "symptom.recurring_charge": ["save.household", "shop.pay_agreements", "shop.subscriptions"],
    "symptom.balance_changed": ["save.household", "rec.giftcard", "report.shop"],
    "symptom.giftcard_bought": [
        *UNDO, "save.household", "stop.card", "shop.2sv", "rec.giftcard", *CLAIMS, "report.shop", "report.police_jp",
        "report.us", "report.uk",
    ],
    "symptom.points_gone": [*LOCKED, "rec.points", "report.shop", "report.police_jp"],
    "symptom.login_alert": [*UNDO, "save.mail", "save.alert_check"],
    "symptom.suspicious_mail": ["save.mail", "save.message_check", "report.phish"],
    "symptom.phishing_link": [*UNDO, "stop.card", "device.clean", "shop.2sv", "report.phish", "report.police_jp"],
    "symptom.fake_support": [
        *UNDO, "stop.no_recall_number", "device.clean", "shop.2sv", "report.188", "report.police_jp",
    ],
    "symptom.locked_out": [*UNDO, "shop.2sv", "shop.locked_out", "report.police_jp"],
    "symptom.details_changed": [*UNDO, "shop.2sv", "shop.identity", "report.police_jp"],
    "symptom.unknown_device": [*UNDO, "shop.2sv", "shop.devices"],
    "symptom.signed_out": UNDO,
    "symptom.unknown_address": [*LOCKED, "shop.addresses", "shop.delivery_notes"],
    "symptom.unknown_card": [*LOCKED, "shop.wallet"],
    "symptom.code_bypassed": [*UNDO, "phone.own", "device.clean", "shop.2sv", "shop.skip_devices"],
    "symptom.two_step_off": ["shop.2sv"],
    "symptom.password_reused": ["shop.reuse"],
    "symptom.phone_trouble": [
        "save.screens", "stop.card", "mail.password", "mail.sessions_2fa", "phone.own", "report.police_jp",
    ],
    "symptom.mail_flood": ["save.mail", "mail.flood"],
    "symptom.fake_review": ["rec.reviews"],
    "symptom.seller_pending_burst": ["report.police_jp", "seller.konbini_off"],
    "symptom.seller_cod_refused": ["report.shop", "report.police_jp"],
    "symptom.case_stuck": ["report.188"],
    "symptom.just_checking": ["save.data_request", "shop.passkey"],
}  # fmt: skip


def finding(detector: str, severity: str | None, unshipped: bool | None = None, **given: Any) -> Call:
    """What one finding of a detector calls for."""
    return Call(detector, severity, unshipped=unshipped, tags=tags_of(detector), **given)


def documented(plan: list[Planned]) -> set[str]:
    """The steps of a plan that the lists above name; steps that are added later are left out."""
    named = {name.lstrip("!@") for names in (*FINDINGS.values(), *SYMPTOMS.values(), ALWAYS) for name in names}
    return named & set(ids(plan))


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
