"""The symptoms that a person can report."""

from collections.abc import Collection, Iterable

from app.i18n.translate import translate
from app.web.context import Context
from checklists.model import GROUP_LABELS, symptoms
from checklists.questions import UNKNOWN, UNKNOWN_LABEL


def symptom_groups(lang: str, chosen: Collection[str] = ()) -> list[Context]:
    """The groups in order, each with its sentences; a group with a chosen sentence is open."""
    choices_of_group: dict[str, list[Context]] = {name: [] for name in GROUP_LABELS}
    for symptom in symptoms().values():
        says, hint = translate(symptom.sentence, lang), translate(symptom.what, lang) if symptom.what else ""
        choices_of_group[symptom.group].append(
            {"id": symptom.id, "says": says, "hint": hint, "chosen": symptom.id in chosen}
        )
    named_groups = [
        {
            "title": translate(GROUP_LABELS[name], lang),
            "choices": choices,
            "open": any(choice["chosen"] for choice in choices),
        }
        for name, choices in choices_of_group.items()
        if choices
    ]
    last = {"id": UNKNOWN, "says": translate(UNKNOWN_LABEL, lang), "hint": "", "chosen": UNKNOWN in chosen}
    return [*named_groups, {"title": "", "choices": [last], "open": True}]


def symptom_sentences(reported: Iterable[str]) -> list[str]:
    """The sentences (message keys) of reported symptoms; symptoms that are no longer offered are left out."""
    known = symptoms()
    return [known[name].sentence for name in reported if name in known]
