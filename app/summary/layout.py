"""The order in which a reader meets the summary: one list of blocks, which the PDF and the HTML form only dress.

Blocks are plain data: ``heading`` (level, text), ``text`` (text, tone ``plain`` | ``strong`` | ``note`` | ``box``),
``link`` (text, url), ``list`` (items), ``facts`` (rows of label and value), ``table`` (head, widths, rows) and
``pairs`` (head, rows: the cells of one evidence row).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.summary.words import COLUMN_LABELS, HEADING_LABELS, NOTE_LABELS, ROLE_LABELS, say, word

Block = dict[str, Any]
# What exports write into a cell that says nothing.
NOTHING = {"", "not available", "not applicable"}


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of each kind a form shows before it points to the JSON form; None shows everything."""

    findings: int | None = None
    evidence: int | None = None  # rows of one finding
    rows: int | None = None  # evidence rows in all; each finding shows one at least
    files: int | None = None
    dates: int | None = None
    characters: int | None = None


def blocks(summary: Mapping[str, Any], caps: Caps) -> list[Block]:
    """The whole summary below its title, in reading order."""
    lang = summary["lang"]
    return [
        *_head(summary, lang),
        *_data(summary, caps, lang),
        *_gaps(summary, caps, lang),
        *_timeline(summary, caps, lang),
        *_findings(summary, caps, lang),
        *_steps(summary, lang),
        *_recognised(summary, caps, lang),
        *_end(summary, lang),
    ]


def _h(name: str, lang: str) -> Block:
    return {"kind": "heading", "level": 1, "text": word(HEADING_LABELS, name, lang)}


def _note(name: str, lang: str, tone: str = "plain") -> Block:
    return {"kind": "text", "tone": tone, "text": word(NOTE_LABELS, name, lang)}


def _text(text: str, tone: str = "plain") -> Block:
    return {"kind": "text", "tone": tone, "text": text}


def _table(lang: str, columns: Mapping[str, float], rows: Sequence[Sequence[Any]]) -> Block:
    head = [word(COLUMN_LABELS, name, lang) for name in columns]
    shown = [[_cell(cell) for cell in row] for row in rows]
    return {"kind": "table", "head": head, "widths": list(columns.values()), "rows": shown}


def _cell(given: Any) -> str:
    if given is None:
        return "–"
    return f"{given:,}" if isinstance(given, int) else str(given)


def _capped(rows: Sequence[Any], cap: int | None, more: str, lang: str) -> tuple[Sequence[Any], list[Block]]:
    """The rows to show, and the sentence that counts the others."""
    if cap is None or len(rows) <= cap:
        return rows, []
    return rows[:cap], [_text(say(more, lang, count=len(rows) - cap), "note")]


def _head(summary: Mapping[str, Any], lang: str) -> Iterator[Block]:
    generated = f"{summary['generated']} – {summary['generated_at']}"
    facts = [("version", f"Mioboe {summary['version']}"), ("generated", generated)]
    if summary["case"]:
        facts.insert(0, ("case", summary["case"]))
    yield {"kind": "facts", "rows": [[word(COLUMN_LABELS, name, lang), text] for name, text in facts]}
    yield _text(summary["statement"], "box")
    if summary["symptoms"]:
        yield _h("reported", lang)
        yield {"kind": "list", "items": summary["symptoms"]}


def _data(summary: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    if summary["coverage"]:
        yield _h("coverage", lang)
        rows = [[c["shop_name"], c["name"], c["from_shown"], c["to_shown"], c["events"]] for c in summary["coverage"]]
        yield _table(lang, {"shop": 2.2, "data": 2.6, "from": 2.6, "to": 2.6, "events": 1.2}, rows)
    yield _h("examined", lang)
    if not summary["examined"]:
        yield _note("no_files", lang)
        return
    files, more = _capped(summary["examined"], caps.files, "more_files", lang)
    rows = [[_file(f), f["name"], f["rows"], f["bytes"], len(f["problems"])] for f in files]
    yield _table(lang, {"file": 5.4, "format": 2.4, "rows": 1, "bytes": 1.4, "problems": 1.1}, rows)
    yield from more
    if summary["clear"]:
        yield _text(say("clear", lang, count=len(summary["clear"])))


def _file(one: Mapping[str, Any]) -> str:
    return f"{one['path']}\nSHA-256 {one['sha256']}" if one["sha256"] else str(one["path"])


def _gaps(summary: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    yield _h("not_examined", lang)
    yield _text(summary["blind_spot"])
    if summary["not_read"]:
        yield {**_h("not_read", lang), "level": 2}
        files, more = _capped(summary["not_read"], caps.files, "more_files", lang)
        unknown = word(NOTE_LABELS, "not_recognised", lang)
        rows = [[_file(f), f["problems"][0]["message"] if f["problems"] else unknown] for f in files]
        yield _table(lang, {"file": 5.4, "reason": 4.6}, rows)
        yield from more
    if summary["not_assessed"]:
        yield {**_h("not_assessed", lang), "level": 2}
        rows = [
            [g["title"], g["reason"], "\n".join(f["name"] for f in g["get"]) or None] for g in summary["not_assessed"]
        ]
        yield _table(lang, {"check": 3, "reason": 4.4, "missing": 2.6}, rows)
    elif summary["findings"] or summary["recognised"] or summary["clear"]:
        yield _note("all_assessed", lang)


def _timeline(summary: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    yield _h("timeline", lang)
    for story in summary["stories"]:
        yield {"kind": "heading", "level": 2, "text": say("together", lang, numbers=story["findings"])}
        money = [say("money", lang, money=story["money_shown"])] if story["money_shown"] else []
        yield {"kind": "list", "items": [*story["sentences"], *money]}
    if not summary["timeline"]:
        yield _note("no_timeline", lang)
        return
    dates, more = _capped(summary["timeline"], caps.dates, "more_dates", lang)
    # In English the first column is UTC already; the second keeps the exact form of every summary.
    rows = [[t["number"], t["when"], t["utc"], t["title"], t["basis"]] for t in dates]
    yield _table(lang, {"number": 0.7, "when": 2.3, "utc": 2.3, "what": 3.6, "basis": 2.3}, rows)
    yield from more


def _findings(summary: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    yield _h("findings", lang)
    if not summary["findings"]:
        yield _note("no_findings", lang)
        return
    yield _note("cells", lang, "note")
    shown, more = _capped(summary["findings"], caps.findings, "more_findings", lang)
    left = caps.rows
    for finding in shown:
        most = caps.evidence if left is None else max(1, min(left, caps.evidence or left))
        yield from _finding(finding, most, caps, lang)
        left = None if left is None else left - min(len(finding["evidence"]), most or 0)
    yield from more


def _finding(one: Mapping[str, Any], most: int | None, caps: Caps, lang: str) -> Iterator[Block]:
    yield {"kind": "heading", "level": 2, "text": f"{one['number']}. {one['title']}"}
    facts = [
        ("message", one["message"]),
        ("innocent", one["innocent"]),
        ("when", _stamp(one)),
        ("answer", one["answer"]),
        ("severity", one["severity_name"]),
        ("rests_on", one["kind_name"]),
        ("finding_id", one["id"]),
    ]
    yield {"kind": "facts", "rows": [[word(COLUMN_LABELS, name, lang), text] for name, text in facts if text]}
    shown, more = _capped(one["evidence"], most, "more_rows", lang)
    for place, row in enumerate(shown, 1):
        yield from _evidence(f"{one['number']}-{place}", row, caps, lang)
    yield from more


def _stamp(one: Mapping[str, Any]) -> str:
    """The time in the reader's zone, in UTC, and how it is known."""
    parts = [one["when"], one["utc"] if one["at_basis"] in ("stated", "assumed") else None, one["basis"]]
    return " – ".join(part for part in parts if part)


def _evidence(number: str, row: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    name = "evidence_no_line" if row["line"] is None else "evidence"
    # A line number is a name, not a count: it takes no thousands separator.
    title = say(name, lang, number=number, path=row["path"], line=str(row["line"]))
    yield {"kind": "heading", "level": 3, "text": title}
    yield _text(word(ROLE_LABELS, row["role"], lang), "note")
    cells = [[name, _cut(cell, caps, lang)] for name, cell in row["fields"].items() if not _says_nothing(cell)]
    if cells:
        yield {"kind": "pairs", "head": [word(COLUMN_LABELS, name, lang) for name in ("column", "cell")], "rows": cells}
    if row["also"]:
        places = [say("place", lang, path=one["path"], line=str(one["line"])) for one in row["also"]]
        yield _text(f"{word(COLUMN_LABELS, 'also', lang)}: {' / '.join(places)}", "note")


def _says_nothing(cell: str | None) -> bool:
    return (cell or "").strip().lower() in NOTHING


def _cut(cell: str, caps: Caps, lang: str) -> str:
    if caps.characters is None or len(cell) <= caps.characters:
        return cell
    return say("cut", lang, start=cell[: caps.characters], count=len(cell))


def _steps(summary: Mapping[str, Any], lang: str) -> Iterator[Block]:
    for name, states in (
        ("steps_open", ("open", "later")),
        ("steps_done", ("done",)),
        ("steps_set_aside", ("not_for_me",)),
    ):
        steps = [one for one in summary["steps"] if one["state"] in states]
        if not steps and name == "steps_set_aside":
            continue
        yield _h(name, lang)
        if steps:
            rows = [[s["title"], s["why"], s["minutes"], s["state_name"]] for s in steps]
            yield _table(lang, {"step": 3.6, "why": 4.4, "minutes": 0.9, "state": 1.1}, rows)
        else:
            yield _note("no_steps", lang)


def _recognised(summary: Mapping[str, Any], caps: Caps, lang: str) -> Iterator[Block]:
    if not summary["recognised"]:
        return
    yield _h("apart", lang)
    yield _note("apart", lang, "note")
    shown, more = _capped(summary["recognised"], caps.findings, "more_findings", lang)
    rows = [[one["number"], one["when"], one["title"], one["answer"]] for one in shown]
    yield _table(lang, {"number": 0.7, "when": 2.6, "what": 4.4, "answer": 2.3}, rows)
    yield from more


def _end(summary: Mapping[str, Any], lang: str) -> Iterator[Block]:
    yield _h("about", lang)
    yield _note("escapes", lang)
    if summary["places"]:
        yield {"kind": "link", "text": summary["places"]["sentence"], "url": summary["places"]["url"]}
