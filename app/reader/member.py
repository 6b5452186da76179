"""The files of one upload, one after the other: each refused with a reason, or ready to yield its tables."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from mmap import mmap

from polars.exceptions import PolarsError

from app.reader.archives import directory
from app.reader.archives.unpack import Budget, Packed
from app.reader.content import Content
from app.reader.delimited.tables import delimited_tables
from app.reader.detect import sniff
from app.reader.detect.encoding import detect
from app.reader.documents.json_text import json_tables
from app.reader.documents.mail import attachments, mail_tables, saved_page
from app.reader.documents.mailbox import mailbox_tables
from app.reader.documents.page import ParsedPage, page_elements, page_tables, page_text, read_page
from app.reader.documents.pdf import read_pdf
from app.reader.documents.pdf_tables import pdf_tables, pdf_text
from app.reader.documents.pdf_words import PdfPageText
from app.reader.documents.text_lines import text_lines
from app.reader.documents.web_archive import archived_page
from app.reader.documents.workbook import workbook_tables
from app.reader.limits import Limits
from app.reader.problems import DAMAGE, Refused, refusal
from app.reader.seekable import FileBytes, MemoryBytes, Seekable, chunks_of
from app.reader.statements.camt import camt_tables
from app.reader.statements.ofx import ofx_tables
from app.reader.statements.qif import qif_tables
from app.reader.statements.swift import swift_tables
from app.reader.table import Block, FileProblem, Start, Table
from app.reader.unread import are_pictures, by_kind, by_name

_PAGES = ("html", "mail", "webarchive")  # kinds of files that are a saved page or may be one
_STATEMENTS = {"ofx": ofx_tables, "qif": qif_tables, "mt940": swift_tables, "camt": camt_tables}


@dataclass(slots=True)
class Member:
    """One file.

    ``path`` is ``name`` or ``outer.zip!/inner/name``; ``bytes`` is its size, as the archive states it. ``refused`` is
    set where it cannot be read, at the latest when its tables have been read to the end. ``starts`` are positions of
    lines from an earlier reading: with them a later reading can skip to the lines that it needs.
    """

    path: str
    bytes: int
    refused: FileProblem | None
    kind: sniff.Kind
    limits: Limits
    content: Content | None = None
    read_as: str | None = None  # the encoding its first table was read in
    page: ParsedPage | None = None
    pages: Sequence[PdfPageText] | None = None
    starts: Sequence[Start] = ()

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of its content, in hexadecimal; None for a member of an archive that was not inflated to its
        end."""
        return self.content.sha256() if self.content else None

    @property
    def encoding(self) -> str | None:
        """The name of its encoding, where it is a text."""
        if self.content is None or self.refused is not None or self.kind in ("office", "pdf", "webarchive", "picture"):
            return None
        return self.read_as or self.content.encoding().name

    def without_tables(self) -> FileProblem:
        """The reason for a refusal where no table could be read in the file."""
        if self.page is None:
            return refusal("unknown-pdf" if self.kind == "pdf" else "no-records")
        return refusal("sign-in-page" if self.page.asks_for_password else "unknown-page")

    def refuse(self, reason: str) -> Refused:
        """Marks the file as refused because of its content, and returns the exception to raise."""
        refused = Refused(reason)
        self.refused = refused.problem
        return refused

    def tables(self) -> Iterator[Table]:
        """Its tables in order, each to be read before the next. Raises ``Refused``, also while a table is read."""
        if self.refused is not None or self.content is None or self.kind == "picture":
            return
        with _DamageGuard(self):
            for table in self._tables(self.content):
                self.read_as = self.read_as or table.head.encoding
                yield _GuardedTable(self, table)

    def text(self, *, as_mail: bool = False) -> Table | None:
        """The same file as lines of text, or None where it is too long for that. ``as_mail``: a page with the lines of
        its cells, as mails are read, which are laid out with tables; None for other files. Raises ``Refused``."""
        most = dict.fromkeys(_PAGES, self.limits.html) | {"text": self.limits.text, "pdf": self.limits.document}
        if self.refused is not None or self.content is None or self.bytes > most.get(self.kind, -1):
            return None
        if as_mail and self.kind not in _PAGES:
            return None
        with _DamageGuard(self):
            if self.kind == "pdf":
                return pdf_text(self.path, self._pdf(self.content))
            if self.kind != "text":
                page = self._page(self.content)
                return page_text(self.path, page, broken_cells=as_mail) if page else None
            return text_lines(self.path, self.content.whole(), self.content.encoding())

    def elements(self) -> Table | None:
        """The elements of a page, as one table; None for files of other kinds. Raises ``Refused``."""
        if self.refused is not None or self.content is None or self.bytes > self.limits.html:
            return None
        if self.kind not in _PAGES:
            return None
        with _DamageGuard(self):
            page = self._page(self.content)
            self.read_as = page.encoding.name if page else self.read_as
            return page_elements(self.path, page) if page else None

    def _tables(self, content: Content) -> Iterator[Table]:
        path, limits = self.path, self.limits
        if self.kind == "text":
            yield from delimited_tables(path, content.chunks, content.encoding(), limits, self.starts)
            return
        if self.kind == "mailbox":
            yield from mailbox_tables(path, content.chunks, limits)
            return
        if self.bytes > (limits.html if self.kind in _PAGES else limits.document):
            raise Refused("too-large")
        if self.kind in _PAGES and (page := self._page(content)):
            yield from page_tables(path, page, limits)
        elif self.kind == "json":
            yield from json_tables(path, content.whole(), content.encoding(), limits)
        elif statement := _STATEMENTS.get(self.kind):
            yield from statement(path, content.whole(), content.encoding(), limits)
        elif self.kind == "mail":
            yield from mail_tables(path, content.whole(), limits)
        elif self.kind == "pdf":
            yield from pdf_tables(path, self._pdf(content), limits)
        else:
            yield from workbook_tables(path, content.whole(), limits)

    def _pdf(self, content: Content) -> Sequence[PdfPageText]:
        """The pages of a PDF, read once."""
        if self.pages is None:
            self.pages = read_pdf(content.whole(), self.limits)
        return self.pages

    def _page(self, content: Content) -> ParsedPage | None:
        """The parsed page; it is parsed once, because the largest pages take seconds. None for a mail that holds no
        saved page."""
        if self.page is None and self.kind == "html":
            self.page = read_page(content.whole(), content.encoding(), self.limits)
        elif self.page is None and self.kind == "webarchive":
            self.page = read_page(*archived_page(content.whole()), self.limits)
        elif self.page is None and (saved := saved_page(content.whole())) is not None:
            self.page = read_page(saved, detect(saved, page=True), self.limits)
        return self.page


class _DamageGuard:
    """A context in which every exception that damage causes becomes a ``Refused``; the member remembers the reason."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (*DAMAGE, PolarsError)):
            refused = Refused("corrupt")
            self.member.refused = refused.problem
            raise refused from error
        if isinstance(error, Refused):
            self.member.refused = error.problem


class _GuardedTable:
    """A table whose damage is remembered by its member."""

    def __init__(self, member: Member, table: Table) -> None:
        self.member, self.table, self.head = member, table, table.head

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        with _DamageGuard(self.member):
            yield from self.table.blocks(columns, lines)


def walk(upload: int | mmap | bytes, name: str, limits: Limits) -> Iterator[Member]:
    """The files of an upload; see ``app.reader.members``."""
    source = FileBytes(upload, os.fstat(upload).st_size) if isinstance(upload, int) else MemoryBytes(upload)
    begin = source.read(0, sniff.SNIFFED)
    kind = sniff.kind(begin, name)
    chunks = partial(chunks_of, source)
    content = Content(chunks, source.size, page=kind == "html", later=chunks)
    if kind == "zip":
        yield from _archive(source, name, Budget(limits), 1, content)
    else:
        code = by_kind(kind, name, inside=False)
        yield Member(name, source.size, refusal(code) if code else None, kind, limits, content)
        if kind == "mail":
            yield from _attached(content, name, Budget(limits), 0)


def _archive(source: Seekable, path: str, budget: Budget, depth: int, content: Content | None) -> Iterator[Member]:
    """The members of an archive, or the archive itself where it is refused."""
    try:
        entries = directory.entries(source, budget.limits)
        if directory.is_office([entry.name for entry in entries]):
            yield Member(path, source.size, None, "office", budget.limits, content)
            return
        budget.enter(len(entries))
    except Refused as refused:
        yield Member(path, source.size, refused.problem, "zip", budget.limits, content if depth == 1 else None)
        return
    pictures = are_pictures([entry.name for entry in entries if not entry.folder], budget.limits)
    for entry in entries:
        if not entry.folder or entry.refused == "not-a-regular-file":
            yield from _member(source, entry, f"{path}!/{entry.name}", budget, depth, pictures)


def _member(
    source: Seekable, entry: directory.ArchiveEntry, path: str, budget: Budget, depth: int, pictures: bool
) -> Iterator[Member]:
    code, content = entry.refused, None
    kind: sniff.Kind = "binary"
    if code != "not-a-regular-file" and (unread := by_name(entry.name, pictures)):
        code = unread
    try:
        if code:
            raise Refused(code)
        packed = Packed(source, entry, budget)
        kind = sniff.kind(packed.begin(min(sniff.SNIFFED, entry.size)), entry.name)
        if kind == "zip":
            content = Content(packed.chunks, entry.size)
            yield from _archive(_nested(packed, depth), path, budget, depth + 1, content)
            return
        code = by_kind(kind, entry.name, inside=True, pictures=pictures)
        if code:
            raise Refused(code)
        content = Content(packed.chunks, entry.size, page=kind == "html")
        problem = None
    except Refused as refused:
        problem = refused.problem
    yield Member(path, entry.size, problem, kind, budget.limits, content)
    if kind == "mail" and content:
        yield from _attached(content, path, budget, depth)


def _attached(content: Content, path: str, budget: Budget, depth: int) -> Iterator[Member]:
    """The files attached to a message. A damaged or too large message has already been refused itself."""
    if content.size > budget.limits.html:
        return
    try:
        files = list(attachments(content.whole(), budget.limits.entries))
        budget.enter(len(files))
    except Refused as refused:
        yield Member(f"{path}!/", 0, refused.problem, "mail", budget.limits)
        return
    except DAMAGE:
        return
    for name, data in files:
        place, source = f"{path}!/{name}", MemoryBytes(data)
        kind = sniff.kind(data[: sniff.SNIFFED], name)
        held = Content(partial(chunks_of, source), source.size, page=kind == "html")
        code = "not-read" if sniff.holds_no_table(name) else by_kind(kind, name, inside=True)
        if kind == "zip" and not code and depth < 2:
            yield from _archive(source, place, budget, depth + 1, held)
        else:
            code = code or ("nested-archive" if kind == "zip" else None)
            yield Member(place, source.size, refusal(code) if code else None, kind, budget.limits, held)


def _nested(packed: Packed, depth: int) -> Seekable:
    """An archive inside an archive, as a file that can be read at any position; only an archive directly inside the
    upload is opened."""
    if depth > 1:
        raise Refused("nested-archive")
    if packed.entry.method:
        for _ in packed.chunks(note=True):
            pass
    return packed.source
