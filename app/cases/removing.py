"""Only the person of a case may remove anything from it. A helper adds and changes; of a text that they replace the
earlier version is kept, so that the person can read it (the blob ``replaced``). What a helper wrote into a case that
they opened for a caller is theirs to correct until the caller takes the case over (``Case.may_remove``)."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.errors import Mistake
from app.i18n import N_
from app.storage.tables import now

Typed = dict[str, Any]  # what people typed or chose, as plain data under the names of its parts
Replaced = dict[str, str]  # ``at``, ``helper``, ``where`` and ``text``
MOST = 500  # replaced texts of a case
LONGEST = 400_000  # characters of all of them


class NotForHelpers(Mistake):
    """Something that a helper may not do in another person's case."""

    status = 403
    title = N_("Only the person whose case this is can do that")
    message = N_("You are helping with somebody else's case. This page and its buttons are for that person alone.")


class RemovesNothing(NotForHelpers):
    """A helper tried to remove something."""

    message = N_(
        "You are helping with somebody else's case. Helpers add and change, and remove nothing. Ask the person whose "
        "case this is to remove it. Nothing was changed."
    )


class TooMuchReplaced(NotForHelpers):
    """A helper replaced too many texts."""

    message = N_(
        "Helpers have replaced so many texts in this case that no more of the earlier ones can be kept. Ask the person "
        "whose case this is to change it. Nothing was changed."
    )


class Lost(NamedTuple):
    """A text that was replaced: ``where`` is its path in the data, joined by ``/``."""

    where: str
    text: str


def kept(helper: str, known: list[Replaced], before: Typed, after: Typed) -> list[Replaced]:
    """All texts that helpers replaced in a case so far (``known``) and by this change of a helper. ``RemovesNothing``
    where a text was removed without a replacement, ``TooMuchReplaced``."""
    at = now().isoformat(timespec="seconds")
    new = [{"at": at, "helper": helper, **loss._asdict()} for loss in lost(before, after)]
    every = [*known, *new]
    if new and (len(every) > MOST or sum(len(text["text"]) for text in every) > LONGEST):
        raise TooMuchReplaced
    return every


def lost(before: Any, after: Any, where: str = "") -> Iterator[Lost]:
    """The texts of plain data that a change replaces. A text that the new one contains is not lost. ``RemovesNothing``
    for texts without a replacement."""
    if isinstance(before, dict):
        known = after if isinstance(after, dict) else {}
        for name, value in before.items():
            yield from lost(value, known.get(name), f"{where}/{name}".lstrip("/"))
    elif isinstance(before, list):
        yield from _lost_of_list(before, after if isinstance(after, list) else [], where)
    elif isinstance(before, str) and before:
        if not after or not isinstance(after, str):
            raise RemovesNothing
        if before not in after:
            yield Lost(where, before)


def _lost_of_list(before: list[Any], after: list[Any], where: str) -> Iterator[Lost]:
    """The texts of a list that a change replaces: entries are matched by their id or card, other items by their
    value."""
    known, there = {_name(item): item for item in after}, {_name(item) for item in before}
    gone = [item for item in before if _name(item) not in known]
    if gone and (there >= known.keys() or any(_is_entry(item) for item in gone)):
        raise RemovesNothing
    yield from (Lost(where, item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)) for item in gone)
    for item in before:
        if _is_entry(item):
            yield from lost(item, known[_name(item)], f"{where}/{_name(item)}")


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and not {"id", "last4"}.isdisjoint(item)


def _name(item: Any) -> str:
    return str(item.get("id", item.get("last4"))) if _is_entry(item) else json.dumps(item, sort_keys=True)
