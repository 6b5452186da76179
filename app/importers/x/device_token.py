"""X's (Twitter's) `data/device-token.js`: programs that were given a key to the account. The keys are never read."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import changes
from app.importers.x.ip_audit import get as get
from app.importers.x.ip_audit import takes as takes
from app.reader.table import Block, Head

title = N_("X (Twitter): programs with access")
speed = "days"
cannot_show = N_("This file does not say on which device a program was used, or from where.")
unverified = True
grade, checked = "A", "2026-11-24"
former_kinds = {"app": "device"}

_OWN = "deviceToken."
NAMES = {
    "date": (_OWN + "createdAt",),
    "what": (_OWN + "clientApplicationName",),
    "number": (_OWN + "clientApplicationId",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
secret = (_OWN + "token",)


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    return has(head, (_OWN + "createdAt", _OWN + "clientApplicationId"))


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record, when the program was given access."""
    table = cells(block, NAMES)
    return changes(table, "x", "app", table["what"].fill_null(table["number"]))
