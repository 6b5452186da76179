"""What the person wrote down and put in, as blocks of the summary: notes, the family's answers, contacts, files."""

from collections.abc import Iterator

from app.report.summary.block import Block, Caps, Rows, capped, cut, heading, note, table
from app.report.summary.model import Contact, Kept, Note, Summary
from app.report.summary.words import COLUMN_LABELS, NOTE_LABELS, say, word


def written(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """All of it, in reading order; what there is none of has no heading."""
    yield from _notes(summary, caps, lang)
    yield from _household(summary, lang)
    yield from _contacts(summary, caps, lang)
    yield from _kept(summary, caps, lang)


def _notes(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    if summary.notes:
        yield heading("notes", lang)
        rows: Rows = [[_step(one), cut(one.text, caps, lang)] for one in summary.notes]
        yield table(lang, {"step": 3.6, "note": 6.4}, rows)


def _step(one: Note | Kept) -> str:
    """The step that something belongs to, and for which shop, card or finding."""
    return "\n".join(filter(None, (one.title, one.about)))


def _household(summary: Summary, lang: str) -> Iterator[Block]:
    if summary.household:
        yield heading("household", lang)
        everything = word(NOTE_LABELS, "everything", lang)
        rows: Rows = [
            [h.when, h.who, h.about or everything, "\n".join(filter(None, (h.answer, h.note)))]
            for h in summary.household
        ]
        yield table(lang, {"when": 2, "who": 2, "about": 3.4, "answer": 2.6}, rows)


def _contacts(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    if not summary.contacts:
        return
    yield heading("contacts", lang)
    yield note("contacts", lang, "note")
    shown, more = capped(summary.contacts, caps.dates, "more_contacts", lang)
    rows: Rows = [[c.number, c.when, _whom(c), _details(c, caps, lang)] for c in shown]
    yield table(lang, {"number": 0.7, "when": 2.2, "whom": 2.2, "said": 4.9}, rows)
    yield from more


def _whom(one: Contact) -> str:
    return "\n".join(part for part in (one.recipient, one.agent, one.channel_name) if part)


def _details(one: Contact, caps: Caps, lang: str) -> str:
    """What was said, then what else was noted of a contact, each under its name."""
    named = {
        "case_number": one.case_number,
        "promise": one.promise,
        "promised_by": one.promised_by,
        "next": one.next,
    }
    labelled = ((word(COLUMN_LABELS, name, lang), text) for name, text in named.items() if text)
    rest = [say("named", lang, label=label, text=text) for label, text in labelled]
    closed = word(NOTE_LABELS, "closed", lang) if one.closed else None
    return "\n".join(part for part in (cut(one.said, caps, lang), *rest, closed) if part)


def _kept(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    if not summary.kept:
        return
    yield heading("kept", lang)
    yield note("kept", lang, "note")
    shown, more = capped(summary.kept, caps.files, "more_files", lang)
    rows: Rows = [[one.number, f"{one.name}\nSHA-256 {one.sha256}", one.bytes, one.when, _step(one)] for one in shown]
    yield table(lang, {"number": 0.7, "file": 4.1, "bytes": 1.2, "kept_at": 1.8, "step": 2.2}, rows)
    yield from more
