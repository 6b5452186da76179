"""What the answers to recognition say of the owner: places, recipients, cards and networks that are theirs.

They act like the facts that the owner typed, at the next run: an address, card or network that is known raises no alarm
any more. What an alarm or a proof cites is known only after its second look, so that no slip silences one. Each is
taken back with the answer that it comes from (``app.cases.entities`` lists them).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from analyzers.asking.kinds import OWN_ANSWERS
from analyzers.asking.questions import Question
from analyzers.asking.state import Recognition
from analyzers.events.names import recipient_name
from analyzers.events.owner import Owner

_LAST4 = re.compile(r"(?<!\d)\d{4}$")
_NETWORK = re.compile(r"AS\d+|[\da-f.:]+/\d+", re.ASCII)
Fact = tuple[str, str]  # the list of the owner's facts that it joins, and the fact


def with_known(owner: Owner, found: Recognition) -> Owner:
    """The owner with what the answers say."""
    more: dict[str, dict[str, None]] = {}
    for name, fact in facts(found):
        more.setdefault(name, {})[fact] = None
    lists: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(owner, name), *known))) for name, known in more.items()
    }
    return replace(owner, **lists)


def facts(found: Recognition) -> Iterator[Fact]:
    """The facts that the answers give, in the order of the questions."""
    looked = {unit for one in found.questions if one.stage == "second_look" for unit in one.units if _own(one)}
    marked, addresses = found.frame["marked"], found.frame["address"]
    # Of places to which something went that an alarm cites and nobody of the household knows, nothing is said.
    strange = {addresses[unit] for unit, answer in found.answers.items() if answer == "not_mine" and marked[unit]}
    for one in found.questions:
        if one.stage == "main" and _own(one) and looked.issuperset(unit for unit in one.units if marked[unit]):
            yield from _facts(one, found, strange)


def _own(one: Question) -> bool:
    return one.answer in OWN_ANSWERS


def _facts(one: Question, found: Recognition, strange: Collection[str]) -> Iterator[Fact]:
    if one.kind == "card":
        if digits := _LAST4.search(one.what.strip()):
            yield "cards", digits[0]
    elif one.kind in ("receiver_place", "place"):
        texts = found.frame["address"].gather(list(one.units)).unique(maintain_order=True).drop_nulls()
        for text in (text for text in texts if text not in strange):
            name = recipient_name(text)
            if place := text.removeprefix(name).strip():
                yield "addresses", place
            if name:
                yield "household", name
    elif one.kind == "sign_in":
        _, failed, _, network, _ = (*str(found.frame["group"][one.units[0]]).split("|"), "", "", "", "")[:5]
        if not failed and _NETWORK.fullmatch(network):
            yield "networks", network
