"""All entries of the book: searched, filtered, sorted and summed, each with its state, which is changed in place."""

from collections.abc import Mapping

import polars as pl
from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from analyzers.events.answers import ANSWERS
from app.cases.answers import book, changes, entries, exports, places, screenshots
from app.cases.answers.book import Asking, latest_report
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.errors import Meanwhile, NotFound, Unreadable
from app.i18n import N_
from app.report.model import Report
from app.report.sample import file_name
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments import entries as entry_list
from app.web.fragments.entry_filter import View, of_form, of_query, of_text
from app.web.fragments.hand_in.screenshot import row_context
from app.web.fragments.report import place_data
from app.web.route import NOTHING, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render

routes = Routes()

AT_ONCE = 50  # rows of a page
CHANGED = "e-"  # what the names of the fields begin with that hold the new state of an entry


@routes.get("/case/book", label=N_("All entries"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """One page of the entries that match the filter in the address."""
    case, lang = require(request), language(request)
    asking, view = book.state(case), of_query(case, request.query_params)
    if asking is None or not asking.recognition.frame.height:
        return render(
            request,
            "account_book/book.html",
            entries=[],
            all=0,
            asking=asking is not None,
            unconfirmed=_unconfirmed(case, lang),
            running=run_of(case).busy,
        )
    some = entries.filtered(case, asking, view.chosen)
    pages = max(1, -(-some.height // AT_ONCE))
    number = min(view.page, pages)
    part = some.slice((number - 1) * AT_ONCE, AT_ONCE)
    return render(
        request,
        "account_book/book.html",
        entries=entry_list.rows(case, asking, part, lang),
        count=some.height,
        all=asking.recognition.frame.height,
        asking=True,
        view=view,
        first=(number - 1) * AT_ONCE + 1,
        page=number,
        pages=pages,
        choices=(choices := entry_list.choices(case, asking, view.chosen, lang)),
        applied=entry_list.applied(view.query, view.chosen.words, choices, lang),
        sums=entry_list.sums(some, lang),
        answers=_answers(lang),
        common=entries.answers(asking, some["unit"]),
        lived=_lived(case, asking, view, some),
        done=_done(case, request.query_params.get("done", "")),
        unconfirmed=[] if view.query or number > 1 else _unconfirmed(case, lang),
        running=run_of(case).busy,
        places=place_data(latest_report(case), lang),
    )


@routes.download("/case/book.{form}", label=N_("All entries as a file"), who=Who.HAS_CASE, cost="download")
def download(request: Request, form: str) -> Response:
    """The entries that match the filter, as a file."""
    case = require(request)
    asking, view = _asking(case), of_query(case, request.query_params)
    data = exports.entries(case, asking, view.chosen, form, language(request))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(f"mioboe-entries.{form}", case.sample)}"'}
    return Response(data, media_type=exports.FORMS[form], headers=headers)


@routes.get("/case/entities", label=N_("Places, payees and devices"), who=Who.HAS_CASE, cost=None)
def moved(request: Request) -> Response:
    """Redirects the earlier address of places, payees and devices."""
    require(request)
    return redirect("/case/book")


@routes.post("/case/book/find", label=N_("Search in all entries"), who=Who.READERS, cost=None, removes=NOTHING)
async def find(request: Request) -> Response:
    """Redirects the form of the filter to an address that does not reveal its words."""
    form = await request.form()
    return redirect(of_form(require(request), _texts(form)).address())


@routes.post("/case/book", label=N_("All entries"), who=Who.HAS_CASE, cost=None, removes={"do": ("undo",)})
async def save(request: Request) -> Response:
    """Changes the state of entries, undoes a change, or saves until when a place was the owner's."""
    return await run_in_threadpool(_save, request, _texts(await request.form()))


def _save(request: Request, form: Mapping[str, str]) -> Response:
    case, act = require(request), form.get("do", "save")
    view, asking = of_text(case, form.get("query", "")), _asking(case)
    if act == "undo":
        changes.take_back(case, form.get("change", ""))
        return redirect(view.address(page=str(view.page), done="back") + "#done")
    if act == "until":
        places.keep_until(case, asking, form.get("place", ""), form.get("until", "").strip())
        return redirect(view.address() + "#places")
    if act in ("all", "confirm"):
        some = entries.filtered(case, asking, view.chosen)
        if act == "all":
            return _confirm(request, case, asking, some, form)
        return _changed(case, asking, view, _all(case, asking, some, form))
    if act != "save":
        raise Unreadable
    answers_by_event = {
        name.removeprefix(CHANGED): state for name, state in form.items() if name.startswith(CHANGED) and state
    }
    return (
        _changed(case, asking, view, answers_by_event)
        if answers_by_event
        else redirect(view.address(page=str(view.page)))
    )


def _unconfirmed(case: Case, lang: str) -> list[Context]:
    """The rows that were read from pictures and do not count, each with the address of its picture."""
    if not (book.latest_report(case) or Report()).unconfirmed:
        return []
    return [
        {"to": f"/case/pictures/{screenshots.reference(case, screenshot)}?row={row.id}"}
        | row_context(screenshot.page, row, lang)
        for _, screenshot in screenshots.of_case(case)
        for row in screenshot.waiting
    ]


def _changed(case: Case, asking: Asking, view: View, answers_by_event: Mapping[str, str]) -> Response:
    """Saves these answers by event. ``NotFound`` for an event of no entry, ``Unreadable`` for an answer that the entry
    cannot have."""
    known = entries.known_events(asking)
    if not known.keys() >= answers_by_event.keys():
        raise NotFound
    for answer in set(answers_by_event.values()):
        if answer not in entries.answers(
            asking, [known[event] for event, state in answers_by_event.items() if state == answer]
        ):
            raise Unreadable
    name = changes.change(case, answers_by_event)
    return redirect(view.address(page=str(view.page), done=name) + "#done")


def _confirm(request: Request, case: Case, asking: Asking, some: pl.DataFrame, form: Mapping[str, str]) -> Response:
    """Asks for confirmation, with their number, before the state of many entries is changed."""
    answer, lang = form.get("answer", ""), language(request)
    if not some.height or answer not in entries.answers(asking, some["unit"]):
        raise Unreadable
    view = of_text(case, form.get("query", ""))
    return render(
        request,
        "account_book/book_confirm.html",
        view=view,
        count=some.height,
        answer=answer,
        label=entry_list.state_label(answer, lang),
        which=_which(case, entries.events(asking, some)),
        sums=entry_list.sums(some, lang),
    )


def _all(case: Case, asking: Asking, some: pl.DataFrame, form: Mapping[str, str]) -> dict[str, str]:
    """The answer for all listed entries. ``Meanwhile`` where they are not the entries that were confirmed."""
    events = entries.events(asking, some)
    if _which(case, events) != form.get("which"):
        raise Meanwhile
    return dict.fromkeys(events, form.get("answer", ""))


def _which(case: Case, events: list[str]) -> str:
    return case.key.keyed_hash("entries", *sorted(events))


def _lived(case: Case, asking: Asking, view: View, some: pl.DataFrame) -> list[places.Lived]:
    """The owner's places among the listed entries, where all of these are about one place or recipient."""
    if not view.chosen.values.keys() & {"place", "receiver"}:
        return []
    return places.lived(case, asking, some["unit"])


def _done(case: Case, name: str) -> Context | None:
    """The last change: its id and its number of entries, which is 0 once it was undone."""
    count = changes.size(case, name) if name and name != "back" else 0
    return {"change": name, "count": count} if count or name == "back" else None


def _answers(lang: str) -> list[tuple[str, str]]:
    return [(name, entry_list.state_label(name, lang)) for name in ANSWERS]


def _asking(case: Case) -> Asking:
    asking = book.state(case)
    if asking is None:
        raise NotFound
    return asking


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}
