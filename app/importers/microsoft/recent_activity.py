"""Microsoft's page of recent activity (account.microsoft.com), pasted as text or saved."""

import re
from collections.abc import Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.microsoft._entries import Activity, entries
from app.importers.shared.cells.columns import Cells, cells
from app.importers.shared.cells.network import addresses
from app.importers.shared.pages.pasted_sign_ins import plain_moments
from app.importers.shared.records.accounts import changes, joined, logins
from app.importers.shared.times.dates import instants
from app.importers.shared.times.day_month_order import order_of
from app.importers.shared.times.slashed_dates import day_first, is_slashed, rewritten
from app.reader.table import Block, FileProblem, Head

title = N_("Microsoft: recent activity")
get = (
    N_("Sign in at account.microsoft.com, open “Security” and there the sign-in activity."),
    N_("Open every entry that you want to have checked, so that its internet address is shown."),
    N_("Select everything on the page, copy it and paste it here, or save the page and hand in the file."),
)
takes = N_("The page can be copied at once; you need not wait.")
cannot_show = N_(
    "This page shows only the last 30 days, and neither address nor device for entries that are "
    "not opened. Its times are local to where you are."
)
unverified = True
grade, checked = "D", "2026-11-24"
wanted_for = {"logins.success": 2}
former_kinds = {"passkey": "other", "recovery": "two_step"}
columns = None

_KEYS = ("date", "ip", "place", "account", "protocol", "device", "app", "type")
_TITLES = {"date": "Time", "ip": "IP", "type": "Type"}
_TYPE = re.compile(
    "sign-?in|sync|password|security|account|alias|サインイン|同期|アカウント|パスワード|セキュリティ", re.I
)
_CHANGE = r"(?i)\b(?:added|deleted|removed|changed|created|reset)\b|追加|削除|変更"
_KINDS = {
    "(?i)password|パスワード": "password",
    "(?i)phone|電話": "phone",
    "(?i)mail|alias|メール|エイリアス": "mail",
    "(?i)recovery code|回復": "recovery",
    "(?i)two-step|verification app|2 段階|認証アプリ": "two_step",
    "(?i)passkey|security key|パスキー|セキュリティ ?キー": "passkey",
}


def recognises(head: Head) -> bool:
    """Recognised by entries that have an address or a place, and a time and a type, under Microsoft's labels."""
    if head.kind != "text":
        return False
    activities = entries(enumerate(row[0] for row in head.sample))
    return any(_own(entry) for entry in activities)


def _own(entry: Activity) -> bool:
    cells = entry.values
    whole = {"type", "date"} <= cells.keys() and not {"ip", "place"}.isdisjoint(cells)
    return whole and bool(_TYPE.search(cells["type"][:200]))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event for each sign-in or attempt, one ``changes`` event for each change to the account."""
    activities = list(entries(zip(block.lines, block.frame["text"], strict=True)))
    texts = [entry.values.get("date") for entry in activities]
    first = day_first(texts)
    if first is None:
        first = {"day": True, "month": False, None: None}[order_of(pl.Series(texts, dtype=pl.String))]
    dates = pl.Series([rewritten(text, first) for text in texts], dtype=pl.String)
    table = _table(activities)
    zone = (
        "Asia/Tokyo"
        if any("\u3040" <= sign <= "\u30ff" for e in activities for sign in e.values.get("type", ""))
        else "UTC"
    )
    at = instants(plain_moments(dates), zone)
    word = table["type"].fill_null("")
    changed = word.str.contains(_CHANGE)
    inside = logins(
        table,
        "microsoft",
        at=at,
        zone=zone,
        keep=~changed,
        activity=joined(table, "type", "protocol"),
        agent=joined(table, "app", "device"),
        country_stated=table["place"],
        success=_success(word),
    )
    outside = changes(table, "microsoft", _kind(word), table["type"], at=at, zone=zone, keep=changed)
    problems = tuple(p for p in inside.problems + outside.problems if not _undecided(p, first))
    count = sum(is_slashed(entry.values.get("date")) for entry in activities) if first is None else 0
    return Events(
        {**inside.tables, **outside.tables}, problems + _order(count), records=[entry.line for entry in activities]
    )


def _table(activities: Sequence[Activity]) -> Cells:
    rows = [{key: entry.values.get(key) for key in _KEYS} for entry in activities]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_KEYS, pl.String))
    frame = frame.with_columns(ip=addresses(frame["ip"].str.strip_chars()))
    lines = pl.Series([entry.line for entry in activities], dtype=pl.UInt32)
    table = cells(Block(frame, lines), {key: (key,) for key in _KEYS})
    return Cells(table.raw, table.text, lines, {key: _TITLES.get(key, key) for key in _KEYS})


def _success(word: pl.Series) -> pl.Series:
    text = pl.col("type")
    failed = text.str.contains("(?i)unsuccessful|incorrect|failed|blocked|失敗|正しくない|ブロック")
    fine = text.str.contains("(?i)successful|成功")
    success = pl.when(failed).then(False).when(fine).then(True)
    return word.to_frame("type").select(success.alias("success"))["success"]


def _kind(word: pl.Series) -> pl.Series:
    kind = pl.lit("other")
    for pattern, name in reversed(_KINDS.items()):
        kind = pl.when(pl.col("type").str.contains(pattern)).then(pl.lit(name)).otherwise(kind)
    return word.to_frame("type").select(kind.alias("kind"))["kind"]


def _undecided(problem: FileProblem, first: bool | None) -> bool:
    """A date whose order is not known is counted in one problem of its own, not listed as bad."""
    return first is None and problem.code == "bad-date" and is_slashed(str(problem.values.get("cell")))


def _order(count: int) -> tuple[FileProblem, ...]:
    message = N_(
        "Dates that can be read in two ways, with the day first or with the month first: {count}. "
        "Nothing in the file shows which, so each of these entries is shown without a date."
    )
    return (FileProblem("date-order", message, {"count": count}),) if count else ()
