"""What a person says once of a picture, put into its rows: the day of the picture, the currency of its amounts, and
what a minus sign and no sign at all mean."""

from datetime import date

from msgspec import structs

from app.importers.screens.days import Calendar, day_of
from app.importers.screens.events import NO_DECIMALS
from app.importers.screens.rows import Direction, PicturePage, PictureRow


def with_day(page: PicturePage, taken: date) -> PicturePage:
    """The page as if it had been known from the beginning on which day the picture was taken."""
    calendar = Calendar(taken)
    rows = [_dated(row, calendar) if "no-year" in row.doubts else row for row in page.rows]
    questions = [question for question in page.questions if question != "day"]
    return structs.replace(page, taken=taken.isoformat(), rows=rows, questions=questions)


def with_minus(page: PicturePage, minus: Direction) -> PicturePage:
    """The page with the direction of all signed amounts by what a minus sign means there. A chain of balances knows
    better: rows that it proves stay."""
    plus: Direction = "in" if minus == "out" else "out"
    rows = [row if row.proven else _signed(row, minus, plus) for row in page.rows]
    questions = [question for question in page.questions if question != "direction"]
    return structs.replace(page, rows=rows, questions=questions)


def with_plain(page: PicturePage, plain: Direction) -> PicturePage:
    """The page with the direction of all rows of which neither signs nor words nor balances say it."""
    rows = [row if row.direction else _directed(row, plain) for row in page.rows]
    questions = [question for question in page.questions if question != "plain"]
    return structs.replace(page, rows=rows, questions=questions)


def with_currency(page: PicturePage, currency: str) -> PicturePage:
    """The page with the currency of all amounts that show none. An amount with decimals stays in doubt where the
    currency has none."""
    rows = [_in_currency(row, currency) if "no-currency" in row.doubts else row for row in page.rows]
    questions = [question for question in page.questions if question != "currency"]
    return structs.replace(page, rows=rows, questions=questions)


def _in_currency(row: PictureRow, currency: str) -> PictureRow:
    if "." in row.amount and currency in NO_DECIMALS:
        return row
    doubts = [doubt for doubt in row.doubts if doubt != "no-currency"]
    return structs.replace(row, currency=currency, doubts=doubts, certain=not doubts)


def _dated(row: PictureRow, calendar: Calendar) -> PictureRow:
    for _, _, day in day_of(row.printed.get("date", "")):
        at, doubt = calendar.resolved(day)
        doubts = [known for known in row.doubts if known != "no-year"] + ([doubt] if doubt else [])
        return structs.replace(row, date=at.isoformat() if at else "", doubts=doubts, certain=not doubts)
    return row


def _signed(row: PictureRow, minus: Direction, plus: Direction) -> PictureRow:
    printed = row.printed.get("amount", "")
    signs = {"-": minus, "+": plus}
    sign = next((mark for mark in printed if mark in signs), "")
    return _directed(row, signs[sign]) if sign else row


def _directed(row: PictureRow, direction: Direction) -> PictureRow:
    doubts = [doubt for doubt in row.doubts if doubt != "no-direction"]
    return structs.replace(row, direction=direction, doubts=doubts, certain=not doubts)
