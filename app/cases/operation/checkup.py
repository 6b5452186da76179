"""The state of an installation, without any information about its users. It changes nothing. Paths, host names and
values of settings are left out: they name people and places."""

import fcntl
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from importlib import metadata
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple

from obstore.store import LocalStore
from sqlalchemy import func
from sqlmodel import col, select

from app.cannot_start import CannotStart
from app.cases.operation import health
from app.i18n import N_
from app.i18n.formats import binary_size
from app.sandbox import landlock
from app.sandbox.client import Input, ReaderClient
from app.settings import Settings, load
from app.storage import database, upgrading
from app.storage.bucket import bucket_store
from app.storage.keys import beside_the_data, configured_keys
from app.storage.service import what_to_mend
from app.storage.tables import RunRow
from app.version import version

LIBRARIES = ("polars", "sqlalchemy", "fastapi", "uvicorn", "obstore", "pyrage", "typst")
EXTRAS = {"postgres": "psycopg", "oidc": "authlib", "timestamp": "rfc3161_client", "telemetry": "opentelemetry.sdk"}
# The values of a sentence that are no path and no address.
HARMLESS_VALUES = ("name", "module", "seconds", "status", "least", "most", "version", "own")
LITTLE = 1024**3  # bytes

SYSTEM = N_("Mioboe {version}, Python {python}, {system} {kernel}, {machine}, SQLite {sqlite}")
LIBRARY = N_("Libraries: {names}")
EXTRA = N_("Extras: {names}")
SETTINGS_LABEL = N_("Settings that are given: {names}")
UNKNOWN = N_("{name} is no setting of Mioboe, so it does nothing. Check how it is written.")
CONFINED = N_("Files are read in a process of its own, with every protection: {names}")
LESS = N_("Files are read in a process of its own. Of its protections this system lacks: {names}")
UNREAD = N_("The process that reads files does not start.")
MEMORY = N_("Uploads go to that process as a file in memory.")
SOCKET = N_("Uploads go to that process over a socket, because this system has no files in memory.")
NO_FOLDER = N_("The data folder is not made yet; the first start of the service does that.")
SPACE = N_("Data folder: {size} free")
RUNS = N_("A service runs on the data folder.")
RUNS_NOT = N_("No service runs on the data folder.")
KEY = N_("Master key: can be used")
KEY_BESIDE = N_(
    "Master key: can be used, and lies in the data folder, so a copy of that folder is enough to read everything"
)
NO_KEY = N_("Master key: none yet; the first start of the service makes it")
NO_VAULT = N_("Vault: none yet; the first start of the service makes it")
WRITABLE = N_("Vault: can be written")
NOT_WRITABLE = N_("Vault: cannot be written. Check the free space and to whom the folder belongs.")
NO_BUCKET = N_(
    "Vault: the bucket cannot be written. Check that its service can be reached, MIOBOE_VAULT and "
    "MIOBOE_VAULT_ENDPOINT, and that the access key may list, read, write and delete."
)
NO_DATABASE = N_("Database: none yet; the first start of the service makes it")
DATABASE = N_("Database: {name}, tables {revision}")
NEW_TABLES = N_("Database: {name}, tables {revision} of the newer version {version}; this one does not start")
OLD_TABLES = N_("Database: {name}, tables {revision}; the next start of the service brings them to {head}")
WAITING = N_("Examinations: {queued} waiting, {running} running, {failed} failed")


class CheckResult(NamedTuple):
    """The result of one check: a sentence (message key) and its values."""

    state: Literal["fine", "note", "fault"]
    sentence: str
    values: Mapping[str, str | int]


def fine(sentence: str, /, **values: Any) -> CheckResult:
    return CheckResult("fine", sentence, values)


def note(sentence: str, /, **values: Any) -> CheckResult:
    return CheckResult("note", sentence, values)


def checkup() -> Iterator[CheckResult]:
    """The results of all checks, one after the other, so that the first lines appear even where a later check hangs."""
    yield from _program()
    yield from _reading()
    yield from _settings_lines()
    try:
        settings = load()
        with what_to_mend(settings):
            yield from _folder(settings)
            yield from _key(settings)
            yield from _vault(settings)
            yield from _database(settings)
    except CannotStart as reason:
        yield fault(reason)


def fault(reason: CannotStart) -> CheckResult:
    """The reason why the service cannot start, without the path or address in its sentence."""
    hidden = {name: value if name in HARMLESS_VALUES else "…" for name, value in reason.values.items()}
    return CheckResult("fault", reason.sentence, hidden)


def _program() -> Iterator[CheckResult]:
    yield fine(
        SYSTEM,
        version=version(),
        python=platform.python_version(),
        system=platform.system(),
        kernel=platform.release(),
        machine=platform.machine(),
        sqlite=sqlite3.sqlite_version,
    )
    yield fine(LIBRARY, names=", ".join(f"{name} {_version(name)}" for name in LIBRARIES))
    yield fine(EXTRA, names=", ".join(name for name, module in EXTRAS.items() if _has(module)) or "–")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"


def _has(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


class _Asked(dict[str, str]):
    """An empty environment that records which settings were asked for: this gives the names of all settings."""

    def get(self, name: str, default: Any = None) -> Any:
        self[name] = ""
        return default


def _settings_lines() -> Iterator[CheckResult]:
    load(known := _Asked())
    names = sorted(name for name in os.environ if name.startswith("MIOBOE_"))
    yield fine(SETTINGS_LABEL, names=", ".join(name for name in names if name in known) or "–")
    for name in names:
        if name not in known:
            yield note(UNKNOWN, name=name)


def _reading() -> Iterator[CheckResult]:
    """Lets the confined process read an empty file, to learn which of its protections are missing."""
    missing: list[str] | None = None
    nothing = Input("empty.csv", lambda: os.open(os.devnull, os.O_RDONLY))
    with closing(ReaderClient()) as client, suppress(OSError):
        for _, header, _ in client.frames([nothing], {"mode": "tables"}):
            missing = header["missing"] if header["k"] == "sandbox" else missing
    if missing is None:
        yield CheckResult("fault", UNREAD, {})
    elif missing:
        yield note(LESS, names=", ".join(missing))
    else:
        yield fine(CONFINED, names=f"Landlock {landlock.version()}, seccomp, rlimits")
    yield fine(MEMORY if hasattr(os, "memfd_create") else SOCKET)


def _folder(settings: Settings) -> Iterator[CheckResult]:
    if not settings.data.is_dir():
        yield note(NO_FOLDER)
        return
    free = shutil.disk_usage(settings.data).free
    yield (fine if free > LITTLE else note)(SPACE, size=binary_size(free))
    yield fine(RUNS if _is_locked(settings) else RUNS_NOT)


def _is_locked(settings: Settings) -> bool:
    try:
        with (settings.data / "service.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # services on PostgreSQL share the lock
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _key(settings: Settings) -> Iterator[CheckResult]:
    if configured_keys(settings) is None:
        yield note(NO_KEY)
    elif beside_the_data(settings):
        yield note(KEY_BESIDE)
    else:
        yield fine(KEY)


def _vault(settings: Settings) -> Iterator[CheckResult]:
    if not settings.vault and not settings.blobs.exists():
        yield note(NO_VAULT)
        return
    # Not as the service opens it, which removes what was left half-written: it may be running.
    store = bucket_store(settings) if settings.vault else LocalStore(prefix=settings.blobs)
    yield (
        fine(WRITABLE)
        if health.can_write(store)
        else CheckResult("fault", NO_BUCKET if settings.vault else NOT_WRITABLE, {})
    )


def _database(settings: Settings) -> Iterator[CheckResult]:
    if not settings.database and not (settings.data / "mioboe.sqlite").exists():
        yield note(NO_DATABASE)
        return
    head = upgrading.scripts().get_current_head()
    engine = database.connect(settings.database_url)
    try:
        with engine.connect() as connection:
            revision = upgrading.revision_of(connection) or "–"
            by = upgrading.made_by(connection)
        name = engine.dialect.name
        if revision != "–" and not upgrading.is_known(revision):
            yield CheckResult("fault", NEW_TABLES, {"name": name, "revision": revision, "version": by})
            return
        if revision != head:
            yield note(OLD_TABLES, name=name, revision=revision, head=head)
            return
        yield fine(DATABASE, name=name, revision=revision)
        with database.reading(engine) as session:
            states = dict(session.exec(select(RunRow.state, func.count()).group_by(col(RunRow.state))).all())
        counts = {state: states.get(state, 0) for state in ("queued", "running", "failed")}
        yield (note if counts["failed"] else fine)(WAITING, **counts)
    finally:
        engine.dispose()
