"""The content of a backup, in the order in which it was written, and whether it is complete and consistent."""

import re
from collections.abc import Generator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, NamedTuple

import msgspec
import pyrage
from pyrage.x25519 import Identity

from app.cases.backup import rows
from app.cases.backup.container import Opened, Part
from app.cases.backup.problems import CannotBackUp
from app.storage.keys import CannotUnlock, MasterKeys
from app.storage.rotation import LOCKED
from app.storage.streams import CHUNK
from app.storage.tables import CaseRow, EvidenceRow, UploadRow

SCHEMA = "mioboe.backup/1"
SEALED = b"age-encryption.org/v1\n"
_PATH = re.compile(
    r"(?P<kind>rows)/\d{8}\.jsonl"
    r"|(?P<kind_>again|examine)/(?P<case>[0-9a-f]{32})(\.jsonl)?"
    r"|(?P<vault>vault)/(?P<owner>[0-9a-f]{32})/(?P<name>(?!\.)(?!.*\.\.)[0-9a-z.]{1,80})"
)


class _Manifest(msgspec.Struct):
    schema: str
    version: str
    revision: Annotated[str, msgspec.Meta(pattern=r"^\d{4}\Z")]
    at: str


class About(NamedTuple):
    """A backup's description of itself. ``revision`` is that of its tables; ``keys`` are the master keys as in a key
    file, ``secret`` is the server's secret, locked with them."""

    version: str
    revision: str
    at: str
    keys: bytes
    secret: bytes

    @property
    def master_keys(self) -> MasterKeys:
        """The master keys, ready to use."""
        return MasterKeys(tuple(map(Identity.from_str, self.keys.decode().split())))


class Item(NamedTuple):
    """One item. ``kind``: rows | again (rows that replace earlier ones of a case) | examine | vault (a file of a
    case)."""

    kind: str
    case_id: str
    name: str
    part: Part


class Checked(NamedTuple):
    """What a complete backup holds. ``missing``: keys, and files that rows refer to, that were missing or damaged;
    ``blobs``: all files of cases in it, also those that are replaced later, as ``case/name``."""

    about: About
    cases: int
    missing: int
    blobs: list[str]


def items(opened: Opened, identity: Any) -> Generator[About | Item, None, None]:
    """The backup's description of itself, then every item in it. ``CannotBackUp`` where an item differs from how it was
    written, or where the end is missing."""
    parts = opened.parts(identity)
    try:
        first = {part.path: part.read() for part in islice(parts, 3)}
        manifest = msgspec.json.decode(first["manifest.json"], type=_Manifest)
        if manifest.schema != SCHEMA:
            raise CannotBackUp("newer", path=opened.path, version=manifest.version)
        datetime.fromisoformat(manifest.at)
        about = About(manifest.version, manifest.revision, manifest.at, first["master.key"], first["secret.age"])
    except (KeyError, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise CannotBackUp("damaged", path=opened.path) from error
    yield about
    for part in parts:
        if part.path == "end.json":
            if next(parts, None) is None:
                return
            break
        known = _PATH.fullmatch(part.path)
        if not known:
            break
        kind = known["kind"] or known["kind_"] or known["vault"]
        yield Item(kind, known["case"] or known["owner"] or "", known["name"] or "", part)
    raise CannotBackUp("damaged", path=opened.path)


def check(opened: Opened, identity: Any) -> Checked:
    """Reads the backup to its end and stores nothing: checks every byte, every row, and the key of every case."""
    members = items(opened, identity)
    about = next(members)
    assert isinstance(about, About)
    wanted: dict[str, set[str]] = {}  # case -> blobs that its rows speak of
    there: dict[str, set[str]] = {}
    locked: set[str] = set()
    blobs: set[str] = set()
    try:
        keys = about.master_keys
        keys.unlock(about.secret)
        for item in members:
            assert isinstance(item, Item)
            if item.kind == "vault":
                blobs.add(f"{item.case_id}/{item.name}")
            if item.kind == "vault" and _is_sealed(item.part):
                there.setdefault(item.case_id, set()).add(item.name)
            elif item.kind in ("rows", "again"):
                if item.kind == "again":
                    wanted.pop(item.case_id, None), there.pop(item.case_id, None)
                _enter(item.part.read(), keys, wanted, locked)
    except (ValueError, KeyError, TypeError, CannotUnlock, pyrage.IdentityError) as error:
        raise CannotBackUp("damaged", path=opened.path) from error
    missing = sum(len(names - there.get(case_id, set())) for case_id, names in wanted.items()) + len(locked)
    return Checked(about, len(wanted), missing, sorted(blobs))


def _is_sealed(part: Part) -> bool:
    """Reads a blob to its end, and says whether it begins like an encrypted one. Only the case's key could tell what is
    inside."""
    begin = part.read(len(SEALED))
    while part.read(CHUNK):
        pass
    return begin == SEALED


def _enter(data: bytes, keys: MasterKeys, wanted: dict[str, set[str]], locked: set[str]) -> None:
    """Records which blobs the rows refer to and, in ``locked``, the cases whose key was already damaged."""
    for table, row in rows.decode(data):
        _check_key(table, row, keys)
        if table == CaseRow.__tablename__ and row["key"] is not None:
            wanted[row["id"]] = set()
            try:
                keys.unlock(row["key"])
            except CannotUnlock:
                locked.add(row["id"])
        elif table in (UploadRow.__tablename__, EvidenceRow.__tablename__):
            parts = ("name",) if row.get("state") == "expired" else ("name", "data")
            wanted[row["case_id"]].update(f"{row['id']}.{part}" for part in parts)


def _check_key(table: str, row: rows.Row, keys: MasterKeys) -> None:
    """``CannotUnlock`` where the row names a master key that the backup does not have."""
    locked = next((column for named, column in LOCKED if named.__tablename__ == table), "")
    if row.get(locked) is not None and row.get("key_id", "") not in ("", *keys.ids):
        raise CannotUnlock
