"""The state of a case as its incident summary shows it: plan, progress, and what the person wrote down and kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from app.cases import contacts, evidence, letters, notes, progress
from app.cases.case import Case
from app.cases.letters import HOUSEHOLD_LABELS
from app.cases.notes import Notes
from app.cases.progress import Part, StepStatus
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import gettext, translate, value
from app.report import build, summary
from app.report.model import Report
from app.storage.tables import now

Rows = list[dict[str, Any]]


def summary_state(case: Case, report: Report, lang: str) -> summary.State:
    """The state of the case for its summary, from ``report`` (its latest one) and everything written down."""
    content = notes.load(case)
    statuses = progress.statuses(case, lang, report, content)
    return summary.State(
        version=version("mioboe"),
        generated_at=now(),
        plan=build.entries([status.planned for status in statuses]),
        progress=progress.states(statuses),
        since={status.planned.step.id: status.progress.at for status in statuses if status.progress.at},
        verified=[status.planned.step.id for status in statuses if status.progress.verified],
        case=case.id[:8].upper(),
        symptoms=[symptom.sentence for symptom in letters.told_symptoms(case, content)],
        **_written(case, report, content, statuses, lang),
    )


def _written(case: Case, report: Report, content: Notes, statuses: Sequence[StepStatus], lang: str) -> dict[str, Any]:
    """``notes``, ``household``, ``contacts`` and ``kept`` of the state."""
    titles = {one["id"]: gettext(one["title"], lang, **one["values"]) for one in report["findings"]}
    parts = {(part.step, part.subject): _name(part, titles, lang) for status in statuses for part in status.parts}
    return {
        "notes": _notes(content, parts),
        "household": [_asked(one, titles, lang) for one in content["household"]],
        "contacts": [_contact(one, lang) for one in contacts.ordered(content["contacts"])],
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


def _notes(content: Notes, parts: Mapping[tuple[str, str], str]) -> Rows:
    split = ((*name.partition("|")[::2], text) for name, text in content["steps"].items() if text)
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
        "when": contacts.moment(one, lang),
        "channel_name": translate(contacts.CHANNEL_LABELS[one["channel"]], lang),
        "promised_on": one["promised_by"],
        "promised_by": value(one["promised_by"], lang) if one["promised_by"] else "",
    }
