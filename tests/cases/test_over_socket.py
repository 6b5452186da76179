"""Where the system has no files in memory, such as macOS, uploads reach the reading process over its socket: the same
events, findings and cells, and no clear byte on a disk."""

import io
import os
import zipfile
from collections.abc import Iterator
from itertools import repeat

import pytest
from fastapi import FastAPI

from app.cases.answers.book import latest_report
from app.main import STATIC
from app.report.model import Report
from app.sandbox.parent import Killed, Pieces
from app.settings import Settings
from app.storage.vault import CannotOpen
from tests.browser import GIFT, ORDERS, Browser, visit
from tests.conftest import CANARIES
from tests.sandbox.test_parent import child
from tests.service import hits, running, the_case

SAMPLE = STATIC.parent / "app" / "data" / "sample" / "sample-export.zip"


def pieces(*data: bytes, size: int | None = None) -> Pieces:
    return Pieces(sum(map(len, data)) if size is None else size, lambda: iter(data))


@pytest.fixture
def without_memfd(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has no files in memory."""
    monkeypatch.delattr(os, "memfd_create")


def examined(settings: Settings) -> Report:
    """The report of a zip, a table, a pasted page and an empty file."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("export.zip", SAMPLE.read_bytes()), ("CANARY-name.csv", ORDERS.encode()), text=GIFT)
        assert browser.wait()["running"] is False
        assert hits(settings, *CANARIES) == []
        report = latest_report(the_case(app))
    assert report
    return report


def test_the_same_report(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """All files, rows, problems, findings and cited cells are those that a file in memory gives."""
    usual = examined(settings)
    monkeypatch.delattr(os, "memfd_create")
    other = examined(Settings(data=tmp_path_factory.mktemp("other") / "data"))
    assert usual.findings
    assert usual.files == other.files
    assert usual.findings == other.findings


@pytest.fixture
def app(settings: Settings, without_memfd: None) -> Iterator[FastAPI]:
    with running(settings) as made:
        yield made


def test_archives_and_damage(app: FastAPI, browser: Browser) -> None:
    """An archive in an archive is read; a cut one is refused in words, and a damaged blob fails without a wait."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", ORDERS)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    browser.upload(("outer.zip", outer.getvalue()), ("cut.zip", inner.getvalue()[:-30]))
    browser.wait()
    report = latest_report(the_case(app))
    assert report
    assert {one.path: one.rows for one in report.files}["outer.zip!/inner.zip!/orders.csv"] == 1
    assert {one.path: one.rows for one in report.files}["cut.zip"] is None


def test_bytes_reach_the_child() -> None:
    """Bytes arrive whole, also none at all and more than a pipe holds."""
    large = os.urandom(3 << 20)
    cases = ((b"hel", b"lo"), (), (large[:70_001], large[70_001:]))
    for given in cases:
        [(header, start)] = child(files=(pieces(*given),), act="read")
        assert (header["size"], bytes(start)) == (sum(map(len, given)), b"".join(given)[:100])


def test_bytes_do_not_count_as_the_memory_of_the_child() -> None:
    """A file that is larger than what the child may use for itself arrives."""
    piece = bytes(1 << 20)
    given = Pieces(320 << 20, lambda: repeat(piece, 320))
    assert child(files=(given,), act="read", memory=300)[0][0] == {"size": 320 << 20}


@pytest.mark.parametrize("size", [4, 6])
def test_another_number_of_bytes(size: int) -> None:
    """What is shorter or longer than announced is never read as if it were whole."""
    with pytest.raises(ValueError, match="announced"):
        child(files=(pieces(b"hello", size=size),), act="read")


def test_a_blob_that_breaks_off() -> None:
    """Damage that shows while the bytes are sent comes out as it is, and the child is gone."""

    def broken() -> Iterator[bytes]:
        yield b"hel"
        raise CannotOpen("x.data")

    with pytest.raises(CannotOpen):
        child(files=(Pieces(5, broken),), act="read")


def test_a_child_that_dies_while_it_is_sent_to() -> None:
    """The reason is the child's end, not the broken socket."""
    with pytest.raises(Killed):
        child(files=(Pieces(1 << 62, lambda: repeat(bytes(1 << 20))),), act="read")
