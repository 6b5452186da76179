"""``mioboe content``: the steps, deadlines and ladders by the age of their sources, for maintainers."""

import argparse
import sys
from datetime import date
from typing import Any, TextIO

from app.cli.language import add_language_option, system_language
from app.i18n import N_

AGE_LABELS = {"stale": N_("due for review"), "expired": N_("no longer offered"), "unverified": N_("unverified")}
AGE_COLUMN_LABELS = (N_("Id"), N_("Grade"), N_("Sources read on"), N_("Review by"), N_("State"))


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("content", help="the steps by the age of their sources, for whoever maintains them")
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the table as of today; ``ContentError`` where a file holds a wrong value."""
    show_content(sys.stdout, arguments.lang or system_language(), date.today())
    return 0


def show_content(out: TextIO, lang: str, today: date) -> None:
    """Writes one line for each step, deadline, ladder and service; what is due first comes first."""
    from app.i18n.translate import translate
    from checklists.age import age_table
    from checklists.content import check_content

    check_content()
    out.write("  ".join(translate(word, lang) for word in AGE_COLUMN_LABELS) + "\n")
    for row in age_table(today):
        states = [translate(word, lang) for name, word in AGE_LABELS.items() if getattr(row, name)]
        line = f"{row.kind + ' ' + row.id:<34}{row.grade}  {row.checked}  {row.due}  {', '.join(states)}"
        out.write(line.rstrip() + "\n")
