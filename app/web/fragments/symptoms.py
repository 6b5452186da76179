"""The symptoms that a person can report."""

from collections.abc import Collection, Iterable

from app.i18n.translate import translate
from app.web.context import Context
from checklists.model import GROUP_LABELS, symptoms
from checklists.questions import UNKNOWN, UNKNOWN_LABEL


def symptom_groups(lang: str, chosen: Collection[str] = ()) -> list[Context]:
    """The groups in order, each with its sentences; a group with a chosen sentence is open."""
    found: dict[str, list[Context]] = {name: [] for name in GROUP_LABELS}
    for one in symptoms().values():
        says, hint = translate(one.sentence, lang), translate(one.what, lang) if one.what else ""
        found[one.group].append({"id": one.id, "says": says, "hint": hint, "chosen": one.id in chosen})
    shown = [
        {
            "title": translate(GROUP_LABELS[name], lang),
            "choices": choices,
            "open": any(one["chosen"] for one in choices),
        }
        for name, choices in found.items()
        if choices
    ]
    last = {"id": UNKNOWN, "says": translate(UNKNOWN_LABEL, lang), "hint": "", "chosen": UNKNOWN in chosen}
    return [*shown, {"title": "", "choices": [last], "open": True}]


def symptom_sentences(reported: Iterable[str]) -> list[str]:
    """The sentences (message keys) of reported symptoms; one that is no longer asked is left out."""
    known = symptoms()
    return [known[name].sentence for name in reported if name in known]
