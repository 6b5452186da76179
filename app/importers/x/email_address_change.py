"""X's (Twitter's) `data/email-address-change.js`."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has, with_text
from app.importers.shared.cells.secrets import masked_texts
from app.importers.shared.records.accounts import changes, joined
from app.importers.x.ip_audit import get as get
from app.importers.x.ip_audit import takes as takes
from app.reader.table import Block, Head

title = N_("X (Twitter): changes of the email address")
speed = "days"
cannot_show = N_(
    "This file does not say from where an email address was changed. Of the addresses, only a part is shown."
)
unverified = True
grade, checked = "A", "2026-11-24"

_OWN = "emailAddressChange.emailChange."
NAMES = {
    "date": (_OWN + "changedAt",),
    "from": (_OWN + "changedFrom",),
    "to": (_OWN + "changedTo",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
secret = (_OWN + "changedFrom", _OWN + "changedTo")


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    return has(head, (_OWN + "changedAt", _OWN + "changedTo"))


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record: the former address, which may be missing, and the new one."""
    table = cells(block, NAMES)
    masked = with_text(table, **{key: masked_texts(table[key]) for key in ("from", "to")})
    return changes(table, "x", "mail", joined(masked, "from", "to", between=" → "))
