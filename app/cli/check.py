"""What ``mioboe check`` and ``mioboe tables`` do once the command line is understood."""

import argparse
import gc
import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, TextIO

from analyzers.engine.run import made
from analyzers.events.facts import ALARMS
from analyzers.events.owner import OwnerError
from app.cli import command as cli
from app.i18n.translate import gettext, number, present, translate, when
from app.importers.generic._given import MappingError, headers
from app.importers.generic._given import parse as parse_mapping
from app.report import build as pipeline
from app.report.intake import Progress, tables
from app.sandbox.client import Source
from app.sandbox.process import Child

STOP_SENTENCE = (
    "An order in it may not have been sent yet. If nobody at home knows it, save its page and cancel it now, before "
    "it is sent."
)
AGE_LABELS = {"stale": "to be read again", "expired": "no longer offered", "unverified": "unverified"}
AGE_COLUMN_LABELS = ("Id", "Grade", "Sources read", "Read again by", "State")
NAMED = 5  # columns of a header that are named
SEVERITY_LABELS = {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "info": "for information"}


def sources(names: Sequence[tuple[str, str]], said: Mapping[str, Any] | None = None) -> list[Source]:
    """The files named, each opened only when its turn comes. ``said`` tells of tables that no format fits."""
    return [Source(name, partial(_open, place), number, said or {}) for number, (name, place) in enumerate(names)]


def _open(place: str) -> int:
    """A descriptor of a regular file. Anything else (a device, a pipe, a file without permission) reads as empty."""
    try:
        fd = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return os.open(os.devnull, os.O_RDONLY)
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    return os.open(os.devnull, os.O_RDONLY)


def check(
    names: Sequence[tuple[str, str]],
    owner: str,
    mapping: str,
    given: argparse.Namespace,
    lang: str,
    now: datetime,
    child: Child,
) -> int:
    """Reads (in ``child``), finds, and writes what was asked for. ``now`` dates the summary and the validity of
    steps."""
    gc.freeze()  # What was imported is never garbage, so that it need not be searched for any.
    try:
        who = pipeline.Owner.parse(owner)
        said = parse_mapping(mapping) if mapping else {}
    except (OwnerError, MappingError) as error:
        print("mioboe: " + cli.visible(gettext(error.message, lang, **error.values)), file=sys.stderr)
        return 2
    with _progress(len(names)) as tell:
        report = pipeline.run(sources(names, said), who, tell, child)
    _unused(report, who, headers(mapping) if mapping else {}, lang)
    if given.explain:
        return _explain(report, given.explain, lang)
    plan = pipeline.plan_entries(report, (), lang, now.date())
    nothing = not any(file["rows"] is not None for file in report["files"])
    if given.pdf and not nothing and not _write_pdf(given.pdf, report, plan, lang, now):
        return 2
    shown = present(report, plan, lang)
    if given.json:
        cli.write_json(shown, sys.stdout.buffer)
    else:
        sys.stdout.write(cli.visible("\n".join(_lines(shown, report, lang)) + "\n"))
    if nothing:
        print("mioboe: " + translate("None of these files could be read as a table.", lang), file=sys.stderr)
    return 2 if nothing else 0


def _unused(report: pipeline.Report, who: pipeline.Owner, named: Mapping[str, Sequence[str]], lang: str) -> None:
    """Says what of the owner file and the mapping file (``named``: its headers by id) was of no use to these files."""

    def _(key: str, /, **values: Any) -> None:
        print("mioboe: " + cli.visible(gettext(key, lang, **values)), file=sys.stderr)

    found = {one["id"] for one in report["findings"]}
    for name in (one for one in who.verdicts if one not in found):
        _("The owner file answers the finding {id}, which is not among the findings.", id=name[:80])
    used = {one for file in report["files"] for one in file["offered"]}
    for header in (header for one, header in named.items() if one not in used):
        shown = [*header[:NAMED], *(["…"] if len(header) > NAMED else [])]
        _(
            "The mapping file has an entry for the header {names}, but no table that needs it has these columns.",
            names=shown,
        )


def _explain(report: pipeline.Report, name: str, lang: str) -> int:
    from app.cli import explain

    finding = explain.find(report, name)
    if finding is None:
        said = gettext("No finding has the id {id}. The list of findings names the id of each.", lang, id=name)
        print("mioboe: " + cli.visible(said), file=sys.stderr)
        return 2
    sys.stdout.write(cli.visible("\n".join(explain.lines(finding, lang)) + "\n"))
    return 0


@contextmanager
def _progress(total: int) -> Iterator[Progress | None]:
    """A progress line on standard error, only where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:

        def tell(frame: dict[str, Any]) -> None:
            rows = f"  {frame['rows']:,}" if frame.get("rows") else ""
            status.update(escape(cli.visible(f"[{frame['source'] + 1}/{total}] {frame['path']}{rows}")))

        yield tell


def _write_pdf(place: str, report: pipeline.Report, plan: list[dict[str, Any]], lang: str, now: datetime) -> bool:
    from importlib.metadata import version

    from app.report.summary import State, make
    from app.report.summary.pdf import NotMade

    state = State(plan=plan, progress={}, case=None, version=version("mioboe"), generated_at=now, symptoms=[])
    try:
        Path(place).write_bytes(make("pdf", report, state, lang).data)
    except NotMade as error:
        print("mioboe: " + gettext(error.sentence, lang, **error.values), file=sys.stderr)
        return False
    except OSError:
        print("mioboe: " + cli.visible(gettext("{path} cannot be written.", lang, path=place)), file=sys.stderr)
        return False
    return True


def _lines(shown: dict[str, Any], report: pipeline.Report, lang: str) -> Iterator[str]:
    """The report for a reader at a terminal: files, findings, what could not be judged, first steps."""

    def _(key: str, /, **values: Any) -> str:
        return gettext(key, lang, **values)

    for file in shown["files"]:
        said = file["format"] or ("-" if file["rows"] is None else _("not recognised"))
        yield _("{path}: {format}, {rows} rows", path=file["path"], format=said, rows=file["rows"] or 0)
        for problem in file["problems"][:5]:
            where = _("line {line}: ", line=problem["line"]) if problem["line"] else ""
            yield f"    {where}{problem['message']}"
        if len(file["problems"]) > 5:
            yield "    " + _("and {count} more problems", count=len(file["problems"]) - 5)
    if all(file["rows"] is None for file in shown["files"]):
        return
    yield ""
    yield from _nothing(report, lang)
    alarms = {one["id"] for one in report["findings"] if one["severity"] in ALARMS}
    for episode in report["episodes"]:
        # What is only listed needs no story: it follows one by one.
        if episode["stoppable"] or (len(episode["findings"]) > 1 and alarms.intersection(episode["findings"])):
            yield from _story(episode, shown["findings"], lang)
    for number_, (finding, kept) in enumerate(zip(shown["findings"], report["findings"], strict=True), 1):
        yield f"{number_}. [{_(SEVERITY_LABELS[finding['severity']])}] {finding['title']}"
        if finding["at"]:
            yield f"   {when(finding['at'], kept['at_basis'], lang)}"
        yield f"   {finding['message']}"
        yield f"   {finding['innocent']}"
        for row in finding["evidence"][:5]:
            yield "   - " + _("{path}, line {line}", path=row["path"], line=number(row["line"], lang))
        if finding["verdict"]:
            yield "   " + _("answered: {answer}", answer=_answer(finding["verdict"], lang))
        yield f"   id: {finding['id']}"
    yield ""
    unjudged = [o for o in shown["outcomes"] if o["outcome"] == "not_assessable"]
    if unjudged:
        yield _("What could not be examined:")
        for outcome in unjudged:
            yield f"  {outcome['detector']}: {outcome['reason']}"
    if shown["steps"]:
        yield _("What to do, in this order:")
        for step in shown["steps"]:
            yield f"  {step['id']}: {step['title']}"
    if report["events"].get("logins"):
        places = report["places"]
        yield _("IP Geolocation by DB-IP (https://db-ip.com/), data of {day}", day=places["as_of"])
        networks = places["networks"]
        yield _("Names of networks: {source}, data of {day}.", source=networks["source"], day=networks["as_of"])


def _answer(verdict: str, lang: str) -> str:
    from app.report.summary.words import ANSWER_LABELS, word

    return word(ANSWER_LABELS, verdict, lang)


def _nothing(report: pipeline.Report, lang: str) -> Iterator[str]:
    """What is said where nothing was found: silence is never good news about what nobody could look at."""

    def _(key: str, /) -> str:
        return gettext(key, lang)

    if not any(report["events"].values()):
        yield _("Nothing could be examined, so nothing can be said about the account.")
        if any(file["offered"] for file in report["files"]):
            yield _("What the columns of a table that was not recognised are can be said with --mapping FILE.")
    elif not made(report["outcomes"]):
        yield _("None of our checks could be made with these files. What is missing for them is named below.")
        yield _("So nothing can be said about the account yet, neither good nor bad.")
    elif not report["findings"]:
        yield _("Nothing unfamiliar was found in what could be examined. That is not proof that nothing happened.")


def _story(episode: dict[str, Any], findings: Sequence[dict[str, Any]], lang: str) -> Iterator[str]:
    """What belongs together, by the numbers of the list that follows."""
    places = [place for place, one in enumerate(findings, 1) if one["id"] in episode["findings"]]
    yield gettext("What belongs together (findings {numbers})", lang, numbers=places)
    if episode["stoppable"]:
        yield "  " + translate(STOP_SENTENCE, lang)
    yield from ("  " + gettext(one["key"], lang, **one["values"]) for one in episode["story"])
    if episode["money"]:
        yield "  " + gettext("Money in it: {money}", lang, money=episode["money"])
    yield ""


def show_tables(names: Sequence[tuple[str, str]], out: IO[bytes]) -> int:
    """How each file was read: one JSON object a line per table, its rows written as they come."""
    any_table, some, is_open, comma = False, False, False, b""
    problems, lines = list[dict[str, Any]](), list[int]()
    for _, frame, payload in tables(sources(names)):
        some = some and frame["k"] not in ("drop", "killed")  # What was shown of such a file must not be believed.
        if frame["k"] == "table":
            some, is_open, lines, comma = True, True, [], b""
            head = {name: frame[name] for name in ("path", "sheet", "encoding", "delimiter", "header")}
            out.write(cli.json_bytes(head)[:-1] + b', "rows": [')
        elif frame["k"] == "text":
            rows, starts = json.loads(payload)
            lines += starts
            if rows:
                out.write(comma + cli.json_bytes(rows)[1:-1])
                comma = b", "
        elif frame["k"] == "table_end" or (frame["k"] in ("drop", "killed") and is_open):
            end = {"lines": lines, "problems": problems}
            out.write(b"], " + cli.json_bytes(end)[1:] + b"\n")
            problems, is_open = [], False
        elif frame["k"] == "problems":
            problems += [
                {"line": p["line"], "code": p["code"], "message": gettext(p["message"], "en", **p["values"])}
                for p in frame["problems"]
            ]
        elif frame["k"] in ("end", "killed"):
            any_table, some = any_table or some, False
            if problems:  # refused: no table, but its reason is told
                cli.write_json(_refused(frame["path"], problems), out)
                problems = []
    return 0 if any_table else 2


def _refused(path: str, problems: list[dict[str, Any]]) -> dict[str, Any]:
    unread = dict.fromkeys(("sheet", "encoding", "delimiter"))
    return {"path": path, **unread, "header": [], "rows": [], "lines": [], "problems": problems}


def show_content(out: TextIO, lang: str, today: date) -> None:
    """The steps, deadlines and ladders by the age of their sources: one line each, what is due first on top."""
    from checklists.age import age_table

    out.write("  ".join(translate(word, lang) for word in AGE_COLUMN_LABELS) + "\n")
    for row in age_table(today):
        said = [translate(word, lang) for name, word in AGE_LABELS.items() if getattr(row, name)]
        line = f"{row.kind + ' ' + row.id:<34}{row.grade}  {row.checked}  {row.due}  {', '.join(said)}"
        out.write(line.rstrip() + "\n")
