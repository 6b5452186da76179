"""The JSON Schemas in ``docs/schema/`` are those of today's types, and what is handed out keeps them."""

import json
import os
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import app
from app.i18n.languages import LANGUAGES
from app.report import schema
from app.report.build import run
from app.report.model import Report
from app.report.plans.plan import plan_entries
from app.report.present import present
from app.report.stored import plain
from app.report.summary import State, make
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES
from tests.report.summary import given

FILES = (
    Path(app.__file__).parent / "data/sample/sample-export.zip",
    SAMPLES / "paypal/activity/fr-14.csv",
    Path(__file__),
)
MADE = datetime(2026, 6, 30, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def report() -> Report:
    """A report with findings of many kinds, problems, and a file that is not recognised."""
    return run([Input(one.name, partial(os.open, one, os.O_RDONLY), n) for n, one in enumerate(FILES)])


def validate(name: str, data: object) -> None:
    validator = Draft202012Validator(schema.schema(name))
    assert [error.message for error in validator.iter_errors(json.loads(json.dumps(data)))] == []


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_the_files_are_up_to_date(name: str) -> None:
    """``make schema`` changes nothing."""
    assert schema.path(name).read_text("utf-8") == schema.text(name)
    Draft202012Validator.check_schema(schema.schema(name))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_check_keeps_its_schema(report: Report, lang: str) -> None:
    """What ``mioboe check --json`` prints is valid, and a damaged object is not."""
    shown = plain(present(report, plan_entries(report, (), lang, date(2026, 6, 30)), lang))
    assert shown["findings"]
    assert shown["steps"]
    validate("mioboe.check/1", shown)
    with pytest.raises(AssertionError):
        validate("mioboe.check/1", shown | {"findings": [{**shown["findings"][0], "severity": "awful"}]})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_summary_keeps_its_schema(report: Report, lang: str) -> None:
    """The JSON form of the summary is valid, with notes, contacts and files and without."""
    plan = plan_entries(report, (), lang, date(2026, 6, 30))
    for found, state in ((report, State("1", MADE, plan)), (given.report(), given.state())):
        validate("mioboe.summary/2", json.loads(make("json", found, state, lang).data))
