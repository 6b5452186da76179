"""What the tests of choosing share: the documented plans, and steps made up to test one rule."""

from dataclasses import replace
from datetime import date
from typing import Any

from checklists import model
from checklists.choose import Call, Planned, choose
from checklists.model import Step

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
