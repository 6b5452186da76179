"""The recipients and places that orders went to and that were the owner's until a day. The notes keep that day under
``until``, by the id of the question about the place."""

from collections.abc import Iterable
from dataclasses import dataclass

from analyzers.asking.moved import PLACE_KINDS
from app.cases.answers.book import Asking
from app.cases.case import Case
from app.cases.record import notes
from app.errors import NotFound, Unreadable


@dataclass(frozen=True, slots=True)
class Lived:
    """A place, the recipient that its orders name (if any), and the last day on which it was the owner's (empty: it
    still is). ``id`` is the id of the question about it."""

    id: str
    what: str
    recipient: str
    until: str


def lived(case: Case, asking: Asking, units: Iterable[int]) -> list[Lived]:
    """The places of these entries that are the owner's or their family's."""
    until, wanted = notes.load(case).get("until", {}), set(units)
    return [
        Lived(question.id, question.what, question.more or "", until.get(question.id, ""))
        for question in asking.recognition.questions
        if question.kind in PLACE_KINDS and question.stage == "main" and question.answer in ("mine", "family")
        if not wanted.isdisjoint(question.units)
    ]


def keep_until(case: Case, asking: Asking, place: str, day: str) -> None:
    """Saves until when a place was the owner's; an empty text where it still is. ``NotFound`` for a place that is not
    theirs, ``Unreadable`` for a text that is no day."""
    if all(lived_in.id != place for lived_in in lived(case, asking, range(asking.recognition.frame.height))):
        raise NotFound
    if day and not notes.is_day(day):
        raise Unreadable
    with notes.change(case) as (_, content):
        kept = content.setdefault("until", {})
        kept.pop(place, None)
        kept |= {place: day} if day else {}
