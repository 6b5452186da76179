"""What has to have happened for a step of a kind to be there at all, whatever called for it."""

from collections.abc import Mapping

from checklists.choose import LOCKING, looks_closer
from checklists.facts import matches
from checklists.model import steps
from tests.prove.invariants.registry import invariant
from tests.prove.plans import Case, condition_of

_GONE = ("money.card?", "money.balance?", "money.points", "money.payapp", "money.phone_bill", "money.bank",
         "money.securities", "gift.bought", "order.unknown", "entry.refund")  # fmt: skip
_STRANGE = tuple(f"foreign? {fact}" for fact in (*_GONE, "entry.address", "entry.card", "entry.review"))
_OPEN = ("exposed?", "second.bypassed", "locked_out")

GROUNDS: Mapping[str, tuple[str, ...]] = {
    "safety": ("person.close?", "person.watching"),
    "cut": ("device.computer?", "device.phone?", "lost.phone", "number.taken?", "number.doubt", "second.bypassed",
            "foreign money.bank", "foreign money.securities"),
    "stop": ("money.sent?", "money.bank foreign*", "secret.bank", "number.taken?", "secret.card?",
             "foreign? money.card?", "deceived money.card", "lost.phone", "money.payapp foreign*", "secret.payapp",
             "foreign? money.phone_bill", "money.codes?", "money.codes_left foreign*", "money.securities",
             "secret.securities", "money.crypto", "money.konbini", "order.unsent? foreign*", "device.phone"),
    "operator": (*_STRANGE, "access?", "locked_out", "lost.passkey", "refund.missing", "money.recurring foreign*",
                 "money.store foreign*", "impersonated", "seller.cod", "foreign money.securities"),
    "mailbox": (*_OPEN, "mail.flood", "mailbox.read"),
    "account": (*_OPEN, "second.off"),
    "goods": ("parcel.cod? foreign*", "parcel.paid? foreign*", "parcel.free foreign*", "goods.wrong", "seller.unpaid",
              "seller.cod", "role.helping"),
    "ask": ("foreign? -asked", "person.child foreign* -asked"),
    "evidence": (*_STRANGE, "access?", "message.code", "message.fake?", "mail.flood", "device.computer", "entry.hidden",
                 "files.gap", "finding.open", "finding.grave", "checking", "refund.missing", "-money.points",
                 "parcel.free foreign*", "entry.refund foreign*"),
    "claim": ("foreign? money.card?", "deceived money.card", "foreign money.bank", "foreign money.payapp",
              "foreign? money.phone_bill", "deceived money.codes?", "child.bought", "shop.auction",
              "deceived money.sent", "goods.wrong money.sent"),
    "report": (*_STRANGE, "deceived", "misuse", "locked_out", "details.changed", "second.bypassed", "person.close?",
               "parcel.repeated?", "impersonated", "number.taken?", "secret.papers", "device.phone", "role.seller",
               "role.business", "shop.fake", "goods.wrong", "parcel.paid? foreign*", "stuck", "message.fake?",
               "money.recurring foreign*", "data.leaked?", "person.child -foreign", "sender.amazon? foreign*",
               "money.cash", "money.crypto", "money.codes?", "money.sent", "parcel.free foreign*"),
}  # fmt: skip
# Of the kinds that act on an account, a card or a claim: what each step rests on.
STEPS: Mapping[str, tuple[str, ...]] = {
    "stop.card": ("secret.card?", "foreign? money.card?", "deceived money.card", "number.taken?", "lost.phone"),
    "stop.transfer": ("money.sent?", "money.bank foreign*", "secret.bank", "number.taken?"),
    "stop.payapp": ("money.payapp foreign*", "secret.payapp", "foreign? money.phone_bill", "number.taken?",
                    "foreign money.card? service.pay", "device.phone", "lost.phone"),
    "stop.prepaid": ("money.codes?", "money.codes_left foreign*"),
    "claim.card_jp": ("foreign? money.card? !card.debit", "deceived money.card !card.debit"),
    "claim.card_us": ("foreign? money.card? !card.debit", "deceived money.card !card.debit"),
    "claim.debit_jp": ("foreign? money.card? card.debit* !money.payapp", "foreign money.bank"),
    "claim.debit_us": ("foreign? money.card? card.debit*", "foreign money.bank"),
    "claim.payapp_jp": ("foreign money.payapp", "foreign money.card? service.pay"),
    "account.connected_apps": ("exposed?",),
    "shop.connected_apps": ("exposed?",),
    "shop.identity": ("access?",),
    "shop.archived": ("entry.hidden", "files.gap"),
    "shop.guided": ("access?", "locked_out"),
    "parcel.report_shop": ("sender.amazon? foreign*",),
    "save.message_check": ("~message.fake", "message.fake !deceived !device.phone"),
    "save.mail": ("message.code message.by_mail*", "~message.fake message.by_mail*",
                  "message.fake !deceived message.by_mail*", "mail.flood"),
    "rec.charges": ("foreign? money.card", "entry.refund foreign*", "files.gap", "refund.missing"),
    "rec.reviews": ("entry.review", "parcel.free foreign*", "order.unknown finding.open"),
}  # fmt: skip


def _rests(case: Case, step: str, conditions: tuple[str, ...]) -> bool:
    """Does one of the conditions hold where the step may rest on it: in a finding that nobody has answered only if the
    step looks closer, or locks where the finding is serious?"""
    closer, locks = looks_closer(steps()[step]), steps()[step].kind in LOCKING
    parsed = [condition_of(condition) for condition in conditions]
    return any(
        matches(condition, incident.values) is not None
        for incident in case.incidents
        if closer or not incident.is_open or (locks and incident.values.get("finding.grave") == "yes")
        for condition in parsed
    )


@invariant("Each step rests on something that happened and that its kind is for.")
def _(case: Case) -> bool:
    kinds = {one.step.kind or "rest": one.step.id for one in case.plan}
    return all(_rests(case, name, GROUNDS[kind]) for kind, name in kinds.items() if kind in GROUNDS)


@invariant("What acts on an account, a card, a parcel or a message rests on what happened to that.")
def _(case: Case) -> bool:
    return all(_rests(case, name, STEPS[name]) for name in STEPS.keys() & set(case.ids))


@invariant("It was one of us: nothing is left but a child's purchase, expired points and a look at new files.")
def _(case: Case) -> bool:
    ours = case.alone and case.incidents and case.holds_everywhere("-foreign !deceived !parcel.repeated")
    return not ours or set(case.ids) <= {
        "claim.child", "device.purchase_lock", "report.188", "rec.points", "watch.reupload",
    }  # fmt: skip


@invariant("What did not come by email is not kept as one (message.by_mail).")
def _(case: Case) -> bool:
    spoken = [incident for incident in case.incidents if "message.by_mail" in incident.values]
    others = any(
        incident.values.keys() & {"message.code", "message.fake", "mail.flood"}
        for incident in case.incidents
        if incident not in spoken
    )
    return not spoken or others or case.holds("message.by_mail") or "save.mail" not in case.ids
