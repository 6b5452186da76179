"""One order of questions and one account: the pages in a real browser beside ``mioboe recognise`` with the same
answers."""

import json
import re
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page

from analyzers.asking.state import Recognition
from analyzers.book.losses import Total, totals
from app.report.claim_table.claim_rows import sums
from app.report.claim_table.claims import of_assembled
from app.report.model import Report
from app.report.present import currency_totals
from app.report.progress import account_of, progress_line
from app.report.recognition import Recognised
from app.report.stored import plain
from evaluation.simulate.account import Spec, make
from tests.cli.here import run
from tests.journey.conftest import follow, visitor
from tests.journey.together import command_state
from tests.service import until

SIMULATED = Spec("remote_worker", 8_900_000, "former_partner")
MOST = 60  # pages
FAMILY, NOT_MINE, NOT_SURE = 5, 20, 30  # of a hundred questions: family, not theirs up to here, not sure up to here


@pytest.mark.parametrize("account", ["sample", "simulated"])
def test_pages_and_command_ask_the_same(chrome: Browser, site: str, sample: Path, tmp_path: Path, account: str) -> None:
    """Every page holds the questions of the first screen of the command, in its order; at every end page sums, account
    and findings are those of the command, and every page says the same of how far the person is."""
    files = [sample] if account == "sample" else _written(tmp_path / "files")
    kept, answers = tmp_path / "answers.json", dict[str, str]()
    state = command_state(files)
    context = visitor(chrome, "en", script=False)
    page = context.new_page()
    page.goto(site + "/upload")
    page.set_input_files("#files", [str(one) for one in files])
    follow(page, page.locator("form[action='/upload'] button[type=submit]"))
    until(lambda: not page.context.request.get(site + "/case/progress.json").json()["running"])
    ends, path = 0, "/case/recognise"
    for _ in range(MOST):
        page.goto(site + path)
        now = state(answers)
        if page.url.endswith("/case/end"):
            ends += 1
            _same_account(page, site, now)
            if ends == 1 or not now.asking.pages:  # the command itself takes long to read the files again
                kept.write_text(json.dumps({"answers": answers}))
                _same_command(now, json.loads(run("recognise", *files, "--json", "--answers", kept).stdout))
            if not now.asking.pages:
                break
            path = "/case/recognise?go=on"
            continue
        path = "/case/recognise"
        asked = [str(one.get_attribute("value")) for one in page.locator("input[name=question]").all()]
        assert asked == [one.id for one in now.asking.pages[0].questions]
        assert progress_line(now.asking.progress, "en") in _text(page)
        answers |= _answer(page, asked, now.asking)
    assert ends > 1
    assert not state(answers).asking.pages
    context.close()


def _written(folder: Path) -> list[Path]:
    """The files of the simulated account."""
    folder.mkdir()
    paths = [folder / name.replace("/", "-") for name, _ in make(SIMULATED).files]
    for path, (_, data) in zip(paths, make(SIMULATED).files, strict=True):
        path.write_bytes(data)
    return paths


def _answer(page: Page, asked: list[str], now: Recognition) -> dict[str, str]:
    """Answers the page as the id of each question has it; a second look is confirmed. The answers."""
    layout, given = now.pages[0].layout, {name: _choice(name) for name in asked}
    if layout == "confirm":
        given = {one.id: one.before or "" for one in now.pages[0].questions}
    elif layout == "mark":
        given = {name: "not_mine" if answer == "not_mine" else "mine" for name, answer in given.items()}
        for name in (name for name, answer in given.items() if answer == "not_mine"):
            page.check(f"input[name=marked][value='{name}']")
    elif layout == "each":
        for name, answer in given.items():
            page.check(f"input[name='a-{name}'][value={answer}]", force=True)
    button = f".bar button[value={given[asked[0]]}]" if layout == "one" else ".bar button"
    follow(page, page.locator(button))
    return given


def _choice(name: str) -> str:
    place = crc32(name.encode()) % 100
    return (
        "family" if place < FAMILY else "not_mine" if place < NOT_MINE else "not_sure" if place < NOT_SURE else "mine"
    )


def _same_command(now: Recognised, command: dict[str, Any]) -> None:
    """What the command writes is the state that the pages were compared with."""
    screens = [[one.id for one in page.questions] for page in now.asking.pages]
    assert [one["questions"] for one in command["screens"]] == screens
    assert command["account"] == plain(account_of(now.asking.account))
    assert command["disowned"] == now.disowned
    assert command["totals"] == plain(currency_totals(_totals(now)))


def _same_account(page: Page, site: str, now: Recognised) -> None:
    """The end page, the result and the overview show the same numbers, and the findings are the same."""
    events = now.asking.account.events | {"total": sum(now.asking.account.events.values())}
    names = ("mine", "family", "not_mine", "not_sure", "not_asked", "total")
    shown = [_number(one.inner_text()) for one in page.locator(".share tbody tr td:nth-child(2)").all()]
    assert shown == [events[name] for name in names]
    losses, buttons = page.locator("dl.loss").all_inner_texts(), _pages(page)
    amounts = page.locator("dl.loss dd").all_inner_texts()
    assert amounts == [" ".join(str(one.amounts).split()) for one in sums(_totals(now), "en")]
    line = progress_line(now.asking.progress, "en")
    assert line in _text(page)
    for path in ("/case/result", "/case"):
        page.goto(site + path)
        assert line in _text(page)
        assert page.locator("dl.loss").all_inner_texts() == losses
        assert path == "/case" or _pages(page) == buttons
    page.goto(site + "/case/findings")
    html = page.content()
    missing = [one.id for one in now.now.findings if f'"f-{one.id}"' not in html]
    assert missing == []


def _totals(now: Recognised) -> tuple[Total, ...]:
    return totals(of_assembled(Report(findings=now.now.findings), now.now))


def _pages(page: Page) -> list[int]:
    """The numbers of pages that the button to the questions names."""
    found = page.locator("a.button[href^='/case/recognise']").all_inner_texts()
    return [int(number) for text in found for number in re.findall(r"(\d+) pages?", text)]


def _text(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


def _number(text: str) -> int:
    return int("".join(char for char in text if char.isdigit()))
