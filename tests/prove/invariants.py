"""What must hold of every plan, in plain sentences: written by what steps are, not by how the planner finds them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from checklists.choose import is_true
from checklists.facts import Condition
from checklists.model import steps
from checklists.order import MOST_NOW, WHENS
from checklists.situation import matches
from tests.prove.plans import Case

Invariant = Callable[[Case], bool]
INVARIANTS: dict[str, Invariant] = {}

# What somebody close would notice, what types a password, needs being signed in, or accuses; said here once more, since
# a mistake in a step must not hide itself.
_ACCOUNT = {name for name in steps() if name.startswith(("account.", "shop."))}
TYPES = {
    "mail.password", "mail.sessions_2fa", "account.password", "account.second_factor", "shop.password", "shop.2sv",
    "shop.reuse",
}  # fmt: skip
PASSWORDS = TYPES - {"shop.reuse"}
NOTICED = {"mail.password", "mail.rules", "mail.sessions_2fa", "device.clean", "device.lost", "phone.own",
           "stop.cancel_orders", "report.shop", "report.police_jp", "save.household"}  # fmt: skip
NOTICED |= _ACCOUNT - {"account.screens", "shop.archived", "shop.locked_out"}
SIGNED_IN = (_ACCOUNT | {"save.screens", "stop.cancel_orders"}) - {"account.report", "shop.locked_out", "shop.reuse"}
ACCUSES = {name for name in steps() if name.startswith("claim.")} - {
    "claim.giftcard",
    "claim.child",
    "claim.app_uk",
    "claim.auction",
}
ACCUSES |= {"report.police_jp", "report.us", "report.uk"}
STOPS = {name for name in steps() if name.startswith("stop.")} - {"stop.no_recall_number", "stop.warn_friends"}
CUTS = ("device.clean", "phone.malware")
LOCKS = PASSWORDS | {"account.signout_all", "shop.signout_all", "mail.rules"}
POLICE = {"report.police_jp", "report.us", "report.uk"}
SELLER = {"symptom.seller_pending_burst", "symptom.seller_cod_refused"}
UNASKED = {"symptom.unknown_order", "symptom.unknown_address", "symptom.unknown_charge", "symptom.carrier_bill"}


def invariant(sentence: str) -> Callable[[Invariant], Invariant]:
    """Adds an invariant under its sentence."""

    def add(function: Invariant) -> Invariant:
        INVARIANTS[sentence] = function
        return function

    return add


def broken(case: Case) -> Iterator[str]:
    """The sentences that do not hold of a plan."""
    for sentence, holds in INVARIANTS.items():
        if not holds(case):
            yield sentence


def _behind(case: Case, first: str, others: Iterable[str]) -> bool:
    """Is a step there and before the others, where these are planned?"""
    planned = [name for name in others if name in case.ids]
    return not planned or (first in case.ids and all(case.place(first) < case.place(name) for name in planned))


# Somebody close


@invariant("Somebody close suspected: nothing that they would notice, and no stop, is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or case.now.isdisjoint(NOTICED | STOPS)


@invariant("Somebody close suspected: the first step is one's safety, and it is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or (case.ids[0] == "safe.known_person" and "safe.known_person" in case.now)


@invariant("Somebody close suspected: what they would notice is not before the week.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or case.today.isdisjoint(NOTICED - STOPS)


@invariant("Somebody close suspected: the family is not asked on a sheet.")
def _(case: Case) -> bool:
    return not case.holds("person.close") or "save.household" not in case.ids


@invariant("Perhaps somebody close: safety comes before what they would notice and before asking at home.")
def _(case: Case) -> bool:
    return not case.holds("person.close?") or _behind(case, "safe.known_person", NOTICED)


@invariant("Perhaps somebody close: nothing that they would notice is now.")
def _(case: Case) -> bool:
    return not case.holds("person.close?") or case.now.isdisjoint(NOTICED - STOPS - {"save.household"})


@invariant("Somebody close suspected: each stop is a choice inside the step for safety, with what they would notice.")
def _(case: Case) -> bool:
    if not case.holds("person.close"):
        return all(not planned.choices for planned in case.plan)
    planned = [name for name in case.ids if name in STOPS]
    return list(case.plan[0].choices) == planned and all(steps()[name].notices for name in planned)


# A device, a number, an account in other hands


@invariant("A stranger controls the device: it is cut off, unless somebody close would notice.")
def _(case: Case) -> bool:
    return (
        case.holds("person.close")
        or not (case.holds("device.computer") or case.holds("device.phone"))
        or not case.today.isdisjoint(CUTS)
    )


@invariant("A stranger may control the device: it is cut off before a password is typed.")
def _(case: Case) -> bool:
    if not (case.holds("device.computer?") or case.holds("device.phone?")):
        return True
    cuts = [case.place(name) for name in CUTS if name in case.ids]
    return bool(cuts) and all(max(cuts) < case.place(name) for name in TYPES if name in case.ids)


@invariant("A stranger controls the device: no password is now.")
def _(case: Case) -> bool:
    return not (case.holds("device.computer") or case.holds("device.phone")) or case.now.isdisjoint(TYPES)


@invariant("Each step that types a password says on which device.")
def _(case: Case) -> bool:
    return all("device that you trust" in str(steps()[name].how[0].do) for name in TYPES if name in case.ids)


@invariant("The number may be taken: the phone company comes before passwords.")
def _(case: Case) -> bool:
    return not case.holds("number.taken?") or ("phone.sim" in case.today and _behind(case, "phone.sim", TYPES))


@invariant("A phone was lost: it is locked, then its line, then what pays with it, and only then a password is typed.")
def _(case: Case) -> bool:
    if not case.holds("lost.phone") or case.holds("person.close"):
        return True
    places = [case.place(name) for name in ("device.lost", "phone.sim")]
    stops = [case.place(name) for name in ("stop.payapp", "stop.card") if name in case.ids]
    typed = [case.place(name) for name in TYPES if name in case.ids]
    if any(place > other for place in places for other in typed):
        return False
    in_order = all(place < stop for place in places for stop in stops)
    in_order &= all(stop < other for stop in stops for other in typed)
    return not case.alone or (places == sorted(places) and bool(stops) and in_order)


@invariant("The number of the account is in doubt: it is looked at before passwords.")
def _(case: Case) -> bool:
    return not case.holds("number.doubt") or _behind(case, "phone.own", TYPES)


@invariant("Locked out: what needs being signed in is not now.")
def _(case: Case) -> bool:
    return not case.holds("locked_out") or case.now.isdisjoint(SIGNED_IN)


@invariant("Locked out: the way back is there, and before what needs being signed in.")
def _(case: Case) -> bool:
    if not case.holds("locked_out"):
        return True
    ways = [name for name in ("account.report", "shop.locked_out") if name in case.ids]
    return bool(ways) and all(_behind(case, way, SIGNED_IN) for way in ways)


@invariant("A passkey was lost: what needs being signed in is not now.")
def _(case: Case) -> bool:
    return not case.holds("lost.passkey") or case.now.isdisjoint(SIGNED_IN)


@invariant("A service that wants others signed out first is given way, where both are as urgent.")
def _(case: Case) -> bool:
    if not case.holds("service.signs_out_first") or not case.holds("session.open?"):
        return True
    return case.place("account.password") >= case.place("account.signout_all") or "account.signout_all" not in case.now


@invariant("What an account shows is saved before it is cleared away, where both are due by the same clock.")
def _(case: Case) -> bool:
    for screens, clears in (("save.screens", "shop.signout_all"), ("account.screens", "account.second_factor")):
        whens = {one.step.id: one.when for one in case.plan}
        same = whens.get(screens) == whens.get(clears) == "today" and case.now.isdisjoint({screens, clears})
        if same and case.holds("details.changed") and case.alone and case.place(screens) > case.place(clears):
            return False
    return True


# At home


@invariant("None of us: nobody at home is asked again.")
def _(case: Case) -> bool:
    return not case.holds_everywhere("asked") or "save.household" not in case.ids


@invariant("It was one of us: nothing is accused, stopped or locked.")
def _(case: Case) -> bool:
    ours = case.alone and case.holds_everywhere("-foreign !deceived !parcel.repeated")
    return not ours or set(case.ids).isdisjoint(ACCUSES | STOPS | LOCKS)


@invariant("Home was not asked: what accuses is not now, and behind the question.")
def _(case: Case) -> bool:
    if not (case.alone and case.holds_everywhere("foreign? -asked")) or case.holds("person.close"):
        return True
    return case.now.isdisjoint(ACCUSES) and _behind(case, "save.household", set(case.ids) & ACCUSES)


@invariant("Home was not asked about something possible: the question is there today.")
def _(case: Case) -> bool:
    alone = case.holds("person.close") or case.holds("role.business")
    return not case.holds("foreign? -asked") or alone or "save.household" in case.today


@invariant("Of an order, an address or a charge of which nothing is known: no password.")
def _(case: Case) -> bool:
    unknown = case.alone and set(case.situation.symptoms) <= UNASKED and case.holds_everywhere("!foreign !access")
    return not unknown or case.holds("money.balance") or set(case.ids).isdisjoint(PASSWORDS)


# Money


LEAVING = {
    "money.sent": "stop.transfer",
    "money.bank foreign": "stop.transfer",
    "secret.bank": "stop.transfer",
    "money.card foreign": "stop.card",
    "money.card deceived": "stop.card",
    "secret.card": "stop.card",
    "money.securities": "stop.securities",
    "secret.securities": "stop.securities",
    "money.codes": "stop.prepaid",
    "order.unsent foreign": "stop.cancel_orders",
}
LEAVING_JAPAN = {
    "money.payapp foreign": "stop.payapp",
    "money.payapp deceived": "stop.payapp",
    "secret.payapp": "stop.payapp",
    "money.phone_bill foreign": "stop.payapp",
}


def _stops(case: Case) -> set[str]:
    """The stops that money which is leaving needs."""
    ways = LEAVING | (LEAVING_JAPAN if case.situation.country == "JP" else {})
    return {step for condition, step in ways.items() if case.holds(condition)}


@invariant("Money is leaving: each way has its step today.")
def _(case: Case) -> bool:
    return _stops(case) <= case.today


@invariant("Money is leaving: stopping it is first or second, behind safety and cutting off.")
def _(case: Case) -> bool:
    if not _stops(case):
        return True
    if _stops(case) == {"stop.cancel_orders"} and case.holds("locked_out"):
        return True  # cancelling needs the way back
    ids = [one.step.id for one in case.plan if one.step.kind not in ("safety", "cut")]
    return not STOPS.isdisjoint(ids[:2])


@invariant("Money is leaving: something is now.")
def _(case: Case) -> bool:
    return not _stops(case) or bool(case.now)


@invariant("Money may be leaving from a card, a number or a bill: the stop is today.")
def _(case: Case) -> bool:
    possible = {"secret.card?": "stop.card", "money.codes?": "stop.prepaid", "number.taken?": "stop.transfer",
                "lost.phone": "stop.card", "foreign? money.card": "stop.card"}  # fmt: skip
    if case.situation.country == "JP":
        possible |= {"foreign? money.phone_bill": "stop.payapp", "lost.phone": "stop.payapp"}
    return all(step in case.today for condition, step in possible.items() if case.holds(condition))


# What was given away


def _gave(case: Case, *options: str) -> bool:
    """Is the one thing that was said that exactly this was given away?"""
    asked = [case.given(name) for name in ("message.typed", "message.installed", "message.sms") if case.given(name)]
    return case.alone and len(asked) == 1 and asked[0] == options and len(case.situation.answers) == 1


@invariant("Nothing was typed, told or installed: no lock, no stop, no police.")
def _(case: Case) -> bool:
    return not _gave(case, "nothing") or set(case.ids).isdisjoint(LOCKS | STOPS | POLICE)


@invariant("Only a card number was given: no password.")
def _(case: Case) -> bool:
    return not _gave(case, "card") or set(case.ids).isdisjoint(PASSWORDS)


@invariant("Only a password was given: a lock is among the first three.")
def _(case: Case) -> bool:
    return not _gave(case, "password") or not PASSWORDS.isdisjoint(case.ids[:MOST_NOW])


# Parcels, sellers, countries


@invariant("Paid: the parcel is not to be refused.")
def _(case: Case) -> bool:
    return not case.holds("parcel.paid") or case.holds("parcel.cod") or "parcel.refuse_cod" not in case.ids


@invariant("A seller's trouble alone: nothing about the buyer's account or card.")
def _(case: Case) -> bool:
    alone = case.situation.symptoms and set(case.situation.symptoms) <= SELLER
    return not alone or set(case.ids).isdisjoint(LOCKS | STOPS | ACCUSES - POLICE)


@invariant("Amazon's steps are at Amazon only, and no account has both sets of steps.")
def _(case: Case) -> bool:
    sites = {site for incident in case.incidents for site in incident.sites}
    if "amazon.co.jp" not in sites:
        return not any(name.startswith("shop.") and steps()[name].shops for name in case.ids)
    others = sites - {"amazon.co.jp"}
    return bool(others) or not any(one.step.phase == "account" for one in case.plan)


@invariant("A step of one country only is for people there.")
def _(case: Case) -> bool:
    cards = case.situation.conditions.cards
    return all(
        not one.step.markets
        or case.situation.country in one.step.markets
        or (one.step.phase == "claim" and not cards.isdisjoint(one.step.markets))
        for one in case.plan
    )


@invariant("A number of the police was given: they are not told again.")
def _(case: Case) -> bool:
    return "number" not in case.given("other.police") or "report.police_jp" not in case.ids


@invariant("A finding that nobody has answered only has its steps that look closer.")
def _(case: Case) -> bool:
    asleep = case.situation.findings and not case.situation.symptoms and case.holds_everywhere("finding.open")
    return not asleep or set(case.ids).isdisjoint(LOCKS | STOPS | ACCUSES | {"report.shop", "account.report"})


@invariant("A grave finding that nobody has answered is asked about now (finding.grave).")
def _(case: Case) -> bool:
    alone = len(case.situation.findings) == 1 and not case.situation.symptoms
    alone = alone and case.situation.findings[0].verdict in (None, "not_sure")
    grave = alone and case.situation.findings[0].severity == "high" and case.incidents and case.incidents[0].is_open
    about_files = alone and "coverage" in case.situation.findings[0].tags
    watched = any(incident.values.get("person.close") for incident in case.incidents)
    return not grave or about_files or watched or "save.household" in case.now


@invariant("A part of the history is missing at Amazon: a copy of the data is asked for (files.gap).")
def _(case: Case) -> bool:
    missing = any(incident.values.get("files.gap") and "amazon.co.jp" in incident.sites for incident in case.incidents)
    return not missing or "save.data_request" in case.ids


@invariant("An account of a business: nobody at home is asked (role.business).")
def _(case: Case) -> bool:
    return not case.holds("role.business") or "save.household" not in case.ids


# Every plan


@invariant("At most three steps are now.")
def _(case: Case) -> bool:
    return len(case.now) <= MOST_NOW


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
    texts = [text for one in case.plan for text in (one.step, one.view) if text]
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


# What some facts need: the fact, steps of which one is there, when at the latest, and the country.
NEEDED: tuple[tuple[str, tuple[str, ...], str, str | None], ...] = (
    ("secret.papers", ("watch.credit_bureau",), "today", "JP"),
    ("shop.fake", ("report.fake_shop",), "today", "JP"),
    ("goods.wrong", ("parcel.not_as_ordered",), "today", "JP"),
    ("parcel.cod foreign*", ("parcel.refuse_cod",), "today", "JP"),
    ("parcel.paid foreign*", ("parcel.paid",), "today", "JP"),
    ("parcel.free foreign*", ("parcel.decide",), "today", "JP"),
    ("caller !service.known", ("stop.no_recall_number",), "today", None),
    ("caller service.amazon", ("stop.no_recall_number",), "today", None),
    ("stuck", ("report.188",), "today", "JP"),
    ("deceived caller", ("report.188",), "today", "JP"),
    ("mail.flood", ("mail.flood",), "today", None),
    ("message.code", ("save.alert_check",), "today", None),
    ("~message.fake", ("save.message_check",), "today", None),
    ("message.fake?", ("report.phish",), "week", None),
    ("money.cash", ("report.police_jp",), "today", "JP"),
    ("money.crypto", ("report.police_jp",), "today", "JP"),
    ("money.sent", ("report.police_jp",), "today", "JP"),
    ("seller.unpaid service.amazon", ("seller.konbini_off",), "today", "JP"),
    ("seller.unpaid !service.known", ("seller.konbini_off", "seller.unpaid_elsewhere"), "today", "JP"),
    ("seller.cod", ("seller.cod_elsewhere",), "today", "JP"),
    ("role.helping", ("safe.helping",), "today", None),
    ("foreign money.payapp", ("claim.payapp_jp",), "today", "JP"),
    ("foreign money.bank", ("claim.debit_jp",), "today", "JP"),
    ("foreign money.bank", ("claim.uk_eu",), "today", "UK"),
    ("foreign money.card card.debit", ("claim.debit_us",), "today", "US"),
    ("foreign money.phone_bill", ("claim.carrier_jp",), "today", "JP"),
    ("foreign money.points", ("rec.points",), "today", "JP"),
    ("foreign money.balance", ("report.shop", "account.report"), "today", None),
    ("foreign gift.bought", ("report.shop", "account.report"), "today", None),
    ("foreign entry.review", ("report.shop", "account.report"), "today", None),
    ("money.store foreign*", ("report.shop", "account.report"), "today", None),
    ("mailbox.read", ("mail.password",), "today", None),
    ("secret.reused", ("shop.reuse",), "today", None),
    ("secret.password", ("account.password", "shop.password"), "today", None),
    ("secret.code !secret.card", ("account.signout_all", "shop.signout_all"), "today", None),
    ("session.open", ("account.signout_all", "shop.signout_all"), "today", None),
    ("details.changed", ("mail.rules",), "today", None),
    ("second.bypassed", ("device.clean",), "today", None),
    ("number.doubt", ("phone.own",), "today", None),
    ("second.off", ("account.second_factor", "shop.2sv"), "today", None),
    ("foreign order.unknown", ("report.shop", "account.report"), "today", None),
    ("foreign entry.address", ("mail.password",), "today", None),
    ("foreign entry.card", ("mail.password",), "today", None),
    ("entry.hidden", ("save.screens", "account.screens"), "today", None),
    ("entry.device service.amazon", ("shop.devices",), "today", None),
    ("money.recurring foreign*", ("report.shop", "account.report"), "today", None),
    ("parcel.repeated", ("report.police_jp",), "week", "JP"),
    ("sender.amazon foreign* !service.known", ("parcel.report_shop",), "week", None),
    ("sender.amazon foreign* service.amazon", ("parcel.report_shop",), "week", None),
    ("impersonated", ("report.shop", "account.report"), "today", None),
    ("lost.phone", ("account.password", "shop.password"), "today", None),
    ("lost.phone", ("mail.password",), "today", None),
    ("lost.phone", ("device.lost",), "now", None),
    ("lost.phone", ("phone.sim",), "today", None),
    ("number.taken?", ("phone.sim",), "today", None),
    ("foreign entry.refund", ("report.shop", "account.report"), "today", None),
    ("refund.missing", ("report.shop", "account.report"), "today", None),
    ("money.codes_left money.codes* foreign*", ("stop.prepaid",), "today", None),
    ("person.watching", ("safe.known_person",), "now", None),
    ("person.child -foreign", ("report.188",), "today", "JP"),
    ("role.seller seller.unpaid", ("report.police_jp",), "today", "JP"),
    ("seller.unpaid seller.amazon !service.known", ("seller.konbini_off",), "today", "JP"),
    ("foreign money.card? service.pay", ("stop.payapp",), "today", "JP"),
    ("files.there access", ("watch.reupload",), "later", None),
    ("exposed?", ("watch.weekly",), "later", None),
    ("misuse", ("watch.weekly",), "later", None),
    ("shop.auction", ("claim.auction",), "week", "JP"),
    ("child.bought", ("claim.child",), "today", "JP"),
    ("data.leaked", ("report.leak_jp",), "today", "JP"),
    ("money.konbini", ("stop.konbini",), "today", "JP"),
    ("seller.unpaid seller.elsewhere", ("seller.unpaid_elsewhere",), "today", "JP"),
    ("lost.passkey", ("device.recover",), "today", None),
    ("checking", ("account.screens", "save.data_request"), "week", None),
    ("foreign money.card !card.debit", ("claim.card_jp",), "today", "JP"),
    ("foreign money.card !card.debit", ("claim.card_us",), "today", "US"),
    ("foreign money.card", ("claim.uk_eu",), "today", "UK"),
    ("foreign money.card", ("claim.uk_eu",), "today", "EU"),
    ("~foreign money.card !card.debit", ("claim.card_jp",), "week", "JP"),
    ("~foreign money.card !card.debit", ("claim.card_us",), "week", "US"),
    ("~foreign money.card", ("claim.uk_eu",), "week", "UK"),
    ("misuse", ("report.us",), "today", "US"),
    ("misuse", ("report.uk",), "today", "UK"),
    ("misuse", ("report.eu",), "today", "EU"),
    ("number.taken?", ("report.us",), "week", "US"),
    ("number.taken?", ("report.uk",), "week", "UK"),
    ("foreign money.card", ("report.police_jp",), "today", "JP"),
    ("foreign money.payapp", ("report.police_jp",), "today", "JP"),
    ("device.phone", ("report.188",), "today", "JP"),
    ("device.phone", ("report.police_jp",), "today", "JP"),
)  # fmt: skip
# What holds these up, beside the hazard itself: a person who may notice, and what was done already.
HELD_UP = ("person.close?", "police.told")


def _needed(condition: str, names: tuple[str, ...], latest: str, country: str | None) -> Invariant:
    def holds(case: Case) -> bool:
        if (country and case.situation.country != country) or not case.holds(condition):
            return True
        if case.situation.conditions.cards and names[0].startswith("claim."):
            return True
        held_up = any(map(case.holds, HELD_UP))
        if held_up and not set(names).isdisjoint(NOTICED | {"report.police_jp"}):
            return case.holds("police.told") or any(name in case.ids for name in names)
        return any(one.step.id in names and WHENS.index(one.when) <= WHENS.index(latest) for one in case.plan)

    return holds


for _condition, _names, _latest, _country in NEEDED:
    _where = f" in {_country}" if _country else ""
    INVARIANTS[f"{_condition}{_where}: {' or '.join(_names)} is there, {_latest} at the latest."] = _needed(
        _condition, _names, _latest, _country
    )


def facts_named() -> Mapping[str, int]:
    """How many invariants speak of each fact."""
    from inspect import getsource

    from checklists.facts import facts

    text = "\n".join([*map(getsource, (f for f in INVARIANTS.values())), *INVARIANTS, *LEAVING, *LEAVING_JAPAN])
    return {name: text.count(name) for name in facts()}
