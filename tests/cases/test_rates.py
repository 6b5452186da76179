"""Every limit of how often something may be done: the operator's factor multiplies it, and one place counts."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.cases import limits, room
from app.cases.limits import RATES, Source, TooOften
from app.cases.operation import turns
from app.cases.operation.turns import QueueFull
from app.cases.room import Crowded, Reservation, TooMuch
from app.settings import Settings
from app.storage import database, service
from app.storage.service import Service
from app.storage.tables import CaseRow, ReservationRow, RunRow, now
from tests.browser import visit
from tests.service import rows_by_hand, running

APP = Path(limits.__file__).parents[1]
KINDS = ("browser", "case", "network", "installation")
EVERY = [(action, kind) for action, rate in RATES.items() for kind in KINDS if getattr(rate, kind) is not None]
FACTOR = 3


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service whose operator raised the limits."""
    return service.start(Settings(data=tmp_path_factory.mktemp("raised") / "data", limit_factor=FACTOR))


def asker(kind: str, name: str) -> tuple[Source, str]:
    """Somebody of whom only this is known, and their case."""
    return Source(**({kind: name} if kind in ("browser", "network") else {})), name if kind == "case" else ""


@pytest.mark.parametrize(("action", "kind"), EVERY)
def test_the_factor_multiplies_every_rate(here: Service, action: str, kind: str) -> None:
    """What may be done so often is done so often, times the factor, and once more is too often."""
    most, subject = getattr(RATES[action], kind), "all" if kind == "installation" else f"{action} {kind}"
    source, case_id = asker(kind, subject)
    limits.count(here, action, source, case_id)
    with database.writing(here.engine) as session:
        row = limits.locked(session, here.keyed_hash("limit", action, kind, subject), now())
        assert row.failures > 0
        row.failures = most * FACTOR - 1
    limits.count(here, action, source, case_id)
    with pytest.raises(TooOften):
        limits.count(here, action, source, case_id)


@pytest.mark.parametrize(("networks", "most"), [("a", turns.PER_NETWORK), ("bcdefghijklm", turns.ALTOGETHER)])
def test_the_factor_multiplies_who_waits(here: Service, networks: str, most: int) -> None:
    """Examinations of one network that wait, and of all."""
    most *= FACTOR
    with rows_by_hand(here.engine) as session:
        for number in range(most):
            session.add(CaseRow(id=f"r{number}"))
        session.flush()
        for number in range(most - 1):
            session.add(RunRow(case_id=f"r{number}", state="queued", network=networks[number % len(networks)]))
        session.flush()
        turns.check_room(session, Source(networks[-1]), FACTOR)
        session.add(RunRow(case_id=f"r{most - 1}", state="queued", network=networks[-1]))
        session.flush()
        with pytest.raises(QueueFull):
            turns.check_room(session, Source(networks[-1]), FACTOR)
        session.rollback()


@pytest.mark.parametrize(("others", "most"), [("a", room.PER_NETWORK), ("another", room.ALTOGETHER)])
def test_the_factor_multiplies_submissions_at_once(settings: Settings, others: str, most: int) -> None:
    """Of one network, and of all; and the bytes of a day."""
    with running(settings, limit_factor=FACTOR, total_limit=4000, case_limit=1000) as app:
        here = app.state.service
        with database.writing(here.engine) as session:
            for number in range(most * FACTOR - 1):
                row = ReservationRow(id=f"{number}", case_id="c", network=others, size=0, until=now() + room.HOLDS)
                session.add(row)
        Reservation(here, "a", Source("a"), 0)
        with pytest.raises(Crowded):
            Reservation(here, "a", Source("a"), 0)
        raised = replace(settings, total_limit=4000, case_limit=1000)
        assert room._per_day(replace(raised, limit_factor=FACTOR)) == FACTOR * room._per_day(raised)
        assert TooMuch.status == 429


def test_there_is_one_place_that_counts() -> None:
    """Nothing else has counters of its own, which the factor and this file would not know: only the bytes of a day."""
    counting = [path for path in sorted(APP.rglob("*.py")) if re.search(r"\bcounter\(", path.read_text("utf-8"))]
    assert [path.relative_to(APP).as_posix() for path in counting] == ["cases/limits.py", "cases/room.py"]


def test_strangers_close_resume_for_nobody(settings: Settings) -> None:
    """Sixty wrong codes of one stranger, under many names, leave others at the same address alone; one browser ends."""
    with running(settings) as app:
        answers = []
        for _ in range(4):
            stranger = visit(app)
            token = stranger.token("/resume")
            for number in range(20):
                form = {"csrf": token, "code": f"{number:08}0000"}
                answers.append(stranger.client.post("/resume", data=form).status_code)
        assert set(answers) == {403}
        assert stranger.client.post("/resume", data={"csrf": token, "code": "99999999"}).status_code == 429
        assert visit(app).post("/resume", {"code": "77777777"}, on="/resume").status_code == 403


def test_new_codes_are_counted(settings: Settings) -> None:
    """A hash is made of each, and anybody may begin a case."""
    with running(settings, limit_factor=1) as app:
        browser = visit(app)
        browser.post("/start", {"symptom": "symptom.free_parcel"})
        answers = [browser.post("/case/code", on="/case").status_code for _ in range((RATES["code"].case or 0) + 1)]
        assert answers == [200] * (RATES["code"].case or 0) + [429]
