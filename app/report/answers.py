"""The file of answers that ``mioboe recognise`` writes: ``{"answers": {question id: answer}}``, and under ``until`` the
last day of places that were left, by the id of the question about them."""

from datetime import date
from typing import Any, NamedTuple

import msgspec

from app.i18n import N_

ANSWERS_SENTENCES = {
    "json": N_("The file of answers is not valid JSON (byte {byte})."),
    "form": N_("The file of answers must look like this: {example}."),
    "until": N_("Days under “until” in the file of answers must look like this: {example}."),
}
EXAMPLE = '{"answers": {"order:0123": "mine"}}'
DAY_EXAMPLE = '{"answers": {}, "until": {"receiver_place:0123": "2024-03-31"}}'


class Answers(NamedTuple):
    """The owner's answers by question id, and until when places were theirs."""

    by_question: dict[str, str]
    until: dict[str, date]


class AnswersError(ValueError):
    """The file of answers cannot be used. ``message`` is a message key that ``values`` fill."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def parse_answers(text: str) -> Answers:
    """The answers of a file; none for an empty text. Raises ``AnswersError``."""
    if not text:
        return Answers({}, {})
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        place = "".join(char for char in str(error).rpartition("byte ")[2] if char.isdigit())
        raise AnswersError(ANSWERS_SENTENCES["json"], byte=int(place or 0)) from None
    answers, until = (given.get("answers"), given.get("until", {})) if isinstance(given, dict) else (None, None)
    if not isinstance(answers, dict) or not all(isinstance(one, str) for one in answers.values()):
        raise AnswersError(ANSWERS_SENTENCES["form"], example=EXAMPLE)
    return Answers(answers, _days(until))


def as_json(given: Answers) -> dict[str, Any]:
    """The content of the file."""
    until = {name: day.isoformat() for name, day in given.until.items()}
    return {"answers": given.by_question} | ({"until": until} if until else {})


def _days(given: Any) -> dict[str, date]:
    try:
        return {str(name): date.fromisoformat(day) for name, day in given.items()}
    except (AttributeError, TypeError, ValueError):
        raise AnswersError(ANSWERS_SENTENCES["until"], example=DAY_EXAMPLE) from None
