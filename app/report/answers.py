"""The file of answers that ``mioboe recognise`` writes: ``{"answers": {question id: answer}}``, and under ``until`` the
last day of places that the owner left, by the id of the question about the place. The file that a case exports also
has, under ``entries``, the answers to single entries by the ids of their events."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from app.i18n import N_

ANSWERS_SENTENCES = {
    "json": N_("The file of answers is not valid JSON (byte {byte})."),
    "form": N_("The file of answers must look like this: {example}."),
    "entries": N_("Answers under “entries” in the file of answers must look like this: {example}."),
    "until": N_("Days under “until” in the file of answers must look like this: {example}."),
}
EXAMPLE = '{"answers": {"order:0123": "mine"}}'
ENTRY_EXAMPLE = '{"answers": {}, "entries": {"0123": "mine"}}'
DAY_EXAMPLE = '{"answers": {}, "until": {"receiver_place:0123": "2024-03-31"}}'


class AnswerFile(NamedTuple):
    """The owner's answers by question id, and the last day of places that they left. ``repeated`` are the questions
    that the file answers more than once, and differently: the last answer counts. ``entries`` are the answers to single
    entries by the ids of their events."""

    by_question: dict[str, str]
    until: dict[str, date]
    repeated: Sequence[str] = ()
    entries: Mapping[str, str] = MappingProxyType({})


class _Object(dict[str, Any]):
    """A JSON object that records which of its names occur more than once, with different values."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.repeated: dict[str, None] = {}
        for name, value in pairs:
            if name in self and self[name] != value:
                self.repeated[name] = None
            self[name] = value


class AnswersError(ValueError):
    """The file of answers cannot be used. ``message`` is a message key that ``values`` fill."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def parse_answers(text: str) -> AnswerFile:
    """The answers of a file; none for an empty text. Raises ``AnswersError``."""
    if not text:
        return AnswerFile({}, {})
    try:
        msgspec.json.decode(text)  # says at which byte an error is
        document = json.loads(text, object_pairs_hook=_Object, parse_int=float)  # no number means anything here
    except (msgspec.DecodeError, RecursionError) as error:
        place = "".join(char for char in str(error).rpartition("byte ")[2] if char.isdigit())
        raise AnswersError(ANSWERS_SENTENCES["json"], byte=int(place or 0)) from None
    whole = isinstance(document, _Object) and not document.repeated.keys() & {"answers", "entries", "until"}
    answers: Any = document.get("answers") if whole else None
    until: Any = document.get("until", _Object(())) if whole else None
    if not isinstance(answers, _Object) or not all(isinstance(answer, str) for answer in answers.values()):
        raise AnswersError(ANSWERS_SENTENCES["form"], example=EXAMPLE)
    days = _days(until)
    entries: Any = document.get("entries", _Object(()))
    if not isinstance(entries, _Object) or not all(isinstance(answer, str) for answer in entries.values()):
        raise AnswersError(ANSWERS_SENTENCES["entries"], example=ENTRY_EXAMPLE)
    repeated = answers.repeated | until.repeated | entries.repeated
    return AnswerFile(dict(answers), days, [*repeated], dict(entries))


def as_json(answers: AnswerFile) -> dict[str, Any]:
    """The content of the file."""
    until = {name: day.isoformat() for name, day in answers.until.items()}
    more = {"entries": dict(answers.entries), "until": until}
    return {"answers": answers.by_question} | {name: part for name, part in more.items() if part}


def _days(days: Any) -> dict[str, date]:
    try:
        return {str(name): date.fromisoformat(day) for name, day in days.items()}
    except (AttributeError, TypeError, ValueError):
        raise AnswersError(ANSWERS_SENTENCES["until"], example=DAY_EXAMPLE) from None
