"""The YAML cases beside the detectors, as event frames and as the findings that they name."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import analyzers
from analyzers.events.history import History
from analyzers.events.marks import Money, Sentence
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.events.stored import moment
from analyzers.findings.assemble import examine, in_episodes
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from analyzers.rules.outcome import Outcome
from app.report.answers import AnswerFile
from app.report.catalogue import catalogue
from app.report.recognition import recognised
from app.report.stored import without_zones

ROOT = Path(analyzers.__file__).parent / "rules"
SAFE: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
COMMON = {"shop": "amazon.co.jp", "upload": 0, "at_basis": "stated", "role": "buyer"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "orders": {"source": "amazon.order_history", "currency": "JPY", "status": "closed", "total_minor": 1000},
    "refunds": {"source": "amazon.refund_details", "currency": "JPY", "status": "completed"},
    "ledger": {
        "source": "amazon.gift_card_page",
        "shop": None,
        "currency": "GBP",
        "account": "gift_card",
        "newest_first": True,
        "page_edge": False,
    },
    "returns": {"source": "amazon.your_orders_returns", "shop": None, "currency": "JPY", "status": "Completed"},
    "payments": {"source": "amazon.transactions_page", "currency": "JPY"},
    "logins": {"source": "google.access_log", "shop": None, "service": "google"},
    "changes": {"source": "amazon.devices_registration", "shop": None, "service": "amazon"},
}


@dataclass(frozen=True)
class Case:
    """One case of one detector. ``rows`` are complete events by table, in the order of their files."""

    detector: str
    name: str
    rows: dict[str, list[dict[str, Any]]]
    owner: Owner
    found: list[dict[str, Any]]
    outcome: str
    get: list[str]

    def history(self) -> History:
        return history(self.rows, self.owner)

    @cached_property
    def own(self) -> tuple[list[Finding], list[Outcome]]:
        """What its detector finds in its events while no other runs, which is half of the work. Only a detector that
        speaks of what others miss needs them."""
        with pytest.MonkeyPatch.context() as patch:
            alone(self.detector, patch)
            findings, outcomes = self.ran()
        return [one for one in findings if one.detector == self.detector], outcomes

    def ran(self) -> tuple[list[Finding], list[Outcome]]:
        """All findings and outcomes of its events."""
        return run(self.history())


def run(past: History) -> tuple[list[Finding], list[Outcome]]:
    """The findings of a history in rank order, with its owner's answers to findings and with their episodes, and the
    outcome of each rule."""
    found = examine(past)
    if past.owner.verdicts:
        return recognised(found, past.owner)(AnswerFile({}, {})).now.findings, found.outcomes
    return in_episodes(found.findings), found.outcomes


def alone(detector: str, patch: pytest.MonkeyPatch) -> None:
    """The engine runs no other detector meanwhile."""
    if not (one := detectors()[detector]).reads_gaps:
        patch.setattr("analyzers.rules.run.detectors", lambda: {detector: one})


def history(rows: Mapping[str, list[dict[str, Any]]], owner: Owner | None = None) -> History:
    """The history of complete events by table."""
    return History.build({table: [frame(table, some)] for table, some in rows.items()}, owner, catalogue=catalogue())


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Complete events as a frame in the full schema; columns not given are null."""
    return pl.DataFrame([{name: row.get(name) for name in SCHEMAS[table]} for row in rows], schema=SCHEMAS[table])


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every detector."""
    return tuple(case for file in sorted(ROOT.glob("*/*.yaml")) for case in _cases(file))


@cache
def some_cases() -> tuple[Case, ...]:
    """The first case of every detector in which it fires, and of every second one the first in which it does not;
    `make soak` takes every case, which needs minutes."""
    if os.environ.get("EVERY_CASE"):
        return cases()
    chosen = list[Case]()
    for place, detector in enumerate(detectors()):
        mine = [case for case in cases() if case.detector == detector]
        chosen += [case for case in mine if case.found][:1]
        chosen += [case for case in mine if not case.found][: place % 2]
    return tuple(chosen)


def named(case: Case) -> str:
    """How the tests of a case are called."""
    return f"{case.detector}: {case.name}"


def _cases(file: Path) -> Iterator[Case]:
    _, listed = yaml.load_all(file.read_text("utf-8"), Loader=SAFE)
    for given in listed:
        unknown = set(given) - {"case", "events", "owner", "found", "outcome", "get"}
        assert not unknown, f"{file.name}: {unknown}"
        found = [one | {"values": _texts(one["values"])} if "values" in one else one for one in given.get("found", [])]
        yield Case(
            detector=f"{file.parent.name}.{file.stem}",
            name=given["case"],
            rows={table: _rows(table, rows) for table, rows in given["events"].items()},
            owner=Owner.parse(given.get("owner", "")),
            found=found,
            outcome=given.get("outcome", "fired" if found else "clear"),
            get=given.get("get", []),
        )


def _texts(given: Any) -> Any:
    """Values of a case with every time as text, as findings hold them."""
    if isinstance(given, dict):
        return {name: _texts(value) for name, value in given.items()}
    if isinstance(given, list):
        return [_texts(value) for value in given]
    return moment(given) if isinstance(given, date) else given


def _rows(table: str, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Complete events: defaults, running lines and positions, and rows repeated ``times``, ``every`` days."""
    rows = []
    lines: dict[str, int] = {}
    for one in given:
        plain = {name: value for name, value in one.items() if name not in ("times", "every")}
        for number in range(one.get("times", 1)):
            path = one.get("path", f"{table}.csv")
            lines[path] = lines.get(path, 1) + 1
            row = {**COMMON, **DEFAULTS[table], "path": path, "line": lines[path], "position": lines[path] - 2, **plain}
            row = {name: _numbered(value, number) for name, value in row.items()}
            row["at"], row["at_basis"] = _moment(row["at"], timedelta(days=one.get("every", 0) * number))
            assert set(row) - set(SCHEMAS[table]) <= {"position", "role"}, f"{one}: not a column of {table}"
            rows.append(row)
    return rows


def _numbered(value: Any, number: int) -> Any:
    return value.replace("%n", str(number + 1)) if isinstance(value, str) else value


def _moment(at: Any, later: timedelta) -> tuple[datetime | None, str | None]:
    if at is None:
        return None, None
    if isinstance(at, datetime):
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) + later, "stated"
    assert isinstance(at, date)
    return datetime(at.year, at.month, at.day, tzinfo=UTC) + later, "date_only"


def seen(finding: Finding, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a finding shows of the things that the case names."""
    places = {
        role: [f"{e.path}:{e.line}" for e in finding.evidence if e.role == role] for role in ("trigger", "context")
    }
    found: dict[str, Any] = {"triggers": places["trigger"]}
    for name in wanted:
        if name == "context":
            found[name] = places["context"]
        elif name == "also":
            found[name] = [f"{place.path}:{place.line}" for e in finding.evidence for place in e.also]
        elif name == "values":
            values = without_zones(finding.values)
            found[name] = {key: _plain(values[key]) for key in wanted["values"]}
        elif name != "triggers":
            found[name] = getattr(finding, name)
    return found


def _plain(value: Any) -> Any:
    """A value as a case writes it; the sentences among the values hold values of their own."""
    if isinstance(value, Sentence):
        return {"key": value.key, "values": {key: _plain(one) for key, one in value.values.items()}}
    return f"{value.minor} {value.currency}" if isinstance(value, Money) else value
