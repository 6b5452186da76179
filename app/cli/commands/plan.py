"""``mioboe plan``: the steps for an incident that somebody describes, as text or JSON, without a server and without a
case."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.language import add_language_option, system_language
from app.cli.output import complain, visible, write_json
from app.i18n import N_

if TYPE_CHECKING:
    from app.report.plans.described import PlanInput

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
    """Writes the plan; the status is 2 where something that was named is not known. ``ContentError`` where a file of
    the checklists holds a wrong value."""
    from app.cli.plan_text import plan_lines
    from app.report.plans.described import WishError
    from app.report.plans.public import present, work_out
    from app.report.stored import plain
    from checklists.content import check_content

    check_content()
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
        sys.stdout.write(visible("\n".join(plan_lines(worked, lang, today)) + "\n"))
    return 0


def _wish(arguments: argparse.Namespace, lang: str) -> "PlanInput | None":
    """The wish of the command line; None, and a message, where an answer or the report cannot be read."""
    from app.report.plans.described import PlanInput

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
    return PlanInput(arguments.symptom, answers, arguments.shop, arguments.market, report)


def _day(text: str | None, lang: str) -> date | None:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        complain(N_("{text} is no day. A day is written YYYY-MM-DD."), lang, text=text[:80])
        return None
