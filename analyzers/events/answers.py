"""The owner's answers: their values, and which answer about one entry counts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, cast

Answer = Literal["mine", "family", "not_mine", "not_sure", "mine_unpaid"]

# A refund of something that is the owner's, whose money did not come to them: the money is not recognised, all else is.
UNPAID: Answer = "mine_unpaid"
REFUND_KINDS = ("refund", "refund_unknown", "refund_to_balance")  # of questions that may have this answer
REFUND_TABLES = ("refunds", "ledger", "payments")  # that hold the money of a refund
REFUND_TAG = "refund"  # of rules whose findings may have it
# Tags of proofs that say what the question about their own entry asks, too: no file has its order.
ASKED_TAGS = frozenset({"refund_without_order", "unknown_use"})

ANSWERS: tuple[Answer, ...] = ("mine", "family", "not_mine", "not_sure", UNPAID)
OWN_ANSWERS: tuple[Answer, ...] = ("mine", "family")
SURE_ANSWERS: tuple[Answer, ...] = (*OWN_ANSWERS, "not_mine", UNPAID)
# Of several answers that are given together, the more careful one counts.
MOST_CAREFUL_FIRST: tuple[Answer, ...] = ("not_mine", UNPAID, "not_sure", "family", "mine")


class OwnerAnswer(NamedTuple):
    """An answer and when it was given, in any unit of time: the later of two answers counts. ``events`` are the ids of
    the events that it is about, where it was given to a finding."""

    answer: str
    at: float = 0.0
    events: tuple[str, ...] = ()


AnswerOf = Callable[[str], OwnerAnswer | None]  # the answer to a question, by its id


def fits(question: str, answer: str) -> bool:
    """Whether a question can have this answer; the id of a question begins with its kind."""
    return answer in ANSWERS and (answer != UNPAID or question.partition(":")[0] in REFUND_KINDS)


def most_careful(answers: Iterable[str]) -> str | None:
    """The most careful of these answers; null where there are no answers."""
    known = set(answers)
    return next((answer for answer in MOST_CAREFUL_FIRST if answer in known), None)


def later(first: OwnerAnswer | None, second: OwnerAnswer) -> OwnerAnswer:
    """Of two answers about the same entry the one that counts: the later one, or the more careful one where both have
    the same time."""
    if first is None or second.at > first.at:
        return second
    if second.at < first.at:
        return first
    return min((first, second), key=lambda answer: MOST_CAREFUL_FIRST.index(cast(Answer, answer.answer)))


def by_event(answers: Iterable[OwnerAnswer]) -> Mapping[str, OwnerAnswer]:
    """The answer that counts for each event that these answers to findings are about."""
    known: dict[str, OwnerAnswer] = {}
    for answer in answers:
        for event in answer.events:
            known[event] = later(known.get(event), answer)
    return known
