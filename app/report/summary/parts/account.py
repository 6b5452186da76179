"""How much of the history is accounted for, as a part of the summary."""

from collections.abc import Iterator

from analyzers.asking.progress import STATES
from analyzers.events.marks import Money
from app.i18n.translate import value
from app.report.progress import accounted, progress_words
from app.report.summary.block import Block, Caps, Items, Table, heading, note
from app.report.summary.model import Summary
from app.report.summary.words import COLUMN_LABELS, NOTE_LABELS, say, word


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """How much of the whole history is accounted for, by the answer, and in each currency."""
    if summary.account is None:
        return
    yield heading("account", lang)
    yield Items([" · ".join(progress_words(*accounted(summary.account), lang))])
    yield note("account", lang, "note")
    head, *rows = account_rows(summary)
    yield Table(head, [1.6, *[1.7] * len(STATES)], rows)


def account_rows(summary: Summary) -> list[list[str]]:
    """The head and the rows of the account of the whole history: entries first, then each currency."""
    lang, states = summary.lang, summary.account
    if states is None:
        return []
    head = [word(COLUMN_LABELS, name, lang) for name in ("counted", *(f"state_{name}" for name in STATES))]
    rows = [[word(NOTE_LABELS, "events", lang), *(f"{getattr(states.events, name):,}" for name in STATES)]]
    rows += [
        [
            say("money_in", lang, currency=money.currency),
            *(_sum(getattr(money, name), money.currency, lang) for name in STATES),
        ]
        for money in states.money
    ]
    return [head, *rows]


def _sum(minor: int, currency: str, lang: str) -> str:
    return value(Money(minor, currency), lang) if minor else "–"
