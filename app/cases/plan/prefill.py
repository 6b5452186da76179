"""Answers to the questionnaire that the findings suggest: offered for confirmation, never assumed.

Only findings that the person did not recognise count. A symptom is suggested where a finding was answered with
"I don't recognise it"; a fact (an order number, a day, a device) where all findings that hold it agree.
"""

from collections.abc import Callable, Iterable, Mapping

from analyzers.events.answers import RECOGNISED
from analyzers.findings.finding import Finding
from analyzers.rules.contract import tags_of
from app.i18n.formats import local_day
from app.report.model import Report
from app.report.plans.plan import site_of
from checklists.questions import START, questions
from checklists.sites import canonical, family_of

Suggested = dict[str, tuple[str, ...]]

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


def suggested(report: Report) -> Suggested:
    """Question id → suggested answer; without questions for which the findings say nothing or different things."""
    open_findings = [finding for finding in report.findings if finding.verdict not in RECOGNISED]
    orders = [finding for finding in _of(open_findings, "order") if "seller" not in _tags(finding)]
    unshipped = {"not_sent" if finding.unshipped else "sent" for finding in orders}
    parcels = {name for finding in _of(open_findings, "cod") for name in _senders(finding)}
    facts = {
        "order.sent": unshipped,
        "order.number": _values(open_findings, "refund_without_order", "order"),
        "parcel.sender": parcels,
        "money.charge": _days(orders, min),
        "money.since": _days(_of(open_findings, "subscription"), min),
        "money.wallet": _cards(_of(open_findings, "wallet")),
        "signin.device": _values(open_findings, "device", "device"),
        "signin.changed_on": _days(_of(open_findings, "control"), min),
        "seller.ordered_on": _days(_of(open_findings, "unpaid_orders"), max),
    }
    many = {
        START: {_listed(SAYS, finding) for finding in open_findings if finding.verdict == "not_mine"},
        "money.change": {_listed(CHANGES, finding) for finding in open_findings},
        "service.account": _accounts([finding for finding in open_findings if finding.verdict == "not_mine"]),
    }
    single = {name: (next(iter(values)),) for name, values in facts.items() if len(values) == 1}
    return single | {name: tuple(sorted(filter(None, values))) for name, values in many.items() if any(values)}


def _senders(finding: Finding) -> list[str]:
    """The answers to the question about the sender that mean the shop of a finding."""
    family = family_of(finding.shop)
    return [family] if family and family in questions()["parcel.sender"].options else []


def _accounts(disowned: Iterable[Finding]) -> set[str]:
    """The answers to the question about the account that name a service with something that the person does not
    recognises."""
    sites = {canonical(site) for finding in disowned if (site := site_of(finding.shop, finding.service))}
    options = questions()["service.account"].options
    return {name for name, option in options.items() if option.sets.service in sites}


def _tags(finding: Finding) -> frozenset[str]:
    return tags_of(finding.detector)


def _listed(table: Mapping[str, str], finding: Finding) -> str:
    return next((answer for tag, answer in table.items() if tag in _tags(finding)), "")


def _of(findings: Iterable[Finding], tag: str) -> list[Finding]:
    return [finding for finding in findings if tag in _tags(finding)]


def _values(findings: Iterable[Finding], tag: str, name: str) -> set[str]:
    """The texts of one value in the findings; sentences of ours are left out, because they do not come from the
    files."""
    values = (finding.values.get(name) for finding in _of(findings, tag))
    return {value for value in values if isinstance(value, str) and value}


def _days(findings: Iterable[Finding], which: Callable[[Iterable[str]], str]) -> set[str]:
    """The first or last day of the findings, in their time zones."""
    days = [
        local_day(finding.at, "UTC" if finding.at_basis == "date_only" else finding.zone).isoformat()
        for finding in findings
        if finding.at
    ]
    return {which(days)} if days else set()


def _cards(findings: Iterable[Finding]) -> set[str]:
    return {entity.value for item in findings for entity in item.entities if entity.kind == "card"}
