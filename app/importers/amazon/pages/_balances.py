"""What gift cards, points and balances paid of an order, from the rows of its summary."""

from collections.abc import Iterable, Iterator, Sequence

from app.importers.amazon.pages._order_words import SUBTOTAL, row_kind

Row = tuple[str, str]  # label and amount
_KINDS = ("gift_card", "points", "balance")
_SUMS = ("total", "gesamt", "合計")


def balances(summary: Iterable[Row]) -> list[str]:
    """The amounts that balances paid, each once: a page may name the same payment in the block of a parcel, below it,
    and beside the total of the order. What stands beside the total counts, else the sum of the parcels."""
    every = list(blocks(summary))
    amounts: list[str] = []
    for kind in _KINDS:
        whole = [block for block in every if _has_total(block) and _amounts(block, kind)]
        for block in whole[-1:] or every:
            amounts += _amounts(block, kind)
    return amounts


def blocks(summary: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each block: it begins with a subtotal, or with the heading of what was paid."""
    block: list[Row] = []
    for label, amount in summary:
        if not amount or SUBTOTAL.search(label):
            yield block
            block = []
        if amount:
            block.append((label, amount))
    yield block


def _has_total(block: Iterable[Row]) -> bool:
    return any(row_kind(label) == "charged" for label, _ in block)


def _amounts(block: Sequence[Row], kind: str) -> list[str]:
    """What balances of one kind paid in a block: the row that sums them up, else the different amounts."""
    rows = [(label, amount) for label, amount in block if row_kind(label) == kind]
    sums = [amount for label, amount in rows if any(word in label.casefold() for word in _SUMS)]
    return sums[-1:] or list(dict.fromkeys(amount for _, amount in rows))
