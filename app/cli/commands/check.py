"""``mioboe check``: reads files, reports what looks unfamiliar, and writes the report as text, JSON or PDF."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.cli.language import add_language_option, system_language
from app.cli.output import complain, complain_of_answers, visible, write_json
from app.cli.paths import NamedFile, named_files, sources, text_of
from app.i18n import N_
from app.loading import loading

if TYPE_CHECKING:
    from app.report.build import Owner
    from app.report.claim_table.claim import Claim
    from app.report.intake import Progress
    from app.report.model import PlanEntry, Report
    from app.sandbox.frames import Header
    from app.sandbox.parent import ChildProcess

MAX_COLUMNS = 5  # of a header that a message names


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("check", help="read files, folders and zips; say what is unfamiliar; keep nothing")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object (mioboe.check/1) on standard output")
    form.add_argument("--explain", metavar="FINDING", help="the arithmetic of one finding, named by its id")
    parser.add_argument("--pdf", metavar="FILE", help="write the incident summary as PDF")
    add_language_option(parser)
    parser.add_argument("--owner", metavar="FILE", help="YAML with what the account owner would answer")
    parser.add_argument("--answers", metavar="FILE", help="JSON with the answers that `recognise` wrote")
    parser.add_argument("--mapping", metavar="FILE", help="YAML that says what the columns of unknown tables are")
    parser.add_argument(
        "--accept-pictures",
        action="store_true",
        help="also count rows of pictures of which nothing is doubtful; without it only those that a balance proves",
    )
    parser.set_defaults(run=run, fits_layouts=True)


def run(arguments: argparse.Namespace) -> int:
    """Checks the files that are named; the status is 2 where none could be read as a table."""
    from app.sandbox.client import start_reader

    lang = arguments.lang or system_language()
    files = named_files(arguments.paths, lang)
    if files is None:
        return 2
    owner = text_of(arguments.owner, lang) if arguments.owner else ""
    mapping = text_of(arguments.mapping, lang) if arguments.mapping else ""
    answers = text_of(arguments.answers, lang) if arguments.answers else ""
    if owner is None or mapping is None or answers is None:
        return 2
    with closing(start_reader()) as child:  # It loads its modules while this process loads its own.
        return _check(files, _Inputs(owner, mapping, answers), arguments, lang, child)


class _Inputs(NamedTuple):
    """The texts of the files that belong to the files to check; empty where no such file was named."""

    owner: str
    mapping: str
    answers: str


def _check(
    files: Sequence[NamedFile], inputs: _Inputs, arguments: argparse.Namespace, lang: str, child: "ChildProcess"
) -> int:
    with loading():
        from analyzers.events.owner import OwnerError
        from app.importers.mapping_file import MappingError, mapping_headers, parse_mappings
        from app.report import build
        from app.report.answers import AnswersError, parse_answers
        from app.report.screens.counting import certain, proven

        _load_what_follows()
    try:
        owner = build.Owner.parse(inputs.owner)
        mappings = parse_mappings(inputs.mapping) if inputs.mapping else {}
        answers = parse_answers(inputs.answers)
    except (OwnerError, MappingError, AnswersError) as error:
        complain(error.message, lang, **error.values)
        return 2
    with _progress(len(files)) as progress:
        pictures = certain if arguments.accept_pictures else proven
        handed_in, shows = sources(files, mappings), _stopped(progress)
        report, claims = build.checked(handed_in, owner, shows, child, answers, pictures, drawn=bool(arguments.pdf))
    _report_unused(report, owner, mapping_headers(inputs.mapping) if inputs.mapping else {}, lang)
    complain_of_answers(report.problems, lang)
    if arguments.explain:
        return _explain(report, arguments.explain, lang)
    return _write(report, claims, arguments, lang)


def _load_what_follows() -> None:
    """Loads what the events and the report will need, in the time in which the other process still starts."""
    from analyzers.book import losses  # noqa: F401 (as the next three)
    from analyzers.rules.contract import detectors
    from app.report import present, stored  # noqa: F401
    from app.report.catalogue import catalogue
    from app.report.plans import plan  # noqa: F401
    from checklists.model import steps

    for load in (detectors, catalogue, steps):
        load()


def _write(report: "Report", claims: "Sequence[Claim]", arguments: argparse.Namespace, lang: str) -> int:
    """Writes the report in the forms that were asked for."""
    from analyzers.book.losses import totals
    from app.report.plans.plan import plan_entries
    from app.report.present import present
    from app.report.stored import plain

    now = datetime.now().astimezone()  # dates the summary and the validity of steps
    plan = plan_entries(report, (), lang, now.date())
    unreadable = not any(file.rows is not None for file in report.files)
    if arguments.pdf and not unreadable and not _write_pdf(arguments.pdf, report, claims, plan, lang, now):
        return 2
    view = present(report, plan, lang, totals(claims))
    if arguments.json:
        write_json(plain(view), sys.stdout.buffer)
    else:
        from app.cli.report_text import report_lines

        sys.stdout.write(visible("\n".join(report_lines(view, report, claims, lang)) + "\n"))
    if unreadable:
        complain(N_("None of these files could be read as a table."), lang)
    return 2 if unreadable else 0


def _report_unused(report: "Report", owner: "Owner", headers: Mapping[str, Sequence[str]], lang: str) -> None:
    """Names the answers of the owner file and the headers of the mapping file (by id) that fit none of these files."""
    findings = {name for finding in report.findings for name in (finding.id, *finding.aliases)}
    for name in (name for name in owner.verdicts if name not in findings):
        complain(N_("The owner file answers the finding {id}, which is not among the findings."), lang, id=name[:80])
    used = {name for file in report.files for name in file.offered}
    for header in (header for name, header in headers.items() if name not in used):
        complain(
            N_("The mapping file has an entry for the header {names}, but no table that needs it has these columns."),
            lang,
            names=[*header[:MAX_COLUMNS], *(["…"] if len(header) > MAX_COLUMNS else [])],
        )


def _explain(report: "Report", name: str, lang: str) -> int:
    from app.cli import explain

    finding = explain.find(report, name)
    sentences = list(explain.lines(finding, lang)) if finding else explain.gone(name, lang)
    if not sentences:
        complain(N_("No finding has the id {id}. The list of findings names the id of each."), lang, id=name)
        return 2
    sys.stdout.write(visible("\n".join(sentences) + "\n"))
    return 0


@contextmanager
def _progress(total: int) -> Iterator["Progress | None"]:
    """A progress line on standard error, only where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:

        def update(frame: "Header") -> None:
            rows = f"  {frame['rows']:,}" if frame.get("rows") else ""
            status.update(escape(visible(f"[{frame['source'] + 1}/{total}] {frame['path']}{rows}")))

        yield update


def _stopped(progress: "Progress | None") -> "Progress":
    """``progress``, before which a layout of this installation that cannot be used ends the command (``LayoutError``).
    The reader finds that out, so that the files are parsed once."""

    def update(frame: "Header") -> None:
        if frame["k"] == "layouts":
            from app.importers.layouts.parse import LayoutError

            values = dict(frame["values"])
            raise LayoutError(frame["code"], Path(values.pop("file")), **values)
        if progress:
            progress(frame)

    return update


def _write_pdf(
    path: str, report: "Report", claims: "Sequence[Claim]", plan: "list[PlanEntry]", lang: str, now: datetime
) -> bool:
    from app.report.summary import State, make
    from app.report.summary.forms.pdf import NotMade
    from app.version import version

    state = State(version=version(), generated_at=now, plan=plan, claims=claims)
    try:
        Path(path).write_bytes(make("pdf", report, state, lang).data)
    except NotMade as error:
        complain(error.sentence, lang, **error.values)
        return False
    except OSError:
        complain(N_("{path} cannot be written."), lang, path=path)
        return False
    return True
