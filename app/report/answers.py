"""The file of answers that ``mioboe recognise`` writes: ``{"answers": {question id: answer}}``."""

import msgspec

from app.i18n import N_

ANSWERS_SENTENCES = {
    "json": N_("The file of answers is not valid JSON (byte {byte})."),
    "form": N_("The file of answers must look like this: {example}."),
}
EXAMPLE = '{"answers": {"order:0123": "mine"}}'


class AnswersError(ValueError):
    """The file of answers cannot be used. ``message`` is a message key that ``values`` fill."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def parse_answers(text: str) -> dict[str, str]:
    """The answers of a file, by question id. Raises ``AnswersError``."""
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        place = "".join(char for char in str(error).rpartition("byte ")[2] if char.isdigit())
        raise AnswersError(ANSWERS_SENTENCES["json"], byte=int(place or 0)) from None
    answers = given.get("answers") if isinstance(given, dict) else None
    if not isinstance(answers, dict) or not all(isinstance(one, str) for one in answers.values()):
        raise AnswersError(ANSWERS_SENTENCES["form"], example=EXAMPLE)
    return answers
