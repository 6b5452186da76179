"""Yahoo! JAPAN's page of the last 60 sign-ins (`lh.login.yahoo.co.jp`), pasted as text or saved."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, cells, fold
from app.importers.shared.pages.pasted_sign_ins import PastedSignIn, address, entries, plain_moments
from app.importers.shared.records.accounts import above, logins
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Yahoo! JAPAN: sign-in history")
get = (
    N_("Sign in to Yahoo! JAPAN and open lh.login.yahoo.co.jp, the page “ログイン履歴” (sign-in history)."),
    N_("Select everything on the page, copy it and paste it here, or save the page and hand in the file."),
)
takes = N_("The page can be copied at once; you need not wait.")
cannot_show = N_(
    "This page shows only the last 60 sign-ins and attempts. Services to which you gave your "
    "password may appear with their own addresses."
)
unverified = True
grade, checked = "D", "2026-11-24"
columns = None

NAMES = {
    "account": ("Yahoo! JAPAN ID/ニックネーム", "Yahoo! JAPAN ID", "ニックネーム", "ID"),
    "date": ("日時", "ログイン日時"),
    "activity": ("サービス", "サービス名"),
    "way": ("認証形式", "認証方式", "認証方法"),
    "success": ("ログイン", "認証結果", "結果"),
    "ip": ("IPアドレス",),
    "agent": ("端末情報", "端末"),
    "country_stated": ("国・地域", "国/地域"),
}
_OWN = frozenset(map(fold, (*NAMES["activity"], *NAMES["way"])))
_ZONE = "Asia/Tokyo"


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, or by the words of the page and entries with a time and an address."""
    names = set(map(fold, head.header))
    if head.kind != "text":
        return "日時" in names and fold("IPアドレス") in names and not _OWN.isdisjoint(names)
    whole = fold("\n".join(row[0] for row in head.sample))
    if "yahoojapan" not in whole and "ログイン履歴" not in whole:
        return False  # Most texts end here, before their words are looked at one by one.
    words = [fold(word) for row in head.sample for word in row[0].split()]
    own = "ログイン履歴" in words or any("yahoojapan" in fold(row[0]) for row in head.sample)
    return own and not _OWN.isdisjoint(words) and any(_signin(entry) for entry in _entries(head))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event an entry. The page's times are Japanese time, also for sign-ins from abroad."""
    table = _pasted(block) if head.kind == "text" else cells(block, NAMES)
    at = instants(plain_moments(table["date"]), _ZONE)
    word = pl.col("success")
    success = table.text.select(
        pl.when(word.str.contains("失敗")).then(False).when(word.str.contains("成功")).then(True).alias("success")
    )["success"]
    events = logins(table, "yahoo_japan", at=at, zone=_ZONE, success=success)
    return replace(events, explained=above(head), records=table.lines.to_list() if head.kind == "text" else None)


def _entries(head: Head) -> list[PastedSignIn]:
    return list(entries(enumerate(row[0] for row in head.sample)))


def _signin(entry: PastedSignIn) -> bool:
    return any(address(cell) for cell in entry.cells)


def _pasted(block: Block) -> Cells:
    """The entries of pasted text as cells. The page gives, after the time: service, kind of authentication, result,
    address, device and (on newer pages) country."""
    lines = list(zip(block.lines, block.frame["text"], strict=True))
    with_country = any(fold(cell) == fold("国・地域") for _, text in lines for cell in text.split("\t"))
    rows, numbers = [], []
    for entry in entries(lines):
        place = next((i for i, cell in enumerate(entry.cells) if address(cell)), None)
        if place is None:
            continue
        before, after = entry.cells[:place], entry.cells[place + 1 :]
        rows.append(
            {
                "日時": entry.date,
                "サービス": before[0] if before else None,
                "認証結果": next((cell for cell in before if "成功" in cell or "失敗" in cell), None),
                "IPアドレス": address(entry.cells[place]),
                "端末情報": after[0] if after else None,
                "国・地域": after[1] if with_country and len(after) > 1 else None,
            }
        )
        numbers.append(entry.line)
    names = ("日時", "サービス", "認証結果", "IPアドレス", "端末情報", "国・地域")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return cells(Block(frame, pl.Series(numbers, dtype=pl.UInt32)), NAMES)
