"""What the findings already say, as answers to the questionnaire: offered for the person to confirm, never assumed.

Only findings that the person did not recognise speak here. A symptom is offered where a finding was answered with
"none of us"; a fact (an order number, a day, a device) where all findings that could tell it say the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.i18n.languages import LANGUAGES
from app.report.model import Report
from checklists.choose import CLEARED
from checklists.questions import START

Finding = Mapping[str, Any]
Given = dict[str, tuple[str, ...]]

# Which of the sentences of the first question a finding of a detector (or a family of them) says.
SAYS = {
    "order": "symptom.unknown_order",
    "order.cod_unexpected": "symptom.cod_parcel",
    "order.cod_burst": "symptom.cod_parcel",
    "order.cod_after_abolition": "symptom.cod_parcel",
    "order.cod_refused": "symptom.seller_cod_refused",
    "order.giftcard_burst": "symptom.giftcard_bought",
    "refund": "symptom.balance_changed",
    "giftcard": "symptom.balance_changed",
    "points": "symptom.points_gone",
    "subscription": "symptom.recurring_charge",
    "account.control_change": "symptom.details_changed",
    "account.device_added": "symptom.unknown_device",
    "account.new_address": "symptom.unknown_address",
    "account.new_instrument": "symptom.unknown_card",
    "seller": "symptom.seller_pending_burst",
}
# What became of the balance (question ``money.change``).
CHANGES = {
    "refund": "refund",
    "giftcard.unmatched_use": "use",
    "giftcard.drain": "use",
    "giftcard.foreign_claim": "claim",
}


def suggested(report: Report, lang: str) -> Given:
    """Question id → the answer that the findings give; questions on which they are silent or differ are not in it."""
    found = [one for one in report["findings"] if one["verdict"] not in CLEARED]
    orders = [one for one in found if _family(one) == "order" and one["detector"] != "order.cod_refused"]
    unshipped = {"not_sent" if one["unshipped"] else "sent" for one in orders}
    parcels = {"amazon" for one in found if ".cod_" in one["detector"] and one["from_amazon"]}
    facts = {
        "order.sent": unshipped,
        "order.number": _values(found, "refund.orphan", "order"),
        "parcel.sender": parcels,
        "money.charge": _days(orders, lang, min),
        "money.since": _days(_of(found, "subscription.new"), lang, min),
        "money.wallet": _cards(_of(found, "account.new_instrument")),
        "signin.device": _values(found, "account.device_added", "device"),
        "signin.changed_on": _days(_of(found, "account.control_change"), lang, min),
        "seller.ordered_on": _days(_of(found, "seller.pending_burst"), lang, max),
    }
    many = {
        START: {_listed(SAYS, one) for one in found if one["verdict"] == "not_mine"},
        "money.change": {_listed(CHANGES, one) for one in found},
    }
    told = {name: (next(iter(said)),) for name, said in facts.items() if len(said) == 1}
    return told | {name: tuple(sorted(filter(None, said))) for name, said in many.items() if any(said)}


def _family(one: Finding) -> str:
    return str(one["detector"]).partition(".")[0]


def _listed(table: Mapping[str, str], one: Finding) -> str:
    return table.get(one["detector"]) or table.get(_family(one), "")


def _of(found: Iterable[Finding], detector: str) -> list[Finding]:
    return [one for one in found if one["detector"] == detector]


def _values(found: Iterable[Finding], detector: str, name: str) -> set[str]:
    """The texts of one value; what is a sentence of ours rather than a text of the files says nothing."""
    given = (one["values"].get(name) for one in _of(found, detector))
    return {one for one in given if isinstance(one, str) and one}


def _days(found: Iterable[Finding], lang: str, which: Any) -> set[str]:
    """The first or last day, by the clock that readers of the language live by."""
    dated = [one for one in found if one["at"]]
    return {which(_day(one, lang) for one in dated)} if dated else set()


def _day(one: Finding, lang: str) -> str:
    at = datetime.fromisoformat(one["at"])
    return (at if one["at_basis"] == "date_only" else at.astimezone(ZoneInfo(LANGUAGES[lang].zone))).date().isoformat()


def _cards(found: Iterable[Finding]) -> set[str]:
    return {one["value"] for item in found for one in item.get("entities", ()) if one["kind"] == "card"}
