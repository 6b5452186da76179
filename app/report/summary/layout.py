"""The order in which a reader sees the summary: one list of blocks, to which the PDF and the HTML form only add
style."""

from collections.abc import Iterator, Mapping, Sequence

from analyzers.findings.finding import Evidence
from app.report.event_words import mail_sentence
from app.report.model import NOTES
from app.report.summary.block import (
    Block,
    Caps,
    Facts,
    Heading,
    Items,
    Link,
    Pairs,
    Rows,
    capped,
    cut,
    heading,
    note,
    table,
    text,
)
from app.report.summary.fields import covered, steps_done
from app.report.summary.labels import ROLE_LABELS
from app.report.summary.model import Coverage, File, Finding, StepState, Summary, SummaryStep
from app.report.summary.parts import Blocks, parts
from app.report.summary.statement import asks_five_ws, on_one_page, opening, statement
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, NOTE_LABELS, say, word

# What exports write into a cell that says nothing.
NOTHING = {"", "not available", "not applicable"}


def blocks(summary: Summary, caps: Caps) -> list[Block]:
    """The parts of the summary below its title, in reading order."""
    lang = summary.lang
    known: dict[str, Blocks] = {**_PARTS, **parts()}
    return [block for part in summary.parts for block in known[part](summary, caps, lang)]


def _five_ws(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """When, where, who, what and how, as the fields of the recipient's form ask."""
    if asks_five_ws(summary):
        yield from opening(summary, lang, ("case", "generated"))
        yield heading("five_ws", lang)
        yield table(
            lang, {"asked_for": 2.2, "entered": 7.8}, [[field.title, field.on_paper] for field in summary.fields]
        )


def _statement(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The first page, and how the summary was made."""
    yield from statement(summary, lang)
    facts = [("version", f"Mioboe {summary.version}"), ("generated", f"{summary.generated} – {summary.generated_at}")]
    facts += [("key", summary.key)] if summary.key else []
    labelled = [(word(COLUMN_LABELS, name, lang), text) for name, text in facts]
    if on_one_page(summary):
        yield text(" / ".join(say("named", lang, label=label, text=content) for label, content in labelled), "note")
    else:
        yield heading("annex", lang)
        yield Facts(labelled)
        yield note("escapes", lang, "note")
    if {"timeline", "findings"} & set(summary.parts):
        yield note("you", lang, "note")
    if summary.places:
        yield Link(summary.places.sentence, summary.places.url)


def _coverage(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    short = on_one_page(summary)
    if summary.coverage or summary.uncovered:
        yield heading("coverage", lang, 2 if short else 1)
    if short:
        yield from (text(line, "note") for line in covered(summary, lang))
        return
    if summary.coverage:
        yield _extents(summary.coverage, lang)
        yield note("one_entry", lang, "note")
    if summary.uncovered:
        yield note("uncovered", lang)
        yield _extents(summary.uncovered, lang)


def _extents(extents: Sequence[Coverage], lang: str) -> Block:
    rows: Rows = [[c.shop_name, c.name, c.start_shown, c.end_shown, c.events] for c in extents]
    return table(lang, {"shop": 2.2, "data": 2.6, "from": 2.6, "to": 2.6, "happened": 1.2}, rows)


def _files(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    yield heading("examined", lang)
    if not summary.examined:
        yield note("no_files", lang)
        return
    files, more = capped(summary.examined, caps.files, "more_files", lang)
    rows: Rows = [[_file(f), f.name, f.rows, f.bytes, _problems(f)] for f in files]
    yield table(lang, {"file": 5.4, "format": 2.4, "rows": 1, "bytes": 1.4, "problems": 1.1}, rows)
    yield from more


def _problems(file: File) -> int:
    """The number of problems of a file; notes about how a row was read do not count."""
    return sum(problem.code not in NOTES for problem in file.problems)


def _file(file: File) -> str:
    return f"{file.path}\nSHA-256 {file.sha256}" if file.sha256 else file.path


def _gaps(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    short = on_one_page(summary)
    yield heading("not_examined", lang, 2 if short else 1)
    yield text(summary.blind_spot, "note" if short else "plain")
    if summary.not_read:
        yield heading("not_read", lang, 2)
        files, more = capped(summary.not_read, caps.files, "more_files", lang)
        unknown = word(NOTE_LABELS, "not_recognised", lang)
        rows: Rows = [[_file(f), f.problems[0].message if f.problems else unknown] for f in files]
        yield table(lang, {"file": 5.4, "reason": 4.6}, rows)
        yield from more
    if summary.not_assessed and "findings" not in summary.parts:
        titles = " / ".join(outcome.title for outcome in summary.not_assessed)  # sentences, which no comma joins
        yield text(say("named", lang, label=word(HEADING_LABELS, "not_assessed", lang), text=titles), "note")
    elif summary.not_assessed:
        yield heading("not_assessed", lang, 2)
        rows = [[g.title, g.reason, "\n".join(f.name for f in g.get) or None] for g in summary.not_assessed]
        yield table(lang, {"check": 3, "reason": 4.4, "missing": 2.6}, rows)
    elif summary.findings or summary.recognised or summary.clear:
        yield note("all_assessed", lang)


def _timeline(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    yield heading("timeline", lang)
    yield from summary.pictures
    for story in summary.stories:
        yield Heading(2, say("together", lang, numbers=story.findings))
        money = [say("money", lang, money=story.money_shown)] if story.money_shown else []
        yield Items([*story.sentences, *money])
    if not summary.timeline:
        yield text(say("left_out", lang, count=summary.left_out)) if summary.left_out else note("no_timeline", lang)
        return
    dates, more = capped(summary.timeline, caps.dates, "more_dates", lang)
    # In English the first column is UTC already; the second keeps the exact form of every summary.
    rows: Rows = [[t.number, t.when, t.utc, t.title, t.basis] for t in dates]
    yield table(lang, {"number": 0.7, "when": 2.3, "utc": 2.3, "what": 3.6, "basis": 2.3}, rows)
    yield from more


def _findings(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    yield heading("findings", lang)
    if not summary.findings:
        yield _none_listed(summary, lang)
        yield from _clear(summary, lang)
        return
    yield note("cells", lang, "note")
    findings, more = capped(summary.findings, caps.findings, "more_findings", lang)
    left = None if caps.rows is None else max(0, caps.rows - len(findings))  # beyond the first row of each
    for finding in findings:
        most = caps.evidence if left is None else min(1 + left, caps.evidence or 1 + left)
        yield from _finding(finding, most, caps, lang)
        left = None if left is None else left - max(0, min(len(finding.evidence), most or 0) - 1)
    yield from more
    yield from _clear(summary, lang)


def _none_listed(summary: Summary, lang: str) -> Block:
    """Why no finding is listed: those without an answer are left out, all were recognised, or nothing was found."""
    if summary.left_out:
        return text(say("left_out", lang, count=summary.left_out))
    if summary.recognised:
        return note("all_recognised", lang)
    return note("no_findings" if summary.clear or not summary.not_assessed else "no_checks", lang)


def _clear(summary: Summary, lang: str) -> Iterator[Block]:
    if summary.clear:
        yield text(say("clear", lang, count=len(summary.clear)))


def _finding(finding: Finding, most: int | None, caps: Caps, lang: str) -> Iterator[Block]:
    yield Heading(2, f"{finding.number}. {finding.title}")
    facts = [
        ("message", finding.message),
        ("innocent", finding.innocent),
        ("when", _stamp(finding)),
        ("answer", finding.answer),
        ("home", finding.home),
        ("severity", finding.severity_name),
        ("rests_on", finding.kind_name),
        ("finding_id", finding.id),
    ]
    yield Facts([(word(COLUMN_LABELS, name, lang), text) for name, text in facts if text])
    rows, more = capped(finding.evidence, most, "more_rows", lang)
    for place, row in enumerate(rows, 1):
        yield from _evidence(f"{finding.number}-{place}", row, caps, lang)
    yield from more


def _stamp(finding: Finding) -> str:
    """The time in the reader's zone, in UTC, and how it is known."""
    parts = [finding.when, finding.utc if finding.at_basis in ("stated", "assumed") else None, finding.basis]
    return " – ".join(part for part in parts if part)


def _evidence(number: str, row: Evidence, caps: Caps, lang: str) -> Iterator[Block]:
    name = "evidence_no_line" if row.line is None else "evidence"
    # A line number is a name, not a count: it takes no thousands separator.
    title = say(name, lang, number=number, path=row.path, line=str(row.line))
    yield Heading(3, title)
    yield text(word(ROLE_LABELS, row.role, lang), "note")
    cells = [(name, cut(cell, caps, lang)) for name, cell in row.fields.items() if cell and not _says_nothing(cell)]
    if cells:
        yield Pairs([word(COLUMN_LABELS, name, lang) for name in ("column", "cell")], cells)
    if sentence := mail_sentence(row.mail, lang):
        yield text(sentence, "note")
    if row.also:
        places = [say("place", lang, path=other.path, line=str(other.line)) for other in row.also]
        yield text(say("named", lang, label=word(COLUMN_LABELS, "also", lang), text=" / ".join(places)), "note")


def _says_nothing(cell: str) -> bool:
    return cell.strip().lower() in NOTHING


def _done(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The steps that are done, in the order of time."""
    yield heading("steps_done", lang)
    rows: Rows = [[_state(s, lang), s.title, s.why] for s in steps_done(summary)]
    yield table(lang, {"state": 2.4, "step": 3.4, "why": 4.2}, rows) if rows else note("no_steps", lang)


def _open(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    yield from _steps(summary, "steps_open", ("open", "reopened", "doing", "waiting", "later"), lang)
    if any(step.state == "not_for_me" for step in summary.steps):
        yield from _steps(summary, "steps_set_aside", ("not_for_me",), lang)


def _steps(summary: Summary, name: str, states: Sequence[StepState], lang: str) -> Iterator[Block]:
    yield heading(name, lang)
    rows: Rows = [[s.title, s.why, s.minutes, _state(s, lang)] for s in summary.steps if s.state in states]
    columns = {"step": 3.2, "why": 3.8, "minutes": 0.9, "state": 2.1}
    yield table(lang, columns, rows) if rows else note("no_steps", lang)


def _state(step: SummaryStep, lang: str) -> str:
    """How far a step is, since when, and whether a new export proves it."""
    proved = word(NOTE_LABELS, "verified", lang) if step.verified else None
    return "\n".join(part for part in (step.state_name, step.since_shown, proved) if part)


def _recognised(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    if not summary.recognised:
        return
    yield heading("apart", lang)
    yield note("apart", lang, "note")
    findings, more = capped(summary.recognised, caps.findings, "more_findings", lang)
    rows: Rows = [[finding.number, finding.when, finding.title, finding.answer] for finding in findings]
    yield table(lang, {"number": 0.7, "when": 2.6, "what": 4.4, "answer": 2.3}, rows)
    yield from more


_PARTS: Mapping[str, Blocks] = {
    "five_ws": _five_ws,
    "statement": _statement,
    "coverage": _coverage,
    "not_examined": _gaps,
    "timeline": _timeline,
    "findings": _findings,
    "steps_done": _done,
    "steps_open": _open,
    "recognised": _recognised,
    "files": _files,
}
