"""Work is bounded by what it costs: a turn that used its share goes back into the queue, and nothing is read twice."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files import erase, examine
from app.cases.files.uploads import uploads
from app.cases.operation import turns
from app.cases.operation.runs import run_of
from app.cases.workers.carry import Carrier
from app.report import build
from app.report.intake import Read
from app.report.model import File, Report
from app.settings import Settings
from app.storage import database, service
from app.storage.tables import AttemptRow, CaseRow, RunRow, UploadRow, now
from tests.browser import ORDERS, Browser, visit
from tests.importers.screens.drawn import GIFT_CARD, screen
from tests.reader.zips import make
from tests.service import rows_by_hand, running, the_case, until

PICTURES = {f"shots/IMG_2026110{number}.png": screen(GIFT_CARD[: 3 + number]) for number in (1, 2)}
STILL_ENGLISH, STILL_JAPANESE = "2 pictures are still to be read", "これから読む画像：2枚"


@pytest.fixture
def turn_results(monkeypatch: pytest.MonkeyPatch) -> list[list[Read]]:
    """What each call of the reading process gave, in turn."""
    results, read = list[list[Read]](), build.read

    def noted(*inputs: Any, **share: Any) -> list[Read]:
        results.append(read(*inputs, **share))
        return results[-1]

    monkeypatch.setattr(build, "read", noted)
    return results


@pytest.fixture
def no_pictures_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No turn of pictures begins until this is undone."""
    claim = turns.claim

    def without(session: Session, holder: str, *, pictures: bool = True) -> RunRow | None:
        return claim(session, holder, pictures=False)

    with monkeypatch.context() as patch:
        patch.setattr(turns, "claim", without)
        yield patch


def files_of(app: FastAPI) -> dict[str, File]:
    """The files of the latest report by path."""
    return {file.path: file for file in (latest_report(the_case(app)) or Report()).files}


def times_read(results: list[list[Read]]) -> Counter[str]:
    """How often each file was read to its end."""
    return Counter(file.path for reads in results for read in reads for file in read.files if not file.later)


def hand_in(app: FastAPI) -> tuple[Browser, Case]:
    """A browser that handed in an archive of pictures and a CSV, of which all but the pictures has been read."""
    browser = visit(app)
    assert browser.upload(("shots.zip", make(PICTURES)), ("a.csv", ORDERS.encode())).status_code == 303
    until(lambda: run_of(the_case(app)).pictures == len(PICTURES))
    return browser, the_case(app)


def wake(app: FastAPI) -> None:
    """Has the service look for runs."""
    app.state.runner.notify(the_case(app).id)
    until(lambda: not run_of(the_case(app)).busy)


@pytest.mark.sqlite
def test_pictures_are_read_in_several_turns_each_once(
    settings: Settings,
    turn_results: list[list[Read]],
    no_pictures_yet: pytest.MonkeyPatch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything else comes first and can be looked at. With a share that ends after a line, the pictures take many
    turns, a restart lies between them, and the result is that of one turn."""
    monkeypatch.setattr(turns, "PICTURES_S", 1e-6)
    with running(settings) as app:
        browser, case = hand_in(app)
        files = files_of(app)
        assert files["a.csv"].rows == 1
        assert [file.later for file in files.values()] == [True, True, False]
        for lang, sentence in (("en", STILL_ENGLISH), ("ja", STILL_JAPANESE)):
            page = browser.get(f"/case/progress?lang={lang}").text
            assert sentence in page.replace("<bdi>", "").replace("</bdi>", "")
            assert 'href="/case/result"' in page
            assert browser.get("/case/files").text.count("IMG_2026110") >= len(PICTURES)
        assert uploads(case)[0].state == "stored"
    no_pictures_yet.undo()
    with running(settings) as app:
        until(lambda: run_of(the_case(app)).state == "done")
        assert run_of(the_case(app)).pictures == 0
        result = files_of(app)
        assert [one.state for one in uploads(the_case(app))] == ["read", "read"]
    assert len(turn_results) > len(PICTURES) + 1  # a turn ends within a picture, too
    assert set(times_read(turn_results).values()) == {1}
    [at_once] = build.read([build.Input("shots.zip", lambda: _file(make(PICTURES)), 1)])
    assert [result[file.path].rows for file in at_once.files] == [file.rows for file in at_once.files]
    assert [result[file.path].sha256 for file in at_once.files] == [file.sha256 for file in at_once.files]
    assert not any(file.later for file in result.values())


def _file(data: bytes) -> Any:
    from app.sandbox.parent import Pieces

    return Pieces(len(data), lambda: iter([data]))


@pytest.mark.sqlite
def test_what_is_removed_or_erased_between_two_turns_ends_them(
    settings: Settings, no_pictures_yet: pytest.MonkeyPatch
) -> None:
    """A removed archive leaves no picture to wait for; an erased case leaves no run and no blob."""
    with running(settings) as app:
        browser, case = hand_in(app)
        archive = uploads(case)[0].id
        page = f"/case/remove/file/{archive}"
        assert browser.post(page, on=page).status_code == 303
        until(lambda: not run_of(case).busy)
        assert list(files_of(app)) == ["a.csv"]
        assert not [name for name in case.service.vault.names(case.id) if name.startswith(archive)]
        browser.upload(("shots.zip", make(PICTURES)))
        until(lambda: run_of(case).pictures == len(PICTURES))
        erase.erase(case.service, case.id)
        no_pictures_yet.undo()
        app.state.runner.wake()
        until(lambda: not app.state.runner.busy)
        with database.reading(case.service.engine) as session:
            assert not session.exec(select(RunRow)).all()
        assert not case.service.vault.names(case.id)


@pytest.mark.sqlite
def test_files_of_an_archive_are_read_in_several_turns(
    app: FastAPI, turn_results: list[list[Read]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a share that ends after one member, an archive takes a turn for each; the result is that of one turn."""
    monkeypatch.setattr(examine, "cpu_seconds", lambda size: 1e-6)
    data = make({f"{number}.csv": ORDERS.replace("0000001-", f"000000{number}-").encode() for number in range(4)})
    browser = visit(app)
    browser.upload(("all.zip", data), ("b.csv", ORDERS.encode()))
    browser.wait()
    files = files_of(app)
    assert [file.rows for file in files.values()] == [1] * 5
    assert len(turn_results) >= 5
    assert set(times_read(turn_results).values()) == {1}
    with database.reading(app.state.service.engine) as session:
        assert {row.state for row in session.exec(select(UploadRow))} == {"read"}


def waiting(here: service.Service, **pictures: int) -> None:
    """A run that waits for each case, with so many pictures, each from a network of its own."""
    with rows_by_hand(here.engine) as session:
        for name, count in pictures.items():
            session.add(CaseRow(id=name))
            session.flush()
            session.add(RunRow(case_id=name, network=f"network {name}", pictures=count))


@pytest.mark.parametrize(("places", "begun"), [(1, ["a"]), (2, ["a", "c"]), (3, ["a", "b", "c"])])
def test_one_place_is_kept_free_of_pictures(settings: Settings, places: int, begun: list[str]) -> None:
    """Of several places, pictures take all but one; what is no picture takes that one."""
    here = service.start(settings)
    waiting(here, a=40, b=40, c=0)
    carrier = Carrier(here, places)
    taken = [turn[0] for _ in range(places) if (turn := carrier.begin())]
    assert taken == begun
    assert carrier.begin() is None or places == 1
    here.close()


def test_turns_count_seconds_of_work(settings: Settings) -> None:
    """Who had a minute of work waits behind somebody who had three turns of a second, and no longer than the limit."""
    here = service.start(settings)
    waiting(here, a=0, b=0)
    with database.writing(here.engine) as session:
        rows = {name: session.get_one(RunRow, name) for name in "ab"}
        turns.charge(session, rows["a"], 60)
        for _ in range(3):
            turns.charge(session, rows["b"], 1)
        session.flush()
        assert [run.case_id for run in turns.queue(session)] == ["b", "a"]
        turns.charge(session, rows["b"], 100)
        session.flush()
        assert [run.case_id for run in turns.queue(session)] == ["a", "b"]
        turns.charge(session, rows["b"], 10_000_000)
        session.flush()
        assert session.get_one(AttemptRow, "network b").until <= now() + turns.DEBT
    here.close()
