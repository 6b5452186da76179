"""Notices become events, or problems that say why a mail gives none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from analyzers.events.schemas import INSTANT
from app.i18n import N_
from app.importers import Events
from app.importers.mail._layouts import by_sender
from app.importers.mail._messages import Candidate, moments
from app.importers.mail._notice import Columns, Layout, MailLine, plain
from app.importers.mail._sums import printed_sum
from app.importers.shared.cells.columns import order_ids
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.money import minor_units
from app.importers.shared.cells.printed_sums import differs
from app.importers.shared.cells.titles import titles
from app.importers.shared.tables.several import by_file
from app.reader.table import FileProblem

MAIL_SENTENCES = {
    "forged-mail": N_(
        "This mail says that it comes from {sender}, but the mail service that received it does not confirm that, or "
        "the sender is written in a misleading way. It may be forged, so nothing in it is used. Do not open its links."
    ),
    "unconfirmed-mail": N_(
        "This mail from {sender} is about a sign-in. Such mails are forged often, and nothing confirms the sender of "
        "this one, so nothing in it is used. Look at the pages of the service itself, without using links from the "
        "mail."
    ),
    "unknown-mail-layout": N_(
        "This mail from {sender} has a subject that we know, but not the text that goes with it, so nothing in it is "
        "used."
    ),
    "preliminary-mail": N_(
        "This mail is an early notice of a payment without the name of the shop. The full notice follows in another "
        "mail, so this one is not counted."
    ),
    "unseen-mail": N_(
        "This mail of {sender} names an order, but nobody has shown us yet how mails of this shop look, so nothing in "
        "it is used. Save or paste the page of the order instead, or ask the shop for your data."
    ),
    "charge-mail": N_(
        "This mail says that money was put into your own balance, so it is not counted as a payment. If you did not do "
        "this yourself, look at the statement of the card or account that it came from."
    ),
    "sale-mail": N_("This mail is about something that you sold, so it is not counted as a purchase."),
    "same-mail": N_("This mail is in the file more than once. It is counted once."),
    "bad-mail-amount": N_(
        "This mail gives an amount that could be read in two ways, or that we cannot read. The amount is not used."
    ),
    "different-parts": N_(
        "This mail prints a total and its parts, such as subtotal, tax and postage, and these do not make up the "
        "total. The amount is not used. Look it up on the page of the order or on the statement of the card."
    ),
    "not-an-event": N_(
        "This mail tells of no order, refund, payment or sign-in in a way that we know. It is not counted."
    ),
}
_MINOR = {"orders": "total_minor", "refunds": "amount_minor", "payments": "amount_minor"}
_TEXTS = {
    "orders": ("order_id", "shop", "payment", "seller", "status"),
    "refunds": ("order_id", "shop", "status"),
    "payments": ("merchant", "method", "status"),
    "logins": ("service", "shop", "agent", "city", "activity"),
}
_KINDS = ("gift_card", "charge", "code", "subscription", "digital", "other")  # the first that any title has counts


@dataclass(slots=True)
class Gathering:
    """What the mails of a file say, and their problems. ``records`` are the lines of the mails, where they are not the
    rows of a table."""

    records: Sequence[int] | None = None
    rows: dict[str, list[Columns]] = field(default_factory=dict)
    lines: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # by code and sender

    def take(self, candidate: Candidate) -> bool:
        """Adds what a mail says; returns whether it gave an event or a problem."""
        if candidate.mail is None:
            return self.note("forged-mail", candidate.line, candidate.sender)
        title = plain(candidate.subject)
        fitting = [layout for layout in by_sender()[candidate.sender] if layout.subject.search(title)]
        for layout in fitting:
            for body in candidate.bodies:
                if layout.fits(body):
                    return self._read(layout, candidate, body)
        return any(layout.particular for layout in fitting) and self._unknown(candidate)

    def alone(self, layout: Layout, candidate: Candidate) -> bool:
        """The same for a text without a sender."""
        return self._read(layout, candidate, candidate.bodies[0])

    def note(self, code: str, line: int, sender: str = "") -> bool:
        """Adds a problem of a mail."""
        self.lines.setdefault((code, sender), []).append(line)
        return True

    def _read(self, layout: Layout, candidate: Candidate, body: tuple[MailLine, ...]) -> bool:
        if layout.confirmed and candidate.mail != "authenticated":
            return self.note("unconfirmed-mail", candidate.line, candidate.sender)
        if layout.code:
            return self.note(layout.code, candidate.line, candidate.sender)
        records, doubts = list(layout.read(candidate.notice(body))), 0
        for record in records:
            row = {"line": candidate.line, "mail": candidate.mail, "when": candidate.when, **record.columns}
            if doubtful := differs(printed_sum(record, body if len(records) == 1 else ())):
                row |= {"money": None, "currency": None}
            doubts += doubtful
            self.rows.setdefault(record.table, []).append(row)
        if doubts:
            self.note("different-parts", candidate.line)
        return bool(records) or (layout.particular and self._unknown(candidate))

    def _unknown(self, candidate: Candidate) -> bool:
        return self.note("unknown-mail-layout", candidate.line, candidate.sender)

    def problems(self, bad: list[int]) -> Iterator[FileProblem]:
        """One for each code and sender; ``bad`` are the lines of mails whose amount is not used."""
        more = {("bad-mail-amount", ""): bad} if bad else {}
        for (code, sender), lines in (self.lines | more).items():
            values: dict[str, str | int] = {"sender": sender} if sender else {}
            yield FileProblem(code, MAIL_SENTENCES[code], values, lines[0], len(lines), lines)


def convert(files: Sequence[Gathering]) -> list[Events]:
    """The events of each file, and its problems."""
    tables: list[dict[str, pl.DataFrame]] = [{} for _ in files]
    bad: list[list[int]] = [[] for _ in files]  # lines of mails whose amount is not used
    for table in dict.fromkeys(table for file in files for table in file.rows):
        places = [place for place, file in enumerate(files) for _ in file.rows.get(table, ())]
        rows = [row for file in files for row in file.rows.get(table, ())]
        frame = _frame(table, rows, pl.Series("file", places, pl.UInt32))
        if table in _MINOR:
            for place, row, amount in zip(places, rows, frame[_MINOR[table]], strict=True):
                bad[place] += [row["line"]] if amount is None and row.get("money") else []
        for own, part, file in zip(tables, by_file(frame, len(files)), files, strict=True):
            own |= {table: part} if table in file.rows else {}
    return [
        Events(tables[place], tuple(file.problems(bad[place])), records=file.records)
        for place, file in enumerate(files)
    ]


def _frame(table: str, rows: list[Columns], files: pl.Series) -> pl.DataFrame:
    """The events of one table, with the number of their file as ``file``. The time that the text states is that of the
    order or payment; of an order for which it states a day alone, the time of the mail says more."""
    stated = moments([row.get("date") for row in rows])
    if table == "payments":
        times = [text if text.at else row["when"] for text, row in zip(stated, rows, strict=True)]
    else:
        times = [
            text if text.at and (text.basis != "date_only" or not row["when"].at) else row["when"]
            for text, row in zip(stated, rows, strict=True)
        ]
    texts = {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in (*_TEXTS[table], "mail")}
    frame = pl.DataFrame(
        {
            "line": pl.Series([row["line"] for row in rows], dtype=pl.UInt32),
            "at": pl.Series([when.at for when in times], dtype=INSTANT),
            "at_basis": pl.Series([when.basis for when in times], dtype=pl.String),
            **texts,
            "file": files,
        }
    )
    if "order_id" in texts:
        plain = order_ids(texts["order_id"])
        frame = frame.with_columns(order_id=pl.select(pl.coalesce(plain, texts["order_id"])).to_series())
    if table in _MINOR:
        currency = pl.Series([row.get("currency") for row in rows], dtype=pl.String)
        amounts = minor_units(pl.Series([row.get("money") for row in rows], dtype=pl.String), currency, files=files)
        frame = frame.with_columns(amounts.alias(_MINOR[table]), currency=currency)
    return frame.with_columns(**_more(table, rows))


def _more(table: str, rows: list[Columns]) -> Columns:
    """The columns that only one table has."""
    if table == "logins":
        return {"success": pl.Series([row.get("success") for row in rows], dtype=pl.Boolean)}
    if table == "refunds":
        return {"role": pl.lit("buyer")}
    if table != "orders":
        return {}
    names = [" / ".join(row.get("titles", ())) or None for row in rows]
    return {
        "role": pl.lit("buyer"),
        "title": titles(pl.Series(names, dtype=pl.String)),
        "kind": pl.Series(_kinds(rows), dtype=pl.String),
        "shipped": pl.Series([row.get("shipped") for row in rows], dtype=pl.Boolean),
    }


def _kinds(rows: list[Columns]) -> list[str | None]:
    """The kind of each order: of the kinds of its titles the first of ``_KINDS``."""
    names = [name for row in rows for name in row.get("titles", ())]
    every = iter(kinds(pl.Series(names, dtype=pl.String)))
    result = list[str | None]()
    for row in rows:
        own = {kind for _, kind in zip(row.get("titles", ()), every, strict=False)}
        if row.get("digital") and "other" in own:
            own = own - {"other"} | {"digital"}
        result.append("gift_card" if row.get("gift_card") else next((kind for kind in _KINDS if kind in own), None))
    return result
