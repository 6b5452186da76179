"""TikTok's `user_data_tiktok.json` (earlier `user_data.json`)."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded, problems
from app.importers.shared.records.accounts import all_empty, joined, logins
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("TikTok: sign-ins and purchases of coins")
get = (
    N_("Sign in to TikTok and ask in its settings for a download of your data. Choose the format JSON and all data."),
    N_("When TikTok says that the download is ready, hand in the file as it is."),
)
takes = N_("TikTok shows the download in its settings when it is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_(
    "This file shows no failed attempts and does not say what coins cost. What was bought in TikTok's shop cannot be "
    "read yet."
)
unverified = True
grade, checked = "B", "2026-11-24"

NAMES = {
    "date": ("Date",),
    "ip": ("IP",),
    "model": ("DeviceModel",),
    "system": ("DeviceSystem",),
    "network": ("NetworkType",),
    "carrier": ("Carrier",),
    "kind": ("Type",),
    "coins": ("CoinAmount",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its lists and the keys of their records."""
    names, last = folded(head.header), (head.sheet or "").rpartition(".")[2]
    if last == "LoginHistoryList":
        return names >= folded(("Date", "IP"))
    return last == "CoinPurchaseHistoryList" and names >= folded(("Date", "CoinAmount"))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a sign-in, or one ``payments`` event a purchase of coins, whose price is not stated. The
    times are assumed to be UTC."""
    table = cells(block, NAMES)
    if (head.sheet or "").endswith("LoginHistoryList"):
        return logins(table, "tiktok", agent=joined(table, "model", "system"))
    keep, at = ~all_empty(table), instants(table["date"])
    payments = at.with_columns(
        line=table.lines, shop=pl.lit("tiktok.com"), merchant=pl.lit("TikTok"), method=table["kind"]
    )
    faults = [
        Fault("empty-row", "date", ~keep),
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at["at"].is_null()),
    ]
    return Events({"payments": payments.filter(keep)}, problems(table, faults) + zone_problem(at))
