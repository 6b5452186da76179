"""Installations with keys, and the command of their operator."""

import os
import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from sqlalchemy import Engine

from alembic import command as migration
from app.settings import Settings
from app.storage.database import SCRIPTS, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow
from tests.conftest import ENGLISH


def down(engine: Engine, revision: str) -> None:
    """Takes the tables back to an older revision."""
    with engine.execution_options(writes=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        migration.downgrade(config, revision)


def command(settings: Settings, *words: str, **more: str) -> subprocess.Popen[str]:
    """The command in a process of its own, as an operator types it, with ``more`` variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    given = {"MIOBOE_DATA": settings.data, "MIOBOE_DATABASE": settings.database, "MIOBOE_VAULT": settings.vault}
    given |= {"MIOBOE_VAULT_ENDPOINT": settings.vault_endpoint, "MIOBOE_KEY_FILE": settings.key_file or ""}
    environment = {**kept, **ENGLISH, **{name: str(value) for name, value in given.items()}, **more}
    return subprocess.Popen([sys.executable, "-m", "app", *words], env=environment, stdout=-1, stderr=-1, text=True)


def filled(here: Service, cases: int) -> None:
    """Cases, and one account with a secret."""
    keys = here.vault.keys
    with writing(here.engine) as session:
        session.add(AccountRow(id="a" * 32, name="x", name_key="x", totp_secret=keys.lock(b"totp"), key_id=keys.id))
        for number in range(cases):
            key, locked = here.vault.new_key(f"{number:032}")
            session.add(CaseRow(id=key.case_id, key=locked, key_id=keys.id, lang=str(key.identity)[-2:]))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without what only says that somebody looked at the database."""
    kept = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.suffix != ".sqlite-shm"}
    return {one.name: data for one, data in kept.items() if not one.name.endswith(("-shm", "-wal"))}
