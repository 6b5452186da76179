"""A gift-card balance that does not follow from the one before it."""

from collections.abc import Iterator

from analyzers.finding import Fact, Gap, Money
from analyzers.history import View
from analyzers.ledger import Open
from analyzers.shown import refs, when

title = "The gift-card balance does not add up"
message = (
    "After the entry of {at} the gift-card balance should be {expected}, but it is shown as {shown}. No entry "
    "explains the "
    "difference of {difference}: an entry is missing here, or a number was changed."
)
innocent = (
    "It can be harmless: a row may have been lost when the page was saved, printed or copied. Save the page once more "
    "and "
    "compare it before you report anything."
)
sentence = "On {at} the gift-card balance was off by {difference}."
UNREAD_SENTENCE = "{count} balances cannot be checked, because an amount or a balance there cannot be read."
OPEN_SENTENCES = {
    "beyond": "The gift-card pages handed in show {day} to {until}. The history may go on before or after, on pages "
    "that were "
    "not handed in.",
    "between": "The gift-card pages handed in leave out the time between {day} and {until}.",
}
PAGE = "amazon.gift_card_page"
severity = "medium"
kind = "proof"
account = "gift_card"
needs = ("ledger.at?", "ledger.at_basis?", "ledger.amount_minor", "ledger.balance_minor", "ledger_pages")
references = ("Beancount, balance assertions",)


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each balance that does not follow; the entries around it are context."""
    pages = history.ledger_pages()
    times = {row: time for row, *time in history.table("ledger").select("row", "at", "at_basis").iter_rows()}
    for one in pages.breaks:
        at, basis = times[one.row]
        around = [one.before] if one.after is None else [one.before, one.after]
        currency = one.currency or ""
        yield Fact(
            triggers=refs("ledger", [one.row]),
            context=refs("ledger", around),
            values={
                "at": when(at, basis) if at else "",
                "expected": Money(one.expected, currency),
                "shown": Money(one.shown, currency),
                "difference": Money(one.shown - one.expected, currency),
            },
        )
    if pages.unread:
        yield Gap(UNREAD_SENTENCE, "", refs("ledger", pages.unread), {"count": len(pages.unread)})
    yield from map(_gap, pages.opens)


def _gap(end: Open) -> Gap:
    missing = f"{PAGE} {end.side} {end.day} {end.until}"
    return Gap(OPEN_SENTENCES[end.side], missing, refs("ledger", [end.row]), {"day": end.day, "until": end.until})
