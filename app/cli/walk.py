"""The questions of recognition on a terminal, one screen after the other; every answer is kept at once."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt

from analyzers.asking.moved import PLACE_KINDS
from analyzers.asking.pages import Page
from analyzers.asking.questions import Question
from analyzers.events.marks import Money
from app.cli.output import visible
from app.i18n import N_, nN_
from app.i18n.translate import gettext, translate, value
from app.report.answer_words import choices
from app.report.answers import AnswerFile, as_json
from app.report.progress import progress_line
from app.report.recognition import STAGE_SENTENCES, Recognised, details, text

State = Callable[[AnswerFile], Recognised]
KEYS = {"m": "mine", "f": "family", "n": "not_mine", "d": "mine_unpaid", "s": "not_sure"}
KEY_SENTENCE = N_("{letter}: {answer}")
PLACE_SENTENCE = N_("e: ours until a day")
WAY_SENTENCE = N_("u: undo; q: pause")
DAY_SENTENCE = N_("Until which day was it yours? For example 2024-03-31; Enter: still yours")
CONFIRM_SENTENCE = N_("You said: {answer}. Enter if that is right; otherwise {keys}")
SAID_SENTENCE = N_("You said: {answer}.")
LOOK_SENTENCE = N_("Numbers of what is not right, with spaces; Enter if all of it is right; u: undo; q: pause")
MARK_SENTENCE = N_("Numbers of what you do not know, with spaces; Enter if you know all of it; u: undo; q: pause")
LEFT_SENTENCE = nN_("About {count} more page.", "About {count} more pages.")
DONE_SENTENCE = N_("That was all. Your answers are in {path}.")
PAUSED_SENTENCE = N_("Your answers are in {path}. The same command goes on from here.")
ACCOUNT_SENTENCE = N_(
    "{currency}: yours {mine}, by your word somebody at home {family}, not recognised by you {not_mine}, "
    "yours but not paid to you {mine_unpaid}, not sure {not_sure}, not asked {not_asked}"
)
UNKNOWN_SENTENCE = N_("Please use one of the letters or numbers above.")
UNKNOWN_DAY_SENTENCE = N_("Give the day as year, month and day, for example 2026-03-09.")


class Reply(NamedTuple):
    """The answers to a page, and whether to continue, to go back to the screen before, or to pause."""

    answers: AnswerFile
    then: Literal["on", "back", "pause"] = "on"


def walk(state: State, answers: AnswerFile, path: Path, lang: str) -> None:
    """Asks until no question is left or the person pauses. ``state`` computes the result of the answers."""
    console = Console(highlight=False)
    answered_pages: list[list[str]] = []  # the ids of each page, for undo
    recognised = state(answers)
    while recognised.asking.pages:
        page = recognised.asking.pages[0]
        now = recognised.asking.progress
        console.rule(escape(gettext(LEFT_SENTENCE, lang, count=now.pages.urgent or now.pages.all)))
        console.print(escape(progress_line(now, lang)), style="dim")
        for stage in page.stages:
            if stage in STAGE_SENTENCES:
                console.print(escape(gettext(STAGE_SENTENCES[stage], lang)))
        ask = {"mark": _mark, "confirm": _look_over}.get(page.layout, _each)
        reply = ask(console, page, recognised.asking.frame, lang)
        if reply.answers.by_question:
            answered_pages.append(list(reply.answers.by_question))
            answers.by_question.update(reply.answers.by_question)
            answers.until.update(reply.answers.until)
        elif reply.then == "back" and answered_pages:
            for name in answered_pages.pop():
                answers.by_question.pop(name, None)
                answers.until.pop(name, None)
        _keep(answers, path)
        recognised = state(answers)
        if reply.then == "pause":
            _account(console, recognised, lang)
            console.print(escape(visible(gettext(PAUSED_SENTENCE, lang, path=str(path)))))
            return
    _account(console, recognised, lang)
    console.print(escape(visible(gettext(DONE_SENTENCE, lang, path=str(path)))))


def _each(console: Console, page: Page, frame: pl.DataFrame, lang: str) -> Reply:
    """The answers to a page, one by one. Undo goes back to the question before."""
    page_answers, number = AnswerFile({}, {}), 0
    while number < len(page.questions):
        question = page.questions[number]
        _show(console, question, frame, lang)
        key = _key(console, question, lang)
        if key == "q":
            return Reply(page_answers, "pause")
        if key == "u" and not number:
            return Reply(page_answers, "back")
        if key == "u":
            number -= 1
            page_answers.by_question.pop(page.questions[number].id)
            page_answers.until.pop(page.questions[number].id, None)
            continue
        page_answers.by_question[question.id] = KEYS.get(key, "mine") if key else question.before or "mine"
        if key == "e" and (day := _day(console, lang)):
            page_answers.until[question.id] = day
        number += 1
    return Reply(page_answers)


def _key(console: Console, question: Question, lang: str) -> str:
    """The key that was pressed; empty where the earlier answer is confirmed."""
    place = question.kind in PLACE_KINDS
    offered = dict(choices(question.kind, lang))
    letters = [letter for letter, answer in KEYS.items() if answer in offered]
    offers = [gettext(KEY_SENTENCE, lang, letter=letter, answer=offered[KEYS[letter]]) for letter in letters]
    offers += [translate(PLACE_SENTENCE, lang)] if place else []
    keys = "; ".join(offers)
    if question.before:
        keys = gettext(CONFIRM_SENTENCE, lang, answer=offered[question.before], keys=keys)
    while True:
        console.print(escape(keys), soft_wrap=True)
        way = translate(WAY_SENTENCE, lang)
        typed = Prompt.ask(escape(way), console=console, default="", show_default=False)
        if (
            (key := typed.strip().casefold()) in (*letters, "u", "q")
            or (place and key == "e")
            or (question.before and not key)
        ):
            return key
        console.print(escape(gettext(UNKNOWN_SENTENCE, lang)))


def _day(console: Console, lang: str) -> date | None:
    """The last day on which a place was theirs; None: it still is."""
    while typed := Prompt.ask(escape(gettext(DAY_SENTENCE, lang)), console=console, default="", show_default=False):
        try:
            return date.fromisoformat(typed.strip())
        except ValueError:
            console.print(escape(gettext(UNKNOWN_DAY_SENTENCE, lang)))
    return None


def _mark(console: Console, page: Page, frame: pl.DataFrame, lang: str) -> Reply:
    for number, question in enumerate(page.questions, 1):
        _show(console, question, frame, lang, f"{number}. ")
    unknown = _chosen(console, page, MARK_SENTENCE, lang)
    if isinstance(unknown, Reply):
        return unknown
    return Reply(
        AnswerFile({question.id: "not_mine" if question in unknown else "mine" for question in page.questions}, {})
    )


def _look_over(console: Console, page: Page, frame: pl.DataFrame, lang: str) -> Reply:
    """Shows answers, which count already: all of them stay with one key, or some are asked once more."""
    for number, question in enumerate(page.questions, 1):
        _show(console, question, frame, lang, f"{number}. ")
        answer = dict(choices(question.kind, lang))[question.before or "not_sure"]
        console.print(escape(gettext(SAID_SENTENCE, lang, answer=answer)), soft_wrap=True)
    changed = _chosen(console, page, LOOK_SENTENCE, lang)
    if isinstance(changed, Reply):
        return changed
    same = {question.id: question.before or "not_sure" for question in page.questions}
    reply = _each(console, page._replace(questions=tuple(changed)), frame, lang)
    if reply.then == "back":
        return _look_over(console, page, frame, lang)
    return reply if reply.then == "pause" else Reply(AnswerFile(same | reply.answers.by_question, {}))


def _chosen(console: Console, page: Page, sentence: str, lang: str) -> list[Question] | Reply:
    """The questions whose numbers are typed, or the reply to go back or to pause."""
    while True:
        typed = Prompt.ask(escape(gettext(sentence, lang)), console=console, default="", show_default=False)
        words = typed.replace(",", " ").split()
        if words in (["q"], ["u"]):
            return Reply(AnswerFile({}, {}), "pause" if words == ["q"] else "back")
        if all(word.isdecimal() and 0 < int(word) <= len(page.questions) for word in words):
            return [page.questions[number - 1] for number in sorted({int(word) for word in words})]
        console.print(escape(gettext(UNKNOWN_SENTENCE, lang)))


def _show(console: Console, question: Question, frame: pl.DataFrame, lang: str, before: str = "") -> None:
    console.print(escape(visible(before + text(question, lang))), soft_wrap=True)
    if more := details(question, frame, lang):
        console.print(escape(visible(" " * len(before) + " · ".join(more))), soft_wrap=True, style="dim")


def _account(console: Console, recognised: Recognised, lang: str) -> None:
    if line := progress_line(recognised.asking.progress, lang):
        console.print(escape(line))
    for currency, states in sorted(recognised.asking.account.money.items()):
        amounts = {name: value(Money(minor, currency), lang) for name, minor in states.items()}
        console.print(escape(gettext(ACCOUNT_SENTENCE, lang, currency=currency, **amounts)))


def _keep(answers: AnswerFile, path: Path) -> None:
    """Writes the answers so that an interruption leaves either the old or the new file; only this user can read it."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(as_json(answers), file, ensure_ascii=False, indent=1)
        file.write("\n")
    beside.replace(path)
