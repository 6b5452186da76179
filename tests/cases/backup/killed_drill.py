"""A restoration is killed before every one of its steps, and the one that follows it as well, beside a live
installation whose files have the same names."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import obstore
import pytest

from app.cannot_start import START_SENTENCES
from app.settings import Settings
from app.storage import bucket, database, restoring
from tests.cases.backup.beside import PASSPHRASE, Live
from tests.cases.backup.killed import Killer
from tests.cases.backup.test_places import AMID, killing, live, refused, restored, starts
from tests.service import new_database

__all__ = ["killing", "live"]  # fixtures
MOST = 200  # steps, beyond which something does not end
Place = Callable[[str], Settings]


@pytest.fixture(params=["postgresql in a bucket", "sqlite in a folder"])
def place(request: pytest.FixtureRequest, live: Live, tmp_path: Path) -> Place:
    """Settings of a new installation by its name, on each kind of database and of vault."""

    def made(name: str) -> Settings:
        if request.param == "sqlite in a folder":
            return Settings(data=tmp_path / name)
        url = new_database(request.getfixturevalue("postgres_server"), f"{name}_{secrets.token_hex(4)}")
        return live.place(tmp_path / name, f"live/{name}", url)

    return made


def blobs(settings: Settings) -> set[str]:
    """Every object or file of the vault, its marks included."""
    if not settings.vault:
        return {str(one.relative_to(settings.blobs)) for one in settings.blobs.rglob("*") if one.is_file()}
    return {str(one["path"]) for page in obstore.list(bucket.bucket_store(settings)) for one in page}


def nobody_comes_near(settings: Settings, live: Live, elsewhere: Path) -> None:
    """After a kill: no service starts there while a mark is in the folder, none from another folder on a database or a
    bucket that has one, and no other restoration goes there."""
    if restoring.mark_file(settings).exists():
        assert starts(settings) == START_SENTENCES["restoring"]
    if any(one.startswith(bucket.RESTORING) for one in blobs(settings)):
        assert starts(replace(settings, data=elsewhere / "a", database="")) == START_SENTENCES["restoring"]
        assert refused(replace(settings, data=elsewhere / "b", database=""), live.files[0]) == "full"
    if settings.database and restoring.in_database(database.connect(settings.database)):
        assert starts(replace(settings, data=elsewhere / "c")) == START_SENTENCES["restoring"]
        assert refused(replace(settings, data=elsewhere / "d"), live.files[0]) in ("elsewhere", "full")


def is_whole(settings: Settings, live: Live, number: int) -> None:
    """Whether exactly what a backup holds is there, without a mark, and whether a service starts on it."""
    assert restored(settings) == live.states[number]
    own = {"installation"} if settings.vault else set()
    assert blobs(settings) == set(live.states[number][1]) | own
    assert not restoring.mark_file(settings).exists()
    assert starts(settings) == ""


def cleared(settings: Settings) -> None:
    """Takes an installation out of the bucket again, so that what is compared after the next step stays little."""
    for one in blobs(settings) if settings.vault else ():
        obstore.delete(bucket.bucket_store(settings), one)


def test_killed_before_every_step(place: Place, live: Live, killing: Killer, tmp_path: Path) -> None:
    """Whatever the step, the same backup is whole after one more restoration, and another one is either whole or
    refused because the first had come to its end. The live installation keeps every byte."""
    for step in range(MOST):
        before = live.objects()
        here = place(f"s{step}")
        outcome = killing.restore(here, live.files[0], PASSPHRASE, step)
        nobody_comes_near(here, live, tmp_path / f"e{step}")
        number = step % 2
        if killing.restore(here, live.files[number], PASSPHRASE) != "done":
            assert outcome == "done" or number == 1
            assert killing.restore(here, live.files[0], PASSPHRASE) == "done" or outcome == "done"
            number = 0
        is_whole(here, live, number)
        assert before.items() <= live.objects().items()
        cleared(here)
        if outcome == "done":
            assert step > AMID
            return
    pytest.fail("it did not end")


def test_killed_twice(place: Place, live: Live, killing: Killer, tmp_path: Path) -> None:
    """The restoration that undoes one that was killed amid its work may be killed at any step as well."""
    for step in count(0):
        before = live.objects()
        here = place(f"t{step}")
        assert killing.restore(here, live.files[0], PASSPHRASE, AMID) == "killed"
        outcome = killing.restore(here, live.files[1], PASSPHRASE, step)
        if step % 4 == 0:
            nobody_comes_near(here, live, tmp_path / f"e{step}")
        if outcome == "killed":
            assert killing.restore(here, live.files[1], PASSPHRASE) == "done"
        is_whole(here, live, 1)
        assert before.items() <= live.objects().items()
        cleared(here)
        if outcome == "done":
            return
        assert step < MOST
