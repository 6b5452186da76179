"""What steps are, in sets of their ids, and how two of them stand in a plan."""

from collections.abc import Iterable

from checklists.model import steps
from tests.prove.plans import Case

# What somebody close would notice, what types a password, needs being signed in, or accuses; said here once more, since
# a mistake in a step must not hide itself.
_ACCOUNT = {name for name in steps() if name.startswith(("account.", "shop."))}
TYPES = {
    "mail.password", "mail.sessions_2fa", "account.password", "account.second_factor", "shop.password", "shop.2sv",
    "shop.reuse",
}  # fmt: skip
PASSWORDS = TYPES - {"shop.reuse"}
NOTICED = {"mail.password", "mail.rules", "mail.sessions_2fa", "device.clean", "device.lost", "phone.own",
           "stop.cancel_orders", "stop.warn_friends", "report.shop", "report.police_jp", "save.household"}  # fmt: skip
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
CUTTING = {name for name in steps() if name.startswith("phone.")} | {"device.clean", "device.lost"}
CUTS = ("device.clean", "phone.malware")
LOCKS = PASSWORDS | {"account.signout_all", "shop.signout_all", "mail.rules"}
POLICE = {"report.police_jp", "report.us", "report.uk"}
SELLER = {"symptom.seller_pending_burst", "symptom.seller_cod_refused"}
UNASKED = {"symptom.unknown_order", "symptom.unknown_address", "symptom.unknown_charge", "symptom.carrier_bill"}


def behind(case: Case, first: str, others: Iterable[str]) -> bool:
    """Is a step there and before the others, where these are planned?"""
    planned = [name for name in others if name in case.ids]
    return not planned or (first in case.ids and all(case.place(first) < case.place(name) for name in planned))
