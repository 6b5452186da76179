"""Master keys are exchanged without losing a case, wherever that is cut off."""

import signal
from dataclasses import replace

import pytest
from sqlalchemy import inspect, text
from sqlmodel import col, select

from app.cannot_start import CannotStart
from app.settings import Settings
from app.storage import rotation
from app.storage.database import connect, migrate, reading, writing
from app.storage.keys import configured_keys, new_key
from app.storage.service import start
from app.storage.tables import AccountRow, CaseRow
from tests.browser import Browser, visit
from tests.conftest import Say
from tests.service import hits, running, until
from tests.storage.conftest import command, contents, filled


def test_an_exchange_keeps_every_case(settings: Settings, said: Say) -> None:
    """After a rotation the same cookie opens the same case with its files and notes, the secret of the server is the
    same, and nothing needs the former key: it can be destroyed, and then it is nowhere in the folder."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("CANARY-name.csv", b"a,b\r\n1,2\r\n"))
        browser.wait()
        cookie, secret = browser.client.cookies["mioboe"], app.state.service.secret
        former, old_id = str(app.state.service.vault.keys.identities[0]), app.state.service.vault.keys.id
    assert said("keys", "forget")[0] == 0  # there is none older: the current key stays
    status, words = said("keys", "rotate")
    assert (status, "2 keys were locked anew" in words) == (0, True), words
    listed = said("keys", "list")[1]
    assert [line.split() for line in listed.splitlines()][1:] == [[old_id, "0", "older"]]
    assert former in (settings.data / "master.key").read_text()
    assert said("keys", "forget")[0] == 0
    assert hits(settings, former.encode()) == []
    assert (settings.data / "master.key").stat().st_mode & 0o777 == 0o600
    with running(settings) as app:
        assert app.state.service.secret == secret
        assert app.state.service.vault.keys.id != old_id
        again = visit(app, Cookie=f"mioboe={cookie}")
        assert "CANARY-name.csv" in again.get("/case/files").text
    assert said("keys", "list")[1].split()[1:] == ["2", "current"]


def test_an_exchange_that_is_killed_goes_on(settings: Settings, said: Say) -> None:
    """A rotation that is killed in the middle loses nothing: both keys are there, the service works, and the next
    rotation finishes with the same new key. The former key cannot be destroyed before."""
    here = start(settings)
    filled(here, 2400)
    secret, old_id = here.secret, here.vault.keys.id
    here.close()
    process = command(settings, "keys", "rotate")
    looking = connect(settings.database_url)
    until(lambda: len(rotation.in_use(looking)) == 2 or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    between = rotation.in_use(looking)
    assert process.returncode == -signal.SIGKILL
    assert between.total() == 2402
    [new_id] = set(between) - {old_id}
    assert 0 < between[new_id] < 2402
    status, words = said("keys", "forget")
    assert (status, "still needed" in words) == (2, True), words
    with running(settings) as app:
        assert Browser(visit(app).client).post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303
    status, words = said("keys", "rotate")
    assert (status, new_id in words) == (0, True), words
    assert rotation.in_use(looking) == {new_id: 2403}
    assert said("keys", "forget")[0] == 0
    here = start(settings)
    with reading(here.engine) as session:
        for row in session.exec(select(CaseRow).where(col(CaseRow.id).startswith("0" * 20))):
            assert str(here.vault.open_key(row.id, row.key or b"").identity)[-2:] == row.lang
        assert here.vault.keys.unlock(session.exec(select(AccountRow.totp_secret)).one() or b"") == b"totp"
    assert here.secret == secret
    here.close()


def test_a_key_file_that_cannot_be_written(settings: Settings, said: Say) -> None:
    """As a secret that a container is given: a sentence names it, and the key stays as it was."""
    start(settings).close()
    before = (settings.data / "master.key").read_text()
    (settings.data / "master.key.new").mkdir()
    status, words = said("keys", "rotate")
    assert (status, "master.key cannot be used" in words) == (2, True), words
    assert (settings.data / "master.key").read_text() == before


def test_no_exchange_beside_the_service(settings: Settings, said: Say) -> None:
    """While the service runs, a rotation is refused and changes nothing."""
    here = start(settings)
    before = contents(settings.data)
    status, words = said("keys", "rotate")
    assert (status, "already running" in words) == (2, True), words
    assert contents(settings.data) == before
    here.close()


def test_one_damaged_key_does_not_stop_the_exchange(settings: Settings, said: Say) -> None:
    """What no key opens is named and stays; everything else is locked anew, and the former key may go."""
    here = start(settings)
    filled(here, 3)
    with writing(here.engine) as session:
        session.get_one(CaseRow, f"{1:032}").key = b"age-encryption.org/v1 damaged"
    here.close()
    status, words = said("keys", "rotate")
    assert (status, "4 keys were locked anew" in words, "1 key was damaged" in words) == (0, True, True), words
    assert said("keys", "forget")[0] == 0
    start(settings).close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_earlier_version(settings: Settings, kind: str, request: pytest.FixtureRequest) -> None:
    """What a version without ids locked keeps opening: with another key the start is refused and not even the tables
    change; with its own key it gets the id of that key, and a rotation afterwards makes a new one."""
    here = replace(settings, database="" if kind == "sqlite" else request.getfixturevalue("postgres"))
    settings.data.mkdir(mode=0o700)
    right, wrong = configured_keys(replace(here, key=new_key())), new_key()
    assert right is not None
    engine = connect(here.database_url)
    migrate(engine, "0002")
    insert = "INSERT INTO cases (id, created_at, key) VALUES ('c', '2026-11-28 00:00:00+00:00', :key)"
    with engine.begin() as connection:
        connection.execute(text(insert), {"key": right.lock(b"of the case")})
    (settings.data / "master.key").touch(0o600)
    (settings.data / "master.key").write_text(wrong)
    with pytest.raises(CannotStart, match="does not open"):
        start(here)
    assert "key_id" not in {one["name"] for one in inspect(engine).get_columns("cases")}
    (settings.data / "master.key").write_text(str(right.identities[0]))
    service = start(here)
    assert rotation.in_use(engine) == {right.id: 2}
    keys, done, broken = rotation.rotate(service.engine, here, service.vault.keys)
    assert (keys.ids[1], done, broken) == (right.id, 2, 0)
    assert rotation.in_use(engine) == {keys.id: 2}
    with reading(engine) as session:
        assert keys.unlock(session.exec(select(CaseRow.key)).one() or b"") == b"of the case"
    service.close()
    engine.dispose()
