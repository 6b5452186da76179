"""Lists of movements of any bank: what its columns hold is known by the balance, which proves every row."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.i18n import N_
from app.importers import Events
from app.importers.japanese_bank import other as japanese_bank
from app.importers.layouts.headers import HEADER_WITHIN
from app.importers.layouts.layout import Layout
from app.importers.layouts.read import read as read_in_layout
from app.importers.other_bank._proof import balance_places, proven_layout
from app.importers.shared.cells.money import NO_CURRENCY
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, FileProblem, Head

title = N_("Other bank: transactions with a balance")
unverified = True
columns = None
fallback = asks = True  # a person who names the columns of such a table says the currency too
PROVEN_SENTENCE = N_(
    "This kind of file is not known. It was read because the balance after each row proves its amount, and whether "
    "money came in or went out."
)
CURRENCY_SENTENCE = N_(
    "This file does not say in which currency its amounts are, so they are shown with ¤ and never added to others. "
    "Say what the columns of its table are, and the currency with them."
)


def recognises(head: Head) -> bool:
    """Recognised by a column that is called a balance, where in every row it is the balance of the row next to it plus
    or minus what another column holds, and where every day can be read. Lists in the words of Japanese banks have a
    format of their own."""
    return not japanese_bank.recognises(head) and _layout(head) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out. An amount that the balance does not prove is left
    out."""
    layout = _layout(head)
    if layout is None:
        return Events()
    events = read_in_layout(layout, head, block)
    problems = [
        FileProblem(problem.code, PROVEN_SENTENCE) if problem.code == "proven" else problem
        for problem in events.problems
    ]
    if layout.currency == NO_CURRENCY:
        problems.append(FileProblem("no-currency", CURRENCY_SENTENCE))
    return replace(events, problems=tuple(problems))


@lru_cache(maxsize=1)  # A table is asked for once more with each of its blocks.
def _layout(head: Head) -> Layout | None:
    """The layout of a table that its balance proves, below the first row that may be its header."""
    if head.kind not in ("csv", "xlsx", "html"):
        return None
    rows: Sequence[tuple[str, ...]] = (head.header, *head.sample)
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if balance_places(row):
            over = [*(cells for _, cells in head.above), *rows[:number]]
            return proven_layout(row, rows[number + 1 :], over)
    return None
