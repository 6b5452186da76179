"""A table that no importer recognises: the person names its rows and columns and sees how they are read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases.answers import offered
from app.cases.case import Case
from app.cases.record import mappings
from app.cases.record.notes import is_day
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import currency_name
from app.i18n.translate import translate
from app.importers import mapping
from app.importers.cell_kinds import column_names, is_record
from app.importers.generic.csv import open_questions, seeming_direction
from app.importers.layouts.propose import likely_columns
from app.importers.layouts.write import layout_of_map, layout_text
from app.importers.mapping import ColumnMap, OfferedTable, suggest_columns, table_id
from app.importers.shared.cells.directions import direction_column
from app.reader.columns import unique
from app.web.context import Context
from app.web.fragments.hand_in.mapping_labels import (
    ANSWER_LABELS,
    COLUMN_LABELS,
    MISSING_SENTENCES,
    NOWHERE_LABEL,
    QUESTION_LABELS,
    ROW_LABELS,
)
from app.web.fragments.hand_in.meanings_form import SHORT, Errors, groups, meanings_of, missing_meanings
from app.web.fragments.hand_in.table_preview import preview, table_of
from app.web.fragments.untrusted import safe_text
from app.web.numbers import whole_number
from app.web.route import Routes, Who
from app.web.session import notify, require
from app.web.templating import language, redirect, render

routes = Routes()

CHOICES: Mapping[str, tuple[str, ...]] = {
    "order": mapping.ORDERS,
    "zone": (*mapping.ZONES, mapping.UNKNOWN),
    "currency": (*mapping.CURRENCIES, mapping.UNKNOWN),
    "sign": mapping.SIGNS,
    "account": mapping.ACCOUNTS,
}


@routes.get("/case/columns/{ref}", label=N_("Say what the columns are"), who=Who.HAS_CASE, cost=None)
def page(request: Request, ref: str) -> Response:
    """The saved column map of such tables; at first the question what kind the rows are."""
    path, table, known = _table_of(require(request), ref, "")
    return _page(request, ref, path, table, known or ColumnMap(""))


@routes.post(
    "/case/columns/{ref}",
    label=N_("Say what the columns are"),
    who=Who.HAS_CASE,
    cost=None,
    removes={"do": ("forget",)},
)
async def say(request: Request, ref: str) -> Response:
    """Shows how the first rows would be read, or saves the column map and has the files with such tables read again."""
    form = await request.form()
    return await run_in_threadpool(_submitted, request, ref, {name: str(value) for name, value in form.items()})


@routes.download("/case/columns/{ref}/layout", label=N_("The columns as a layout file"), who=Who.HAS_CASE, cost=None)
def layout(request: Request, ref: str) -> Response:
    """The saved column map of such payments as a layout file, which holds names of columns and no row."""
    _, table, known = _table_of(require(request), ref, "")
    if known is None or known.rows != "payments":
        raise NotFound
    text = layout_text(layout_of_map(known, table.header, table.rows, "bank.account", date.today().isoformat()))
    headers = {"Content-Disposition": 'attachment; filename="bank.account.yaml"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _table_of(case: Case, ref: str, wanted: str) -> tuple[str, OfferedTable, ColumnMap | None]:
    """The file, the table that the page is about, and its saved column map: the table ``wanted``, else the first whose
    last day is still asked for, else the first."""
    tables = offered.offered_tables(case, ref)
    known = mappings.mapping_of(case, tables[0][1].id)
    for path, table in tables if wanted or (known and known.rows) else ():
        if wanted == _table_id(table) or (not wanted and known and "until" in open_questions(*table_of(table), known)):
            return path, table, known
    return *tables[0], known


def _table_id(table: OfferedTable) -> str:
    return table_id(table.header, table.rows)


def _submitted(request: Request, ref: str, form: Mapping[str, str]) -> Response:
    case = require(request)
    path, table, known = _table_of(case, ref, form.get("table", ""))
    if form.get("do") == "forget":
        offered.keep_mapping(case, table.id, None, notify(request))
        return redirect("/case/progress")
    column_map = _column_map(form, table, known)
    if form.get("do") == "again":
        return _page(request, ref, path, table, ColumnMap(""))
    if not column_map.rows:
        return _page(request, ref, path, table, column_map, {"rows": (MISSING_SENTENCES["rows"], {})})
    if form.get("do") == "rows":
        return _page(request, ref, path, table, replace(column_map, columns=_proposed(column_map.rows, table)))
    errors = _missing(column_map, table, language(request)) if form.get("do") == "keep" else {}
    if errors or form.get("do") != "keep":
        return _page(request, ref, path, table, column_map, errors)
    kept = offered.keep_mapping(case, table.id, column_map, notify(request))
    return redirect("/case/progress" if kept else "/case/files")


def _proposed(rows: str, table: OfferedTable) -> dict[str, int]:
    """The columns by their usual names; the column of direction, and those of payments, by what they hold, too."""
    if rows == "payments" and (likely := likely_columns(table.header, table.rows)):
        return likely
    names = column_names(table.header)
    amount = suggest_columns(rows, names).get("amount")
    return suggest_columns(rows, names, direction_column(table.rows, amount) if amount is not None else None)


def _column_map(form: Mapping[str, str], table: OfferedTable, known: ColumnMap | None) -> ColumnMap:
    """The column map of the form; values that the form does not offer count as not answered. The last days of other
    tables with this header stay as they were."""
    rows = form.get("rows", "")
    if rows not in mapping.KEYS:
        return ColumnMap("")
    places = {key: form.get(f"col_{key}", "") for key in mapping.KEYS[rows]}
    width = len(table.header)
    chosen = {key: whole_number(at) for key, at in places.items()}
    columns = {key: at for key, at in chosen.items() if at is not None and at < width}
    answers = {name: form.get(name, "") for name in CHOICES}
    answers = {name: answer if answer in CHOICES[name] else "" for name, answer in answers.items()}
    service = " ".join(form.get("service", "").split())[:60].lower()
    until = dict(known.until) if known else {}
    until.pop(_table_id(table), None)
    if is_day(last := form.get("until", "").strip()):
        until[_table_id(table)] = last
    headless, undirected = form.get("headless") == "yes", places.get("direction") == mapping.NOWHERE
    column_map = ColumnMap(
        rows, columns, headless, service=service, meanings={}, undirected=undirected, until=until, **answers
    )
    return replace(column_map, meanings=meanings_of(form, column_map))


def _missing(column_map: ColumnMap, table: OfferedTable, lang: str) -> Errors:
    needed = [key for key in mapping.REQUIRED[column_map.rows] if key not in column_map.columns]
    errors = {
        f"col_{key}": (MISSING_SENTENCES["column"], {"name": translate(COLUMN_LABELS[key], lang)}) for key in needed
    }
    for name in open_questions(*table_of(table), column_map):
        if name == "direction":
            place = seeming_direction(table_of(table)[0], column_map)
            named = column_names(table.header)[place or 0].strip()[:SHORT]
            errors["col_direction"] = MISSING_SENTENCES["direction"], {"column": named}
        else:
            errors[name] = MISSING_SENTENCES["until" if name == "until" else "answer"], {}
    chosen = column_map.columns.keys()
    if {"direction", "amount_in"} <= chosen:
        errors["col_amount_in"] = MISSING_SENTENCES["both"], {}
    if ("month" in chosen) != ("day" in chosen):
        errors["col_day" if "month" in chosen else "col_month"] = MISSING_SENTENCES["parts"], {}
    return errors | missing_meanings(table, column_map, lang)


def _page(
    request: Request,
    ref: str,
    path: str,
    table: OfferedTable,
    column_map: ColumnMap,
    errors: Errors | None = None,
) -> Response:
    lang, known = language(request), mappings.mapping_of(require(request), table.id)
    open_names = open_questions(*table_of(table), column_map) if column_map.rows else []
    columns = _columns(table)
    return render(
        request,
        "hand_in/mapping.html",
        status=422 if errors else 200,
        ref=ref,
        name=safe_text(path),
        column_map=column_map,
        row_kinds=[(name, translate(label, lang)) for name, label in ROW_LABELS.items()],
        columns=columns,
        table_id=_table_id(table),
        nameless=is_record(table.header),
        keys=_keys(column_map, columns, "direction" in open_names or column_map.undirected, lang),
        groups=groups(table, column_map, lang) if column_map.rows else [],
        questions=_questions(column_map, open_names, lang),
        until_label=translate(QUESTION_LABELS["until"], lang),
        until=column_map.until.get(_table_id(table), ""),
        asks_until="until" in open_names or _table_id(table) in column_map.until,
        preview=preview(table, column_map, COLUMN_LABELS, lang) if column_map.columns else None,
        known=known is not None,
        as_layout=known is not None and known.rows == "payments",
        errors=_translated(errors or {}, lang),
    )


def _translated(errors: Errors, lang: str) -> dict[str, str]:
    return {name: translate(sentence, lang).format_map(values) for name, (sentence, values) in errors.items()}


def _columns(table: OfferedTable) -> list[Context]:
    """Each column with examples from the first rows."""
    rows = [table.header, *table.rows] if is_record(table.header) else table.rows
    cells = [[row[place] for row in rows if place < len(row)] for place in range(len(table.header))]
    return [
        {
            "place": place,
            "name": safe_text(name[:SHORT]),
            "plain": name[:SHORT],
            "examples": [safe_text(cell[:SHORT]) for cell in dict.fromkeys(column) if cell.strip()][:3],
        }
        for place, (name, column) in enumerate(zip(unique(column_names(table.header)), cells, strict=True))
    ]


def _keys(column_map: ColumnMap, columns: list[Context], asks_direction: bool, lang: str) -> list[Context]:
    """The fields of columns. For the direction one can also say that no column gives it, where one seems to."""
    if not column_map.rows:
        return []
    places = [(column["place"], column["plain"]) for column in columns]
    nowhere = [(mapping.NOWHERE, translate(NOWHERE_LABEL, lang))] if asks_direction else []
    return [
        {
            "id": f"col_{key}",
            "label": translate(COLUMN_LABELS[key], lang),
            "needed": key in mapping.REQUIRED[column_map.rows],
            "chosen": mapping.NOWHERE if key == "direction" and column_map.undirected else column_map.columns.get(key),
            "places": [*(nowhere if key == "direction" else ()), *places],
        }
        for key in mapping.KEYS[column_map.rows]
    ]


def _questions(column_map: ColumnMap, open_names: list[str], lang: str) -> list[Context]:
    """The questions that the table does not decide, and earlier answers to them."""
    asked = [name for name in CHOICES if name in open_names or getattr(column_map, name)]
    return [
        {
            "id": name,
            "label": translate(QUESTION_LABELS[name], lang),
            "chosen": getattr(column_map, name),
            "choices": [(choice, _choice(choice, lang)) for choice in CHOICES[name]],
        }
        for name in asked
    ]


def _choice(choice: str, lang: str) -> str:
    """An answer as a label; currencies by code and name."""
    if choice in mapping.CURRENCIES:
        return f"{choice} – {currency_name(choice, lang)}"
    return translate(ANSWER_LABELS.get(choice, choice), lang)
