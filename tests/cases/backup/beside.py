"""An installation at work in a bucket, beside which backups are restored."""

import logging
import secrets
from dataclasses import replace
from pathlib import Path

import httpx
import obstore
import pyrage
import pytest

from app.cases.backup import make
from app.settings import Settings
from app.storage.bucket import bucket_store
from tests.browser import hand_in_orders, visit
from tests.cases.backup.backup_drill import state
from tests.cases.backup.locked import lock
from tests.service import running

PASSPHRASE = "correct horse battery"
ACCESS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
Objects = dict[str, bytes]


class Live:
    """An installation below the prefix ``live`` of a bucket, with two backups: ``files[1]`` holds one case more than
    ``files[0]``. The variables of the bucket's service are those of ``patch``."""

    def __init__(self, server: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        patch.setattr(pyrage.passphrase, "encrypt", lock)
        for name, value in ACCESS.items():
            patch.setenv(name, value)
        self.name = f"bucket-{secrets.token_hex(4)}"
        httpx.put(f"http://{server}/{self.name}", timeout=60).raise_for_status()
        self.settings = Settings(data=folder / "live", vault_endpoint=f"http://{server}")
        self.settings = self.place(folder / "live", "live")
        self.files, self.states = [folder / "0", folder / "1"], []
        with running(self.settings) as app:
            for number, file in enumerate(self.files):
                hand_in_orders(visit(app, address=f"192.0.2.{number}"))
                make.make(app.state.service, file, PASSPHRASE)
                self.states.append(state(app.state.service))

    def place(self, folder: Path, prefix: str, database: str = "") -> Settings:
        """The settings of another installation in the same bucket."""
        return replace(self.settings, data=folder, vault=f"s3://{self.name}/{prefix}".rstrip("/"), database=database)

    def objects(self, but: str = "") -> Objects:
        """All that is in the bucket, outside the prefix ``but``."""
        store = bucket_store(self.place(self.settings.data, ""))
        paths = [str(one["path"]) for page in obstore.list(store) for one in page]
        return {
            one: bytes(obstore.get(store, one).bytes()) for one in paths if not but or not one.startswith(f"{but}/")
        }
