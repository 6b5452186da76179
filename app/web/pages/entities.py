"""What the history names again and again: places, payees, ways of paying, networks and devices, with their answers."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from analyzers.events.answers import ANSWERS
from app.cases import book, entities
from app.cases.book import Asking
from app.cases.case import Case
from app.cases.entities import KINDS, SECTIONS, Entity
from app.cases.runs import run_of
from app.errors import NotFound
from app.i18n import N_
from app.i18n.translate import gettext, translate, value
from app.report.answer_words import choices
from app.web.context import Context
from app.web.fragments.asked import COUNT_SENTENCE
from app.web.fragments.untrusted import safe_text, translator
from app.web.session import require
from app.web.templating import language, redirect, render

router = APIRouter()

AT_ONCE = 20  # of one section; the others are behind a fold
MOST = 300  # of one section on the page; a search finds the others
SECTION_LABELS = {
    "places": N_("Places and recipients"),
    "payees": N_("Payees"),
    "cards": N_("Ways of paying"),
    "networks": N_("Where you signed in from"),
    "devices": N_("Devices"),
}


@router.get("/case/entities")
def page(request: Request, q: str = "", done: str = "", before: str = "") -> Response:
    """All of them, or those that ``q`` occurs in. ``done``: the id of the one that was answered last, which had the
    answer ``before``."""
    case, lang = require(request), language(request)
    asking = book.state(case)
    every = entities.entities(case, asking.found) if asking else []
    wanted = " ".join(q.split()).casefold()
    shown = [one for one in every if wanted in value(one.what, lang).casefold()]
    latest = next((_card(one, lang) for one in every if one.id == done), None)
    return render(
        request,
        "entities.html",
        sections=[_section(name, [one for one in shown if one.section == name], lang) for name in SECTIONS],
        count=len(shown),
        all=len(every),
        asking=asking is not None,
        q=q[:100],
        latest=latest,
        before=before if before in ANSWERS else "",
        running=run_of(case).busy,
    )


@router.post("/case/entities")
def answer(
    request: Request,
    entity: Annotated[str, Form()],
    answer: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    save: Annotated[str, Form()] = "",
) -> Response:
    """Saves an answer (empty: takes it back), or where ``save`` is ``until``, until when a place was the owner's."""
    case = require(request)
    one = entities.entity(case, _asking(case).found, entity)
    if save == "until":
        entities.keep_until(case, one, until.strip())
        return redirect(f"/case/entities#e-{one.id.replace(':', '-')}")
    entities.answer(case, one, answer)
    return redirect(f"/case/entities?done={one.id}&before={one.answer or ''}#done")


def _asking(case: Case) -> Asking:
    asking = book.state(case)
    if asking is None:
        raise NotFound
    return asking


def _section(name: str, some: Sequence[Entity], lang: str) -> Context:
    cards = [_card(one, lang) for one in some[:MOST]]
    return {
        "id": name,
        "title": translate(SECTION_LABELS[name], lang),
        "first": cards[:AT_ONCE],
        "more": cards[AT_ONCE:],
        "cut": len(some) - len(cards),
        "count": len(some),
    }


def _card(one: Entity, lang: str) -> Context:
    _ = translator(lang)
    what, answers = value(one.what, lang), choices(KINDS.get(one.section, "place"), lang)
    days = [value(day, lang) for day in (one.first, one.last) if day]
    period = _(N_("{start} to {end}"), start=days[0], end=days[-1]) if len(set(days)) > 1 else "".join(days[:1])
    return {
        "id": one.id,
        "anchor": one.id.replace(":", "-"),
        "what": safe_text(what),
        "plain": what[:120],
        "period": period,
        "count": gettext(COUNT_SENTENCE, lang, count=one.count),
        "money": safe_text(value(one.money, lang)) if any(money.minor for money in one.money) else "",
        "answer": one.answer or "",
        "answers": answers,
        "label": dict(answers).get(one.answer, "") if one.answer else "",
        "singly": one.singly,
        "uncounted": one.uncounted,
        "movable": one.movable and one.answer in ("mine", "family"),
        "until": one.until or "",
    }
