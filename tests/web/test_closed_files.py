"""Whatever the service stores is closed to other users of the computer."""

import os
from dataclasses import replace
from pathlib import Path

import httpx
import pyrage
import pytest

from app.cases.backup.make import make
from app.cases.backup.restore import restore
from app.settings import Settings
from app.storage.service import attached, start
from tests.browser import Browser, hand_in_orders
from tests.cases.backup.locked import lock
from tests.web.test_stop import end, serving


@pytest.mark.sqlite
def test_every_file_is_closed_to_others(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a service writes at its start and while it works, and a backup and its restoration too, only its own user
    can read, although its umask closes nothing."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lock)
    there, backup = replace(settings, data=tmp_path / "there"), tmp_path / "backup"
    former = os.umask(0)
    try:
        process, url, log = serving(tmp_path)
        with httpx.Client(base_url=url, headers={"Accept-Language": "en"}, timeout=60) as client:
            hand_in_orders(Browser(client))
        while_it_works = open_to_others(settings.data)
        end(process)
        service = attached(settings)
        make(service, backup, "a passphrase")
        service.close()
        restore(there, backup, "a passphrase", [])
        start(there).close()
    finally:
        os.umask(former)
    assert while_it_works == [], log.read_text()
    assert (open_to_others(settings.data), open_to_others(there.data), open_to_others(backup)) == ([], [], [])
    written = {path.name for path in settings.data.iterdir()}
    assert written >= {"content.checked", "master.key", "mioboe.sqlite", "service.lock", "tombstones.txt", "vault"}


def open_to_others(path: Path) -> list[Path]:
    """What another user of the computer could read of a file, or of a folder and all that is in it."""
    return [one for one in (path, *path.rglob("*")) if one.exists() and one.stat().st_mode & 0o077]
