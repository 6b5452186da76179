"""Who said what about an entry or a finding: the one record of an answer, and what follows from several.

``Said`` is what somebody said, and nothing more. Whose a thing is, who denies it and who has not answered yet is
derived from such records and never stored. A stored answer to a question or a finding is the owner's word, "family"
among them too; of several such answers about one entry the later one counts. An entry of the household log is that
member's word. Everything that a page, a letter or a document says about the owner or the household is made from here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
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
SURE_ANSWERS: tuple[Answer, ...] = ("mine", "family", "not_mine", UNPAID)
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


# ``family_did``: somebody else at home did it; ``unpaid``: it is theirs, but its money did not come; ``alone``: nobody
# else lives there.
Value = Literal["did_it", "family_did", "did_not", "not_sure", "not_asked", "unpaid", "alone"]
Through = Literal["person", "helper", "file"]  # who wrote it down, or that it comes with a file of answers
State = Literal["unasked", "open", "unsure", "claimed", "all_denied", "alone"]


class Person(NamedTuple):
    """Whose word it is: the owner's, that of a member of the household by name, or what the owner says of all others
    at home together."""

    role: Literal["owner", "member", "everyone"]
    name: str = ""


OWNER, EVERYONE = Person("owner"), Person("everyone")
EVERYTHING = ""  # what is said about this holds for every thing


class Said(NamedTuple):
    """One answer. ``about`` is the id of a finding or of a question, or ``EVERYTHING``; ``at`` is an ISO day or time,
    empty where it is not known."""

    about: str
    by: Person
    value: Value
    at: str = ""
    through: Through = "person"


# What the stored answers to questions and findings mean, and those of the household log.
OF_ANSWER: Mapping[Answer, Value] = MappingProxyType(
    {"mine": "did_it", "family": "family_did", "not_mine": "did_not", "not_sure": "not_sure", "mine_unpaid": "unpaid"}
)
OF_LOG: Mapping[str, Value] = MappingProxyType(
    {
        "open": "not_asked",
        "me": "did_it",
        "device": "did_it",  # of a sign-in: it was my device
        "travel": "did_it",  # of a sign-in: I was travelling, or used a VPN
        "other": "family_did",
        "unknown": "did_not",
        "unsure": "not_sure",
    }
)
_OWN: tuple[Value, ...] = ("did_it", "family_did")
# The stored answers by what follows from them: the owner's or the family's; denied by the owner; denied, or without
# its money.
RECOGNISED = frozenset(answer for answer, value in OF_ANSWER.items() if value in _OWN)
DENIED = frozenset(answer for answer, value in OF_ANSWER.items() if value == "did_not")
DISPUTED = DENIED | {answer for answer, value in OF_ANSWER.items() if value == "unpaid"}
# Of what several people or one person says of several things, the first of these is what can be said of all together.
_WEAKEST_FIRST: tuple[Value, ...] = (*_OWN, "not_asked", "not_sure", "did_not", "alone")
_STATES: Mapping[Value, State] = MappingProxyType(
    {
        "did_it": "claimed",
        "family_did": "claimed",
        "not_asked": "open",
        "not_sure": "unsure",
        "did_not": "all_denied",
        "alone": "alone",
    }
)


class Home(NamedTuple):
    """What was said at home about some things: the word of each member who was asked, and what the owner says of all
    others at home, null where they said nothing of them."""

    members: Mapping[str, Value] = MappingProxyType({})
    everyone: Value | None = None

    @property
    def state(self) -> State:
        """What can be said of all of them: a member's own word outweighs what the owner says of everyone."""
        values = [*self.members.values()] or ([self.everyone] if self.everyone else [])
        return _STATES[_weakest(values)] if values else "unasked"


def at_home(records: Sequence[Said], things: Iterable[Collection[str]]) -> Home:
    """What was said at home about these things together; each of them is the ids by which it may be named. A member who
    has spoken of some of them only has not answered about the others."""
    ids = [frozenset(thing) for thing in things]
    others = [record for record in records if record.by.role != "owner"]
    alone = any(record.value == "alone" for record in others)
    by_person: dict[Person, list[Said]] = {}
    for record in sorted(others, key=lambda record: record.at):
        by_person.setdefault(record.by, []).append(record)
    words = {person: _word(own, ids) for person, own in by_person.items()}
    members = {person.name: word for person, word in words.items() if person.role == "member" and word}
    return Home(members, "alone" if alone else words.get(EVERYONE))


def _word(records: Sequence[Said], things: Sequence[Collection[str]]) -> Value | None:
    """What somebody says of these things together, by the latest word about each; null where they spoke of none."""
    each = [_latest(records, thing) for thing in things]
    return _weakest([value or "not_asked" for value in each]) if any(each) else None


def _latest(records: Sequence[Said], thing: Collection[str]) -> Value | None:
    own = [record.value for record in records if record.about == EVERYTHING or record.about in thing]
    return own[-1] if own else None


def _weakest(values: Iterable[Value]) -> Value:
    return min(values, key=_WEAKEST_FIRST.index)
