"""Japan Post Bank's (ゆうちょ銀行) list of movements, which states above its header how many there are."""

import re
import unicodedata
from dataclasses import replace

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head, Problem

title = N_("Japan Post Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("取引日",),
    "in": ("受入金額(円)",),
    "out": ("払出金額(円)",),
    "kind": ("詳細1",),
    "merchant": ("詳細2",),
}
_CORE = ("取引日", "受入金額(円)", "払出金額(円)", "詳細1", "詳細2")
_COUNT = re.compile(r"明細件数\s*:?\s*(\d{1,6})")
_ONE_BLOCK = 5_000  # rows; a longer list may go on in another block


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    events = movements(head, block, NAMES, _CORE, merchant=("merchant", "kind"))
    return replace(events, problems=events.problems + _missing(head, block, events))


def _missing(head: Head, block: Block, events: Events) -> tuple[Problem, ...]:
    """The problem of a list with fewer or more rows than it states."""
    rows = events.tables["payments"].height
    over = [*(row for _, row in head.above), head.header, *head.sample[:20]]
    texts = (unicodedata.normalize("NFKC", " ".join(row[:3])) for row in over)
    stated = next((int(hit[1]) for text in texts if (hit := _COUNT.search(text))), rows)
    if stated == rows or block.frame.height > _ONE_BLOCK:
        return ()
    message = N_("This list states {stated} transactions, but {rows} were found, so it may be incomplete.")
    return (Problem("row-count", message, {"stated": stated, "rows": rows}),)
