"""What holds of every plan, and of every text in it."""

from collections.abc import Mapping

from checklists.choose import is_true
from checklists.facts import Condition, matches
from checklists.letter import letters
from checklists.order import MOST_NOW, WHENS
from tests.prove.invariants.registry import invariant
from tests.prove.plans import Case

# Every plan


@invariant("At most three sittings and single steps are now.")
def _(case: Case) -> bool:
    return len({one.sitting or one.step.id for one in case.plan if one.when == "now"}) <= MOST_NOW


@invariant("What is done in one sitting is together.")
def _(case: Case) -> bool:
    parts = [one.sitting or one.step.id for one in case.plan]
    return len(case.sittings) == sum(part != before for part, before in zip(parts, ["", *parts], strict=False))


@invariant("No step is there twice.")
def _(case: Case) -> bool:
    return len(case.ids) == len(set(case.ids))


@invariant("Not two passwords for one account.")
def _(case: Case) -> bool:
    mails = case.situation.conditions.mails
    return not any(
        mails.intersection(one.sites) for one in case.plan
        if one.step.id in ("account.password", "account.second_factor") and "mail.password" in case.ids
    )  # fmt: skip


@invariant("The plan is printed in the order of time, and what is better done first comes first.")
def _(case: Case) -> bool:
    places = [WHENS.index(one.when) for one in case.plan]
    ordered = all(case.place(first) < place for place, one in enumerate(case.plan) for first in one.before)
    return places == sorted(places) and ordered


@invariant("A plan that locks says when to look again.")
def _(case: Case) -> bool:
    changed = {"mail.password", "account.password", "shop.password"}
    return set(case.ids).isdisjoint(changed) or "watch.weekly" in case.ids


@invariant("A plan is empty only after an answer that clears what happened.")
def _(case: Case) -> bool:
    answered = bool(case.situation.answers) or bool(case.situation.findings)
    return bool(case.plan) or answered or case.situation.country != "JP"


@invariant("Each step says why it is there, in words and by what was said.")
def _(case: Case) -> bool:
    return all(one.because and one.triggers for one in case.plan)


@invariant("Each text that is shown is true of what was said: it presupposes nothing else.")
def _(case: Case) -> bool:
    written = [letters()[name] for one in case.plan for name in one.letters]
    texts = [text for one in case.plan for text in (one.step, one.view, *one.step.how) if text] + written
    return all(is_true(text.presumes, case.incidents) for text in texts)


@invariant("Whose gift cards they are is known: its own desk is in the first view (issuer.apple, issuer.google).")
def _(case: Case) -> bool:
    one_issuer = len(case.given("told.issuer")) == 1 and case.alone and not case.holds("gift.bought")
    desks = {issuer for issuer in ("apple", "google") if case.holds(f"issuer.{issuer} deceived money.codes")}
    shown = [one.view.desk for one in case.plan if one.view and one.step.id == "stop.prepaid"]
    return not (one_issuer and desks) or shown == [f"jp.{min(desks)}_giftcard"]


@invariant("A step with a first view has one that is true of what was said.")
def _(case: Case) -> bool:
    return all(one.view is not None for one in case.plan if one.step.first)


# What has to have happened for a step that asks for money back, accuses or refuses: the step, and the least of it.
ONLY: Mapping[str, str] = {
    "claim.card_jp": "money.card?", "claim.card_us": "money.card?",
    "claim.carrier_jp": "money.phone_bill", "claim.giftcard": "money.codes?", "claim.child": "child.bought",
    "claim.auction": "shop.auction", "parcel.paid": "parcel.paid? foreign*",
    "parcel.refuse_cod": "parcel.cod? foreign*",
    "parcel.not_as_ordered": "goods.wrong", "stop.prepaid": "money.codes*",
    "stop.cancel_orders": "order.unsent? foreign*", "shop.devices": "entry.device", "phone.malware": "device.phone?",
    "mail.flood": "mail.flood", "watch.credit_bureau": "secret.papers",
}  # fmt: skip


@invariant("What asks for money back, refuses or cleans up is there only where that happened.")
def _(case: Case) -> bool:
    happened = case.incidents
    return all(
        any(matches(Condition.from_text(ONLY[name]), incident.values) is not None for incident in happened)
        for name in ONLY.keys() & set(case.ids)
    )


@invariant("What only asks for money back is not now, and looking again comes last.")
def _(case: Case) -> bool:
    late = {"claim.card_jp", "claim.card_us", "claim.uk_eu", "claim.debit_jp", "claim.debit_us", "claim.payapp_jp"}
    again = {"watch.weekly", "watch.reupload"}
    return case.now.isdisjoint(late) and all(one.when == "later" for one in case.plan if one.step.id in again)
