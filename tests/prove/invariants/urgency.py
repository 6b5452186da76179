"""How urgent a step may be: what has to have happened for it to be due now or today, by its kind."""

from collections.abc import Mapping

from tests.prove.invariants.registry import invariant
from tests.prove.invariants.what_steps_are import PASSWORDS
from tests.prove.plans import Case

# What one of these facts makes urgent enough for now. Of what is named nowhere, nothing is ever now.
NOW: Mapping[str, tuple[str, ...]] = {
    "cut": ("device.computer?", "device.phone?", "lost.phone", "number.taken?", "number.doubt", "second.bypassed"),
    "goods": ("parcel.cod foreign*", "parcel.paid foreign*", "parcel.free foreign*", "goods.wrong", "seller.unpaid",
              "seller.cod", "role.helping"),
    "mailbox": ("secret.password?", "secret.code? !secret.card", "access?", "locked_out", "mailbox.read",
                "number.taken?", "mail.flood", "foreign money.payapp", "foreign money.phone_bill",
                "foreign money.bank", "money.securities", "secret.securities"),
    "account": ("secret.password?", "secret.code? !secret.card", "access?", "foreign money.payapp",
                "foreign money.phone_bill", "foreign money.bank", "money.securities", "secret.securities",
                "second.bypassed"),
    "operator": ("foreign? money.balance", "foreign gift.bought", "foreign money.points", "foreign entry.review",
                 "money.store foreign*", "locked_out", "impersonated", "lost.passkey"),
    "stop": ("money.sent?", "money.bank foreign*", "secret.bank", "number.taken?", "secret.card?",
             "foreign? money.card?", "deceived money.card", "lost.phone", "money.payapp foreign*", "secret.payapp",
             "foreign? money.phone_bill", "money.codes?", "money.codes_left foreign*", "money.securities",
             "secret.securities", "money.crypto", "money.konbini", "order.unsent? foreign*"),
    "ask": ("foreign? -asked", "finding.grave ~foreign", "person.child foreign* -asked"),
    "evidence": ("finding.grave", "~message.fake", "device.computer caller"),
    "claim": ("child.bought", "shop.auction"),
    "report": ("role.business", "shop.fake", "secret.papers", "money.cash", "money.crypto", "money.sent?",
               "foreign money.bank", "foreign money.securities"),
    "rest": ("caller", "entry.passkey", "entry.app", "entry.rule", "entry.recovery", "entry.second"),
}  # fmt: skip
# What only eases things or sums up waits for the week, but for these facts.
WEEK: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("shop.household", "shop.pay_agreements", "shop.delivery_notes", "save.mail", "save.data_request",
         "parcel.family_rule", "parcel.report_shop", "report.phish", "device.purchase_lock"), (),
    ),
    "rec.reviews": ("entry.review",),
    "stop.no_recall_number": ("caller",),
}  # fmt: skip
# Nobody loses anything by these.
LATER = ("watch.weekly", "watch.reupload", "shop.delivery_notes")


def _happened(case: Case, conditions: tuple[str, ...]) -> bool:
    return any(case.holds_anywhere(condition) for condition in conditions)


@invariant("What is now is so for a fact that loses money or control by waiting, of it or of its sitting.")
def _(case: Case) -> bool:
    kinds: dict[str, set[str]] = {}
    for one in case.plan:
        if one.when == "now":
            kinds.setdefault(one.sitting or one.step.id, set()).add(one.step.kind or "")
    return all("safety" in some or any(_happened(case, NOW.get(kind, ())) for kind in some) for some in kinds.values())


@invariant("What only eases things or sums up waits for the week.")
def _(case: Case) -> bool:
    return all(_happened(case, WEEK[name]) for name in WEEK.keys() & case.today)


@invariant("What only looks back comes last.")
def _(case: Case) -> bool:
    return all(one.when == "later" for one in case.plan if one.step.id in LATER)


@invariant("What cuts off, stops, refuses, asks or gets back in is today at the latest.")
def _(case: Case) -> bool:
    if case.holds("person.close?"):
        return True
    soon = {"cut", "stop", "goods", "ask"}
    return all(one.when in ("now", "today") for one in case.plan if one.step.kind in soon)


@invariant("Somebody may have been in the account (access): a new password and a look at forwarding are today.")
def _(case: Case) -> bool:
    if case.holds("person.close?") or not case.holds("access"):
        return True
    return not PASSWORDS.isdisjoint(case.today) and "mail.rules" in case.today


@invariant("A new password is today where somebody may know the old one, and never later than the week.")
def _(case: Case) -> bool:
    whens = {one.when for one in case.plan if one.step.id in PASSWORDS}
    known = case.holds("secret.password?") and not case.holds("person.close?")
    return "later" not in whens and (not known or not PASSWORDS.isdisjoint(case.today))


@invariant("What claims or reports is not put off beyond the week.")
def _(case: Case) -> bool:
    if case.holds("person.close?"):
        return True
    kinds = ("claim", "report", "operator")
    late = {one.step.id for one in case.plan if one.step.kind in kinds and one.when == "later"}
    return late <= {"parcel.report_shop", "report.police_jp"}
