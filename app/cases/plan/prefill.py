"""Answers to the questionnaire that the findings suggest: offered for confirmation, never assumed.

Only findings that the person did not recognise count. A symptom is suggested where a finding was answered with
"none of us"; a fact (an order number, a day, a device) where all findings that hold it agree.
"""

from collections.abc import Callable, Iterable, Mapping

from analyzers.findings.finding import Finding
from analyzers.rules.contract import tags_of
from app.i18n.formats import local_day
from app.report.model import Report
from app.report.plan import site_of
from checklists.choose import CLEARED
from checklists.questions import START, questions
from checklists.sites import canonical, family_of

Given = dict[str, tuple[str, ...]]

# Which of the sentences of the first question a finding says: that of the first tag it carries.
SAYS = {
    "unpaid_orders": "symptom.seller_pending_burst",
    "seller": "symptom.seller_cod_refused",
    "unwanted_parcel": "symptom.cod_parcel",
    "family_parcel": "symptom.cod_parcel",
    "gift_card_purchase": "symptom.giftcard_bought",
    "subscription": "symptom.recurring_charge",
    "order": "symptom.unknown_order",
    "refund": "symptom.balance_changed",
    "gift_card": "symptom.balance_changed",
    "points": "symptom.points_gone",
    "control": "symptom.details_changed",
    "device": "symptom.unknown_device",
    "address": "symptom.unknown_address",
    "wallet": "symptom.unknown_card",
}
# What became of the balance (question ``money.change``).
CHANGES = {"refund": "refund", "unknown_use": "use", "emptied": "use", "claimed_code": "claim"}


def suggested(report: Report) -> Given:
    """Question id → suggested answer; without the questions on which the findings are silent or differ."""
    found = [one for one in report.findings if one.verdict not in CLEARED]
    orders = [one for one in _of(found, "order") if "seller" not in _tags(one)]
    unshipped = {"not_sent" if one.unshipped else "sent" for one in orders}
    parcels = {name for one in _of(found, "cod") for name in _senders(one)}
    facts = {
        "order.sent": unshipped,
        "order.number": _values(found, "refund_without_order", "order"),
        "parcel.sender": parcels,
        "money.charge": _days(orders, min),
        "money.since": _days(_of(found, "subscription"), min),
        "money.wallet": _cards(_of(found, "wallet")),
        "signin.device": _values(found, "device", "device"),
        "signin.changed_on": _days(_of(found, "control"), min),
        "seller.ordered_on": _days(_of(found, "unpaid_orders"), max),
    }
    many = {
        START: {_listed(SAYS, one) for one in found if one.verdict == "not_mine"},
        "money.change": {_listed(CHANGES, one) for one in found},
        "service.account": _accounts([one for one in found if one.verdict == "not_mine"]),
    }
    told = {name: (next(iter(said)),) for name, said in facts.items() if len(said) == 1}
    return told | {name: tuple(sorted(filter(None, said))) for name, said in many.items() if any(said)}


def _senders(one: Finding) -> list[str]:
    """The answers to the question about the sender that name the shop of a finding."""
    family = family_of(one.shop)
    options = questions()["parcel.sender"].options
    return [name for name, option in options.items() if family and option.sets.family == family]


def _accounts(disowned: Iterable[Finding]) -> set[str]:
    """The answers to the question about the account that name a service where something is nobody's."""
    sites = {canonical(site) for one in disowned if (site := site_of(one.shop, one.service))}
    options = questions()["service.account"].options
    return {name for name, option in options.items() if option.sets.service in sites}


def _tags(one: Finding) -> frozenset[str]:
    return tags_of(one.detector)


def _listed(table: Mapping[str, str], one: Finding) -> str:
    return next((said for tag, said in table.items() if tag in _tags(one)), "")


def _of(found: Iterable[Finding], tag: str) -> list[Finding]:
    return [one for one in found if tag in _tags(one)]


def _values(found: Iterable[Finding], tag: str, name: str) -> set[str]:
    """The texts of one value; a sentence of ours is not a text of the files."""
    given = (one.values.get(name) for one in _of(found, tag))
    return {one for one in given if isinstance(one, str) and one}


def _days(found: Iterable[Finding], which: Callable[[Iterable[str]], str]) -> set[str]:
    """The first or last day by the clock of the findings."""
    days = [
        local_day(one.at, "UTC" if one.at_basis == "date_only" else one.zone).isoformat() for one in found if one.at
    ]
    return {which(days)} if days else set()


def _cards(found: Iterable[Finding]) -> set[str]:
    return {one.value for item in found for one in item.entities if one.kind == "card"}
