"""What may not be the person's own: each finding with its evidence and one question."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from markupsafe import Markup

from app import cases
from app.pages._inert import speaker
from app.pages._shown import coverage, evidence, format_title, places
from app.report import Report
from app.summary.words import ANSWER_LABELS, SEVERITY_LABELS, word
from app.templating import language, redirect, render
from app.text import translate, when

router = APIRouter()

# In words and weight: colour never says anything alone.
WEIGHTS = {"critical": "alert", "high": "alert", "medium": "strong"}

WHY_LABELS = {
    "proof": "This follows from the figures in your own files. It is no estimate.",
    "surprise": "This is unusual compared with the rest of your history. Unusual is not the same as wrong, and we "
    "cannot yet say how often a sign like this turns out to be harmless.",
    "rule": "This matches something known to happen when accounts are misused. We cannot yet say how often it turns "
    "out to be harmless.",
}

ANSWERED_LABELS = {
    "mine": "You recognised this. Nothing needs to be done about it.",
    "family": "Your household recognised this. Nothing needs to be done about it.",
    "not_mine": "None of you recognised this. The steps now take it into account.",
    "not_sure": "You can come back to this when you have asked. Until then the steps treat it as open.",
}

BUTTON_LABELS = {
    "mine": "Yes, that was me",
    "family": "That was my family",
    "not_mine": "No, none of us",
    "not_sure": "I am not sure",
}


@router.get("/case/findings")
def page(request: Request) -> Response:
    """The findings of the latest report, in their order of weight."""
    case = cases.require(request)
    report = cases.report(case)
    context = shown(report, language(request)) if report and report["files"] else {}
    return render(request, "findings.html", report=bool(context), running=cases.run(case).busy, **context)


@router.post("/case/findings")
def answer(request: Request, finding: Annotated[str, Form()], verdict: Annotated[str, Form()]) -> Response:
    """Keeps an answer and goes back to the same finding."""
    cases.answer(cases.require(request), finding, verdict)
    return redirect(f"/case/findings#f-{finding}")


def shown(report: Report, lang: str) -> dict[str, Any]:
    """What the template lays out of a report."""
    _ = speaker(lang)
    outcomes = report["outcomes"]
    findings = [_finding(one, lang) for one in report["findings"]]
    return {
        "findings": findings,
        "answered": sum(one["said"] is not None for one in findings),
        "answers": [(value, translate(label, lang)) for value, label in BUTTON_LABELS.items()],
        "unjudged": _unjudged(outcomes, lang),
        "clear": [_(one["title"], **one["values"]) for one in outcomes if one["outcome"] == "clear"],
        "coverage": coverage(report, lang),
        "places": places(report, lang),
    }


def _finding(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    _ = speaker(lang)
    verdict = one["verdict"]
    return {
        "id": one["id"],
        "severity": word(SEVERITY_LABELS, one["severity"], lang),
        "weight": WEIGHTS.get(one["severity"], ""),
        **{name: _(one[name], **one["values"]) for name in ("title", "message", "innocent")},
        "why": translate(WHY_LABELS[one["kind"]], lang),
        "when": when(one["at"], one["at_basis"], lang),
        "said": verdict,
        "verdict": word(ANSWER_LABELS, verdict, lang) if verdict else None,
        "next": translate(ANSWERED_LABELS[verdict], lang) if verdict else None,
        "act": verdict in ("not_mine", "not_sure"),
        **evidence(one["evidence"], lang),
    }


def _unjudged(outcomes: Sequence[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """What keeps checks from being made, each reason once, with the checks it holds up and what would help."""
    _ = speaker(lang)
    reasons: dict[Markup, dict[str, dict[Any, None]]] = {}
    for one in outcomes:
        if one["outcome"] != "not_assessable":
            continue
        reason = _(one["reason"], **one["values"]) if one["reason"] else Markup()
        held = reasons.setdefault(reason, {"checks": {}, "missing": {}})
        held["checks"][_(one["title"], **one["values"])] = None
        held["missing"] |= dict.fromkeys(one["get"])
    return [
        {
            "reason": reason,
            "checks": list(held["checks"]),
            "missing": [{"id": name, "title": format_title(name, lang)} for name in held["missing"]],
        }
        for reason, held in reasons.items()
    ]
