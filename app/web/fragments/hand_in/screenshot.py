"""A picture of a screen beside its rows: each row as a page shows it, and as its form gives it back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision
from markupsafe import Markup
from msgspec import structs

from app.cases.record.notes import is_day
from app.errors import Unreadable
from app.i18n import N_
from app.i18n.formats import currency_name, day, money
from app.i18n.translate import translate
from app.importers import mapping
from app.importers.screens.rows import DOUBT_SENTENCES, Box, Kind, PicturePage, PictureRow
from app.report.screens.confirmations import Screenshot
from app.web.context import Context
from app.web.fragments.untrusted import safe_text

KIND_LABELS: Mapping[Kind, str] = {
    "payments": N_("Payments"),
    "orders": N_("Orders"),
    "statement": N_("Statement of a card or account"),
    "gift_card": N_("Gift card balance"),
    "balance": N_("Balance of a payment service"),
    "points": N_("Points"),
    "sign_ins": N_("Sign-ins"),
    "devices": N_("Devices"),
}
DIRECTION_LABELS = {"out": N_("Money went out"), "in": N_("Money came in")}
STATUS_LABELS = {
    "": N_("Not said"),
    "completed": N_("Completed"),
    "pending": N_("Not completed yet"),
    "cancelled": N_("Cancelled"),
}
MISSING_SENTENCES = {
    "date": N_("Give the day of this row, as year, month and day."),
    "amount": N_("Give the amount in digits, for example 1234 or 12.50."),
    "currency": N_("Choose the currency."),
    "direction": N_("Choose whether the money went out or came in."),
    "text": N_("Give the name that stands in this row."),
    "time": N_("Give the time as hours and minutes, for example 09:30, or leave it empty."),
    "kind": N_("Choose what the list in this picture shows."),
    "minus": N_("Choose what a minus sign means in this picture."),
    "plain": N_("Choose which way the amounts without a sign went."),
    "day": N_("Give the day on which the picture was taken, as year, month and day."),
}
FIELDS = ("date", "time", "text", "amount", "currency", "direction", "status")
WITHOUT_MONEY = ("sign_ins", "devices")  # lists whose rows have the first three of these alone
POINTS = "POINT"
CURRENCIES = (*mapping.CURRENCIES, POINTS)
LONGEST = 300  # characters of a name
ADDED = "added-"  # what the ids of rows begin with that the person added
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,3})?")
_THOUSANDS = re.compile(r",(?=\d{3}(?:[,.]|$))")  # a comma that cannot be the mark of decimals
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_MARGIN = 12  # pixels around the cut of a row


def row_context(page: PicturePage, row: PictureRow, lang: str) -> Context:
    """A row as text, with the part of the picture that it was read from."""
    return {
        "id": row.id,
        "cut": cut(page, row.box),
        "day": _day(row.date, lang),
        "time": row.time,
        "text": safe_text(row.text),
        "amount": _amount(row, lang),
        "direction": translate(DIRECTION_LABELS[row.direction], lang) if row.direction else "",
        "status": translate(STATUS_LABELS[row.status], lang) if row.status else "",
        "doubts": [translate(DOUBT_SENTENCES[code], lang) for code in row.doubts],
        "certain": row.certain,
    }


def row_lists(screenshot: Screenshot, lang: str) -> Context:
    """The rows of a picture in groups: without doubt, counted, left out; and how many are doubtful."""
    page = screenshot.page
    return {
        "kind": translate(KIND_LABELS[page.kind], lang) if page.kind != "unknown" else "",
        "sure": [row_context(page, row, lang) for row in screenshot.waiting if row.certain],
        "counted": [row_context(page, row, lang) for row in screenshot.counted],
        "proven": {row.id for row in screenshot.proven},
        "left_out": [row_context(page, row, lang) for row in screenshot.left_out],
        "doubtful": sum(not row.certain for row in screenshot.waiting),
    }


def cut(page: PicturePage, box: Box) -> str:
    """The part of the picture around a box, as the ``viewBox`` of a drawing; empty for a row that has none."""
    if box.right <= box.left or box.bottom <= box.top:
        return ""
    left, top = max(0, box.left - _MARGIN), max(0, box.top - _MARGIN)
    right, bottom = min(page.width, box.right + _MARGIN), min(page.height, box.bottom + _MARGIN)
    return f"{left} {top} {right - left} {bottom - top}"


def _day(text: str, lang: str) -> str:
    try:
        return day(date.fromisoformat(text), lang)
    except ValueError:
        return text


def _amount(row: PictureRow, lang: str) -> Markup | str:
    """The amount in the usual form; as it was read where its currency is not known."""
    if row.currency in mapping.CURRENCIES and _AMOUNT.fullmatch(row.amount):
        return safe_text(
            money(int(Decimal(row.amount).scaleb(get_currency_precision(row.currency))), row.currency, lang)
        )
    unit = translate(KIND_LABELS["points"], lang) if row.currency == POINTS else ""
    return safe_text(f"{row.amount} {unit}".strip()) if row.amount else ""


def fields(screenshot: Screenshot, row: PictureRow) -> dict[str, str]:
    """The content of the fields for a row."""
    names = ("date", "time", "text") if screenshot.page.kind in WITHOUT_MONEY else FIELDS
    return {name: getattr(row, name) for name in names}


def choices(lang: str) -> Context:
    """The labels of the fields that offer a choice."""
    return {
        "kinds": [(name, translate(label, lang)) for name, label in KIND_LABELS.items()],
        "currencies": [(code, f"{code} – {currency_name(code, lang)}") for code in mapping.CURRENCIES]
        + [(POINTS, translate(KIND_LABELS["points"], lang))],
        "directions": [(name, translate(label, lang)) for name, label in DIRECTION_LABELS.items()],
        "statuses": [(name, translate(label, lang)) for name, label in STATUS_LABELS.items()],
    }


def row_of_form(screenshot: Screenshot, row: PictureRow, form: Mapping[str, str]) -> tuple[PictureRow, Sequence[str]]:
    """The row with what its form says, and the names of the fields that are missing or wrong. Where the amount was
    corrected, the balance that was read beside it is dropped."""
    texts = {name: " ".join(form.get(name, "").split())[:LONGEST] for name in fields(screenshot, row)}
    if texts["time"][1:2] == ":":
        texts["time"] = f"0{texts['time']}"
    if "amount" in texts:
        texts["amount"] = _THOUSANDS.sub("", texts["amount"])
    allowed = {"currency": ("", *CURRENCIES), "direction": ("", *DIRECTION_LABELS), "status": tuple(STATUS_LABELS)}
    if any(texts.get(name, "") not in values for name, values in allowed.items()):
        raise Unreadable  # a choice that the form does not offer
    changed = structs.replace(row, **texts, certain=True, proven=False, doubts=())
    moved = (row.amount, row.direction, row.currency) != (changed.amount, changed.direction, changed.currency)
    return structs.replace(changed, balance="" if moved else row.balance), wrong(texts, screenshot.page.kind)


def wrong(texts: Mapping[str, str], kind: Kind) -> list[str]:
    """The fields that cannot be used."""
    usable = {"date": is_day(texts["date"]), "time": not texts["time"] or bool(_TIME.fullmatch(texts["time"]))}
    if kind in WITHOUT_MONEY:
        usable["text"] = bool(texts["text"])
    else:
        usable["amount"] = bool(_AMOUNT.fullmatch(texts["amount"]))
        usable |= {name: bool(texts[name]) for name in ("currency", "direction")}
    return [name for name, fits in usable.items() if not fits]
