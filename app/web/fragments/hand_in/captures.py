"""Which pages of a person's services to save, and which of them have arrived."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from fastapi import Request

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import self_check
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.model import Report
from app.web.clients import client_name
from app.web.context import Context
from app.web.session import current
from checklists.captures.shots import captures, shots
from checklists.questions import conditions
from checklists.sites import display_name, family_of, usual_sites

WAYS = ("iphone", "android", "desktop")
MOST = 4  # services that are shown unfolded, where the person or the files named more


class CaptureCard(NamedTuple):
    """A page to save, as it is shown. ``reads``: as a saved page, and not only as a picture; ``arrived``: a file of one
    of its formats was read, or a picture of one of its layouts."""

    says: str
    labels: Sequence[str]
    url: str | None
    verified: bool
    reads: bool
    note: str
    readable: bool
    arrived: bool


class ServiceCard(NamedTuple):
    """A service with its pages. ``named``: by the person, or by a file; ``arrived`` of the ``readable`` pages did."""

    name: str
    pages: Sequence[CaptureCard]
    named: bool
    arrived: int
    readable: int


def captures_context(request: Request, lang: str) -> Context:
    """The services with their pages, first those that the person named or handed in files of; and the ways to save a
    page, that of this device first."""
    case = current(request)
    report = latest_report(case) if case else None
    symptoms = self_check.reported_symptoms(case) if case else ()
    named = [site for site in _sites(case, report) if shots(site, symptoms, lang)][:MOST]
    listed = {family_of(site) or site for site in named}
    others = [*usual_sites(LANGUAGES[lang].markets), *captures()]
    others = [site for site in dict.fromkeys(others) if (family_of(site) or site) not in listed]
    device = device_of(request)
    return {
        "capture_services": [
            *(_service(site, symptoms, report, lang, named=True) for site in named),
            *(_service(site, symptoms, report, lang, named=False) for site in others),
        ],
        "ways_to_save": sorted(WAYS, key=lambda way: way != device),
        "device": device,
    }


def device_of(request: Request) -> str:
    """The one of ``WAYS`` that fits the browser of a request."""
    name = client_name(request.headers.get("user-agent", ""))
    if name.endswith(("iPhone", "iPad")):
        return "iphone"
    return "android" if name.endswith("Android") else "desktop"


def _sites(case: Case | None, report: Report | None) -> Sequence[str]:
    """The services that the person named, then those of their files."""
    named = sorted(conditions(self_check.answers(case)).services) if case else []
    return list(dict.fromkeys([*named, *(report.shops if report else ())]))


def _service(site: str, symptoms: Collection[str], report: Report | None, lang: str, named: bool) -> ServiceCard:
    read = _formats(site, report)
    pictured = {file.layout for file in report.files} if report else set()
    cards = [
        CaptureCard(
            says=translate(shot.says, lang),
            labels=shot.labels,
            url=shot.url,
            verified=shot.verified,
            reads=bool(shot.reads),
            note=translate(shot.note, lang) if shot.note else "",
            readable=bool(shot.reads or shot.screens),
            arrived=not read.isdisjoint(shot.reads) or not pictured.isdisjoint(shot.screens),
        )
        for shot in shots(site, symptoms, lang)
    ]
    arrived, readable = sum(card.arrived for card in cards), sum(card.readable for card in cards)
    return ServiceCard(display_name(site, lang), cards, named, arrived, readable)


def _formats(site: str, report: Report | None) -> set[str]:
    """The formats of what was read; nothing for a site of a family of which no file holds anything."""
    if report is None or (family_of(site) and report.shops and site not in report.shops):
        return set()
    return {file.format for file in report.files if file.format and file.events}
