"""From files to a report: files become events, events become findings, and both become one report. ``run(sources,
owner)`` does everything; ``read`` and ``report`` are its two halves, so that a service can keep the events of an upload
and examine them again without reading the file again. This module uses no database and no page."""

import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

import polars as pl
from msgspec import structs

from analyzers.book.entries import Units
from analyzers.events.history import Extent, History
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.events.stored import StoredValues, moment
from analyzers.findings.assemble import Examined, examine, in_episodes
from analyzers.findings.episodes import episodes
from analyzers.findings.finding import Evidence, Finding
from app.geo import ip_location
from app.importers.change_kinds import unsure
from app.reader import table as reader
from app.report.accounted import across_files, across_pages
from app.report.answers import AnswerFile
from app.report.catalogue import catalogue
from app.report.claim_table.claim import Claim
from app.report.drawings import points
from app.report.intake import Place, Progress, Read, ReadFile, cells, read
from app.report.model import Coverage, DataSet, File, Places, Report, StoredProblem, Timing
from app.report.outcomes import reported, unusable_tables, with_reason
from app.report.screens.counting import Choose, picture_cells, proven, with_pictures
from app.sandbox.client import Input, ReaderClient
from app.sandbox.parent import ChildProcess

__all__ = ["Checked", "Input", "Owner", "Progress", "Read", "Report", "assembled", "checked", "examined", "read", "run"]


def run(
    sources: Sequence[Input],
    owner: Owner | None = None,
    progress: Progress | None = None,
    child: ChildProcess | None = None,
    answers: AnswerFile | None = None,
) -> Report:
    """Reads and examines everything at once, for callers that store nothing. ``child`` is a reader process that is
    ready; it is closed afterwards. ``answers`` are the owner's answers to the questions of recognition."""
    return checked(sources, owner, progress, child, answers).report


class Checked(NamedTuple):
    """A report, and the rows of its history that nobody recognised."""

    report: Report
    claims: list[Claim]


def checked(
    sources: Sequence[Input],
    owner: Owner | None = None,
    progress: Progress | None = None,
    child: ChildProcess | None = None,
    answers: AnswerFile | None = None,
    pictures: Choose = proven,
    *,
    drawn: bool = True,
) -> Checked:
    """Reads and examines everything like ``run``, and also returns the claims: for the command line. ``pictures`` says
    which rows of pictures count; ``drawn`` as in ``assembled``."""
    started = time.perf_counter()
    with closing(ReaderClient(child)) as client:
        reads = with_pictures(read(sources, progress, client), pictures)
        return assembled(reads, sources, owner or Owner(), answers, time.perf_counter() - started, client, drawn=drawn)


def assembled(
    reads: Sequence[Read],
    sources: Sequence[Input],
    owner: Owner,
    answers: AnswerFile | None = None,
    read_s: float = 0.0,
    client: ReaderClient | None = None,
    *,
    drawn: bool = True,
) -> Checked:
    """The report about the events of all files, with the owner's answers. ``sources`` are read again (by ``client``)
    only for the rows that findings cite; ``read_s`` is how long reading took. ``drawn``: the picture over time will be
    drawn, whose data take every entry of the book."""
    from app.report.claim_table.claims import of_assembled, unanswered
    from app.report.recognition import answers_problems, recognised

    started = time.perf_counter()
    files, history = merged(reads, owner)
    result = examine(history)
    since = started, read_s
    if not owner.verdicts and not (answers and (answers.by_question or answers.until)):
        findings = in_episodes(result.findings)
        report = _report(files, history, with_cells(findings, reads, sources, client), result, since, drawn=drawn)
        return Checked(structs.replace(report, episodes=episodes(findings)), unanswered(report, result))
    state = recognised(result, owner)(answers or AnswerFile({}, {}))
    findings = with_cells(state.now.findings, reads, sources, client)
    report = _report(files, history, findings, result, since, drawn=drawn)
    report = structs.replace(report, episodes=state.now.episodes, problems=answers_problems(state))
    return Checked(report, of_assembled(report, state.now))


def examined(reads: Sequence[Read], sources: Sequence[Input], owner: Owner) -> tuple[Report, Units]:
    """The parts that a service stores: the report with the findings of the rules before any answer, and the entries of
    the book."""
    started = time.perf_counter()
    files, history = merged(reads, owner)
    result = examine(history)
    findings = with_cells(result.findings, reads, sources, None)
    return _report(files, history, findings, result, (started, 0.0)), result.entries


def _report(
    files: Sequence[File],
    history: History,
    findings: Sequence[Finding],
    result: Examined,
    since: tuple[float, float],
    *,
    drawn: bool = True,
) -> Report:
    """The report of findings; ``result`` has the entries and the outcomes of the checks. ``since`` is when the
    examination began, and how long reading had taken."""
    unusable = unusable_tables(files)
    started, read_s = since
    find_s = time.perf_counter() - started
    return Report(
        files=files,
        events=dict.fromkeys(SCHEMAS, 0) | history.counts(),
        coverage=_coverage(history.coverage()),
        uncovered=_coverage(history.uncovered()),
        findings=[with_reason(finding, unusable) for finding in findings],
        outcomes=reported(result.outcomes, files),
        shops=history.shops(),
        zone=history.zone,
        lanes=points.lanes(history, result.entries.frame) if drawn else None,
        ledgers=points.ledgers(history),
        places=Places(
            ip_location.AS_OF,
            ip_location.SOURCE,
            DataSet(ip_location.NETWORKS_AS_OF, ip_location.NETWORKS_SOURCE),
        ),
        timing=Timing(round(read_s, 4), round(find_s, 4), round(read_s + find_s, 4)),
    )


def _coverage(extents: Iterable[Extent]) -> list[Coverage]:
    return [
        Coverage(extent.table, extent.shop, moment(extent.start), moment(extent.end), extent.events, extent.service)
        for extent in extents
    ]


def merged(reads: Sequence[Read], owner: Owner) -> tuple[list[File], History]:
    """The files, each once, and the history made from their events."""
    files, frames, twice = _once(reads)
    torn = {file.path for file in files if any(problem.code == "no-order-id" for problem in file.problems)}
    history = History.build(frames, owner, torn=torn, catalogue=catalogue())
    return list(across_files(across_pages(files, frames.get("orders", ())), history, twice)), history


def with_cells(
    findings: Sequence[Finding], reads: Iterable[Read], sources: Iterable[Input], client: ReaderClient | None
) -> list[Finding]:
    """The findings with the original cells of the rows that they cite, read again from their files."""
    reads = list(reads)
    want: dict[int, dict[str, list[Place]]] = {}
    for finding in findings:
        for row in finding.evidence:
            want.setdefault(row.upload, {}).setdefault(row.path, []).append((row.line or 0, row.record))
    if not want:
        return list(findings)
    starts = {read.upload: {file.path: file.starts for file in read.files} for read in reads}
    original = dict(cells([replace(source, starts=starts[source.upload]) for source in sources], want, client))
    original |= {(upload, path, (line, None)): row for (upload, path, line), row in picture_cells(reads).items()}

    def filled(row: Evidence) -> Evidence:
        return structs.replace(row, fields=original.get((row.upload, row.path, (row.line or 0, row.record)), {}))

    return [structs.replace(finding, evidence=[filled(row) for row in finding.evidence]) for finding in findings]


def _once(reads: Sequence[Read]) -> tuple[list[File], dict[str, list[pl.DataFrame]], set[tuple[int, str]]]:
    """All files and event frames, and which files (upload and path) were handed in twice: these are listed, but their
    events are left out."""
    counting = _counting_copies(reads)
    files: list[File] = []
    frames: dict[str, list[pl.DataFrame]] = {}
    twice: set[tuple[int, str]] = set()
    for upload in reads:
        doubles = []
        for file in upload.files:
            reported = file.reported()
            if file.sha256 and file.events and (other := counting[file.sha256]) is not file:
                doubles.append(file.path)
                twice.add((file.upload, file.path))
                reported = structs.replace(reported, problems=[*reported.problems, _same_file(other.path)])
            files.append(reported)
        for table, frame in upload.tables.items():
            kept = frame.filter(~pl.col("path").is_in(doubles)) if doubles else frame
            frames.setdefault(table, []).append(kept)
    return files, frames, twice


def _counting_copies(reads: Sequence[Read]) -> dict[str, ReadFile]:
    """Of each file with events, by its hash, the copy whose events count: the first one, except that the kinds of
    changes in what an earlier version stored may be less exact than in a copy that was read since."""
    counting: dict[str, ReadFile] = {}
    later: dict[str, ReadFile] = {}
    for upload in reads:
        stale = set(unsure(upload.tables["changes"])["path"]) if "changes" in upload.tables else set()
        for file in upload.files:
            if file.sha256 and file.events:
                (later if file.path in stale else counting).setdefault(file.sha256, file)
    return later | counting


def _same_file(path: str) -> StoredProblem:
    same = reader.FileProblem("same-file", "This file is the same as {path}, so it is counted once.", {"path": path})
    return StoredProblem(None, same.code, same.message, StoredValues(same.values))
