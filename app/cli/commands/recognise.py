"""``mioboe recognise``: the questions about the whole history, on the terminal or over JSON."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.language import add_language_option, system_language
from app.cli.output import complain, complain_of_answers, write_json
from app.cli.paths import NamedFile, named_files, sources, text_of
from app.i18n import N_

if TYPE_CHECKING:
    from app.report.recognition import Recognised
    from app.sandbox.parent import ChildProcess

DEFAULT = "mioboe-answers.json"


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser(
        "recognise", aliases=["recognize"], help="account for everything that happened, question by question"
    )
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--answers", metavar="FILE", help=f"the answers so far (default: {DEFAULT}, which is written)")
    parser.add_argument("--owner", metavar="FILE", help="YAML with what the account owner would answer")
    parser.add_argument("--json", action="store_true", help="one JSON object (mioboe.recognition/1), nothing is asked")
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Asks the questions, or writes them; the status is 2 where that is not possible."""
    lang = arguments.lang or system_language()
    if not arguments.json and not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain(N_("Questions need a terminal. With --json they are written as JSON."), lang)
        return 2
    files = named_files(arguments.paths, lang)
    if files is None:
        return 2
    path = arguments.answers or ("" if arguments.json else DEFAULT)
    new = not arguments.json and not Path(path).exists()
    answers = text_of(path, lang) if path and not new else ""
    owner = text_of(arguments.owner, lang) if arguments.owner else ""
    if answers is None or owner is None:
        return 2
    from app.sandbox.client import start_reader

    with closing(start_reader()) as child:
        return _recognise(files, owner, answers, path, arguments.json, lang, child)


def _recognise(
    files: Sequence[NamedFile],
    owner_text: str,
    answers_text: str,
    path: str,
    as_json: bool,
    lang: str,
    child: "ChildProcess",
) -> int:
    from analyzers.events.owner import Owner, OwnerError
    from analyzers.findings.assemble import examine
    from app.report import build
    from app.report.answers import AnswersError, parse_answers
    from app.report.recognition import answers_problems, recognised
    from app.report.screens.counting import with_pictures
    from app.sandbox.client import ReaderClient

    try:
        owner = Owner.parse(owner_text)
        answers = parse_answers(answers_text)
    except (OwnerError, AnswersError) as error:
        complain(error.message, lang, **error.values)
        return 2
    with closing(ReaderClient(child)) as client:
        read, history = build.merged(with_pictures(build.read(sources(files), None, client)), owner)
    if not any(file.rows is not None for file in read):
        complain(N_("None of these files could be read as a table."), lang)
        return 2
    state = recognised(examine(history), owner)
    if as_json:
        _write(state(answers), lang)
        return 0
    from app.cli.walk import walk

    complain_of_answers(answers_problems(state(answers)), lang)
    walk(state, answers, Path(path), lang)
    return 0


def _write(recognised: "Recognised", lang: str) -> None:
    """The questions and the account as JSON."""
    from analyzers.book.losses import totals
    from app.report.claim_table.claims import of_assembled
    from app.report.model import Report
    from app.report.recognition import present
    from app.report.stored import plain

    losses = totals(of_assembled(Report(findings=recognised.now.findings), recognised.now))
    write_json(plain(present(recognised, lang, losses)), sys.stdout.buffer)
