"""Runs accounts through the product's pipeline, many per process, and compares the findings with the truth."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from analyzers.events.marks import ALARMS, Money
from analyzers.events.owner import Owner
from analyzers.findings.finding import Evidence, Finding
from analyzers.rules.contract import detectors
from analyzers.rules.reasons import FAILED
from app.report.build import Report, assembled, examined
from app.report.intake import Read, read
from app.report.model import NOTES, File
from app.sandbox.client import Input
from evaluation.simulate.account import Account, Loss, Place, Spec, make

AT_ONCE = 12  # accounts whose files are read together; a child process opens 64 files
ABOUT_FILES = ("case.coverage_gap", "case.source_conflict")  # accuse nobody: neither true nor false positives
LEAVE_OUT_EVERY = 4  # one in this many clean accounts is run again without each of its files


@dataclass(slots=True)
class JudgedFinding:
    """One finding compared with the truth. ``hit``: a trigger is a row of the attack; ``own`` counts such triggers."""

    detector: str
    kind: str
    severity: str
    confidence: float
    hit: bool
    triggers: int
    own: int
    yen: int
    id: str
    episode: int | None
    gone: bool | None = None  # without the cited rows the finding is gone
    moved: bool | None = None  # instead, the same detector accuses other rows

    @property
    def alarm(self) -> bool:
        """Whether its severity is medium or higher."""
        return self.severity in ALARMS


@dataclass(slots=True)
class Result:
    """The results of one account. ``left_out`` holds faults that appeared when a file was left out."""

    spec: Spec
    circumstances: tuple[str, ...]
    attack: str | None
    family: str | None
    financial: bool
    findings: list[JudgedFinding]
    outcomes: dict[str, str]
    stolen: int
    found: dict[str, int] = field(default_factory=dict)  # yen covered by: alarms, all findings, the first 1, 3, 5
    cited: int = 0
    rows: int = 0
    unread: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)  # detectors that stopped because of a fault
    left_out: list[dict[str, Any]] = field(default_factory=list)
    left_out_times: int = 0
    events: int = 0
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)


def sources(account: Account) -> list[Input]:
    """The account's files as uploads in memory."""
    return [Input(name, _opener(name, data), number) for number, (name, data) in enumerate(account.files)]


def _opener(name: str, data: bytes) -> Any:
    def opened() -> int:
        fd = os.memfd_create(os.path.basename(name)[:200], os.MFD_CLOEXEC)
        with os.fdopen(os.dup(fd), "wb") as out:
            out.write(data)
        os.lseek(fd, 0, os.SEEK_SET)
        return fd

    return opened


def reads(accounts: Sequence[Account]) -> Iterator[list[Read]]:
    """The events of every account, read as the product reads them."""
    handed = [sources(account) for account in accounts]
    every = iter(read([one for some in handed for one in some]))
    for some in handed:
        yield [next(every) for _ in some]


def look(specs: Sequence[Spec]) -> list[tuple[Result, Result]]:
    """Every account twice, in order: without and with what its owner would answer."""
    found = []
    for start in range(0, len(specs), AT_ONCE):
        accounts = [make(spec) for spec in specs[start : start + AT_ONCE]]
        for account, events in zip(accounts, reads(accounts), strict=True):
            found.append((_alone(account, events), _result(account, events, Owner.parse(account.owner))[0]))
    return found


def _alone(account: Account, events: list[Read]) -> Result:
    """The result without an owner file, with checks of what the findings rest on."""
    result, made = _result(account, events, Owner())
    if account.truth:
        _explain(result, made, events)
    elif account.spec.seed % LEAVE_OUT_EVERY == 0:
        _leave_out(result, made, events)
    return result


def _result(account: Account, events: list[Read], owner: Owner) -> tuple[Result, Report]:
    made = assembled(events, (), owner).report
    truth = account.truth
    rows: frozenset[Place] = truth.rows if truth else frozenset()
    losses = truth.losses if truth else ()
    shown = [_shown(one, rows) for one in made.findings]
    result = Result(
        spec=account.spec,
        circumstances=account.circumstances,
        attack=account.spec.attack,
        family=truth.family if truth else None,
        financial=bool(truth and truth.financial),
        findings=shown,
        outcomes={one.detector: one.outcome for one in made.outcomes},
        stolen=sum(loss.yen for loss in losses),
        unread=[f"{file.path}: {file.format} {_codes(file)}" for file in made.files if _odd(file)],
        crashed=[one.detector for one in made.outcomes if one.code == FAILED],
        events=sum(made.events.values()),
        seconds=made.timing.find_s,
    )
    if truth:
        _money(result, made.findings, losses)
        cited = {place for one in made.findings for place in _places(one.evidence)}
        result.cited, result.rows = len(rows & cited), len(rows)
    return result, made


def _odd(file: File) -> bool:
    """Whether a simulated file was not recognised or has more than notices: our own fault."""
    return file.format is None or any(one.code not in NOTES for one in file.problems)


def _codes(file: File) -> str:
    return ",".join(sorted({f"{one.code}@{one.line}" for one in file.problems})[:3])


def _places(evidence: Iterable[Evidence], role: str | None = None) -> set[Place]:
    found: set[Place] = set()
    for one in evidence:
        if role in (None, one.role):
            places = [(one.path, one.line), *((two.path, two.line) for two in one.also)]
            found |= {(path, line) for path, line in places if line is not None}
    return found


def _shown(finding: Finding, rows: frozenset[Place]) -> JudgedFinding:
    every = [one for one in finding.evidence if one.role == "trigger"] or finding.evidence
    own = sum(bool(_places([one]) & rows) for one in every)
    money = [value.minor for value in finding.values.values() if isinstance(value, Money)]
    return JudgedFinding(
        finding.detector,
        finding.kind,
        finding.severity,
        finding.confidence,
        own > 0,
        len(every),
        own,
        max(map(abs, money), default=0),
        finding.id,
        finding.episode,
    )


def _money(result: Result, findings: Sequence[Finding], losses: Sequence[Loss]) -> None:
    """Adds how much of the stolen money the cited rows account for."""
    chosen = {
        "alarms": [one for one in findings if one.severity in ALARMS],
        "all": findings,
        **{str(k): findings[:k] for k in (1, 3, 5)},
    }
    for name, some in chosen.items():
        cited = {place for one in some for place in _places(one.evidence)}
        result.found[name] = sum(loss.yen for loss in losses if loss.rows & cited)


def _explain(result: Result, made: Report, events: list[Read]) -> None:
    """Faithfulness: each of the first three findings must disappear without the rows that it cites."""
    before = {one.id for one in made.findings}
    for finding, shown in list(zip(made.findings, result.findings, strict=True))[:3]:
        if finding.detector in ABOUT_FILES:
            continue
        without = examined([_without(one, _places(finding.evidence)) for one in events], (), Owner())[0]
        same = {one.id for one in without.findings if one.detector == finding.detector}
        shown.gone, shown.moved = finding.id not in same, bool(same - before)


def _without(one: Read, places: set[Place]) -> Read:
    """The read without the events of some rows."""
    gone = pl.DataFrame(sorted(places), schema={"path": pl.String, "line": pl.UInt32}, orient="row")
    kept = {
        name: rows.join(gone, on=["path", "line"], how="anti", maintain_order="left")
        for name, rows in one.tables.items()
    }
    return Read(one.upload, one.files, kept)


def _leave_out(result: Result, made: Report, events: list[Read]) -> None:
    """A clean account without one kind of its files: what only those files show must become
    not assessable, and no new accusation may appear."""
    known = {(one.detector, one.id) for one in made.findings}
    for name in sorted({file.format for file in made.files if file.events and file.format}):
        paths = [file.path for file in made.files if file.format == name]
        kept = [
            Read(
                one.upload,
                [f for f in one.files if f.path not in paths],
                {table: rows.filter(~pl.col("path").is_in(paths)) for table, rows in one.tables.items()},
            )
            for one in events
        ]
        again = examined(kept, (), Owner())[0]
        said = {one.detector: one.outcome for one in again.outcomes}
        result.left_out_times += 1
        empty = {table for table in made.events if table not in again.events}
        silent = [one for one in _needing(empty) if said[one] != "not_assessable"]
        accused = [
            one.detector
            for one in again.findings
            if one.severity in ALARMS and one.kind == "proof" and (one.detector, one.id) not in known
        ]
        if silent or accused:
            result.left_out.append({"format": name, "not said": silent, "accused": sorted(set(accused))})


def _needing(tables: set[str]) -> list[str]:
    """The detectors that require one of these tables."""
    return [name for name, detector in detectors().items() if any(table in tables for table, _ in detector.required())]
