"""Every blob of a case: one that is damaged, gone or older than the last is noticed, and nothing is written over it."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.case import Case
from app.cases.change import changing, changing_in
from app.cases.files import evidence, uploads
from app.cases.files.examine import ENTRIES, REPORT
from app.cases.files.uploads import EVENTS, NAMED
from app.cases.pictures import COPIES, Copy
from app.cases.record.custody import CUSTODY
from app.cases.record.notes import NOTES
from app.errors import Damaged, Missing
from app.storage.blob import Blob, in_memory, original
from app.storage.database import reading
from app.storage.tables import CaseRow, UploadRow
from app.storage.vault import CannotOpen
from tests.browser import ORDERS, Browser, multipart
from tests.cases.blobs import APP, families, own_blobs
from tests.service import blob_of, put_blob, rows_by_hand, the_case

MADE_AGAIN = (REPORT.name, ENTRIES.name)  # by every examination, from what was read
FILE = "f" * 32
FIRST_CONTENT: dict[str, Any] = {  # of blobs that no file of the case has yet
    NAMED.name: {"name": "a.csv", "sha256": "0" * 64},
    EVENTS.name: b"events",
    COPIES.name: Copy(b"picture", 3, 2),
}
EACH = pytest.mark.parametrize(
    "blob", [*own_blobs(), *(family.of(FILE) for family in families())], ids=lambda blob: blob.name
)
OWN = pytest.mark.parametrize("blob", own_blobs(), ids=lambda blob: blob.name)


def stored(case: Case, blob: Blob[Any]) -> Path:
    """The file of a blob."""
    path: Path = case.service.settings.blobs / case.id / blob.name
    return path


def in_file(case: Case, name: str) -> bytes:
    """The bytes of a blob as the reading process gets them."""
    with open(in_memory(case, name), "rb") as file:
        return file.read()


def write_again(app: FastAPI, blob: Blob[Any]) -> Case:
    """The case after a blob was written once more, with the content that it has; one of a file that was not written
    yet, with a content of its kind."""
    case = the_case(app)
    is_there = blob.empty is not None or blob.name in case.service.vault.names(case.id)
    content = blob.load(case) if is_there else FIRST_CONTENT[blob.name.removeprefix(FILE)]
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
    if blob.empty is not None:
        with pytest.raises(Damaged), changing(case) as change:
            change.store(blob, blob.empty())
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


@EACH
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


@EACH
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


@EACH
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


@EACH
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


@EACH
def test_another_blob_is_noticed(app: FastAPI, ordered: Browser, blob: Blob[Any]) -> None:
    """A blob of the same case in the place of another, one with a higher number too, is no content of that one."""
    write_again(app, other := NOTES if blob.name != NOTES.name else CUSTODY)
    for _ in range(3):
        case = write_again(app, other)
    foreign = stored(case, other).read_bytes()
    case = write_again(app, blob)
    stored(case, blob).write_bytes(foreign)
    refuses(app, blob)
    with rows_by_hand(case.service.engine) as session:  # as if it had never been written
        row = session.get_one(CaseRow, case.id)
        row.blobs = {name: number for name, number in row.blobs.items() if name != blob.name}
    refuses(app, blob)


def original_of(app: FastAPI) -> tuple[Case, str]:
    """The case, and the name of the blob with the content of its file."""
    with reading(app.state.service.engine) as session:
        [upload] = session.exec(select(UploadRow.id)).all()
    return the_case(app), original(upload)


@pytest.mark.parametrize("open_it", [blob_of, in_file])
def test_originals(app: FastAPI, ordered: Browser, open_it: Callable[[Case, str], bytes]) -> None:
    """The content of a file is given as it was handed in. Changed, cut, another or gone, it does not open."""
    case, name = original_of(app)
    assert open_it(case, name) == ORDERS.encode()
    path = case.service.settings.blobs / case.id / name
    sound = path.read_bytes()
    case.service.vault.put(case.key, name, b"#1 " + NOTES.name.encode() + b"\n" + ORDERS.encode())
    foreign = path.read_bytes()
    case.service.vault.put(case.key, name, ORDERS.encode())
    for damage in (flipped(sound), sound[:-1], b"", foreign, path.read_bytes()):
        path.write_bytes(damage)
        with pytest.raises(CannotOpen):
            open_it(case, name)
    path.unlink()
    with pytest.raises(CannotOpen):
        open_it(case, name)
    path.write_bytes(sound)
    assert open_it(case, name) == ORDERS.encode()


@pytest.mark.parametrize("open_it", [blob_of, in_file])
def test_originals_of_earlier_versions(app: FastAPI, ordered: Browser, open_it: Callable[[Case, str], bytes]) -> None:
    """They have no line of their own, and nothing is taken from their content, whatever it begins with."""
    case, name = original_of(app)
    with rows_by_hand(case.service.engine) as session:
        session.get_one(CaseRow, case.id).blobs = {}
    for content in (b"", b"#1 title\n1,2\n", b"#12\n", ORDERS.encode()):
        case.service.vault.put(case.key, name, content)
        assert open_it(the_case(app), name) == content


def test_the_numbers_of_a_file_go_with_it(app: FastAPI, ordered: Browser) -> None:
    """A case counts the blobs that it has, and no others."""
    case, _ = original_of(app)
    form = multipart(ordered.token("/case/evidence"), (("mail.txt", b"proof"),), evidence="1", step="", subject="")
    assert ordered.client.post("/upload", **form).status_code == 303
    kept = evidence.all_files(case)
    assert {"data", "name"} <= {name.partition(".")[2] for name in the_case(app).versions if kept[0].id in name}
    assert sorted(the_case(app).versions) == sorted(case.service.vault.names(case.id))
    evidence.remove(case, kept[0].number)
    [upload] = uploads.uploads(case)
    uploads.remove(case, upload.id, lambda _: None)
    assert not [name for name in the_case(app).versions if "." in name]
    assert not [name for name in case.service.vault.names(case.id) if "." in name]


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the code, with its file."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(APP)), node


def test_only_storage_reads_and_writes_whole_blobs() -> None:
    """Everybody else has a ``Blob``, and only a change writes one."""
    methods = ("get", "put", "derived", "_opened", "writer", "stream", "in_memory", "read_to")
    direct = {f"vault.{name}" for name in methods}
    for path, call in calls():
        written = ast.unparse(call.func)
        if not path.startswith("storage/"):
            assert not any(written.endswith(one) for one in direct), (path, written)
            assert not written.endswith((".derived", ".put_sealed")) or path == "cases/backup/restore.py", path
        if written.endswith(".store") and not path.startswith("storage/"):
            here = ("blob.store", "self.store") if path == "cases/change.py" else ()
            assert written in ("change.store", *here), (path, written)
