"""Netflix's `IpAddressesLogin.csv` and `IpAddressesAccountCreation.csv`, which have one header."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Netflix: sign-ins")
get = (
    N_("Sign in to Netflix and open netflix.com/account/getmyinfo to ask for a copy of your personal information."),
    N_("When Netflix writes that the data is ready, download the zip and hand it in as it is; you need not unpack it."),
)
takes = N_("Netflix sends a message when the data is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("This file shows no failed attempts, and its times do not state their time zone.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "device": ("Esn",),
    "country_stated": ("Country",),
    "region": ("Region Code",),
    "agent": ("Device Description",),
    "ip": ("Ip",),
    "date": ("Ts",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, without the name of the region that the file of what was played has."""
    return has(head, columns) and not has(head, ("Region Code Display Name",))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row; the times are assumed to be UTC."""
    return logins(cells(block, NAMES), "netflix")
