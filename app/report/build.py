"""The straight line: files become events, events become findings, all of it becomes one report.

``run(sources, owner)`` is the whole of it; ``read`` and ``report`` are its two halves, so that a service can keep the
events of an upload and look again without reading the file once more. Nothing here knows a database or a page.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from msgspec import structs

from analyzers.engine import findings as analysed
from analyzers.engine.episodes import episodes
from analyzers.engine.run import run as find
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from app.geo import ip_location
from app.reader import table as reader
from app.report import points
from app.report.accounted import across_files
from app.report.catalogue import catalogue
from app.report.converted import converted_episode, converted_finding
from app.report.intake import Cells, Place, Progress, Read, cells, read
from app.report.model import (
    Coverage,
    DataSet,
    File,
    Places,
    Problem,
    Report,
    StoredValues,
    Timing,
)
from app.report.outcomes import reported, unusable_tables
from app.report.stored import moment
from app.sandbox.client import Input, ReaderClient
from app.sandbox.parent import ChildProcess

if TYPE_CHECKING:
    from analyzers.recognition.units import Units
    from app.report.answers import Answers
    from app.report.claim import Claim

__all__ = ["Checked", "Input", "Owner", "Progress", "Read", "Report", "checked", "examined", "read", "report", "run"]


def run(
    sources: Sequence[Input],
    owner: Owner | None = None,
    progress: Progress | None = None,
    child: ChildProcess | None = None,
    answers: "Answers | None" = None,
) -> Report:
    """Everything at once: for whoever keeps nothing. ``child`` is one that is ready to read; it is gone afterwards.
    ``answers`` are those of the owner to the questions of recognition."""
    return checked(sources, owner, progress, child, answers).report


class Checked(NamedTuple):
    """A report, and the rows of its history that nobody recognised."""

    report: Report
    claims: "list[Claim]"


def checked(
    sources: Sequence[Input],
    owner: Owner | None = None,
    progress: Progress | None = None,
    child: ChildProcess | None = None,
    answers: "Answers | None" = None,
) -> Checked:
    """The same with the claims: for the command line."""
    from app.report.answers import Answers
    from app.report.claims import of_recognition
    from app.report.recognition import answers_problems, recognised

    started = time.perf_counter()
    with closing(ReaderClient(child)) as client:
        reads = read(sources, progress, client)
        begun = time.perf_counter()
        files, history = merged(reads, owner or Owner())
        findings, outcomes = find(history)
        state = recognised(history, findings)(answers or Answers({}, {}))
        since = begun, begun - started
        made = _report(files, history, state.findings, outcomes, _Sources(reads, sources, client), since)
    made = structs.replace(made, problems=answers_problems(state.recognition))
    return Checked(made, of_recognition(made, state.recognition))


def report(
    reads: Sequence[Read],
    sources: Sequence[Input],
    owner: Owner,
    *,
    remembered: Mapping[str, Sequence[str]] | None = None,
    client: ReaderClient | None = None,
) -> Report:
    """What the events of all uploads show. ``sources`` are read again (by ``client``) only for the rows that findings
    cite.

    ``remembered`` maps the id of an answered finding to its trigger ids: the answer also holds for a finding that
    shares one of them.
    """
    started = time.perf_counter()
    files, history = merged(reads, owner)
    findings, outcomes = find(history, remembered or {})
    return _report(files, history, findings, outcomes, _Sources(reads, sources, client), (started, 0.0))


def examined(
    reads: Sequence[Read],
    sources: Sequence[Input],
    owner: Owner,
    answer_of: Callable[[str], str | None],
    given: int,
    *,
    remembered: Mapping[str, Sequence[str]],
) -> tuple[Report, "Units"]:
    """The same for whoever goes on asking: the report, and the units that the questions of recognition are made of.
    ``answer_of`` gives the answer to a question by its id; ``given`` is the number of answers."""
    from analyzers.recognition.recognise import answered, unanswered
    from analyzers.recognition.recognise import examined as units_of
    from app.report.recognition import with_disowned

    started = time.perf_counter()
    files, history = merged(reads, owner)
    findings, outcomes = find(history, remembered)
    units = units_of(history, findings)
    every = with_disowned(answered(unanswered(units), answer_of, given), findings, owner.verdicts)
    made = _report(files, history, every, outcomes, _Sources(reads, sources, None), (started, 0.0))
    return made, units


class _Sources(NamedTuple):
    reads: Sequence[Read]
    inputs: Sequence[Input]
    client: ReaderClient | None


def _report(
    files: Sequence[File],
    history: History,
    findings: Sequence[analysed.Finding],
    outcomes: Sequence[analysed.Outcome],
    sources: _Sources,
    since: tuple[float, float],
) -> Report:
    """The report of findings. ``since`` is when the examination began, and how long reading had taken."""
    unusable = unusable_tables(files)
    original = _cells(findings, *sources)
    started, read_s = since
    find_s = time.perf_counter() - started
    zones = {one.id: history.zone_of(one.shop) for one in findings}
    return Report(
        files=files,
        events=dict.fromkeys(SCHEMAS, 0) | history.counts(),
        coverage=[
            Coverage(one.table, one.shop, moment(one.start), moment(one.end), one.events, one.service)
            for one in history.coverage()
        ],
        findings=[converted_finding(one, original, unusable, zones[one.id]) for one in findings],
        episodes=[converted_episode(one, zones) for one in episodes(findings)],
        outcomes=reported(outcomes, files),
        shops=history.shops(),
        zone=history.zone,
        lanes=points.lanes(history),
        ledgers=points.ledgers(history),
        places=Places(
            ip_location.AS_OF,
            ip_location.SOURCE,
            DataSet(ip_location.NETWORKS_AS_OF, ip_location.NETWORKS_SOURCE),
        ),
        timing=Timing(round(read_s, 4), round(find_s, 4), round(read_s + find_s, 4)),
    )


def merged(reads: Sequence[Read], owner: Owner) -> tuple[list[File], History]:
    """The files, each once, and the history that their events make."""
    files, frames, twice = _once(reads)
    torn = {file.path for file in files if any(problem.code == "no-order-id" for problem in file.problems)}
    history = History.build(frames, owner, torn=torn, catalogue=catalogue())
    return list(across_files(files, history, twice)), history


def _cells(
    findings: Iterable[analysed.Finding], reads: Iterable[Read], sources: Iterable[Input], client: ReaderClient | None
) -> Cells:
    """The original cells of the rows that the findings cite, read once more from their files."""
    want: dict[int, dict[str, list[Place]]] = {}
    for finding in findings:
        for row in finding.evidence:
            want.setdefault(row.upload, {}).setdefault(row.path, []).append((row.line, row.record))
    starts = {one.upload: {file.path: file.starts for file in one.files} for one in reads}
    return cells([replace(one, starts=starts[one.upload]) for one in sources], want, client) if want else {}


def _once(reads: Sequence[Read]) -> tuple[list[File], dict[str, list[pl.DataFrame]], set[tuple[int, str]]]:
    """All files and event frames, and which files (upload and path) were handed in twice: these are named, but their
    events are left out."""
    first: dict[str, str] = {}
    files: list[File] = []
    frames: dict[str, list[pl.DataFrame]] = {}
    twice: set[tuple[int, str]] = set()
    for one in reads:
        doubles = []
        for file in one.files:
            reported = file.reported()
            if file.sha256 and file.events:
                known = any(file.sha256 == other.sha256 for other in files)
                original = first.setdefault(file.sha256, file.path)
                if known:
                    doubles.append(file.path)
                    twice.add((file.upload, file.path))
                    reported = structs.replace(reported, problems=[*reported.problems, _same_file(original)])
            files.append(reported)
        for table, frame in one.tables.items():
            kept = frame.filter(~pl.col("path").is_in(doubles)) if doubles else frame
            frames.setdefault(table, []).append(kept)
    return files, frames, twice


def _same_file(path: str) -> Problem:
    same = reader.Problem("same-file", "This file is the same as {path}, so it is counted once.", {"path": path})
    return Problem(None, same.code, same.message, StoredValues(same.values))
