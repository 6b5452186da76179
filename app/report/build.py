"""The straight line: files become events, events become findings, all of it becomes one report.

``run(sources, owner)`` is the whole of it; ``read`` and ``report`` are its two halves, so that a service can keep the
events of an upload and look again without reading the file once more. Nothing here knows a database or a page.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

import polars as pl
from msgspec import structs

from analyzers.engine import episodes as analysed_episodes
from analyzers.engine import findings as analysed
from analyzers.engine.detector import tags_of
from analyzers.engine.episodes import episodes
from analyzers.engine.run import run as find
from analyzers.events.facts import Sentence
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.features import placed_orders as placed
from app.geo import ip_location
from app.i18n.languages import LANGUAGES
from app.reader import table as reader
from app.report.accounted import across_files
from app.report.catalogue import catalogue
from app.report.intake import Cells, Place, Progress, Read, cells, read
from app.report.model import (
    Calculation,
    Coverage,
    DataSet,
    Entity,
    Episode,
    Evidence,
    File,
    Finding,
    Location,
    Part,
    Places,
    PlanEntry,
    Problem,
    Report,
    StoredValues,
    StoryLine,
    Timing,
)
from app.report.outcomes import gap_values, reported, unusable_tables
from app.report.stored import moment, stored_values
from app.sandbox.client import Input, ReaderClient
from app.sandbox.parent import ChildProcess
from checklists.choose import Call, Planned, choose
from checklists.questions import NOTHING_SAID, Conditions

__all__ = ["Input", "Owner", "Progress", "Read", "Report", "plan", "read", "report", "run"]


def run(
    sources: Sequence[Input],
    owner: Owner | None = None,
    progress: Progress | None = None,
    child: ChildProcess | None = None,
    answers: Mapping[str, str] | None = None,
) -> Report:
    """Everything at once: for the command line, and for whoever keeps nothing. ``child`` is one that is ready to read;
    it is gone afterwards. ``answers`` are those of the owner to the questions of recognition, by question id."""
    started = time.perf_counter()
    with closing(ReaderClient(child)) as client:
        reads = read(sources, progress, client)
        read_s = time.perf_counter() - started
        return report(reads, sources, owner or Owner(), read_s=read_s, client=client, answers=answers)


def report(
    reads: Sequence[Read],
    sources: Sequence[Input],
    owner: Owner,
    *,
    remembered: Mapping[str, Sequence[str]] | None = None,
    read_s: float = 0.0,
    client: ReaderClient | None = None,
    answers: Mapping[str, str] | None = None,
) -> Report:
    """What the events of all uploads show. ``sources`` are read again (by ``client``) only for the rows that findings
    cite.

    ``remembered`` maps the id of an answered finding to its trigger ids: the answer also holds for a finding that
    shares one of them.
    """
    started = time.perf_counter()
    files, history = merged(reads, owner)
    findings, outcomes = find(history, remembered or {})
    if answers:
        from app.report.recognition import recognised  # here, because most runs have no answers

        findings = recognised(history, findings, answers).findings
    unusable = unusable_tables(files)
    original = _cells(findings, reads, sources, client)
    find_s = time.perf_counter() - started
    zones = {one.id: history.zone_of(one.shop) for one in findings}
    return Report(
        files=files,
        events=dict.fromkeys(SCHEMAS, 0) | history.counts(),
        coverage=[
            Coverage(one.table, one.shop, moment(one.start), moment(one.end), one.events) for one in history.coverage()
        ],
        findings=[_finding(one, original, unusable, history.zone_of(one.shop)) for one in findings],
        episodes=[_episode(one, zones) for one in episodes(findings)],
        outcomes=reported(outcomes, files),
        shops=history.shops(),
        zone=history.zone,
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


def plan(
    findings: Iterable[Finding],
    symptoms: Iterable[str],
    shops: Iterable[str],
    lang: str,
    today: date,
    said: Conditions = NOTHING_SAID,
) -> list[Planned]:
    """The steps that unanswered or confirmed findings and the chosen symptoms call for, in order."""
    calls = [
        Call(
            trigger=one.detector,
            tags=tags_of(one.detector),
            severity=one.severity,
            unshipped=one.unshipped,
            shop=one.shop,
            finding=one.id,
            verdict=one.verdict,
            card=one.by_card,
        )
        for one in findings
    ]
    calls += [Call(trigger=symptom) for symptom in symptoms]
    return choose(calls, shops=list(shops), home=LANGUAGES[lang].markets, today=today, said=said)


def plan_entries(report: Report, symptoms: Iterable[str], lang: str, today: date) -> list[PlanEntry]:
    """The plan of a report as ``app.report.present`` and the summary show it."""
    return entries(plan(report.findings, symptoms, report.shops, lang, today))


def entries(planned: Iterable[Planned]) -> list[PlanEntry]:
    """A plan as ``app.report.present`` and the summary show it."""
    return [
        PlanEntry(
            id=one.step.id,
            phase=one.step.phase,
            title=one.step.title,
            why=one.step.why,
            minutes=one.step.minutes,
            triggers=one.triggers,
            findings=one.findings,
        )
        for one in planned
    ]


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


def _finding(one: analysed.Finding, original: Cells, unusable: Mapping[str, Sentence], zone: str = "UTC") -> Finding:
    return Finding(
        id=one.id,
        detector=one.detector,
        kind=one.kind,
        severity=one.severity,
        confidence=one.confidence,
        episode=one.episode,
        at=moment(one.at),
        at_basis=one.at_basis,
        title=one.title,
        message=one.message,
        innocent=one.innocent,
        values=stored_values(gap_values(one, unusable), zone),
        verdict=one.verdict,
        triggers=one.triggers,
        aliases=one.aliases,
        entities=[Entity(e.kind, e.value, moment(e.first), moment(e.last)) for e in one.entities],
        score=one.score,
        parts=[Part(part.sentence.key, stored_values(part.sentence.values, zone), part.share) for part in one.parts],
        arithmetic=[_calculation(line, zone) for line in one.arithmetic],
        otherwise=_calculation(one.otherwise, zone) if one.otherwise else None,
        unshipped=one.unshipped,
        shop=one.shop,
        evidence=[_evidence(row, original) for row in one.evidence],
        zone=zone,
    )


def _calculation(line: Sentence, zone: str) -> Calculation:
    return Calculation(line.key, stored_values(line.values, zone))


def _evidence(row: analysed.Evidence, original: Cells) -> Evidence:
    return Evidence(
        path=row.path,
        line=row.line,
        role=row.role,
        fields=original.get((row.upload, row.path, (row.line, row.record)), {}),
        also=[Location(path, line) for path, line in row.also],
        record=row.record,
        table=row.table,
        at=moment(row.at),
        money=row.money,
        balance=row.balance,
        order=row.order,
        card=placed.by_card(row.payment),
        payee=row.payee,
        counted=row.counted,
        mail=row.mail,
    )


def _episode(one: analysed_episodes.Episode, zones: Mapping[str, str]) -> Episode:
    """``zones``: of each finding by its id. The days of an episode are those of its first finding's clock."""
    return Episode(
        number=one.number,
        start=moment(one.start),
        end=moment(one.end),
        findings=one.findings,
        severity=one.severity,
        stoppable=one.stoppable,
        money=one.money,
        story=[
            StoryLine(line.key, stored_values(line.values, zones[line.findings[0]]), line.findings)
            for line in one.story
        ],
        zone=zones[one.findings[0]],
    )
