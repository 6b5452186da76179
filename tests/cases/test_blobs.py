"""Every blob of a case: one that is damaged, gone or older than the last is noticed, and nothing is written over it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.case import Case
from app.cases.change import changing, changing_in
from app.cases.files.examine import ENTRIES, REPORT
from app.errors import Damaged, Missing
from app.storage.blob import Blob
from app.storage.database import reading
from app.storage.tables import CaseRow, UploadRow
from tests.browser import Browser
from tests.cases.blobs import APP, every_blob, own_blobs
from tests.service import put_blob, rows_by_hand, the_case

MADE_AGAIN = (REPORT.name, ENTRIES.name)  # by every examination, from what was read
OWN = pytest.mark.parametrize("blob", own_blobs(), ids=lambda blob: blob.name)


def stored(case: Case, blob: Blob[Any]) -> Path:
    """The file of a blob."""
    path: Path = case.service.settings.blobs / case.id / blob.name
    return path


def write_again(app: FastAPI, blob: Blob[Any]) -> Case:
    """The case after a blob was written once more, with the content that it has."""
    case = the_case(app)
    content = blob.load(case)
    with changing(case) as change:
        change.store(blob, content)
    return the_case(app)


def flipped(data: bytes) -> bytes:
    """The bytes with one bit changed in the encrypted content."""
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


def refuses(app: FastAPI, blob: Blob[Any]) -> None:
    """A blob cannot be read, and one that holds what people said or did is not written over."""
    case = the_case(app)
    before = stored(case, blob).read_bytes() if stored(case, blob).exists() else b""
    for use in (blob.load, lambda case: blob.remembered(case, lambda content: content)):
        case.service.vault.forget_case(case.id)
        with pytest.raises(Damaged):
            use(case)
    if blob.name not in MADE_AGAIN:
        with pytest.raises(Damaged), changing(case) as change:
            change.store(blob, blob.empty() if blob.empty else None)
        assert (stored(case, blob).read_bytes() if before else b"") == before


@OWN
def test_what_was_not_written_is_empty(app: FastAPI, browser: Browser, blob: Blob[Any]) -> None:
    """A case begins with nothing in its blobs; what only an examination makes is missing until then."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    case = the_case(app)
    stored(case, blob).unlink(missing_ok=True)
    with rows_by_hand(case.service.engine) as session:
        session.get_one(CaseRow, case.id).blobs = {}
    case = the_case(app)
    if blob.name in MADE_AGAIN:
        with pytest.raises(Missing):
            blob.load(case)
    else:
        assert blob.empty
        assert blob.load(case) == blob.empty()


@OWN
def test_a_damaged_blob_is_kept_as_it_is(app: FastAPI, ordered: Browser, blob: Blob[Any]) -> None:
    """One flipped bit, also where only the end of the file changed: it is damaged, and nobody overwrites it."""
    case = write_again(app, blob)
    sound = stored(case, blob).read_bytes()
    for damage in (flipped(sound), sound[:-1], b""):
        stored(case, blob).write_bytes(damage)
        refuses(app, blob)
    stored(case, blob).write_bytes(sound)
    case.service.vault.forget_case(case.id)
    blob.load(case)


@OWN
def test_an_older_blob_is_noticed(app: FastAPI, ordered: Browser, blob: Blob[Any]) -> None:
    """Whoever can write into the folder of data puts back the blob of before, or removes it: damaged both times."""
    older = stored(write_again(app, blob), blob).read_bytes()
    newest = stored(write_again(app, blob), blob).read_bytes()
    case = the_case(app)
    stored(case, blob).write_bytes(older)
    refuses(app, blob)
    stored(case, blob).unlink()
    refuses(app, blob)
    stored(case, blob).write_bytes(newest)
    case.service.vault.forget_case(case.id)
    blob.load(case)


@OWN
def test_a_newer_blob_is_fine(app: FastAPI, ordered: Browser, blob: Blob[Any]) -> None:
    """A blob is written before its row: a transaction that then fails, or a backup in between, loses nothing."""
    case = write_again(app, blob)
    before, content = case.versions[blob.name], blob.load(case)
    with rows_by_hand(case.service.engine) as session:
        changing_in(session, case).store(blob, content)
        session.rollback()
    case = the_case(app)
    assert case.versions[blob.name] == before
    blob.load(case)
    assert write_again(app, blob).versions[blob.name] > before


@OWN
def test_a_blob_without_a_number_opens(app: FastAPI, ordered: Browser, blob: Blob[Any]) -> None:
    """What earlier versions stored is read unchanged, and gets its number with the next writing."""
    case = write_again(app, blob)
    content = blob.load(case)
    with rows_by_hand(case.service.engine) as session:
        session.get_one(CaseRow, case.id).blobs = {}
    plain = blob.encode(content)
    put_blob(case, blob.name, plain)
    case = the_case(app)
    assert blob.encode(blob.load(case)) == plain
    case = write_again(app, blob)
    assert case.versions[blob.name] == 1
    assert blob.encode(blob.load(case)) == plain


def test_blobs_of_files(app: FastAPI, ordered: Browser) -> None:
    """One flipped bit in what belongs to a file is damage, too, and a missing one is missing."""
    case = the_case(app)
    with reading(case.service.engine) as session:
        [upload] = session.exec(select(UploadRow.id)).all()
    families = {blob.name: blob for blob in every_blob().values() if blob.name.startswith(".")}
    for blob in (family.of(upload) for family in families.values()):
        case.service.vault.put(case.key, blob.name, b"content")
        stored(case, blob).write_bytes(flipped(stored(case, blob).read_bytes()))
        with pytest.raises(Damaged) as error:
            blob.load(case)
        assert not isinstance(error.value, Missing)
        stored(case, blob).unlink()
        case.service.vault.forget_case(case.id)
        with pytest.raises(Missing):
            blob.load(case)


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the code, with its file."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(APP)), node


def test_only_storage_reads_and_writes_whole_blobs() -> None:
    """Everybody else has a ``Blob``, and only a change writes one."""
    direct = {"vault.get", "vault.put", "vault.derived", "vault._opened"}
    for path, call in calls():
        written = ast.unparse(call.func)
        if not path.startswith("storage/"):
            assert not any(written.endswith(one) for one in direct), (path, written)
            assert not written.endswith((".derived", ".put_sealed")) or path == "cases/backup/restore.py", path
        if written.endswith(".store") and not path.startswith("storage/"):
            here = ("blob.store", "self.store") if path == "cases/change.py" else ()
            assert written in ("change.store", *here), (path, written)
