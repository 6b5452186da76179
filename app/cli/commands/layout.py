"""``mioboe layout``: proposes a layout file for the statement of a bank, a card or a wallet that no format fits."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.cli.paths import NamedFile, named_files, sources
from app.i18n import N_
from app.loading import loading

_NAME = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_MOST = 1_000  # rows of a table that are looked at
NAME_SENTENCE = N_("“{name}” is no name of a layout. It is two words with a point between them, such as bank.account.")
KNOWN_SENTENCE = N_("This table needs no layout: it is read as {name}.")
LACKING_SENTENCES = {
    "date": N_("This table has no column of dates, so no layout can be proposed for it."),
    "amount": N_("This table has no column of amounts, so no layout can be proposed for it."),
}
OPEN_SENTENCES = {
    "sign": N_("Open: nothing in the table says what an amount without a minus sign is. Complete “sign”, in or out."),
    "order": N_("Open: no date in the table shows which number is the month. Complete “order”, day or month."),
    "currency": N_("Open: nothing in the table says its currency. Add “currency”."),
}
PROVEN_SENTENCE = N_("The balances prove the amounts and their signs.")
NONE_SENTENCE = N_("This file has no table.")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("layout", help="propose a layout file for a table of payments that no format fits")
    parser.add_argument("path", metavar="FILE")
    parser.add_argument("--name", required=True, metavar="BANK.ACCOUNT", help="the id of the layout")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the proposal, and on standard error what it leaves open; the status is 2 where there is none."""
    lang = system_language()
    if not _NAME.fullmatch(arguments.name):
        complain(NAME_SENTENCE, lang, name=arguments.name[:80])
        return 2
    files = named_files([arguments.path], lang)
    return 2 if files is None else propose_layout(files, arguments.name, lang)


def propose_layout(files: Sequence[NamedFile], name: str, lang: str) -> int:
    """Writes the layout of the first table that has dates and amounts."""
    with loading():
        from app.importers import claims
        from app.importers.layouts.propose import propose
        from app.importers.layouts.write import layout_text
        from app.reader.table import Head

    sentences: list[tuple[str, dict[str, str]]] = []
    for header, rows in _tables(files):
        head = Head("", "csv", None, "", None, tuple(header), tuple(map(tuple, rows)), 1)
        if known := claims(head):
            sentences.append((KNOWN_SENTENCE, {"name": ", ".join(known)}))
            continue
        proposal = propose(header, rows, name, date.today().isoformat())
        if proposal.layout is None:
            sentences += [(LACKING_SENTENCES[key], {}) for key in proposal.lacking]
            continue
        sys.stdout.write(layout_text(proposal.layout))
        for sentence in [OPEN_SENTENCES[key] for key in proposal.open] + [PROVEN_SENTENCE] * proposal.proven:
            complain(sentence, lang)
        return 0
    for sentence, values in sentences or [(NONE_SENTENCE, {})]:
        complain(sentence, lang, **values)
    return 2


def _tables(files: Sequence[NamedFile]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The header and the first rows of each table of the files, as wide as the header."""
    from app.reader.columns import fit
    from app.report.intake import tables

    header, rows = list[str](), list[list[str]]()
    for _, frame, payload in tables(sources(files)):
        if frame["k"] == "table":
            header, rows = frame["header"], []
        elif frame["k"] == "text" and len(rows) < _MOST:
            rows += json.loads(payload)[0]
        elif frame["k"] == "table_end" and (header or rows):
            names, cells = (header, rows) if header else (rows[0], rows[1:])
            yield list(names), [fit(list(row), len(names))[0] for row in cells[:_MOST]]
