"""A restoration takes only a place in which nothing is, and removes only what it put there itself, whatever was killed
before and whoever is beside it. (`make restore-drill` kills it at every step.)"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import obstore
import pyrage
import pytest

from app.cannot_start import START_SENTENCES, CannotStart
from app.cases.backup.problems import SENTENCES, CannotBackUp
from app.cases.backup.restore import restore
from app.cases.files.erase import remove_orphans
from app.settings import Settings
from app.storage import bucket, restoring, service
from app.storage.keys import MasterKeys
from tests.cases.backup.backup_drill import state
from tests.cases.backup.beside import PASSPHRASE, Live
from tests.cases.backup.killed import Killer, killer
from tests.storage.conftest import command, contents

AMID = 8  # a step at which some blobs are put and others are not


@pytest.fixture(scope="module")
def live(s3_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with pytest.MonkeyPatch.context() as patch:
        yield Live(s3_server, tmp_path_factory.mktemp("live"), patch)


@pytest.fixture(scope="module")
def killing(live: Live) -> Iterator[Killer]:
    with killer() as waiting:
        yield waiting


def refused(settings: Settings, file: Path) -> str:
    """Why a restoration is refused."""
    with pytest.raises(CannotBackUp) as reason:
        restore(settings, file, PASSPHRASE, [])
    return reason.value.what


def restored(settings: Settings) -> object:
    """What is there after a restoration."""
    here = service.attached(settings)
    try:
        return state(here)
    finally:
        here.close()


def starts(settings: Settings) -> str:
    """Why a service does not start there; empty where it does."""
    try:
        service.start(settings).close()
    except CannotStart as reason:
        return reason.sentence
    return ""


def test_a_prefix_that_is_in_use(live: Live, tmp_path: Path) -> None:
    """With an empty database and the prefix of a live installation, or one with anything else in it, a restoration is
    refused before anything is written, however often it is run; the command ends with status 2."""
    odd = live.place(tmp_path / "odd", "odd")
    obstore.put(bucket.bucket_store(odd), "deep/down", b"of somebody else")
    before = live.objects()
    here = live.place(tmp_path / "here", "live")
    for _ in range(2):
        assert refused(here, live.files[0]) == refused(odd, live.files[0]) == "full"
        assert set(contents(tmp_path)) == {"service.lock"}
        assert live.objects() == before
    (tmp_path / "pass").write_text(PASSPHRASE)
    words = ("restore", str(live.files[0]), "--passphrase-file", str(tmp_path / "pass"))
    told = command(here, *words)
    sentence = SENTENCES["full"].format(place=here.vault)
    assert (told.communicate()[1], told.returncode) == (f"mioboe: {sentence}\n", 2)


@pytest.mark.parametrize("prefix", ["liv", "live/inside", ""])
def test_prefixes_beside_each_other(live: Live, tmp_path: Path, prefix: str) -> None:
    """Below a prefix whose name begins that of another one, or that lies inside it, each installation sees its own
    blobs alone; above another one there is no room."""
    before, here = live.objects(), live.place(tmp_path / "here", prefix)
    if not prefix:
        assert refused(here, live.files[0]) == "full"
        return
    assert restore(here, live.files[0], PASSPHRASE, []).missing == 0
    assert live.objects(but=prefix) == before
    beside = service.attached(live.settings)
    assert remove_orphans(beside, timedelta(0), timedelta(0)) == 0
    beside.close()
    assert restored(here) == live.states[0]
    assert restored(live.settings) == live.states[1]


def test_after_a_kill(live: Live, killing: Killer, tmp_path: Path) -> None:
    """What a killed restoration left is in nobody's way and nobody touches it: no service starts on it from anywhere,
    and no restoration goes there with another folder, or with the same folder elsewhere. Another backup that is
    restored in its place takes all of it away."""
    here = live.place(tmp_path / "here", "killed")
    assert killing.restore(here, live.files[1], PASSPHRASE, AMID) == "killed"
    before = live.objects()
    assert len(live.objects(but="killed")) < len(before)
    assert starts(here) == starts(live.place(tmp_path / "new", "killed")) == START_SENTENCES["restoring"]
    assert refused(live.place(tmp_path / "other", "killed"), live.files[1]) == "full"
    for settings in (
        replace(here, vault=live.settings.vault),
        replace(here, vault=""),
        replace(here, database=f"sqlite:///{tmp_path / 'x'}"),
    ):
        assert refused(settings, live.files[1]) == "other_place"
    assert live.objects() == before
    restore(here, live.files[0], PASSPHRASE, [])
    assert restored(here) == live.states[0]
    assert live.objects(but="killed").items() <= before.items()
    assert set(contents(here.data)) == {"service.lock", "mioboe.sqlite", "master.key", "tombstones.txt"}


def test_nothing_goes_that_a_killed_restoration_no_longer_owns(live: Live, killing: Killer, tmp_path: Path) -> None:
    """Where the prefix was emptied by hand and used again, with files of the same names, the restoration that was
    killed there before removes none of them, and no key that is used elsewhere."""
    key = tmp_path / "shared.key"
    here, other = (replace(live.place(tmp_path / name, "again"), key_file=key) for name in ("here", "other"))
    assert killing.restore(here, live.files[0], PASSPHRASE, AMID) == "killed"
    store = bucket.bucket_store(here)
    for page in obstore.list(store):
        for one in page:
            obstore.delete(store, one["path"])
    restore(other, live.files[0], PASSPHRASE, [])
    before, secret = live.objects(), key.read_bytes()
    assert refused(here, live.files[0]) == "full"
    assert live.objects() == before
    assert key.read_bytes() == secret
    assert starts(other) == ""


def test_two_that_begin_at_the_same_time(live: Live, tmp_path: Path) -> None:
    """Of two restorations, or of a restoration and a service, whose marks come at the same time, none takes the place
    of the other."""
    here = live.place(tmp_path / "here", "race")
    store, keys = bucket.bucket_store(here), MasterKeys((pyrage.x25519.Identity.generate(),))
    assert bucket.begin_restoration(store, here, "1")
    assert not bucket.begin_restoration(store, here, "2")
    bucket.end_restoration(store, "2")
    with pytest.raises(CannotStart, match="is being restored"):
        bucket.claim(store, here, keys)
    bucket.end_restoration(store, "1")
    assert bucket.is_empty(store, here)
    bucket.claim(store, here, keys)
    assert not bucket.begin_restoration(store, here, "3")


def test_a_database_of_another_restoration(live: Live, postgres: str, killing: Killer, tmp_path: Path) -> None:
    """A database into which a killed restoration went takes no other one and no service, from any folder and with any
    vault."""
    here = live.place(tmp_path / "here", "pg", postgres)
    assert killing.restore(here, live.files[0], PASSPHRASE, AMID) == "killed"
    before = live.objects()
    assert refused(live.place(tmp_path / "other", "pg2", postgres), live.files[0]) == "elsewhere"
    assert starts(live.place(tmp_path / "new", "pg2", postgres)) == START_SENTENCES["restoring"]
    assert live.objects() == before
    restore(here, live.files[0], PASSPHRASE, [])
    assert restored(here) == live.states[0]


def test_a_mark_that_cannot_be_read(live: Live, tmp_path: Path) -> None:
    """A file in the place of the mark that is none keeps everything as it is."""
    here = Settings(data=tmp_path / "here")
    here.data.mkdir()
    restoring.mark_file(here).write_bytes(b"with the key\n")
    assert refused(here, live.files[0]) == "full"
    assert restoring.mark_file(here).exists()
