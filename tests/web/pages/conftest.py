"""The real application with a case that has data for every page."""

import json
from dataclasses import asdict
from inspect import signature
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.case import case_of_row
from app.cases.files.examine import ENTRIES
from app.cases.files.examine import REPORT as REPORT_BLOB
from app.settings import Settings
from app.storage.tables import CaseRow, RunRow, VerdictRow
from tests.browser import Browser, visit
from tests.conftest import app, settings
from tests.service import Prepared, no_entries, put_blob, rows_by_hand
from tests.web.pages.stored_report import REPORT

__all__ = ["app", "settings"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test that asks for the language in both languages, and every other test in Japanese."""
    named = [name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args[0]]
    if "lang" in metafunc.fixturenames and "lang" not in named:
        metafunc.parametrize("lang", ["ja", "en"] if "lang" in signature(metafunc.function).parameters else ["ja"])


@pytest.fixture
def guest(app: FastAPI, lang: str) -> Browser:
    """A browser without a case."""
    return visit(app, **{"Accept-Language": lang})


@pytest.fixture
def reader(app: FastAPI, guest: Browser) -> Browser:
    """A browser whose case has symptoms and the report of ``tests.web.pages.stored_report``."""
    begin(app, guest)
    return guest


@pytest.fixture
def sampled(guest: Browser, sample_once: Prepared, settings: Settings, lang: str) -> Browser:
    """A browser whose case holds the sample export, examined."""
    sample_once.open(guest, settings)
    guest.speak(lang)
    return guest


def begin(app: FastAPI, browser: Browser) -> None:
    """Opens a case with these symptoms and this report."""
    answer = browser.post("/start", {"symptom": ["symptom.cod_parcel", "symptom.login_alert"]})
    assert answer.status_code == 303
    keep(app, REPORT)


def keep(app: FastAPI, report: dict[str, Any]) -> None:
    """Stores a report as the latest one of the only case, with the entries of its files, like an examination."""
    here = app.state.service
    with rows_by_hand(here.engine) as session:
        row = session.exec(select(CaseRow)).one()
        session.merge(RunRow(case_id=row.id, state="done", wanted=1, examined=1))
        for one in report["findings"]:
            if one["verdict"]:
                said = {"verdict": one["verdict"], "triggers": one["triggers"]}
                session.merge(VerdictRow(case_id=row.id, subject=f"finding:{one['id']}", **said))
        case = case_of_row(here, row)
    assert case is not None
    plain = json.dumps(report, default=asdict)  # sentences among the values
    if ENTRIES.name not in here.vault.names(case.id):
        put_blob(case, ENTRIES.name, no_entries())
    put_blob(case, REPORT_BLOB.name, plain.encode())
