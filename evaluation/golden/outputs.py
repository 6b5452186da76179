"""One side of the comparison: what the product of the tree that this runs in makes of every input, as plain files.

    outputs.py FOLDER OUT [--accounts N] [--jobs N]

One ``OUT/<input>.json.gz`` for each input that ``inputs.py`` wrote to FOLDER; what exists already is not written again.
Each is one JSON object with sorted keys that holds, for each of ``STATES`` (no finding is answered, all of them are the
owner's, none is):

    {state: {"found": [what a finding carries for machines only: keys, triggers, entities, score …], "shops",
             "episodes",
             lang: {"check": the object of ``check --json`` without timing, "plan": steps after some answers,
                    "letters": {letter: lines},
                    "summary": {"json": object, "csv": {"head", "columns" (of the files), "rows"}, "html": lines,
                                "typst": what Typst is given,
                                "plain": whether the JSON and the CSV are written in the usual way}}}}

This file needs the product and nothing beside itself: it is lent to commits that are older than it.
"""

import argparse
import csv
import gc
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock
from zlib import crc32

from msgspec import structs

import analyzers
import app
import checklists
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.files.evidence import EvidenceFile
from app.cases.plan import progress
from app.cases.plan.letters import letter_text
from app.cases.record.notes import ContactEntry
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report import build
from app.report.model import Report
from app.report.plans import plan as plans
from app.report.present import present
from app.report.stored import plain
from app.report.summary import State, make, summarise
from app.report.summary.forms.csv import COLUMNS
from app.report.summary.person import Contact, Kept, MemberAnswer, Note
from app.report.typeset.child import fitted
from app.sandbox.client import Input, ReaderClient
from app.settings import Settings
from app.storage.service import start
from app.storage.tables import CaseRow, ProgressRow
from checklists import letter as content
from checklists import model, questions
from checklists.sites import family_of
from tests.service import rows_by_hand

NOW = datetime(2026, 10, 1, 3, 4, 5, tzinfo=UTC)
TODAY = NOW.date()
STATES = ("unanswered", "mine", "not_mine")
AT_ONCE = 12  # inputs whose files one reading process gets; it opens 64 at most

# What the person of every case wrote down.
CASE = "0123456789abcdef0123456789abcdef"
ANSWERS = {
    "what": ["symptom.unknown_charge", "symptom.unknown_order", "symptom.cod_parcel", "symptom.details_changed"],
    "money.card": ["4321"],
    "money.market": ["japan"],
    "money.debit": ["credit"],
    "money.statement": ["2026-09-20"],
    "money.charge": ["2026-08-30"],
    "order.sent": ["sent"],
    "parcel.sender": ["amazon"],
}
ME = {"name": "Mio Boe", "address": "1-2-3 Chiyoda", "phone": "03-0000-0000", "mail": "me@example.org"}
CONTACT: ContactEntry = {
    "id": "c1", "rev": 1, "recipient": "Shop desk", "channel": "chat", "at": "2026-09-12T10:00+09:00",
    "zone": "Asia/Tokyo", "agent": "Sato", "case_number": "A-1", "subject": "refund", "statement": "We look into it.",
    "promise": "The money comes back", "promised_by": "2026-09-19", "next": "Ask again", "closed": False,
}  # fmt: skip
SECOND: ContactEntry = CONTACT | {
    "id": "c2",
    "at": "2026-09-21T11:30+09:00",
    "promise": "No money comes back",
    "promised_by": "",
}
ASKED = [
    {"id": "h1", "who": "Hanako", "at": "2026-09-01", "finding": "", "answer": "unknown", "note": "sure"},
    {"id": "h2", "who": "Taro", "at": "2026-09-02", "finding": "", "answer": "other", "note": ""},
]
NOTES: Any = {
    "rev": 1, "answers": ANSWERS, "safety": True, "household": ASKED, "contacts": [CONTACT, SECOND], "cards": [],
    "days": {}, "steps": {}, "drafts": {}, "me": ME,
}  # fmt: skip


def names(folder: Path, count: int) -> list[str]:
    """The inputs of a folder: all samples and so many accounts."""
    every = sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
    return [one for one in every if not one.startswith("account-") or int(one.rpartition("-")[2]) < count]


def write_outputs(folder: Path, out: Path, wanted: Sequence[str]) -> None:
    """What comes out of some inputs. Their files are read together, and once for all answers."""
    gc.freeze()  # what was imported is never garbage
    gc.set_threshold(100_000, 20, 20)
    handed = [_sources(folder / name / "files") for name in wanted]
    with closing(ReaderClient()) as client:
        every = iter(build.read([one for some in handed for one in some], None, client))
        for name, sources in zip(wanted, handed, strict=True):
            reads = [next(every) for _ in sources]
            said = folder / name / "owner.yaml"
            owner = build.Owner.parse(said.read_text("utf-8") if said.exists() else "")
            found = _states(partial(_look, reads, sources, client), owner)
            text = json.dumps(found, ensure_ascii=False, sort_keys=True)
            data = gzip.compress(text.encode("utf-8", "surrogatepass"), 3, mtime=0)
            part = out / f".{name}.part"
            part.write_bytes(data)
            part.rename(out / f"{name}.json.gz")


def _look(reads: Sequence[build.Read], sources: Sequence[Input], client: ReaderClient, owner: build.Owner) -> Report:
    return build.assembled(reads, sources, owner, client=client).report


def _sources(folder: Path) -> list[Input]:
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    flags = os.O_RDONLY | os.O_CLOEXEC
    return [Input(f.relative_to(folder).as_posix(), partial(os.open, f, flags), n) for n, f in enumerate(files)]


def _states(look: Callable[..., Report], owner: build.Owner) -> dict[str, Any]:
    """The results for every way to answer. Once the answers are known when the product looks, as from an owner file;
    once they are put onto the report that was made before, as they are in a case."""
    first = look(owner)
    triggers = {one.id: one.triggers for one in first.findings}
    mine = look(replace(owner, verdicts=dict.fromkeys(triggers, "mine")))
    findings = [structs.replace(one, verdict="not_mine") for one in first.findings]
    denied = structs.replace(first, findings=findings)
    answered = zip(STATES, (first, mine, denied), strict=True)
    return {
        state: _machines(report) | {lang: _people(report, lang) for lang in LANGUAGES} for state, report in answered
    }


def _machines(report: Report) -> dict[str, Any]:
    """What no form shows as it is."""
    named = ("id", "title", "message", "innocent", "triggers", "entities", "score", "unshipped", "shop")
    found = plain(report.findings)
    return {
        # Commits before shops had families say of each finding whether its shop is one of Amazon's.
        "found": [{n: one[n] for n in named} | {"from_amazon": family_of(one["shop"]) == "amazon"} for one in found],
        "episodes": plain(report.episodes),
        "shops": plain(report.shops),
    }


def _people(report: Report, lang: str) -> dict[str, Any]:
    """What is shown in one language."""
    check = plain(present(report, plans.plan_entries(report, (), lang, TODAY), lang))
    del check["timing"]
    symptoms, told = questions.symptoms_of(ANSWERS), questions.conditions(ANSWERS)
    planned = plans.plan(report.findings, sorted(symptoms), report.shops, lang, TODAY, told)
    plan = plans.entries(planned)
    written = {one.id: letter_text(_case(), one, lang, TODAY, report, NOTES) for one in content.letters().values()}
    state = State(
        version="golden",
        generated_at=NOW,
        plan=plan,
        progress={one.id: how for one in plan if (how := _progress(one.id))},
        since={one.id: NOW for one in plan if _progress(one.id)},
        verified=[one.id for one in plan if _progress(one.id) == "done" and crc32(one.id.encode()) % 8 == 0],
        case=CASE[:8].upper(),
        symptoms=[one.sentence for name, one in model.symptoms().items() if name in symptoms],
        **_written(lang),
    )
    return {
        "check": check,
        "plan": plain(plan),
        "letters": {name: text.split("\n") for name, text in written.items()},
        "summary": _summary(report, state, lang),
    }


def _written(lang: str) -> dict[str, Any]:
    """What the person wrote down and put in, in the types of the summary."""
    title = translate(model.steps()["save.screens"].title, lang)
    log: dict[str, Any] = {name: one for name, one in CONTACT.items() if name not in ("id", "rev")}
    shown: dict[str, Any] = {"number": 1, "channel_name": "Chat", "when": "12 Sep", "promised_on": "2026-09-19"}
    return {
        "notes": [Note(step="save.screens", title=title, about="amazon.co.jp", text="Saved on the blue stick")],
        "household": [MemberAnswer(who="Hanako", on="2026-09-01", when="1 Sep", about="", answer="no", note="sure")],
        "contacts": [Contact(**(log | shown))],
        "kept": [
            Kept(number=1, name="a.png", sha256="cd" * 32, bytes=9, at=NOW.isoformat(timespec="seconds"),
                 when=when(NOW, "stated", lang), step="x.y", title="x.y", about="")
        ],
    }  # fmt: skip


def _progress(step: str) -> str | None:
    """How far the person of every case is with a step."""
    return ("done", None, "doing", "not_for_me")[crc32(step.encode()) % 4]


@cache
def _case() -> Case:
    """The case that letters are written from, in a folder of its own that goes with this process."""
    folder = tempfile.TemporaryDirectory(prefix="mioboe-golden-")
    _kept.append(folder)
    service = start(Settings(data=Path(folder.name)))
    key, locked = service.vault.new_key(CASE)
    mock.patch.object(progress, "now", return_value=NOW).start()  # no result may depend on the day of the comparison
    proof = EvidenceFile(
        "p", 1, "save.screens", "", "screen.png", "picture", 4096, "cd" * 32, NOW, "screenshot", "", "", ""
    )  # fmt: skip
    mock.patch.object(evidence, "all_files", return_value=[proof]).start()
    mock.patch.object(progress, "statuses", _once(progress.statuses)).start()
    with rows_by_hand(service.engine) as session:
        session.add(CaseRow(id=CASE, key=locked, created_at=NOW))
        session.flush()
        for name in model.steps():
            if how := _progress(name):
                session.add(ProgressRow(case_id=CASE, step=name, state=how, at=NOW))
    return Case(CASE, None, NOW, False, NOW + timedelta(days=180), None, service, key)


_kept: list[object] = []


def _once(statuses: Callable[..., Any]) -> Callable[..., Any]:
    """The same for all letters about one report in one language."""
    known: list[tuple[str, int, Any, Report]] = []

    def found(case: Case, lang: str, report: Report, said: Any) -> Any:
        if not known or known[0][:2] != (lang, id(report)):
            known[:] = [(lang, id(report), statuses(case, lang, report, said), report)]
        return known[0][2]

    return found


def _summary(report: Report, state: State, lang: str) -> dict[str, Any]:
    """Every form of the summary."""
    told = plain(summarise(report, state, lang))
    html, table = (make(form, report, state, lang).data for form in ("html", "csv"))
    with mock.patch("app.report.summary.forms.pdf.run", return_value=iter([({"k": "typeset"}, b"")])) as typeset:
        make("pdf", report, state, lang)
    cells = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(cells)
    usual = {"csv": out.getvalue().encode("utf-8-sig") == table}
    if lang == "en":  # it takes long, and one language tells
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
        usual["json"] = make("json", report, state, lang).data == text.encode("utf-8", "backslashreplace")
    own = len(COLUMNS)
    rows = [dict(zip(COLUMNS, row, strict=False)) | {"cells": row[own:]} for row in cells[1:]]
    return {
        "json": told,
        "csv": {"head": cells[0][:own], "columns": cells[0][own:], "rows": rows},
        "html": html.decode("utf-8").split("\n"),
        "typst": fitted(typeset.call_args.args[0]["document"]),
        "plain": usual,
    }


def _same_tree() -> None:
    """Ends with a message where the packages of another tree than this one would be looked at."""
    for package in (analyzers, app, checklists):
        place = Path(str(package.__file__)).resolve()
        if not place.is_relative_to(Path.cwd()):
            raise SystemExit(f"{package.__name__} is taken from {place}, not from {Path.cwd()}")
    print(f"looking with {app.__file__}", file=sys.stderr)


def main() -> None:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="outputs.py")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    _same_tree()
    given.out.mkdir(parents=True, exist_ok=True)
    left = [one for one in names(given.folder, given.accounts) if not (given.out / f"{one}.json.gz").exists()]
    chunks = [left[start : start + AT_ONCE] for start in range(0, len(left), AT_ONCE)]
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        list(pool.map(partial(write_outputs, given.folder, given.out), chunks))


if __name__ == "__main__":
    main()
