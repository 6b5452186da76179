"""The owner's answers: their values, and which of several about one entry counts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, cast

Answer = Literal["mine", "family", "not_mine", "not_sure"]

ANSWERS: tuple[Answer, ...] = ("mine", "family", "not_mine", "not_sure")
OWN_ANSWERS: tuple[Answer, ...] = ("mine", "family")
SURE_ANSWERS: tuple[Answer, ...] = (*OWN_ANSWERS, "not_mine")
# Of several answers that are given together, the more careful one counts.
MOST_CAREFUL_FIRST: tuple[Answer, ...] = ("not_mine", "not_sure", "family", "mine")


class Given(NamedTuple):
    """An answer and when it was given, in any unit: of two, the later one counts. ``events`` are the ids of the events
    that it is about where it was given to a finding."""

    answer: str
    at: float = 0.0
    events: tuple[str, ...] = ()


AnswerOf = Callable[[str], Given | None]  # the answer to a question, by its id


def most_careful(answers: Iterable[str]) -> str | None:
    """The most careful one of these answers; null where there is none."""
    known = set(answers)
    return next((answer for answer in MOST_CAREFUL_FIRST if answer in known), None)


def later(first: Given | None, second: Given) -> Given:
    """The answer that counts of two about the same: the later one, the more careful one where both have one time."""
    if first is None or second.at > first.at:
        return second
    if second.at < first.at:
        return first
    return min((first, second), key=lambda answer: MOST_CAREFUL_FIRST.index(cast(Answer, answer.answer)))


def by_event(answers: Iterable[Given]) -> Mapping[str, Given]:
    """The answer that counts for each event that these answers to findings are about."""
    known: dict[str, Given] = {}
    for answer in answers:
        for event in answer.events:
            known[event] = later(known.get(event), answer)
    return known
