"""Costly work has places of its own kind, and turns go round: nobody's flood keeps others from theirs."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI

from app.cases import limits
from app.cases.accounts.passwords import JUDGING
from app.cases.limits import Rate, Source
from app.web import slow
from app.web.slow import PLACES, Lane, LaneFull
from tests.browser import Browser, multipart, visit
from tests.service import until

PASSWORD = "gyokuro teapot 4 herons"


async def crowd(lane: Lane, *who: str) -> tuple[Callable[[], None], list[asyncio.Task[str]], list[str]]:
    """Somebody has the only place until the first result is called; ``who`` waits: network and browser, such as
    ``a1``. The last result are those who had their turn, in that order."""
    go, served = threading.Event(), list[str]()

    def work(one: str) -> str:
        go.wait(60)
        served.append(one)
        return one

    tasks = []
    for one in ("-", *who):
        tasks.append(asyncio.create_task(lane.run(Source(one[0], one[1:]), lambda one=one: work(one))))  # type: ignore[misc]
        await asyncio.sleep(0)
    return go.set, tasks, served


def ran(work: Coroutine[Any, Any, None]) -> None:
    """Runs it in a thread of its own: a browser of another test may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.mark.parametrize(
    ("waiting", "order"),
    [
        ("a1 a1 a1 b1", "a1 b1 a1 a1"),  # a flood, then a stranger
        ("a1 a1 a2 a1", "a1 a2 a1 a1"),  # two browsers in one house
        ("a1 a2 a3 b1 b1", "a1 b1 a2 b1 a3"),  # many browsers are no more turns
        ("a1 b1 c1 a1 b1", "a1 b1 c1 a1 b1"),
    ],
)
def test_turns_go_round(waiting: str, order: str) -> None:
    """Between networks, then between the browsers of one."""

    async def work() -> None:
        lane = Lane(1)
        go, tasks, served = await crowd(lane, *waiting.split())
        go()
        await asyncio.gather(*tasks)
        assert served == ["-", *order.split()]
        assert (lane.free, lane.waiting) == (1, {})

    ran(work())


def test_a_queue_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """One network fills neither its share nor the whole: a stranger takes the place of the last of whoever has most.
    The factor of the operator raises both."""
    monkeypatch.setattr(slow, "PER_NETWORK", 3)
    monkeypatch.setattr(slow, "ALTOGETHER", 4)

    async def work() -> None:
        lane = Lane(1)
        go, tasks, served = await crowd(lane, "a1", "a1", "a2", "a3", "b1", "c1", "d1", "d2", "c2")
        go()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        refused = [
            "-a1a1a2a3b1c1d1d2c2"[1 + 2 * at :][:2] for at, one in enumerate(answers[1:]) if one.__class__ is LaneFull
        ]
        assert refused == ["a1", "a2", "a3", "d2", "c2"]
        assert served == ["-", "a1", "b1", "c1", "d1"]
        assert (lane.free, lane.waiting) == (1, {})

    ran(work())
    assert (Lane(1, 5).per_network, Lane(1, 5).altogether) == (15, 20)


def test_who_leaves_the_queue_has_no_turn() -> None:
    """A request that is cancelled while it waits, or when its turn comes, keeps no place."""

    async def work() -> None:
        lane = Lane(1)
        go, tasks, served = await crowd(lane, "a1", "b1", "c1")
        tasks[1].cancel()
        go()
        await tasks[0]
        tasks[2].cancel()  # its turn has just come
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert [answers[0], answers[3]] == ["-", "c1"]
        assert set(served) - {"b1"} == {"-", "c1"}
        assert lane.free == 1

    ran(work())


def test_sign_ins_wait_for_nothing_else(app: FastAPI, browser: Browser) -> None:
    """While every place for sign-ups is taken and more wait, somebody signs in, and a wrong resume code is refused."""
    form = {"name": "Hanako", "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/sign-up", form, on="/sign-up").status_code == 303
    answers: list[int] = []

    def sign_up(number: int) -> None:
        mine = visit(app, address=f"198.51.100.{number}")
        answers.append(mine.post("/sign-up", {**form, "name": f"name{number}"}, on="/sign-up").status_code)

    threads = [threading.Thread(target=sign_up, args=(number,)) for number in range(PLACES["sign_up"] + 2)]
    with JUDGING:
        for one in threads:
            one.start()
        until(lambda: len(app.state.lanes["sign_up"].waiting) == 2)
        other = visit(app)
        assert other.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in").status_code == 303
        assert visit(app).post("/resume", {"code": "77777777"}, on="/resume").status_code == 403
        assert answers == []
    for one in threads:
        one.join()
    assert answers == [303] * len(threads)


def test_passwords_are_counted_before_they_are_judged(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """And compared before they are counted: who cannot be judged now is answered all the same."""
    monkeypatch.setitem(limits.RATES, "password", Rate(10, browser=1))
    browser, form = visit(app), {"name": "Hanako", "password": PASSWORD, "again": PASSWORD, "second": "1"}
    token = browser.token("/sign-up")

    def sent(**given: str) -> tuple[int, str]:
        answer = browser.client.post("/sign-up", data={"csrf": token, **form, **given})
        return answer.status_code, answer.text

    with JUDGING:
        status, text = sent(again="another")
        assert (status, "The two passwords differ" in text) == (422, True)
    assert sent(password="a" * 40, again="a" * 40)[0] == 422
    with JUDGING:
        status, text = sent()
        assert (status, "very often" in text) == (429, True)


def test_verifications_are_counted_before_they_begin(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit not even the form is read; other networks go on."""
    monkeypatch.setitem(limits.RATES, "verify", Rate(10, network=1))
    browser, other = visit(app), visit(app, address="203.0.113.9")
    sent = [browser.client.post("/verify", **multipart(browser.token("/verify"), (("b.zip", b"PK"),))) for _ in "12"]
    assert [one.status_code for one in sent] == [200, 429]
    assert other.client.post("/verify", **multipart(other.token("/verify"), (("b.zip", b"PK"),))).status_code == 200


def test_a_full_lane_says_so(app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sentence, the time to come again, and no reference: nothing is broken."""
    monkeypatch.setattr(slow, "PER_NETWORK", 0)
    lane = app.state.lanes["sign_in"] = Lane(1)
    lane.free = 0
    answer = browser.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(slow.SECONDS))
    assert "Too many people ask for this" in answer.text
