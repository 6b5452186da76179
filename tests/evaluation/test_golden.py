"""The comparison of two trees: data fail, texts are listed, fields that are new are named."""

import copy
import gzip
import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from app.i18n.languages import LANGUAGES
from evaluation.golden import compare, tell
from evaluation.golden.compare import Differences
from evaluation.golden.outputs import STATES, write_outputs
from tests.cli.test_explain import SAMPLE

FINDING = {
    "id": "f1",
    "title": "Refund of ¥1,280",
    "severity": "high",
    "values": {"amount": {"minor": 1280, "currency": "JPY"}, "how": {"key": "by card", "values": {"title": "Visa"}}},
    "evidence": [{"path": "a.csv", "line": 3, "fields": {"title": "Pen"}}],
}
PERSON: dict[str, Any] = {
    "check": {"findings": [FINDING], "steps": []},
    "letters": {"shop": ["Dear shop,", "I ask for ¥1,280.", "Yours"]},
    "summary": {
        "csv": {"head": ["When"], "columns": ["Total"], "rows": [{"what": "Refund", "utc": "2026", "cells": ["1"]}]},
        "html": ["<h1>Summary</h1>", "<p>One</p>"],
        "typst": {"blocks": [{"kind": "heading", "text": "Summary"}, {"kind": "text", "text": "One"}]},
    },
}
FINDINGS = "check/findings"


def compared(tmp_path: Path, change: str, value: Any) -> Differences:
    """The differences after one value of a result (by its path) was replaced, or added."""
    new = copy.deepcopy(PERSON)
    here: Any = new
    *way, last = change.split("/")
    for name in way:
        here = here[int(name) if name.isdigit() else name]
    here[int(last) if last.isdigit() else last] = value
    files = []
    for side, person in (("before", PERSON), ("after", new)):
        files.append(tmp_path / side / "one.json.gz")
        files[-1].parent.mkdir()
        files[-1].write_bytes(gzip.compress(json.dumps({"mine": {"ja": person}}).encode()))
    return compare.files(*files)


@pytest.mark.parametrize(
    ("change", "value", "pair"),
    [
        ("check/findings/0/title", "A refund of ¥1,280", ("Refund of ¥1,280", "A refund of ¥1,280")),
        ("check/findings/0/values/how/key", "with a card", ("by card", "with a card")),
        ("letters/shop", ["Dear shop,", "Please pay.", "I ask for ¥1,280.", "Yours"], ("", "Please pay.")),
        ("letters/shop/0", "To the shop", ("Dear shop,", "To the shop")),
        ("summary/csv/head/0", "Time", ("When", "Time")),
        ("summary/csv/rows/0/what", "A refund", ("Refund", "A refund")),
        ("summary/html/1", "<p>Two</p>", ("One", "Two")),
        ("summary/html/1", "<b>One</b>", ("<p>One</p>", "<b>One</b>")),
        ("summary/typst/blocks/1/text", "Two", ("One", "Two")),
    ],
)
def test_texts_are_listed(tmp_path: Path, change: str, value: Any, pair: tuple[str, str]) -> None:
    """A sentence that was mended is one pair, in whatever form, and no failure."""
    found = compared(tmp_path, change, value)
    assert dict(found.texts) == {pair: 1}
    assert not found.data
    assert not found.added


@pytest.mark.parametrize(
    ("change", "value", "name"),
    [
        (f"{FINDINGS}/0/severity", "low", "[]/severity"),
        (f"{FINDINGS}/0/values/amount/minor", 1281, "[]/values/amount/minor"),
        (f"{FINDINGS}/0/values/amount/minor", 1280.0, "[]/values/amount/minor"),
        (f"{FINDINGS}/0/values/how/values/title", "JCB", "[]/values/how/values/title"),
        (f"{FINDINGS}/0/evidence/0/fields/title", "Ink", "[]/evidence/[]/fields/title"),
        (f"{FINDINGS}/0/evidence", [], "[]/evidence/(which and in which order)"),
        (f"{FINDINGS}/0", FINDING | {"id": "f2"}, "(which and in which order)"),
    ],
)
def test_data_fail(tmp_path: Path, change: str, value: Any, name: str) -> None:
    """A value, a cell or an entry that is another one differs, also where its name is that of a text."""
    found = compared(tmp_path, change, value)
    assert not found.texts
    assert dict(found.data) == {f"{FINDINGS}/{name}": 1}


def test_other_forms_of_data_fail(tmp_path: Path) -> None:
    """So do the cells of the table, and what is no longer there."""
    assert compared(tmp_path, "summary/csv/rows/0/cells/0", "2").data
    (tmp_path / "gone").mkdir()
    missing = compare.files(tmp_path / "before" / "one.json.gz", tmp_path / "gone" / "one.json.gz")
    assert dict(missing.data) == {"mine": 1}


def test_new_fields_are_named(tmp_path: Path) -> None:
    """A field that was not there is no difference."""
    found = compared(tmp_path, f"{FINDINGS}/0/rank", 3)
    assert dict(found.added) == {f"{FINDINGS}/[]/rank": 1}
    assert not found.data
    assert not found.texts


def test_a_tree_writes_its_results(tmp_path: Path) -> None:
    """For one file, after each kind of answer and in both languages; they are those of the same tree."""
    files = tmp_path / "inputs" / "one" / "files"
    files.mkdir(parents=True)
    shutil.copy(SAMPLE, files)
    out = tmp_path / "before"
    out.mkdir()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:  # the program replaces functions of the product
        pool.submit(write_outputs, tmp_path / "inputs", out, ["one"]).result()
    written = json.loads(gzip.decompress((out / "one.json.gz").read_bytes()))
    assert set(written) == set(STATES)
    for state in written.values():
        assert all(state[lang]["check"]["findings"] and state[lang]["summary"]["typst"]["blocks"] for lang in LANGUAGES)
    assert compare.files(out / "one.json.gz", out / "one.json.gz") == Differences()


def test_the_same_change_is_told_once() -> None:
    """With other amounts in it, a changed text is the same entry; other figures are pointed out, before all else."""
    found = Differences()
    for amount in ("¥1,280", "¥300", "¥300"):
        found.says(("one",), f"Refund of {amount} here", f"A refund of {amount} here")
    found.says(("two",), "within 7 days", "within 8 days")
    odd, same = tell.grouped(found)
    assert (same.count, same.distinct, same.numbers) == (3, 2, False)
    assert (odd.count, odd.numbers) == (1, True)
    assert "Data are equal." in [*tell.lines(found, "Title")]
