"""The questions of recognition on a terminal, one screen after the other; every answer is kept at once."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt

from analyzers.events.facts import Money
from analyzers.recognition.questions import Question
from analyzers.recognition.screens import Screen
from app.cli.output import visible
from app.i18n import N_, nN_
from app.i18n.translate import gettext, value
from app.report.recognition import Recognised, text

State = Callable[[dict[str, str]], Recognised]
KEYS = {"m": "mine", "f": "family", "n": "not_mine", "s": "not_sure"}
KEY_SENTENCES = N_("m: I did; f: somebody at home; n: nobody of us; s: not sure; u: undo; q: pause")
MARK_SENTENCE = N_("Numbers of what you do not know, with spaces; Enter if you know all of it; u: undo; q: pause")
LEFT_SENTENCE = nN_("{count} more question.", "{count} more questions.")
DONE_SENTENCE = N_("That was all. Your answers are in {path}.")
PAUSED_SENTENCE = N_("Your answers are in {path}. The same command goes on from here.")
ACCOUNT_SENTENCE = N_(
    "{currency}: yours {mine}, somebody at home {family}, not yours {not_mine}, not sure {not_sure}, "
    "not asked {not_asked}"
)
UNKNOWN_SENTENCE = N_("Please use one of the letters or numbers above.")


def walk(state: State, answers: dict[str, str], path: Path, lang: str) -> None:
    """Asks until nothing is left or the person pauses. ``state`` gives what the answers come to."""
    console = Console(highlight=False)
    given: list[list[str]] = []  # the ids of each screen, for undo
    found = state(answers)
    while found.recognition.screens:
        screen = found.recognition.screens[0]
        left = sum(len(one.questions) for one in found.recognition.screens)
        console.rule(escape(gettext(LEFT_SENTENCE, lang, count=left)))
        added = (_each if screen.mode == "each" else _mark)(console, screen, lang)
        if added is None:
            _account(console, found, lang)
            console.print(escape(visible(gettext(PAUSED_SENTENCE, lang, path=str(path)))))
            return
        if added:
            given.append(list(added))
            answers |= added
        elif given:
            for name in given.pop():
                answers.pop(name, None)
        _keep(answers, path)
        found = state(answers)
    _account(console, found, lang)
    console.print(escape(visible(gettext(DONE_SENTENCE, lang, path=str(path)))))


def _each(console: Console, screen: Screen, lang: str) -> dict[str, str] | None:
    """The answers to a screen; empty: take the last screen back; None: pause."""
    added: dict[str, str] = {}
    for one in screen.questions:
        _show(console, one, lang)
        answer = _key(console, lang)
        if answer == "q":
            return added or None
        if answer == "u":
            return {}
        added[one.id] = KEYS[answer]
    return added


def _key(console: Console, lang: str) -> str:
    while True:
        given = Prompt.ask(escape(gettext(KEY_SENTENCES, lang)), console=console, default="", show_default=False)
        if (key := given.strip().casefold()) in (*KEYS, "u", "q"):
            return key
        console.print(escape(gettext(UNKNOWN_SENTENCE, lang)))


def _mark(console: Console, screen: Screen, lang: str) -> dict[str, str] | None:
    for number, one in enumerate(screen.questions, 1):
        _show(console, one, lang, f"{number}. ")
    while True:
        given = Prompt.ask(escape(gettext(MARK_SENTENCE, lang)), console=console, default="", show_default=False)
        words = given.replace(",", " ").split()
        if words in (["q"], ["u"]):
            return None if words == ["q"] else {}
        if all(word.isdecimal() and 0 < int(word) <= len(screen.questions) for word in words):
            unknown = {int(word) for word in words}
            return {
                one.id: "not_mine" if number in unknown else "mine" for number, one in enumerate(screen.questions, 1)
            }
        console.print(escape(gettext(UNKNOWN_SENTENCE, lang)))


def _show(console: Console, one: Question, lang: str, before: str = "") -> None:
    console.print(escape(visible(before + text(one, lang))), soft_wrap=True)


def _account(console: Console, found: Recognised, lang: str) -> None:
    for currency, states in sorted(found.recognition.account.money.items()):
        amounts = {name: value(Money(minor, currency), lang) for name, minor in states.items()}
        console.print(escape(gettext(ACCOUNT_SENTENCE, lang, currency=currency, **amounts)))


def _keep(answers: dict[str, str], path: Path) -> None:
    """Writes the answers so that a cut leaves the old file or the new one, readable by the person alone."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"answers": answers}, file, ensure_ascii=False, indent=1)
        file.write("\n")
    beside.replace(path)
