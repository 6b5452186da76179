"""What takes something away from a case is for its person alone. A helper adds and changes; of a text that they replace
the earlier one is kept, so that its person can read it (``replaced`` in the notes)."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.cases.case import Case
from app.errors import Mistake
from app.i18n import N_
from app.storage.tables import now

MOST = 500  # replaced texts of a case
LONGEST = 400_000  # characters of all of them


class NotForHelpers(Mistake):
    """What a helper never does in somebody else's case."""

    status = 403
    title = N_("Only the person whose case this is can do that")
    message = N_("You are helping with somebody else's case. This page and its buttons are for that person alone.")


class RemovesNothing(NotForHelpers):
    """A helper who would take something away."""

    message = N_(
        "You are helping with somebody else's case. Helpers add and change, and remove nothing. Ask the person whose "
        "case this is to remove it. Nothing was changed."
    )


class TooMuchReplaced(NotForHelpers):
    """A helper who replaces without end."""

    message = N_(
        "Helpers have replaced so many texts in this case that no more of the earlier ones can be kept. Ask the person "
        "whose case this is to change it. Nothing was changed."
    )


class Lost(NamedTuple):
    """A text that is no longer where it was: ``where`` are the names that lead to it in the notes, joined by ``/``."""

    where: str
    text: str


def check(case: Case) -> None:
    """For what removes something from a case: ``RemovesNothing`` (403) where a helper makes the request."""
    if case.helper:
        raise RemovesNothing


def kept(case: Case, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """The texts that helpers replaced in the notes of a case so far, with those that this change replaces: ``at``,
    ``helper``, ``where`` and ``text``. ``RemovesNothing`` where something is gone and nothing stands in its place,
    ``TooMuchReplaced``."""
    known: list[dict[str, str]] = before.pop("replaced", [])
    at = now().isoformat(timespec="seconds")
    new = [{"at": at, "helper": case.helper, **one._asdict()} for one in lost(before, after)]
    every = [*known, *new]
    if new and (len(every) > MOST or sum(len(one["text"]) for one in every) > LONGEST):
        raise TooMuchReplaced
    return every


def lost(before: Any, after: Any, where: str = "") -> Iterator[Lost]:
    """The texts of plain data that a change replaces. A text that the new one holds is not lost. ``RemovesNothing`` for
    those in whose place nothing stands."""
    if isinstance(before, dict):
        known = after if isinstance(after, dict) else {}
        for name, one in before.items():
            yield from lost(one, known.get(name), f"{where}/{name}".lstrip("/"))
    elif isinstance(before, list):
        yield from _lost_of_list(before, after if isinstance(after, list) else [], where)
    elif isinstance(before, str) and before:
        if not after or not isinstance(after, str):
            raise RemovesNothing
        if before not in after:
            yield Lost(where, before)


def _lost_of_list(before: list[Any], after: list[Any], where: str) -> Iterator[Lost]:
    """Entries are known by their id or card, other items by what they are."""
    known, there = {_name(one): one for one in after}, {_name(one) for one in before}
    gone = [one for one in before if _name(one) not in known]
    if gone and (there >= known.keys() or any(_is_entry(one) for one in gone)):
        raise RemovesNothing
    yield from (Lost(where, one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) for one in gone)
    for one in before:
        if _is_entry(one):
            yield from lost(one, known[_name(one)], f"{where}/{_name(one)}")


def _is_entry(one: Any) -> bool:
    return isinstance(one, dict) and not {"id", "last4"}.isdisjoint(one)


def _name(one: Any) -> str:
    return str(one.get("id", one.get("last4"))) if _is_entry(one) else json.dumps(one, sort_keys=True)
