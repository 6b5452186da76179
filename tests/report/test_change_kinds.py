"""Changes of accounts have more kinds than earlier versions read. Whatever a person said of one before holds when its
file is read anew."""

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from msgspec import structs

from analyzers.events.history import History
from analyzers.events.ids import event_ids
from analyzers.events.marks import Ref
from analyzers.events.owner import Owner
from analyzers.events.schemas import CHANGE_KINDS
from analyzers.findings.assemble import examine
from app.cli.paths import sources
from app.importers.change_kinds import known, unsure
from app.importers.declared import declared
from app.report import build
from app.report.answers import AnswerFile
from app.report.catalogue import catalogue
from app.report.event_words import CHANGE_LABELS
from app.report.intake import Read
from app.report.recognition import Recognised, recognised
from app.sandbox.client import ReaderClient
from tests.analyzers.detector_cases import frame
from tests.analyzers.sign_in_rows import AWAY, DAY, HOME, HOUR, LAPTOP, rows
from tests.importers.reading import SAMPLES, expected, samples

# How the version before the kinds ``passkey``, ``app``, ``rule`` and ``recovery`` read the words of each format that
# has some of them now: the first pattern that matches ``what``, else the last kind.
FORMER: Mapping[str, tuple[Mapping[str, str], str]] = {
    "github.security_log": (
        {
            r"^\S*password": "password",
            r"^two_factor_authentication\.|^user\.two_factor|^\S*recovery_code": "two_step",
            r"^passkey|^security_key|^\S*webauthn": "two_step",
            r"^\S*email": "mail",
            r"^\S*payment_method|^billing": "card",
            r"^\S*trusted_device": "device",
        },
        "other",
    ),
    "microsoft.recent_activity": (
        {
            "(?i)password|パスワード": "password",
            "(?i)phone|電話": "phone",
            "(?i)mail|alias|メール|エイリアス": "mail",
            "(?i)two-step|verification app|recovery code|2 段階|認証アプリ|回復": "two_step",
        },
        "other",
    ),
    "facebook.record_details": (
        {
            "(?i)password": "password",
            "(?i)mail": "mail",
            "(?i)phone|mobile number": "phone",
            "(?i)two-factor|two factor|login approval": "two_step",
        },
        "other",
    ),
    "x.device_token": ({}, "device"),
}
ANSWERS = ("mine", "not_mine", "family", "not_sure")
STRANGE = "App : FIREFOX. Os : LINUX."
PLAIN: dict[str, Any] = {"upload": 90, "at_basis": "stated", "shop": "amazon.co.jp"}


def with_changes() -> list[Path]:
    """Every sample that gives changes."""
    return [sample for sample in samples() if json.loads(expected(sample).read_text("utf-8"))["events"].get("changes")]


@cache
def read() -> dict[str, Read]:
    """What this version reads of each of them, by its place among the samples."""
    files = [(sample.relative_to(SAMPLES).as_posix(), str(sample)) for sample in with_changes()]
    with closing(ReaderClient()) as client:
        return dict(zip([name for name, _ in files], build.read(sources(files), None, client), strict=True))


NAMES = [sample.relative_to(SAMPLES).as_posix() for sample in with_changes()]
each_sample = pytest.mark.parametrize("name", NAMES)


def former_kind(row: Mapping[str, Any]) -> str:
    """The kind that the earlier version read."""
    patterns, otherwise = FORMER.get(row["source"], ({}, str(row["kind"])))
    return next((kind for pattern, kind in patterns.items() if re.search(pattern, row["what"] or "")), otherwise)


def earlier(read_now: Read) -> Read:
    """The same as the earlier version stored it: without the new column, with the former kinds."""
    changes = read_now.tables["changes"]
    kinds = pl.Series("kind", [former_kind(row) for row in changes.iter_rows(named=True)], pl.String)
    tables = {**read_now.tables, "changes": changes.drop("known_as").with_columns(kinds)}
    return Read.load(replace(read_now, tables=tables).dump())


def history(*reads: Read) -> History:
    """The changes of these files. Each lies soon after a sign-in by a stranger, so that rules cite those that count."""
    changes = [one.tables["changes"] for one in reads]
    times = sorted({at.replace(microsecond=0) for one in changes for at in one["at"].drop_nulls()})
    strange = [
        {
            **AWAY,
            "asn": AWAY["asn"] + n,
            "ip": f"5.9.{n}.1",
            "prefix": f"5.9.{n}.0/24",
            "at": at - HOUR,
            "agent": STRANGE,
        }
        for n, at in enumerate(times)
    ]
    home = [{**row, "at": times[0] - 40 * DAY + n * DAY} for n, row in enumerate(rows(20, agent=LAPTOP, **HOME))]
    logins = [{**PLAIN, "service": "google", "path": "l.csv", "line": n, **row} for n, row in enumerate(home + strange)]
    order = {**PLAIN, "source": "amazon.order_history", "order_id": "503-0000000-1", "path": "o.csv", "line": 1}
    frames = {
        "changes": changes,
        "logins": [frame("logins", logins)],
        "orders": [frame("orders", [{**order, "at": home[0]["at"]}])],
    }
    return History.build(frames, Owner(), catalogue=catalogue())


def ids(past: History) -> list[str]:
    """The ids of the changes, in order."""
    named = event_ids(past, (Ref("changes", row) for row in past.tables["changes"]["row"]))
    return [named[ref] for ref in sorted(named)]


def by_event(state: Recognised) -> dict[str, str]:
    """The answer that counts for each event, by the key of its entry."""
    return {state.asking.frame["key"][unit]: answer for unit, answer in state.asking.answers.items()}


def test_every_reading_that_has_changed_is_here() -> None:
    """The formats that declare former kinds are those above, each new kind has one former kind, and people have words
    for every kind but two: a device, and what is not known."""
    declaring = {name: facts.former_kinds for name, facts in declared().formats.items() if facts.former_kinds}
    assert declaring.keys() == FORMER.keys()
    assert {kind for kinds in declaring.values() for pair in kinds.items() for kind in pair} <= set(CHANGE_KINDS)
    assert {*CHANGE_LABELS, "device", "other"} == set(CHANGE_KINDS)
    seen = {kind for one in read().values() for kind in one.tables["changes"]["kind"]}
    assert {kind for kinds in declaring.values() for kind in kinds} <= seen <= set(CHANGE_KINDS)


@each_sample
def test_a_change_stays_known_by_its_former_kind(name: str) -> None:
    """What the declarations say is what the earlier version read, and every change keeps its id."""
    now = read()[name].tables["changes"]
    assert now["known_as"].to_list() == [former_kind(row) for row in now.iter_rows(named=True)]
    assert earlier(read()[name]).tables["changes"]["known_as"].null_count() == now.height
    assert ids(history(earlier(read()[name]))) == ids(history(read()[name]))


@each_sample
@pytest.mark.parametrize("says", ANSWERS)
def test_answers_to_questions_hold(name: str, says: str) -> None:
    """An answer that was given to every question before counts for the same events, and no answer is left over; so does
    an answer to each entry alone."""
    before, after = (examine(history(one)) for one in (earlier(read()[name]), read()[name]))
    asked = recognised(before, Owner())(AnswerFile({}, {})).asking.questions
    given = AnswerFile({question.id: says for question in asked if question.kind in ("change", "device")}, {})
    states = [recognised(examined, Owner())(given) for examined in (before, after)]
    assert by_event(states[0]) == by_event(states[1])
    assert list(by_event(states[1]).values()) == [says] * read()[name].tables["changes"].height
    assert states[0].problems == states[1].problems
    entries = AnswerFile({}, {}, entries=dict.fromkeys(ids(before.history), says))
    assert by_event(recognised(after, Owner())(entries)) == by_event(states[1])


@each_sample
def test_answers_to_findings_hold(name: str) -> None:
    """The same findings cite the same events, and an answer to each of them is there afterwards."""
    before, after = (examine(history(one)) for one in (earlier(read()[name]), read()[name]))
    assert [(one.id, one.triggers, one.severity) for one in before.findings] == [
        (one.id, one.triggers, one.severity) for one in after.findings
    ]
    for finding in before.findings:
        for says in ("mine", "not_mine"):
            state = recognised(after, Owner(verdicts={finding.id: says}))(AnswerFile({}, {}))
            assert next(one.verdict for one in state.now.findings if one.id == finding.id) == says


def test_some_findings_cite_changes() -> None:
    """So that the test above is about something: changes of each former kind that is a signal are cited."""
    cited = set()
    for one in read().values():
        past = history(earlier(one))
        named = dict(zip(ids(past), past.tables["changes"]["kind"], strict=True))
        cited |= {named[event] for found in examine(past).findings for event in found.triggers if event in named}
    assert cited == {"two_step", "device", "password", "mail", "phone", "card"}


@each_sample
def test_a_file_that_is_handed_in_again_tells_the_kinds(name: str) -> None:
    """What an earlier version stored and what is read anew are the same events, and the kinds are those of the second,
    whichever was handed in first."""
    own = read()[name]
    for pair in ((earlier(own), own), (own, earlier(own))):
        numbered = [numbered_as(one, number) for number, one in enumerate(pair)]
        past = History.build({"changes": [one.tables["changes"] for one in numbered]}, catalogue=catalogue())
        assert sorted(ids(past)) == sorted(ids(history(own)))
        assert sorted(past.tables["changes"]["kind"]) == sorted(own.tables["changes"]["kind"])
        assert not unsure(past.tables["changes"]).height
        listed, joined = build.merged(numbered, Owner())
        assert sorted(joined.tables["changes"]["kind"]) == sorted(own.tables["changes"]["kind"])
        assert [bool(file.problems and file.problems[-1].code == "same-file") for file in listed].count(True) == 1


def numbered_as(one: Read, number: int) -> Read:
    """The same file as another upload."""
    tables = {table: rows.with_columns(upload=pl.lit(number, pl.UInt32)) for table, rows in one.tables.items()}
    return replace(
        one, upload=number, files=[structs.replace(file, upload=number) for file in one.files], tables=tables
    )


@each_sample
def test_only_what_may_be_another_kind_is_unsure(name: str) -> None:
    """Stored changes of formats that told all along what they tell now are sure; of the others those whose kind is one
    that was divided."""
    stored = earlier(read()[name]).tables["changes"]
    divided = {source: set(facts.former_kinds.values()) for source, facts in declared().formats.items()}
    expected_rows = [row for row in stored.iter_rows(named=True) if row["kind"] in divided.get(row["source"], ())]
    assert unsure(stored).rows(named=True) == expected_rows
    assert not unsure(known(stored)).height
