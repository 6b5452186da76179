"""The filter of the page of all entries: from the address and the form to a ``Filter``, and back into an address.
Search words are in an address only encrypted, and values (a place, a payee …) only by their ids."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from analyzers.asking.progress import STATES
from app.cases.answers.entries import MARKED, SORTS, UNMARKED, VALUES, Filter, NoSuchFilter
from app.cases.answers.sealed import sealed, unsealed
from app.cases.case import Case
from app.errors import Unreadable
from app.i18n import N_
from app.report.event_words import TABLE_LABELS
from app.storage.vault import CannotOpen
from app.web.numbers import whole_number

MAX_WORDS = 100  # characters of a search
MAX_ADDRESS = 4000  # characters of a filter in an address
_ID = re.compile(r"[0-9a-f]{16}")
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,3})?")
NAMES = ("q", "kind", "state", "mark", *VALUES, "from", "to", "least", "most", "sort", "page")


class NoDay(Unreadable):
    """A text that is no day."""

    title = N_("These entries cannot be shown")
    message = N_("“{text}” is no day. Go back and write it as year, month and day, for example 2026-03-09.")


class NoAmount(Unreadable):
    """A text that is no amount."""

    title = N_("These entries cannot be shown")
    message = N_("“{text}” is no amount. Go back and write digits alone, for example 1280 or 12.50.")


@dataclass(frozen=True, slots=True)
class View:
    """A filter, its parameters of an address, and the number of the page, from 1."""

    chosen: Filter
    query: Mapping[str, str]
    page: int

    def address(self, **changes: str) -> str:
        """The address of the page with other parameters; empty ones are left out. A changed filter begins at the first
        page."""
        kept = {name: text for name, text in {**self.query, **changes}.items() if text}
        return "/case/book" + (f"?{urlencode(kept)}" if kept else "")

    @property
    def text(self) -> str:
        """The parameters in the form in which a form keeps them."""
        return urlencode(self.query)


def of_text(case: Case, text: str) -> View:
    """The view for parameters that a form has kept."""
    return of_query(case, dict(parse_qsl(text[:MAX_ADDRESS])))


def of_query(case: Case, query: Mapping[str, str]) -> View:
    """The view for the parameters of an address. ``NoSuchFilter`` for an unknown filter, ``NoDay`` and ``NoAmount``."""
    words = ""
    if token := query.get("q", ""):
        try:
            words = unsealed(case.key, token)
        except CannotOpen as error:
            raise NoSuchFilter from error
    return _view(query, words, token)


def of_form(case: Case, form: Mapping[str, str]) -> View:
    """The view for the values of the filter's form."""
    words = " ".join(form.get("words", "").split())[:MAX_WORDS]
    return _view({**form, "page": ""}, words, sealed(case.key, words) if words else "")


def _view(fields: Mapping[str, str], words: str, token: str) -> View:
    start, end = _day(fields.get("from", "")), _day(fields.get("to", ""))
    least, most = _amount(fields.get("least", "")), _amount(fields.get("most", ""))
    chosen = Filter(
        words=words,
        kind=_among(fields.get("kind", ""), TABLE_LABELS),
        state=_among(fields.get("state", ""), STATES),
        mark=mark if (mark := fields.get("mark", "")) in (MARKED, UNMARKED) else _id(mark),
        values={name: _id(fields[name]) for name in VALUES if fields.get(name)},
        start=start,
        end=end,
        least=least,
        most=most,
        sort=_among(fields.get("sort", ""), SORTS) or "newest",
    )
    number = whole_number(fields.get("page", "") or "1")
    if not number:
        raise NoSuchFilter
    query = {name: fields[name].strip() for name in NAMES if fields.get(name, "").strip() and name not in ("q", "page")}
    if query.get("sort") == "newest":
        del query["sort"]
    return View(chosen, {"q": token, **query} if token else query, number)


def _among(text: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    if text and text not in known:
        raise NoSuchFilter
    return text


def _id(text: str) -> str:
    if text and not _ID.fullmatch(text):
        raise NoSuchFilter
    return text


def _day(text: str) -> date | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    try:
        known = date.fromisoformat(plain)
    except ValueError as error:
        raise NoDay(text=plain[:40]) from error
    return known


def _amount(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if not plain:
        return None
    if not _AMOUNT.fullmatch(plain):
        raise NoAmount(text=plain[:40])
    return float(plain)
