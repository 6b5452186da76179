"""Pictures of screens: the person compares each row with its part of the picture before it counts."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response
from msgspec import structs
from starlette.concurrency import run_in_threadpool

from app.cases import pictures
from app.cases.answers import screenshots
from app.cases.case import Case
from app.cases.files.uploads import Upload
from app.cases.operation.runs import run_of
from app.cases.record import screenshots as answers_about
from app.cases.record.notes import is_day
from app.errors import NotFound, Unreadable
from app.i18n import N_
from app.i18n.translate import translate
from app.importers.screens.rows import NOTE_SENTENCES, QUESTION_SENTENCES, Box, PictureRow
from app.report.screens.confirmations import Confirmation, Screenshot
from app.web.context import Context
from app.web.fragments.hand_in import screenshot as fragment
from app.web.fragments.untrusted import safe_text
from app.web.pages.hand_in.evidence import PICTURE_HEADERS
from app.web.route import Routes, Who, Within
from app.web.session import notify, require
from app.web.templating import language, redirect, render

routes = Routes()

NEW_ROW = "new"
Changed = Callable[[Confirmation], Confirmation]


@routes.get("/case/pictures", label=N_("Your pictures"), who=Who.HAS_CASE, cost=None)
def page(request: Request) -> Response:
    """All pictures in which rows were read."""
    case, lang = require(request), language(request)
    known = [_listed(case, screenshot, lang) for _, screenshot in screenshots.of_case(case)]
    return render(request, "hand_in/screenshots.html", pictures=known, running=run_of(case).busy)


@routes.get("/case/pictures/{ref}", label=N_("Compare with the picture"), who=Who.HAS_CASE, cost=Within(("picture",)))
def picture(request: Request, ref: str, row: str = "") -> Response:
    """One picture: what is to be confirmed next in it, or the row that was chosen, and all of its rows."""
    return _page(request, require(request), ref, row)


@routes.get("/case/pictures/{ref}/copy", label=N_("A picture with rows"), who=Who.HAS_CASE, cost=Within(("picture",)))
def copy(request: Request, ref: str) -> Response:
    """The safe copy of the picture; never the original bytes."""
    case = require(request)
    upload, screenshot = screenshots.find(case, ref)
    safe = pictures.copy_of(case, upload, screenshot.path)
    if safe.refused:
        raise NotFound
    return Response(safe.data, media_type=pictures.MEDIA_TYPE, headers=PICTURE_HEADERS)


@routes.post(
    "/case/pictures/{ref}",
    label=N_("Compare with the picture"),
    who=Who.HAS_CASE,
    cost=Within(("picture",)),
    removes={"do": ("out", "again")},
)
async def say(request: Request, ref: str) -> Response:
    """Takes what the person says about the picture or one of its rows."""
    form = await request.form()
    return await run_in_threadpool(_submitted, request, ref, {name: str(value) for name, value in form.items()})


def _submitted(request: Request, ref: str, form: Mapping[str, str]) -> Response:
    case = require(request)
    _, screenshot = screenshots.find(case, ref)
    act, name = form.get("do", ""), form.get("row", "")
    if act == "list":
        return _asked(request, case, ref, screenshot, form)
    if act == "row":
        return _confirmed(request, case, ref, screenshot, form)
    if act == "all":
        sure = {row.id: row for row in screenshot.waiting if row.certain}
        changed = _with_rows(sure)
    elif act == "out":
        changed = _without(_row(screenshot, name).id)
    elif act == "again":
        changed = _undecided(_row(screenshot, name).id)
    else:
        raise Unreadable
    answers_about.change(case, screenshot.page.sha256, changed, notify(request), removes=act in ("out", "again"))
    return redirect(_next(case, ref))


def _with_rows(rows: Mapping[str, PictureRow]) -> Changed:
    def changed(known: Confirmation) -> Confirmation:
        left_out = [name for name in known.left_out if name not in rows]
        return structs.replace(known, rows={**known.rows, **rows}, left_out=left_out)

    return changed


def _without(name: str) -> Changed:
    def changed(known: Confirmation) -> Confirmation:
        rows = {other: row for other, row in known.rows.items() if other != name}
        added = name.startswith(fragment.ADDED)
        return structs.replace(known, rows=rows, left_out=[*known.left_out, *(() if added else (name,))])

    return changed


def _undecided(name: str) -> Changed:
    def changed(known: Confirmation) -> Confirmation:
        rows = {other: row for other, row in known.rows.items() if other != name}
        return structs.replace(known, rows=rows, left_out=[other for other in known.left_out if other != name])

    return changed


def _next(case: Case, ref: str) -> str:
    """The page after an answer: the same picture as long as a row of it waits, then the next such picture, then the
    list."""
    waiting = [
        screenshots.reference(case, screenshot) for _, screenshot in screenshots.of_case(case) if screenshot.waiting
    ]
    if ref in waiting:
        return f"/case/pictures/{ref}"
    return f"/case/pictures/{waiting[0]}" if waiting else "/case/pictures"


def _asked(request: Request, case: Case, ref: str, screenshot: Screenshot, form: Mapping[str, str]) -> Response:
    """Saves the answers about the whole picture."""
    questions = _questions(screenshot)
    answers = {
        name: form.get(name, "").strip() for name in (*questions, *(("service",) if "kind" in questions else ()))
    }
    allowed = {"kind": ("", *fragment.KIND_LABELS), "currency": ("", *fragment.CURRENCIES)}
    allowed |= dict.fromkeys(("minus", "plain"), ("", "in", "out"))
    if any(answers.get(name, "") not in values for name, values in allowed.items()):
        raise Unreadable
    wrong = [name for name in questions if not answers[name]]
    if "day" in answers and not is_day(answers["day"]) and "day" not in wrong:
        wrong.append("day")
    if wrong:
        return _page(request, case, ref, "", answers, wrong)
    if "service" in answers:
        answers["service"] = " ".join(answers["service"].split())[:60].lower()
    answers_about.change(case, screenshot.page.sha256, lambda known: structs.replace(known, **answers), notify(request))
    return redirect(_next(case, ref))


def _confirmed(request: Request, case: Case, ref: str, screenshot: Screenshot, form: Mapping[str, str]) -> Response:
    """Saves a row as its form says it."""
    name = form.get("row", "")
    row = _new_row(screenshot) if name == NEW_ROW else _row(screenshot, name)
    changed, wrong = fragment.row_of_form(screenshot, row, form)
    if wrong:
        return _page(request, case, ref, name, form, wrong)
    answers_about.change(case, screenshot.page.sha256, _with_rows({changed.id: changed}), notify(request))
    return redirect(_next(case, ref))


def _new_row(screenshot: Screenshot) -> PictureRow:
    """A row to be added, with a number that no other row of the picture has."""
    numbers = [row.number for row in (*screenshot.page.rows, *screenshot.confirmation.rows.values())]
    return PictureRow(fragment.ADDED + secrets.token_hex(8), 1 + max(numbers, default=0), Box(0, 0, 0, 0))


def _row(screenshot: Screenshot, name: str) -> PictureRow:
    rows = (*screenshot.waiting, *screenshot.counted, *screenshot.left_out)
    row = next((row for row in rows if row.id == name), None)
    if row is None:
        raise NotFound
    return row


def _questions(screenshot: Screenshot) -> list[str]:
    """What is still asked about the whole picture: ``kind``, ``minus``, ``plain``, ``day``,
    ``currency``."""
    open_questions = {"direction": "minus", "plain": "plain", "day": "day", "currency": "currency"}
    kind = ["kind"] if screenshot.page.kind == "unknown" else []
    return kind + [open_questions[name] for name in screenshot.page.questions]


def _page(
    request: Request,
    case: Case,
    ref: str,
    chosen: str,
    typed: Mapping[str, str] | None = None,
    wrong: Sequence[str] = (),
) -> Response:
    lang = language(request)
    upload, screenshot = screenshots.find(case, ref)
    page, questions = screenshot.page, _questions(screenshot)
    row = _asked_row(screenshot, chosen, bool(questions))
    known = fragment.fields(screenshot, row) if row else {"day": page.taken, "currency": page.currency}
    return render(
        request,
        "hand_in/screenshot.html",
        status=422 if wrong else 200,
        ref=ref,
        name=safe_text(screenshot.path),
        title=translate(page.title, lang) if page.title else "",
        notes=[translate(NOTE_SENTENCES[code], lang) for code in page.notes],
        questions=[] if row else questions,
        minus_label=translate(QUESTION_SENTENCES["direction"], lang),
        plain_label=translate(QUESTION_SENTENCES["plain"], lang),
        day_label=translate(QUESTION_SENTENCES["day"], lang),
        currency_label=translate(QUESTION_SENTENCES["currency"], lang),
        row=fragment.row_context(page, row, lang) if row else None,
        row_name=chosen or (row.id if row else ""),
        fields=dict(typed or known),
        open=bool(wrong) or (row is not None and bool(fragment.wrong(known, page.kind))),
        wants_money=page.kind not in fragment.WITHOUT_MONEY,
        errors={name: translate(fragment.MISSING_SENTENCES[name], lang) for name in wrong},
        **fragment.row_lists(screenshot, lang),
        **_drawing(case, upload, screenshot, lang),
        **fragment.choices(lang),
    )


def _asked_row(screenshot: Screenshot, chosen: str, questions: bool) -> PictureRow | None:
    """The row that the page asks about: the chosen one, else the first doubtful one once nothing is asked about the
    whole picture."""
    if chosen:
        return _new_row(screenshot) if chosen == NEW_ROW else _row(screenshot, chosen)
    return None if questions else next((row for row in screenshot.waiting if not row.certain), None)


def _drawing(case: Case, upload: Upload, screenshot: Screenshot, lang: str) -> Context:
    """The size of the picture, or why it cannot be shown."""
    safe = pictures.copy_of(case, upload, screenshot.path)
    if safe.refused:
        return {"size": None, "no_picture": translate(pictures.REFUSED_SENTENCES[safe.refused], lang)}
    return {"size": (screenshot.page.width, screenshot.page.height)}


def _listed(case: Case, screenshot: Screenshot, lang: str) -> Context:
    """A picture of the list."""
    page = screenshot.page
    return {
        "ref": screenshots.reference(case, screenshot),
        "name": safe_text(screenshot.path),
        "kind": translate(fragment.KIND_LABELS[page.kind], lang) if page.kind != "unknown" else "",
        "waiting": len(screenshot.waiting),
        "counted": len(screenshot.counted),
        "size": (page.width, page.height),
    }
