"""Installations with keys, and the command of their operator."""

import os
import subprocess
import sys
from pathlib import Path

from app.settings import Settings
from app.storage.database import writing
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow
from tests.conftest import ENGLISH


def command(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, as an operator types it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    environment = {**kept, **ENGLISH, "MIOBOE_DATA": str(settings.data), "MIOBOE_DATABASE": settings.database}
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
