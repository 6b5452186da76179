"""The straight line: files become events, events become findings, all of it becomes one report.

``run(sources, owner)`` is the whole of it; ``read`` and ``report`` are its two halves, so that a service can keep the
events of an upload and look again without reading the file once more. Nothing here knows a database or a page.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from analyzers.engine.detector import tags_of
from analyzers.engine.episodes import Episode, episodes
from analyzers.engine.run import Finding
from analyzers.engine.run import run as find
from analyzers.events.facts import Money, Sentence
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.features import placed_orders as placed
from app.geo import ip_location
from app.reader.table import Problem
from app.report.intake import Place, Progress, Read, cells, read
from app.report.model import Report, by_card
from app.report.outcomes import plain, reworded
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
) -> Report:
    """Everything at once: for the command line, and for whoever keeps nothing. ``child`` is one that is ready to read;
    it is gone afterwards."""
    started = time.perf_counter()
    with closing(ReaderClient(child)) as client:
        reads = read(sources, progress, client)
        read_s = time.perf_counter() - started
        return report(reads, sources, owner or Owner(), read_s=read_s, client=client)


def report(
    reads: Sequence[Read],
    sources: Sequence[Input],
    owner: Owner,
    *,
    remembered: Mapping[str, Sequence[str]] | None = None,
    read_s: float = 0.0,
    client: ReaderClient | None = None,
) -> Report:
    """What the events of all uploads show. ``sources`` are read again (by ``client``) only for the rows that findings
    cite.

    ``remembered`` maps the id of an answered finding to its trigger ids: the answer also holds for a finding that
    shares one of them.
    """
    started = time.perf_counter()
    files, frames = _once(reads)
    torn = {file["path"] for file in files if any(one["code"] == "no-order-id" for one in file["problems"])}
    history = History.build(frames, owner, torn=torn)
    findings, outcomes = find(history, remembered or {})
    want: dict[int, dict[str, list[Place]]] = {}
    for finding in findings:
        for one in finding.evidence:
            want.setdefault(one.upload, {}).setdefault(one.path, []).append((one.line, one.record))
    starts = {one.upload: {file["path"]: file.get("starts", ()) for file in one.files} for one in reads}
    original = cells([replace(one, starts=starts[one.upload]) for one in sources], want, client) if want else {}
    find_s = time.perf_counter() - started
    return {
        "schema": "mioboe.report/1",
        "files": files,
        "events": dict.fromkeys(SCHEMAS, 0) | history.counts(),
        "coverage": _plain(history.coverage()),
        "findings": reworded([_finding(one, original) for one in findings], files),
        "episodes": [_episode(one) for one in episodes(findings)],
        "outcomes": _plain(plain(outcomes, files)),
        "shops": history.shops(),
        "places": {
            "as_of": ip_location.AS_OF,
            "source": ip_location.SOURCE,
            "networks": {"as_of": ip_location.NETWORKS_AS_OF, "source": ip_location.NETWORKS_SOURCE},
        },
        "timing": {"read_s": round(read_s, 4), "find_s": round(find_s, 4), "total_s": round(read_s + find_s, 4)},
    }


def plan(
    findings: Iterable[Mapping[str, Any]],
    symptoms: Iterable[str],
    shops: Iterable[str],
    lang: str,
    today: date,
    said: Conditions = NOTHING_SAID,
) -> list[Planned]:
    """The steps that unanswered or confirmed findings and the chosen symptoms call for, in order."""
    calls = [
        Call(
            trigger=one["detector"],
            severity=one["severity"],
            unshipped=one["unshipped"],
            from_amazon=one["from_amazon"],
            shop=one["shop"],
            finding=one["id"],
            verdict=one["verdict"],
            card=by_card(one),
            tags=tags_of(one["detector"]),
        )
        for one in findings
    ]
    calls += [Call(trigger=symptom) for symptom in symptoms]
    return choose(calls, shops=list(shops), lang=lang, today=today, said=said)


def plan_entries(report: Report, symptoms: Iterable[str], lang: str, today: date) -> list[dict[str, Any]]:
    """The plan of a report as plain data."""
    return entries(plan(report["findings"], symptoms, report["shops"], lang, today))


def entries(planned: Iterable[Planned]) -> list[dict[str, Any]]:
    """A plan as plain data: what ``app.i18n.translate.present`` and the summary show of each step."""
    return [
        {
            "id": one.step.id,
            "phase": one.step.phase,
            "title": one.step.title,
            "why": one.step.why,
            "minutes": one.step.minutes,
            "triggers": list(one.triggers),
            "findings": list(one.findings),
        }
        for one in planned
    ]


def _once(reads: Sequence[Read]) -> tuple[list[dict[str, Any]], dict[str, list[pl.DataFrame]]]:
    """All file entries and event frames; a file handed in twice is named and counted once."""
    seen: dict[str, str] = {}
    files: list[dict[str, Any]] = []
    frames: dict[str, list[pl.DataFrame]] = {}
    for one in reads:
        doubles = []
        for file in one.files:
            first = seen.setdefault(file["sha256"], file["path"]) if file["sha256"] and file["events"] else file["path"]
            known = file["sha256"] and file["events"] and any(file["sha256"] == f["sha256"] for f in files)
            # The report only names the tables that wait for a person's word; their first rows stay with the events.
            file = {name: told for name, told in file.items() if name != "starts"}
            file["offered"] = [table["id"] for table in file.get("offered", ())]
            if known:
                doubles.append(file["path"])
                same = Problem("same-file", "This file is the same as {path}, so it is counted once.", {"path": first})
                note = {"line": None, "code": same.code, "message": same.message, "values": same.values}
                file = {**file, "problems": [*file["problems"], note]}
            files.append(file)
        for table, frame in one.tables.items():
            kept = frame.filter(~pl.col("path").is_in(doubles)) if doubles else frame
            frames.setdefault(table, []).append(kept)
    return files, frames


def _plain(value: Any) -> Any:
    """Values as JSON knows them: money as {minor, currency}, times as ISO with Z, days as ISO."""
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sentence):
        return {"key": value.key, "values": _plain(value.values)}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _finding(one: Finding, original: Mapping[tuple[int, str, Place], Any]) -> dict[str, Any]:
    return {
        "id": one.id,
        "detector": one.detector,
        "kind": one.kind,
        "severity": one.severity,
        "confidence": one.confidence,
        "episode": one.episode,
        "at": _plain(one.at),
        "at_basis": one.at_basis,
        "title": one.title,
        "message": one.message,
        "innocent": one.innocent,
        "values": _plain(one.values),
        "verdict": one.verdict,
        "triggers": list(one.triggers),
        "entities": [
            {"kind": e.kind, "value": e.value, "from": _plain(e.first), "to": _plain(e.last)} for e in one.entities
        ],
        "score": one.score,
        "parts": [{"sentence": _plain(part.sentence), "share": part.share} for part in one.parts],
        "unshipped": one.unshipped,
        "from_amazon": one.from_amazon,
        "shop": one.shop,
        "evidence": [
            {
                "path": row.path,
                "line": row.line,
                "record": row.record,
                "role": row.role,
                "table": row.table,
                "at": _plain(row.at),
                "money": _plain(row.money),
                "balance": _plain(row.balance),
                "order": row.order,
                "card": placed.by_card(row.payment),
                "payee": row.payee,
                "told": row.told,
                "fields": original.get((row.upload, row.path, (row.line, row.record)), {}),
                "also": [{"path": path, "line": line} for path, line in row.also],
            }
            for row in one.evidence
        ],
    }


def _episode(one: Episode) -> dict[str, Any]:
    return {
        "episode": one.number,
        "from": _plain(one.start),
        "to": _plain(one.end),
        "findings": list(one.findings),
        "severity": one.severity,
        "stoppable": one.stoppable,
        "money": _plain(one.money),
        "story": [{"key": s.key, "values": _plain(s.values), "findings": list(s.findings)} for s in one.story],
    }
