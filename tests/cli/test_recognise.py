"""``mioboe recognise``: the questions on a terminal, and what is kept of the answers."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.report.answers import AnswersError, parse_answers
from tests.cli.here import run

SAMPLE = Path(__file__).parents[2] / "app" / "data" / "sample" / "sample-export.zip"
PROMPTS = ("q: pause", "still yours")


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.end, other = pty.openpty()
        command = [sys.executable, "-m", "app", "recognise", *arguments, "--lang", "en"]
        environment = {"PYTHONUTF8": "1", "COLUMNS": "200", "TERM": "dumb", "PATH": os.environ["PATH"]}
        self.process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=environment)
        os.close(other)

    def shown(self) -> str:
        """What is written until the next prompt, or until the end."""
        text = ""
        while not any(one in text.rpartition("\n")[2] for one in PROMPTS):
            if not select.select([self.end], [], [], 60)[0]:
                raise AssertionError(text)
            try:
                text += os.read(self.end, 65536).decode("utf-8", "replace")
            except OSError:  # the end of the process closes the terminal
                break
        return text

    def type(self, line: str) -> str:
        os.write(self.end, f"{line}\n".encode())
        return self.shown()


def questions(*given: str | Path) -> dict[str, Any]:
    """What there is to ask about the sample."""
    shown = run("recognise", SAMPLE, "--json", *given)
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def main_kinds(found: dict[str, Any]) -> dict[str, str]:
    """The kind of each main question that is asked about orders, by id."""
    return {one["id"]: one["kind"] for one in found["questions"] if one["stage"] == "main"}


@pytest.fixture(scope="module")
def at_first() -> dict[str, str]:
    """The kinds of the main questions before any is answered."""
    return main_kinds(questions())


def test_a_place_that_was_left(tmp_path: Path, at_first: dict[str, str]) -> None:
    """The day is asked for and kept, orders after it are asked about for themselves, and undo forgets it."""
    kept = tmp_path / "answers.json"
    kept.write_text('{"answers": {}}')
    terminal = Terminal(str(SAMPLE), "--answers", str(kept))
    shown = terminal.shown()
    while "e: ours until a day" not in shown:
        shown = terminal.type("" if "Numbers of what" in shown else "m")
    assert "still yours" in terminal.type("e")
    assert "year, month and day" in terminal.type("soon")
    terminal.type("2024-12-31")
    terminal.type("q")
    assert terminal.process.wait(60) == 0
    state = json.loads(kept.read_text())
    ((place, day),) = state["until"].items()
    assert (state["answers"][place], day) == ("mine", "2024-12-31")
    later = main_kinds(questions("--answers", kept)).items() - at_first.items()
    assert {kind for _, kind in later} == {"order"}


def test_undo_and_pause_within_a_screen(tmp_path: Path) -> None:
    """Undo asks the question before once more; what was answered when somebody pauses is kept."""
    kept = tmp_path / "answers.json"
    kept.write_text('{"answers": {}}')
    terminal = Terminal(str(SAMPLE), "--answers", str(kept))
    first = terminal.shown().splitlines()[-3]  # above the letters and the prompt
    second = terminal.type("n")
    assert first not in second
    assert first in terminal.type("u")
    terminal.type("m")
    assert "goes on from here" in terminal.type("q")
    assert terminal.process.wait(60) == 0
    assert list(json.loads(kept.read_text())["answers"].values())[:1] == ["mine"]


def test_what_a_question_shows(tmp_path: Path) -> None:
    """Why a later screen is asked, and of a single order the way of paying and the time by the clock of its shop."""
    kept = tmp_path / "answers.json"
    kept.write_text('{"answers": {}}')
    terminal = Terminal(str(SAMPLE), "--answers", str(kept))
    shown = terminal.shown()
    while "What happened around the days" not in shown:
        shown = terminal.type("n")
    while "Did you order this" not in shown:
        shown = terminal.type("n")
    assert "Visa - 5678 · 18 Apr 2026, 20:30 (Japan Time)" in shown.replace("\r\n", "")
    terminal.type("q")
    assert terminal.process.wait(60) == 0


def test_looking_over_answers(tmp_path: Path) -> None:
    """What was said of something that an alarm cites counts already. All of it stays with one key, or some of it is
    asked once more, and undo goes back to the page before."""
    kept = tmp_path / "answers.json"
    kept.write_text('{"answers": {}}')
    terminal = Terminal(str(SAMPLE), "--answers", str(kept))
    shown = terminal.shown()
    while "You said: Yes, that was me." not in shown:
        shown = terminal.type("" if "Numbers of what" in shown else "m")
    before = json.loads(kept.read_text())["answers"]
    assert set(before.values()) == {"mine"}
    assert "Please use one of the letters" in terminal.type("99")
    assert "You said: Yes, that was me. Enter if that is right" in terminal.type("1")
    assert "Numbers of what is not right" in terminal.type("u")
    terminal.type("1")
    after_page = terminal.type("n")
    after = json.loads(kept.read_text())["answers"]
    looks = {name: answer for name, answer in after.items() if name not in before}
    assert sorted(looks.values()) == sorted(["not_mine", *["mine"] * (shown.count("You said:") - 1)])
    assert "You said" not in after_page
    terminal.type("q")
    assert terminal.process.wait(60) == 0


def test_days_that_are_none(tmp_path: Path) -> None:
    """A file of answers whose days cannot be read is refused with an example."""
    kept = tmp_path / "answers.json"
    kept.write_text('{"answers": {}, "until": {"place:0123": "2024"}}')
    refused = run("recognise", SAMPLE, "--answers", kept, "--json")
    assert refused.returncode == 2
    assert "2024-03-31" in refused.stderr


def test_a_question_that_the_file_answers_twice(tmp_path: Path, at_first: dict[str, str]) -> None:
    """The last answer counts. It is said once for each question whose answers differ; equal ones are no problem."""
    kept = tmp_path / "answers.json"
    first, second, *_ = at_first
    pairs = [(first, "mine"), (second, "mine"), (first, "not_mine"), (second, "mine"), (first, "family")]
    members = ", ".join(f'"{name}": "{answer}"' for name, answer in pairs)
    kept.write_text(f'{{"answers": {{{members}}}}}')
    found = questions("--answers", kept)
    assert [(one["code"], one["question"]) for one in found["problems"]] == [("contradicting-answers", first)]
    answered = {one["id"]: one["answer"] for one in found["questions"] if one["answer"]}
    assert answered == {first: "family", second: "mine"}


@pytest.mark.parametrize(
    "text", ['{"answers": {"place:0": "mine"}, "answers": {}}', '{"answers": {"place:0": 1}}', "[]"]
)
def test_answers_of_another_form_are_refused(text: str) -> None:
    """A second list of answers would silently take the place of the first."""
    with pytest.raises(AnswersError):
        parse_answers(text)


def test_check_names_what_is_wrong_with_the_answers(tmp_path: Path, at_first: dict[str, str]) -> None:
    """Each problem is a sentence and an entry in JSON; of many unknown ids the sentence is one; without any, none."""
    kept = tmp_path / "answers.json"
    first, second, *_ = at_first

    def problems(text: str) -> tuple[list[tuple[str, str]], str]:
        kept.write_text(text)
        made = run("check", SAMPLE, "--answers", kept, "--json", "--lang", "en")
        assert made.returncode == 0
        return [(one["code"], one["question"]) for one in json.loads(made.stdout)["problems"]], made.stderr

    text = f'{{"answers": {{"{first}": "mine", "{first}": "not_mine", "{second}": "perhaps", "order:0": "mine"}}}}'
    found, said = problems(text)
    assert found == [("contradicting-answers", first), ("unknown-answer", second), ("unknown-question", "order:0")]
    assert [name in said for name in (first, "perhaps", "order:0")] == [True] * 3
    text = json.dumps({"answers": {}, "until": {"place:0": "2024-03-31"}})
    assert problems(text)[0] == [("unknown-question", "place:0")]
    found, said = problems(json.dumps({"answers": {f"order:{number}": "mine" for number in range(6)}}))
    assert (len(found), said.count("mioboe: ")) == (6, 1)
    assert problems(json.dumps({"answers": {first: "mine"}})) == ([], "")
