"""The person's answers, notes, contacts and evidence as blocks of the summary. An empty part has no heading."""

from collections.abc import Iterator

from analyzers.asking.progress import STATES
from analyzers.events.marks import Money
from app.i18n.translate import value
from app.report.progress import accounted, progress_words
from app.report.summary.block import Block, Caps, Items, Rows, Table, capped, cut, heading, note, table
from app.report.summary.model import Summary
from app.report.summary.person import Contact, Kept, Note
from app.report.summary.words import COLUMN_LABELS, NOTE_LABELS, say, word


def account(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """How much of the whole history is accounted for, by the answer, and in each currency."""
    if summary.account is None:
        return
    yield heading("account", lang)
    yield Items([" · ".join(progress_words(*accounted(summary.account), lang))])
    yield note("account", lang, "note")
    head, *rows = account_rows(summary)
    yield Table(head, [1.6, *[1.7] * len(STATES)], rows)


def account_rows(summary: Summary) -> list[list[str]]:
    """The head and the rows of the account of the whole history: entries first, then each currency."""
    lang, states = summary.lang, summary.account
    if states is None:
        return []
    head = [word(COLUMN_LABELS, name, lang) for name in ("counted", *(f"state_{name}" for name in STATES))]
    rows = [[word(NOTE_LABELS, "events", lang), *(f"{getattr(states.events, name):,}" for name in STATES)]]
    rows += [
        [
            say("money_in", lang, currency=money.currency),
            *(_sum(getattr(money, name), money.currency, lang) for name in STATES),
        ]
        for money in states.money
    ]
    return [head, *rows]


def _sum(minor: int, currency: str, lang: str) -> str:
    return value(Money(minor, currency), lang) if minor else "–"


def deadlines(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The days by which something must be done, the earliest first."""
    if summary.deadlines:
        yield heading("deadlines", lang)
        passed = word(NOTE_LABELS, "passed", lang)
        texts = [
            (deadline.title, deadline.about, passed if deadline.passed else "", deadline.effect)
            for deadline in summary.deadlines
        ]
        rows: Rows = [
            [deadline.when, "\n".join(filter(None, lines))]
            for deadline, lines in zip(summary.deadlines, texts, strict=True)
        ]
        yield table(lang, {"due": 2.4, "what": 7.6}, rows)


def notes(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The person's notes on the steps."""
    if summary.notes:
        yield heading("notes", lang)
        rows: Rows = [[_step(note), cut(note.text, caps, lang)] for note in summary.notes]
        yield table(lang, {"step": 3.6, "note": 6.4}, rows)


def _step(item: Note | Kept) -> str:
    """The step of a note or file, and its shop, card or finding; for a file also its service and note."""
    more = (item.service, item.note) if isinstance(item, Kept) else ()
    return "\n".join(filter(None, (item.title, item.about, *more)))


def household(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """Who at home was asked, and what they answered."""
    if summary.household:
        yield heading("household", lang)
        everything = word(NOTE_LABELS, "everything", lang)
        rows: Rows = [
            [h.when, h.who, h.about or everything, "\n".join(filter(None, (h.answer, h.note)))]
            for h in summary.household
        ]
        yield table(lang, {"when": 2, "who": 2, "about": 3.4, "replied": 2.6}, rows)


def contacts(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
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


def exhibits(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The table of evidence, under the numbers of the letters."""
    if not summary.kept:
        return
    yield heading("kept", lang)
    yield note("kept", lang, "note")
    files, more = capped(summary.kept, caps.files, "more_files", lang)
    rows: Rows = [
        [
            exhibit.exhibit,
            _named(exhibit),
            exhibit.bytes or None,
            _got(exhibit) or None,
            exhibit.when or None,
            _step(exhibit) or None,
        ]
        for exhibit in files
    ]
    columns = {"exhibit": 0.9, "file": 3.4, "bytes": 1, "acquired": 1.7, "kept_at": 1.5, "about_exhibit": 1.9}
    yield table(lang, columns, rows)
    yield from more


def _named(exhibit: Kept) -> str:
    return f"{exhibit.name}\nSHA-256 {exhibit.sha256}" if exhibit.sha256 else exhibit.name


def _got(exhibit: Kept) -> str:
    """How and when a file was acquired, as far as the person said."""
    return "\n".join(filter(None, (exhibit.how_name, exhibit.acquired)))
