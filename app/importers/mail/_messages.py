"""What is handed in as notices: a message as it was received, one that was forwarded, or a text that was pasted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Literal, NamedTuple

import polars as pl

from app.importers.mail._authentication import Headers, Verdict, claimed, sender, verdict
from app.importers.mail._layouts import by_sender
from app.importers.mail._notice import MailLine, Notice, lines_of
from app.importers.shared.pages.pasted_sign_ins import plain_moments
from app.importers.shared.times.dates import instants
from app.reader.documents.mail import decoded_words, header_fields, inner_messages, texts
from app.reader.limits import Limits

Mail = Literal["authenticated", "unauthenticated", "forwarded", "pasted"]
MOST_TEXTS = 4  # of one message that are tried
MARKS: dict[Verdict, Mail] = {"pass": "authenticated", "none": "unauthenticated"}
_FORWARDS = re.compile(r"^\s*(?:fwd?|tr|転送|wg)\s*[:：]|forwarded message", re.IGNORECASE)
# Beside its subject, what shows that a message forwards another, below its own headers.
_FORWARDED = (b"orwarded message", b"riginal Message", b"message/rfc822", b"\nFrom: ", b"> From: ", b"*From:")
_END = re.compile(rb"\n\r?\n")
_HEAD = re.compile(
    r"^[>*\s]*(?P<name>From|Sender|差出人|送信者|送信元|Date|Sent|日付|日時|送信日時|送信日|Subject|件名|To|Cc|宛先|返信先|Reply-To)"
    r"\s*\*?\s*:\s*\*?\s*(?P<value>.*)$"
)
_KEYS = {
    **dict.fromkeys(("From", "Sender", "差出人", "送信者", "送信元"), "from"),
    **dict.fromkeys(("Date", "Sent", "日付", "日時", "送信日時", "送信日"), "date"),
    **dict.fromkeys(("Subject", "件名"), "subject"),
}
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAIL_DATE = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4})(?:,| at)? (\d{1,2}:\d\d(?::\d\d)? [AP]M)")
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)


class When(NamedTuple):
    """The time of a mail, and how it is known (see ``at_basis`` of events)."""

    at: datetime | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mail of a sender whose layouts are known. ``mail`` is how sure its sender is, null where the receiving service
    spoke against it. ``bodies`` are its texts, to be tried one after the other; ``line`` is that of its beginning."""

    sender: str
    subject: str
    when: When
    mail: Mail | None
    bodies: Sequence[tuple[MailLine, ...]]
    line: int

    def notice(self, lines: tuple[MailLine, ...]) -> Notice:
        """One of its texts as layouts read it."""
        return Notice(self.sender, self.subject, lines, self.when.at)


def of_message(data: bytes, line: int, limits: Limits) -> Iterator[Candidate]:
    """The notices of one message: itself, or those that it forwards."""
    headers = header_fields(data)
    address = sender(headers)
    known = address if address in by_sender() else next(iter(sorted(claimed(headers) & by_sender().keys())), None)
    title = decoded_words(_first(headers, "subject"))
    if known:
        judged = verdict(headers)
        bodies = [] if judged == "fail" else _bodies(data, limits)
        yield Candidate(
            known, title, _date(decoded_words(_first(headers, "date")), known), MARKS.get(judged), bodies, line
        )
    elif _FORWARDS.search(title) or _forwards(data):
        yield from _inside(data, line, limits)


def of_text(lines: Sequence[tuple[int, MailLine]], mail: Mail) -> Iterator[Candidate]:
    """The notices in a text: each has a head with sender and subject, and goes on to the next head."""
    heads = list(_heads(lines))
    ends = [*(start for start, _, _ in heads[1:]), len(lines)]
    for (start, after, head), end in zip(heads, ends, strict=False):
        address = next((match.lower() for match in _ADDRESS.findall(head.get("from", ""))[-1:]), "")
        if address in by_sender():
            body = tuple(line for _, line in lines[after:end])
            when = _date(head.get("date", ""), address)
            yield Candidate(address, head.get("subject", ""), when, mail, [body], lines[start][0])


def _forwards(data: bytes) -> bool:
    end = _END.search(data)
    return end is not None and any(data.find(mark, end.end()) > 0 for mark in _FORWARDED)


def _bodies(data: bytes, limits: Limits) -> list[tuple[MailLine, ...]]:
    return [lines_of(text) for text in islice(texts(data, limits), MOST_TEXTS)]


def _inside(data: bytes, line: int, limits: Limits) -> Iterator[Candidate]:
    """What a message forwards, in its text or as attachments. Nothing confirms a forwarded message, even if the outer
    message is confirmed: the person who forwards it could have written it."""
    for body in _bodies(data, limits):
        candidates = list(of_text([(line, text) for text in body], "forwarded"))
        if candidates:
            yield from candidates
            return
    for inner in islice(inner_messages(data), MOST_TEXTS):
        headers = header_fields(inner)
        address = sender(headers)
        if address in by_sender():
            title, when = (
                decoded_words(_first(headers, "subject")),
                _date(decoded_words(_first(headers, "date")), address),
            )
            yield Candidate(address, title, when, "forwarded", _bodies(inner, limits), line)


def _heads(lines: Sequence[tuple[int, MailLine]]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Where each head begins, where its text begins, and its values; a head has a sender and a subject."""
    place = 0
    while place < len(lines):
        head, start = dict[str, str](), place
        while place < len(lines) and (match := _HEAD.match(lines[place][1].plain)):
            value = match["value"].strip() or _next(lines, place)
            head.setdefault(_KEYS.get(match["name"], "other"), value)
            place += 1 if match["value"].strip() or not value else 2
        if "from" in head and "subject" in head:
            yield start, place, head
        place = max(place, start + 1)


def _next(lines: Sequence[tuple[int, MailLine]], place: int) -> str:
    """The value of a label that is alone in its line."""
    after = lines[place + 1][1].plain if place + 1 < len(lines) else ""
    return "" if _HEAD.match(after) else after


def _first(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name == wanted), "")


def _date(text: str, address: str) -> When:
    """The time that a head states; without a zone that of the sender's country is assumed."""
    try:
        at = parsedate_to_datetime(text)
        at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        stated = re.search(r"[+-]\d{4}|GMT|UTC", text) is not None
    except (ValueError, TypeError, IndexError, OverflowError):
        stated = False
    if stated:
        return When(at, "stated") if _EARLIEST <= at < _LATEST else When(None, None)
    zone = "Asia/Tokyo" if address.endswith(".jp") else "UTC"
    return moments([_MAIL_DATE.sub(r"\1 \2, \3, \4", text)], zone)[0]


def moments(texts: Sequence[str | None], zone: str = "Asia/Tokyo") -> list[When]:
    """Times in texts, as mails in Japan and those who forward mails write them."""
    at = instants(plain_moments(pl.Series(texts, dtype=pl.String)), zone)
    return [When(*row) for row in at.iter_rows()]
