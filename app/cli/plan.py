"""``mioboe plan``: the steps for what somebody says happened, as text or JSON, without a server and without a case."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.language import add_language_option, system_language
from app.cli.output import complain, visible, write_json
from app.i18n import N_

if TYPE_CHECKING:
    from app.report.plan_object import Wish, Worked

LONGEST = 64 * 1024 * 1024  # bytes of a report


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("plan", help="the steps to take for what happened; reads no history, keeps nothing")
    parser.add_argument("--symptom", action="append", default=[], metavar="ID", help="what happened; may be repeated")
    parser.add_argument(
        "--answer", action="append", default=[], metavar="QUESTION=VALUE", help="an answer; may be repeated"
    )
    parser.add_argument("--shop", action="append", default=[], metavar="DOMAIN", help="the service whose account it is")
    parser.add_argument("--market", metavar="CC", help="the country whose advice applies, such as JP")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day of the plan (default: today)")
    parser.add_argument("--report", metavar="FILE", help="what `check --json` wrote (mioboe.check/1)")
    parser.add_argument("--json", action="store_true", help="one JSON object (mioboe.plan/1) on standard output")
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the plan; the status is 2 where something that was named is not known."""
    from app.report.plan_object import WishError, present, work_out
    from app.report.stored import plain

    lang = arguments.lang or system_language()
    wish = _wish(arguments, lang)
    today = _day(arguments.date, lang)
    if wish is None or today is None:
        return 2
    try:
        worked = work_out(wish, lang, today)
    except WishError as error:
        for sentence, values in error.faults:
            complain(sentence, lang, **values)
        return 2
    if arguments.json:
        write_json(plain(present(worked, lang)), sys.stdout.buffer)
    else:
        sys.stdout.write(visible("\n".join(_lines(worked, lang, today)) + "\n"))
    return 0


def _wish(arguments: argparse.Namespace, lang: str) -> "Wish | None":
    """What is asked for; None, and a message, where an answer or the report cannot be read."""
    from app.report.plan_object import Wish

    answers: dict[str, list[str]] = {}
    for text in arguments.answer:
        question, sign, value = text.partition("=")
        if not sign or not value.strip():
            complain(N_("{text} is no answer. An answer is written QUESTION=VALUE."), lang, text=text[:80])
            return None
        answers.setdefault(question, []).append(value)
    report = b""
    if arguments.report:
        try:
            with Path(arguments.report).open("rb") as file:
                report = file.read(LONGEST)
        except OSError:
            complain(N_("{path} cannot be read."), lang, path=arguments.report)
            return None
        report = report or b"?"
    return Wish(arguments.symptom, answers, arguments.shop, arguments.market, report)


def _day(text: str | None, lang: str) -> date | None:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        complain(N_("{text} is no day. A day is written YYYY-MM-DD."), lang, text=text[:80])
        return None


def _lines(worked: "Worked", lang: str, today: date) -> Iterator[str]:
    """The plan as somebody at a helpline reads it out."""
    from app.i18n.formats import day
    from app.i18n.translate import gettext, translate
    from app.report.plan_object import assumption
    from checklists.letter import letters
    from checklists.order import WHEN_LABELS

    yield gettext(N_("Plan of {day}"), lang, day=day(today, lang))
    number = 0
    for when, label in WHEN_LABELS.items():
        due = [one for one in worked.steps if one.when == when]
        if due:
            yield from ("", f"== {translate(label, lang)} ==")
        for one in due:
            number += 1
            yield from _step(one, number, worked, lang)
    if worked.due:
        yield from ("", f"== {gettext(N_('Deadlines'), lang)} ==")
        for due_one in worked.due:
            at = day(due_one.at, lang) if due_one.at else translate(due_one.ask or "", lang)
            yield f"- {translate(due_one.term.title, lang)}: {at}"
    if worked.letters:
        yield from ("", f"== {gettext(N_('Letters'), lang)} ==")
        yield from (f"- {translate(letters()[one].title, lang)}" for one in worked.letters)
    if worked.assumed:
        yield from ("", f"== {gettext(N_('What this plan assumes'), lang)} ==")
        yield from (f"- {assumption(one, lang)}" for one in worked.assumed)


def _step(planned: Any, number: int, worked: "Worked", lang: str) -> Iterator[str]:
    """A step with what to do, where, and whom to call."""
    from app.i18n.translate import gettext, translate
    from checklists.model import steps
    from checklists.show import lines

    step = planned.step
    minutes = gettext(N_("({count} min)"), lang, count=step.minutes)
    yield from ("", f"{number}. {translate(step.title, lang)} {minutes}", f"   {translate(step.why, lang)}")
    if planned.before:
        names = [translate(steps()[one].title, lang) for one in planned.before]
        yield from (f"   {gettext(N_('Better done first:'), lang)}", *(f"     - {name}" for name in names))
    if step.unverified:
        yield f"   {gettext(N_('Not yet compared with the live official pages.'), lang)}"
    home: Sequence[Any] = worked.here
    for line in lines(step, sites=worked.shops, lang=lang, home=home, said=worked.settled.said, about=planned.sites):
        if line.do or line.note:
            yield f"   {'*' if line.do else '-'} {translate(line.do or line.note or '', lang)}"
        for place in line.places:
            way = " > ".join(place.labels) or (translate(place.unknown, lang) if place.unknown else "")
            yield f"     {place.name}: {way} {place.url or ''}".rstrip(" :")
            known = [*([place.note] if place.note else []), *(one.says for one in place.facts)]
            yield from (f"       - {translate(one, lang)}" for one in known)
            yield from (_desk(one, lang) for one in place.desks)
        if line.desk:
            yield _desk(line.desk, lang)


def _desk(desk: Any, lang: str) -> str:
    reach = [one for one in (desk.phone, desk.mail, desk.url) if one]
    return f"     {desk.name.get(lang, desk.name['en'])}: {', '.join(map(str, reach))}"
