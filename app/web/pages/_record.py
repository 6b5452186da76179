"""What a person wrote down and put in, in the shape in which the summary shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.cases import contacts, evidence
from app.cases.case import Case
from app.cases.letters import HOUSEHOLD_LABELS
from app.cases.notes import Notes
from app.cases.progress import Part, StepStatus
from app.i18n import N_
from app.i18n.translate import day, gettext, translate, value
from app.report.model import Report
from app.web.pages.contacts import CHANNEL_LABELS, moment

Rows = list[dict[str, Any]]


def record(case: Case, report: Report, said: Notes, walked: Sequence[StepStatus], lang: str) -> dict[str, Any]:
    """``notes``, ``household``, ``contacts`` and ``kept`` of ``app.report.summary.State``."""
    titles = {one["id"]: gettext(one["title"], lang, **one["values"]) for one in report["findings"]}
    parts = {(part.step, part.subject): _name(part, titles, lang) for one in walked for part in one.parts}
    return {
        "notes": _notes(said, parts),
        "household": [_asked(one, titles, lang) for one in said["household"]],
        "contacts": [_contact(one, lang) for one in contacts.ordered(said["contacts"])],
        "kept": [
            {"number": number, "name": one.name, "sha256": one.sha256, "bytes": one.size, "at": one.at,
             "step": one.step, "about": parts.get((one.step, one.subject), "")}
            for number, one in enumerate(evidence.every(case), 1)
        ],
    }  # fmt: skip


def _name(part: Part, titles: Mapping[str, str], lang: str) -> str:
    if part.kind == "card":
        return gettext(N_("Card ending in {digits}"), lang, digits=part.name)
    return titles.get(part.name, "") if part.kind == "finding" else part.name


def _notes(said: Notes, parts: Mapping[tuple[str, str], str]) -> Rows:
    split = ((*name.partition("|")[::2], text) for name, text in said["steps"].items() if text)
    return [{"step": step, "about": parts.get((step, subject), ""), "text": text} for step, subject, text in split]


def _asked(one: Mapping[str, Any], titles: Mapping[str, str], lang: str) -> dict[str, Any]:
    return {
        "who": one["who"],
        "on": one["at"],
        "when": day(date.fromisoformat(one["at"]), lang),
        "about": titles.get(one["finding"], ""),
        "answer": translate(HOUSEHOLD_LABELS[one["answer"]], lang),
        "note": one["note"],
    }


def _contact(one: contacts.Entry, lang: str) -> dict[str, Any]:
    names = ("recipient", "channel", "at", "agent", "case_number", "subject", "said", "promise", "next", "closed")
    return {
        **{name: one[name] for name in names},
        "zone": one["zone"],
        "when": moment(one, lang),
        "channel_name": translate(CHANNEL_LABELS[one["channel"]], lang),
        "promised_on": one["promised_by"],
        "promised_by": value(one["promised_by"], lang) if one["promised_by"] else "",
    }
