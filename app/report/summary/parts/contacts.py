"""The log of contacts, as a part of the summary."""

from collections.abc import Iterator

from app.report.summary.block import Block, Caps, Items, Rows, capped, cut, heading, note, table
from app.report.summary.model import Summary
from app.report.summary.person import Contact
from app.report.summary.words import COLUMN_LABELS, NOTE_LABELS, say, word


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The log of contacts with the promises, and contradictions in it."""
    if not summary.contacts:
        return
    yield heading("contacts", lang)
    yield note("contacts", lang, "note")
    entries, more = capped(summary.contacts, caps.dates, "more_contacts", lang)
    rows: Rows = [[c.number, c.when, _whom(c), _details(c, caps, lang)] for c in entries]
    yield table(lang, {"number": 0.7, "when": 2.2, "whom": 2.2, "said": 4.9}, rows)
    yield from more
    if summary.contradictions:
        yield heading("contradictions", lang, 2)
        yield Items([contradiction.sentence for contradiction in summary.contradictions])


def _whom(contact: Contact) -> str:
    return "\n".join(part for part in (contact.recipient, contact.agent, contact.channel_name) if part)


def _details(contact: Contact, caps: Caps, lang: str) -> str:
    """The statement of a contact, then its other details, each under its name."""
    named = {
        "case_number": contact.case_number,
        "promise": contact.promise,
        "promised_by": contact.promised_by,
        "next": contact.next,
    }
    labelled = ((word(COLUMN_LABELS, name, lang), text) for name, text in named.items() if text)
    lines = [say("named", lang, label=label, text=text) for label, text in labelled]
    closed = word(NOTE_LABELS, "closed", lang) if contact.closed else None
    return "\n".join(part for part in (cut(contact.statement, caps, lang), *lines, closed) if part)
