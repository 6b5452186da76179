"""The subjects of answers, as the database keeps them: they do not reveal what is asked about."""

from analyzers.findings.finding import Entity
from app.cases.case import Case

QUESTION, FINDING, ENTITY, ENTRIES = "question:", "finding:", "entity:", "entries:"  # what they begin with


def question_subject(case: Case, question: str) -> str:
    """The subject of an answer to a question, as the database keeps it."""
    return f"{QUESTION}{case.key.keyed_hash('question', question)}"


def entity_subject(case: Case, entity: Entity) -> str:
    """The subject of a verdict on an address, network, stay, card or order of a report, as the database keeps it."""
    parts = (entity.kind, entity.value, entity.start or "", entity.end or "")
    return f"{ENTITY}{entity.kind}:{case.key.keyed_hash('entity', *parts)}"


def entries_subject(change: str, answer: str) -> str:
    """The subject of an answer to single entries: the id of the change, which does not reveal the entries, and the
    answer, of which a change may contain several. The ids of their events are the triggers of the row."""
    return f"{ENTRIES}{change}:{answer}"
