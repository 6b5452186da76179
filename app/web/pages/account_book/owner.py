"""Owner facts: what is usual for the person and their household, as input for the detectors."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from ipaddress import ip_network
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale
from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.case import Case
from app.cases.operation.runs import request_rerun
from app.cases.record import notes, owner
from app.cases.record.owner import MAX_LINES, Facts
from app.i18n import N_
from app.i18n.formats import country
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from app.web.context import Context
from app.web.route import NOTHING, Routes, Who
from app.web.session import notify, require
from app.web.templating import language, redirect, render

routes = Routes()

EMPTY_TRIPS = 2  # free lines for journeys
ERROR_SENTENCES = {
    "countries": N_("“{given}” is not a country that we know. Write its name, or its two letters such as JP."),
    "cards": N_("“{given}” is not the end of a card number. Write only its last four digits."),
    "networks": N_("“{given}” is not a network. Write it as 203.0.113.0/24 or AS2516."),
    "marketplaces": N_("“{given}” is not the name of a shop's site. Write it as rakuten.co.jp."),
    "trips": N_("A trip needs its first day, its last day and its country, and must not end before it begins."),
    "many": N_("These are more than {most} lines. Keep the most important ones."),
}
SITE = re.compile(r"(?i)[a-z0-9-]+(\.[a-z0-9-]+)+")
FIELDS = ("household", "addresses", "countries", "cards", "networks", "marketplaces")


@routes.get("/case/owner", label=N_("What is usual for you"), who=Who.HAS_CASE, cost=None)
def page(request: Request) -> Response:
    """The form with the saved facts."""
    case = require(request)
    return _page(request, _typed(owner.facts(notes.load(case)), language(request)))


@routes.post("/case/owner", label=N_("What is usual for you"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def keep(
    request: Request,
    household: Annotated[str, Form()] = "",
    addresses: Annotated[str, Form()] = "",
    countries: Annotated[str, Form()] = "",
    cards: Annotated[str, Form()] = "",
    networks: Annotated[str, Form()] = "",
    marketplaces: Annotated[str, Form()] = "",
    vpn: Annotated[str, Form()] = "",
    start: Annotated[list[str] | None, Form()] = None,
    end: Annotated[list[str] | None, Form()] = None,
    place: Annotated[list[str] | None, Form()] = None,
    zone: Annotated[str, Form()] = "",
) -> Response:
    """Saves the facts and requests a run; errors are shown beside their fields."""
    case, lang = require(request), language(request)
    lines = (household, addresses, countries, cards, networks, marketplaces)
    typed: Context = dict(zip(FIELDS, lines, strict=True)) | {"vpn": bool(vpn), "zone": zone}
    typed["trips"] = list(zip(start or (), end or (), place or (), strict=False))[:MAX_LINES]
    facts, errors = parsed(typed, lang)
    if errors:
        return _page(request, typed, errors)
    _keep(request, case, facts)
    return redirect("/case/result")


def _keep(request: Request, case: Case, facts: Facts) -> None:
    with notes.change(case) as (change, content):
        owner.keep(change, case, content, facts)
        request_rerun(change.session, case.id, case.source)
    notify(request)(case.id)


def parsed(typed: Context, lang: str) -> tuple[Facts, dict[str, str]]:
    """The facts that were typed, and an error for each field with something else."""
    facts: Facts = {}
    errors: dict[str, str] = {}
    readers = {"countries": _country, "cards": _card, "networks": _network, "marketplaces": _site}
    for name in FIELDS:
        lines = list(dict.fromkeys(notes.clean_line(line) for line in typed[name].splitlines() if line.strip()))
        if len(lines) > MAX_LINES:
            errors[name] = gettext(ERROR_SENTENCES["many"], lang, most=MAX_LINES)
        read = readers.get(name, str)
        read_facts = [read(line) for line in lines]
        wrong = next((line for line, fact in zip(lines, read_facts, strict=True) if fact is None), None)
        if wrong is not None:
            errors[name] = gettext(ERROR_SENTENCES[name], lang, given=wrong)
        facts[name] = [fact for fact in read_facts if fact]
    facts["networks"] += ["vpn"] if typed["vpn"] else []
    trips = [_trip(trip) for trip in typed["trips"] if any(text.strip() for text in trip)]
    if None in trips:
        errors["trips"] = gettext(ERROR_SENTENCES["trips"], lang)
    facts["trips"] = [trip for trip in trips if trip]
    facts["zone"] = typed["zone"] if typed["zone"] in _zones() else ""
    return facts, errors


@cache
def _names() -> dict[str, str]:
    """The code of a country by every name in our languages and by its two letters, as people may type them."""
    codes = {}
    for lang in LANGUAGES:
        for code, name in Locale(lang).territories.items():
            if len(code) == 2 and code.isalpha():
                codes[name.casefold()] = codes[code.casefold()] = code
    return codes


@cache
def _zones() -> tuple[str, ...]:
    """The time zones that are named after a place."""
    areas = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in areas))


def _country(text: str) -> str | None:
    return _names().get(text.strip().casefold())


def _card(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) == 4 and digits.isascii() else None


def _network(text: str) -> str | None:
    if re.fullmatch(r"(?i)as\d{1,10}", text):
        return text.upper()
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        return None


def _site(text: str) -> str | None:
    site = text.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return site if SITE.fullmatch(site) else None


def _trip(fields: Sequence[str]) -> dict[str, str] | None:
    first, last, place = (text.strip() for text in fields)
    code = _country(place)
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return {"from": first, "to": last, "place": code} if code and days[0] <= days[1] else None


def _typed(facts: Facts, lang: str) -> Context:
    """The facts as the fields of the form."""
    typed: Context = {name: "\n".join(facts[name]) for name in FIELDS}
    typed["countries"] = "\n".join(country(code, lang) for code in facts["countries"])
    typed["networks"] = "\n".join(network for network in facts["networks"] if network != "vpn")
    typed["vpn"] = "vpn" in facts["networks"]
    typed["zone"] = facts["zone"]
    typed["trips"] = [(trip["from"], trip["to"], country(trip["place"], lang)) for trip in facts["trips"]]
    return typed


def _page(request: Request, typed: Context, errors: dict[str, str] | None = None) -> Response:
    trips = [*(trip for trip in typed["trips"] if any(trip)), *[("", "", "")] * EMPTY_TRIPS]
    status = 422 if errors else 200
    return render(
        request, "account_book/owner.html", status=status, typed=typed, trips=trips, zones=_zones(), errors=errors
    )
