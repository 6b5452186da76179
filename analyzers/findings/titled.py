"""Adds the titles of ordered items to the message of a finding, where a file gives them."""

from collections.abc import Mapping
from typing import NamedTuple

from analyzers import N_
from analyzers.events.marks import Mark, Ref, Sentence, Value
from analyzers.events.schemas import Row

TITLED_MESSAGE = N_("{text} What was ordered: {titles}.")
MAX_TITLES = 3


class Message(NamedTuple):
    """A message key and its values."""

    key: str
    values: Mapping[str, Value]


def titled(message: str, mark: Mark, rows: Mapping[Ref, Row]) -> Message:
    """The message of a finding, followed by the titles of the orders that its triggers are or name, at most
    ``MAX_TITLES``; unchanged where it names the item itself, or where several orders would be too many to name."""
    orders = {rows[ref].get("order_id") for ref in mark.triggers} - {None}
    if "item" in mark.values or len(orders) != 1:
        return Message(message, mark.values)
    lines = (row for ref, row in rows.items() if ref.table == "orders" and row["order_id"] in orders)
    titles = list(dict.fromkeys(row["title"] for row in lines if row["title"]))
    if not titles:
        return Message(message, mark.values)
    more = " …" if len(titles) > MAX_TITLES else ""
    known: dict[str, Value] = {"text": Sentence(message, mark.values), "titles": "; ".join(titles[:MAX_TITLES]) + more}
    return Message(TITLED_MESSAGE, {**mark.values, **known})
