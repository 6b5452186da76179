"""The input of a ``mioboe.plan/1`` object: what somebody describes of an incident, and what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import msgspec
from msgspec import Struct

from analyzers.events.marks import Severity
from analyzers.findings.happened import Happened
from analyzers.rules.contract import tags_of
from app.i18n import N_
from app.i18n.formats import country
from checklists.facts import from_findings
from checklists.model import Market, symptoms
from checklists.questions import UNKNOWN, questions
from checklists.questions import problem as answer_problem
from checklists.sites import service_at

EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
NAMED_MARKETS = {"GB": "UK"} | dict.fromkeys(EU, "EU")


@dataclass(frozen=True, slots=True)
class PlanInput:
    """The input of a plan: ids of symptoms, answers by question, sites, a country, and a ``mioboe.check/1``."""

    symptoms: Sequence[str] = ()
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shops: Sequence[str] = ()
    market: str | None = None
    report: bytes = b""


class WishError(Exception):
    """Parts of the input that are unknown or cannot be read: sentences to translate, each with its values."""

    def __init__(self, faults: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        super().__init__(str(faults))
        self.faults = faults


class CheckFinding(Struct):
    """What a plan needs of a finding in a ``mioboe.check/1`` object."""

    detector: str
    severity: Severity
    id: str | None = None
    verdict: str | None = None
    shop: str | None = None
    service: str | None = None
    unshipped: bool | None = None
    by_card: bool | None = None
    happened: Sequence[Happened] = ()


class CheckCoverage(Struct):
    """A shop of the history."""

    shop: str | None = None


class Check(Struct):
    """What a plan needs of a ``mioboe.check/1`` object."""

    schema: str
    findings: Sequence[CheckFinding] = ()
    coverage: Sequence[CheckCoverage] = ()


def read_report(data: bytes) -> tuple[Check, list[tuple[str, Mapping[str, str]]]]:
    """The findings and shops of a ``mioboe.check/1`` object; both empty where there is no object."""
    if not data:
        return Check("mioboe.check/1"), []
    try:
        check = msgspec.convert(json.loads(data), Check)
    except (ValueError, msgspec.ValidationError):
        return Check(""), [(N_("The report is no object of the kind mioboe.check/1."), {})]
    if check.schema != "mioboe.check/1":
        return check, [(N_("The report is no object of the kind mioboe.check/1."), {})]
    unknown = [finding.detector for finding in check.findings if not tags_of(finding.detector)]
    faults: list[tuple[str, Mapping[str, str]]]
    faults = [(N_("There is no detector {name}."), {"name": name}) for name in dict.fromkeys(unknown)]
    words = dict.fromkeys(happened.event for finding in check.findings for happened in finding.happened)
    faults += [
        (N_("There is no event {name}."), {"name": word}) for word in words if word not in from_findings().events
    ]
    return check, faults


def faults_of(wish: PlanInput) -> list[tuple[str, Mapping[str, str]]]:
    """Every id that does not exist, and every answer that its question does not offer."""
    faults: list[tuple[str, Mapping[str, str]]] = [
        (N_("There is no symptom {name}."), {"name": symptom}) for symptom in wish.symptoms if symptom not in symptoms()
    ]
    for name, values in wish.answers.items():
        question = questions().get(name)
        if question is None:
            faults.append((N_("There is no question {name}."), {"name": name}))
            continue
        options = question.kind in ("one", "many")
        for value in values:
            known = value in question.options if options else answer_problem(question, [value]) is None
            if not known and value != UNKNOWN:
                faults.append((N_("{name} has no answer {value}."), {"name": name, "value": value}))
    faults += [(N_("{name} is no site."), {"name": shop}) for shop in wish.shops if not _is_site(typed_site(shop))]
    code = (wish.market or "").upper()
    if code and code not in (*get_args(Market), *NAMED_MARKETS) and country(code, "en") == code:
        faults.append((N_("There is no country {name}."), {"name": wish.market or ""}))
    return faults


def typed_site(text: str) -> str:
    """A site as a person types it: without the protocol and ``www.``."""
    return text.strip().lower().removeprefix("https://").removeprefix("www.").rstrip("/")


def _is_site(text: str) -> bool:
    return service_at(text) is not None or ("." in text and all(part.isascii() and part for part in text.split(".")))
