"""Rakuten's page of sign-ins (`会員情報管理` → `ログイン履歴`), pasted as text or saved."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, fold
from app.importers.shared.pages.pasted_sign_ins import address, entries, plain_moments
from app.importers.shared.records.accounts import above, logins
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Rakuten: sign-in history")
get = (
    N_(
        "Sign in to Rakuten, open the page for managing your member data (会員情報の管理), and on it the history of "
        "sign-ins (ログイン履歴)."
    ),
    N_("Select everything on the page, copy it and paste it here, or save the page and hand in the file."),
)
takes = N_("The page can be copied at once; you need not wait.")
cannot_show = N_(
    "This page shows no devices and no failed attempts. Household ledgers and other services that "
    "sign in for you appear with their own addresses, including at night and from abroad."
)
unverified = True
grade, checked = "D", "2026-11-24"
columns = None

NAMES = {"date": ("日時", "ログイン日時"), "ip": ("IPアドレス",)}
_ZONE = "Asia/Tokyo"


def recognises(head: Head) -> bool:
    """Recognised by a header of time and address alone, or by the words of the page and entries that hold both."""
    names = {fold(name) for name in head.header if name.strip()}
    if head.kind != "text":
        return names in ({fold(date), fold("IPアドレス")} for date in NAMES["date"])
    text = "\n".join(row[0] for row in head.sample)
    if not ("ログイン履歴" in text and ("楽天" in text or "Rakuten" in text or "会員情報" in text)):
        return False
    lines = enumerate(row[0] for row in head.sample)
    return any(address(cell) for entry in entries(lines) for cell in entry.cells)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event an entry; the times are assumed to be Japanese time."""
    if head.kind == "text":
        block = _pasted(block)
    table = cells(block, NAMES)
    events = logins(table, "rakuten", at=instants(plain_moments(table["date"]), _ZONE), zone=_ZONE)
    return replace(events, explained=above(head), records=table.lines.to_list() if head.kind == "text" else None)


def _pasted(block: Block) -> Block:
    rows, numbers = [], []
    for entry in entries(zip(block.lines, block.frame["text"], strict=True)):
        if text := next(filter(None, map(address, entry.cells)), None):
            rows.append({"日時": entry.date, "IPアドレス": text})
            numbers.append(entry.line)
    frame = pl.DataFrame(rows, schema={"日時": pl.String, "IPアドレス": pl.String})
    return Block(frame, pl.Series(numbers, dtype=pl.UInt32))
