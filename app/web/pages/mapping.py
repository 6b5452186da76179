"""A table that no importer recognises: the person names its rows and columns and sees how they are read."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases import mappings, offered
from app.i18n import N_
from app.i18n.formats import currency_name
from app.i18n.translate import translate
from app.importers import mapping
from app.importers.generic.csv import open_questions
from app.importers.mapping import ColumnMap, suggest_columns
from app.reader.columns import unique
from app.report.intake import OfferedTable
from app.web.context import Context
from app.web.fragments.table_preview import preview, table_of
from app.web.fragments.untrusted import safe_text
from app.web.session import notify, require
from app.web.templating import language, redirect, render

router = APIRouter()

ROW_LABELS = {
    "orders": N_("Orders, or items of orders"),
    "refunds": N_("Refunds"),
    "payments": N_("Payments, as on a card or bank statement"),
    "ledger": N_("A gift-card, points or other balance, transaction by transaction"),
    "logins": N_("Sign-ins to an account"),
}
COLUMN_LABELS = {
    "order_id": N_("Order number"),
    "date": N_("Date"),
    "clock": N_("Time of day, if it has a column of its own"),
    "total": N_("What it cost"),
    "amount": N_("Amount"),
    "amount_in": N_("Amount received, if it has a column of its own"),
    "balance": N_("Balance after the transaction"),
    "currency": N_("Currency"),
    "item_id": N_("Item number"),
    "title": N_("Title of what was bought"),
    "quantity": N_("Number of items"),
    "status": N_("Status"),
    "payment": N_("Payment method"),
    "address": N_("Delivery address"),
    "shop": N_("Shop"),
    "merchant": N_("Shop, or where the money went"),
    "method": N_("Card or account that paid"),
    "reason": N_("Reason"),
    "serial": N_("Serial number"),
    "ip": N_("Internet address (IP)"),
    "agent": N_("Device or browser"),
    "country_stated": N_("Country"),
    "city": N_("City or place"),
    "activity": N_("What was done"),
    "result": N_("Whether it succeeded"),
    "account": N_("Account"),
}
QUESTION_LABELS = {
    "order": N_("Which number comes first in the dates?"),
    "zone": N_("Which clock do the times follow?"),
    "currency": N_("In which currency are the amounts?"),
    "sign": N_("What does an amount without a minus sign mean?"),
    "account": N_("Which balance is it?"),
}
ANSWER_LABELS = {
    "day": N_("The day (03/04 is 3 April)"),
    "month": N_("The month (03/04 is March 4)"),
    "out": N_("Money that I paid"),
    "in": N_("Money that I received"),
    "gift_card": N_("Gift card"),
    "points": N_("Points"),
    "e_money": N_("Electronic money, such as a travel card"),
    "wallet": N_("App wallet"),
    "unknown": N_("I do not know"),
    "Asia/Tokyo": N_("Japan time"),
    "UTC": N_("UTC"),
    "balance": N_("Balance of a payment service or bank"),
}
MISSING_SENTENCES = {
    "column": N_("Choose the column for “{name}”. Without it the rows cannot be used."),
    "answer": N_("Answer this: the table itself does not tell."),
    "rows": N_("Choose what the rows of this table are."),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "order": mapping.ORDERS,
    "zone": (*mapping.ZONES, mapping.UNKNOWN),
    "currency": (*mapping.CURRENCIES, mapping.UNKNOWN),
    "sign": mapping.SIGNS,
    "account": mapping.ACCOUNTS,
}
SHORT = 60  # characters of a cell that serves as an example


@router.get("/case/columns/{ref}")
def page(request: Request, ref: str) -> Response:
    """The saved column map of such tables; at first the question what the rows are."""
    case = require(request)
    path, table = offered.offered_table(case, ref)
    return _page(request, ref, path, table, mappings.mapping_of(case, table.id) or ColumnMap(""))


@router.post("/case/columns/{ref}")
async def say(request: Request, ref: str) -> Response:
    """Shows how the first rows would be read, or saves the column map and has the files with such tables read again."""
    form = await request.form()
    return await run_in_threadpool(_submitted, request, ref, {name: str(one) for name, one in form.items()})


def _submitted(request: Request, ref: str, form: Mapping[str, str]) -> Response:
    case = require(request)
    path, table = offered.offered_table(case, ref)
    if form.get("do") == "forget":
        offered.keep_mapping(case, table.id, None, notify(request))
        return redirect("/case/progress")
    column_map = _column_map(form, len(table.header))
    if form.get("do") == "again":
        return _page(request, ref, path, table, ColumnMap(""))
    if not column_map.rows:
        return _page(request, ref, path, table, column_map, {"rows": (MISSING_SENTENCES["rows"], {})})
    if form.get("do") == "rows":
        return _page(
            request, ref, path, table, replace(column_map, columns=suggest_columns(column_map.rows, table.header))
        )
    errors = _missing(column_map, table, language(request)) if form.get("do") == "keep" else {}
    if errors or form.get("do") != "keep":
        return _page(request, ref, path, table, column_map, errors)
    kept = offered.keep_mapping(case, table.id, column_map, notify(request))
    return redirect("/case/progress" if kept else "/case/files")


def _column_map(form: Mapping[str, str], width: int) -> ColumnMap:
    """The column map of the form; values that the form does not offer count as not answered."""
    rows = form.get("rows", "")
    if rows not in mapping.KEYS:
        return ColumnMap("")
    places = {key: form.get(f"col_{key}", "") for key in mapping.KEYS[rows]}
    columns = {key: int(at) for key, at in places.items() if at.isascii() and at.isdigit() and int(at[:4]) < width}
    answers = {name: form.get(name, "") for name in CHOICES}
    answers = {name: one if one in CHOICES[name] else "" for name, one in answers.items()}
    service = " ".join(form.get("service", "").split())[:60].lower()
    return ColumnMap(rows, columns, headless=form.get("headless") == "yes", service=service, **answers)


def _missing(column_map: ColumnMap, table: OfferedTable, lang: str) -> dict[str, tuple[str, dict[str, str]]]:
    needed = [key for key in mapping.REQUIRED[column_map.rows] if key not in column_map.columns]
    errors = {
        f"col_{key}": (MISSING_SENTENCES["column"], {"name": translate(COLUMN_LABELS[key], lang)}) for key in needed
    }
    return errors | {name: (MISSING_SENTENCES["answer"], {}) for name in open_questions(*table_of(table), column_map)}


def _page(
    request: Request,
    ref: str,
    path: str,
    table: OfferedTable,
    column_map: ColumnMap,
    errors: Mapping[str, tuple[str, dict[str, str]]] | None = None,
) -> Response:
    lang = language(request)
    open_names = open_questions(*table_of(table), column_map) if column_map.rows else []
    columns = _columns(table)
    return render(
        request,
        "mapping.html",
        status=422 if errors else 200,
        ref=ref,
        name=safe_text(path),
        column_map=column_map,
        row_kinds=[(name, translate(label, lang)) for name, label in ROW_LABELS.items()],
        columns=columns,
        places=[(column["place"], column["plain"]) for column in columns],
        keys=_keys(column_map, lang),
        questions=_questions(column_map, open_names, lang),
        preview=preview(table, column_map, COLUMN_LABELS, lang) if column_map.columns else None,
        known=mappings.mapping_of(require(request), table.id) is not None,
        errors=_translated(errors or {}, lang),
    )


def _translated(errors: Mapping[str, tuple[str, dict[str, str]]], lang: str) -> dict[str, str]:
    return {name: translate(sentence, lang).format_map(values) for name, (sentence, values) in errors.items()}


def _columns(table: OfferedTable) -> list[Context]:
    """Each column with examples from the first rows."""
    cells = [[row[place] for row in table.rows if place < len(row)] for place in range(len(table.header))]
    return [
        {
            "place": place,
            "name": safe_text(name[:SHORT]),
            "plain": name[:SHORT],
            "examples": [safe_text(cell[:SHORT]) for cell in dict.fromkeys(column) if cell.strip()][:3],
        }
        for place, (name, column) in enumerate(zip(unique(table.header), cells, strict=True))
    ]


def _keys(column_map: ColumnMap, lang: str) -> list[Context]:
    if not column_map.rows:
        return []
    return [
        {
            "id": f"col_{key}",
            "label": translate(COLUMN_LABELS[key], lang),
            "needed": key in mapping.REQUIRED[column_map.rows],
            "chosen": column_map.columns.get(key),
        }
        for key in mapping.KEYS[column_map.rows]
    ]


def _questions(column_map: ColumnMap, open_names: list[str], lang: str) -> list[Context]:
    """What the table does not decide, and what was already answered."""
    asked = [name for name in CHOICES if name in open_names or getattr(column_map, name)]
    return [
        {
            "id": name,
            "label": translate(QUESTION_LABELS[name], lang),
            "chosen": getattr(column_map, name),
            "choices": [(one, _choice(one, lang)) for one in CHOICES[name]],
        }
        for name in asked
    ]


def _choice(one: str, lang: str) -> str:
    """An answer as a label; currencies by code and name."""
    if one in mapping.CURRENCIES:
        return f"{one} – {currency_name(one, lang)}"
    return translate(ANSWER_LABELS.get(one, one), lang)
