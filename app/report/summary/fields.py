"""The texts for the fields of a recipient's form: taken from the same summary, and never longer than a field allows."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from analyzers.events.answers import DENIED
from app.i18n.formats import joined
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.claim_table.home_words import HOME_SENTENCE
from app.report.summary.model import ClaimRow, Coverage, Pasted, Summary, SummaryStep
from app.report.summary.statement import course_lines, head, logins, requests
from app.report.summary.words import COLUMN_LABELS, NOTE_LABELS, say, word
from app.report.typeset.shown import visible_text
from checklists.recipients.recipient import Content, Field


def pasted(summary: Summary, field: Field, lang: str) -> Pasted:
    """The text for one field, for its form and for paper. Lists are shortened where there is not enough room, and say
    so; a part that fills the field alone needs no name below the field's title."""
    alone = len(field.holds) == 1
    parts = {name: [visible_text(line) for line in _lines(name, summary, lang, alone)] for name in field.holds}
    text = fitted(parts, field.limit, lang)
    here = [
        line for name, lines in parts.items() for line in (_TABLED[name](summary, lang) if name in _TABLED else lines)
    ]
    blank = LANGUAGES[lang].blank  # to be filled in by hand
    return Pasted(translate(field.title, lang), text or blank, field.limit, "\n".join(here) or blank)


def _lines(name: Content, summary: Summary, lang: str, alone: bool) -> Iterator[str]:
    if alone and name in _HEAD:
        return _head(_HEAD[name], summary)
    return _LINES[name](summary, lang)


def fitted(parts: Mapping[Content, list[str]], limit: int | None, lang: str) -> str:
    """The lines of all parts in at most ``limit`` characters. The longest list is shortened first: its last lines are
    removed and counted, so that the request to the reader stays."""
    kept = {name: len(lines) for name, lines in parts.items()}

    def text() -> str:
        return "\n".join(line for name, lines in parts.items() for line in _cut(lines, kept[name], lang))

    def length(name: Content, count: int) -> int:
        kept[name] = count
        return len(text())

    for name in sorted(parts, key=lambda name: (name in _LISTS, kept[name]), reverse=True):
        if limit is None or len(text()) <= limit:
            break
        kept[name] = max(0, bisect_right(range(kept[name]), limit, key=partial(length, name)) - 1)
    return text() if limit is None else text()[:limit]


def _cut(lines: list[str], kept: int, lang: str) -> list[str]:
    """The first lines, and the number of lines that do not fit."""
    lost = len(lines) - kept
    return [*lines[:kept], say("no_room", lang, count=lost)] if lost else lines


def _head(label: str, summary: Summary) -> Iterator[str]:
    """The value that the head of the statement shows under a name."""
    yield from (text for name, text in head(summary) if name == label)


def _named(*labels: str) -> Callable[[Summary, str], Iterator[str]]:
    """A value of the head, behind its name."""

    def lines(summary: Summary, lang: str) -> Iterator[str]:
        for label in labels:
            named = word(COLUMN_LABELS, label, lang)
            yield from (say("named", lang, label=named, text=text) for text in _head(label, summary))

    return lines


def _row(claim: ClaimRow) -> str:
    return f"{claim.number}. " + " / ".join(
        text for text in (claim.when, claim.what, claim.order, claim.amount) if text
    )


def _denied(summary: Summary, lang: str) -> Iterator[str]:
    denied, unpaid = _disputed(summary)
    if denied:
        yield say("fields_denied", lang)
    yield from (_row(claim) for claim in denied if claim.table != "logins")
    yield from logins(summary, lang)
    yield from _home(summary, lang)
    if unpaid:
        yield say("fields_unpaid", lang)
    yield from map(_row, unpaid)


def _disputed(summary: Summary) -> tuple[list[ClaimRow], list[ClaimRow]]:
    """What the account holder does not recognise, and their refunds whose money did not come."""
    unpaid = [claim for claim in summary.denied if claim.verdict not in DENIED]
    return [claim for claim in summary.denied if claim.verdict in DENIED], unpaid


def _home(summary: Summary, lang: str) -> Iterator[str]:
    """What was said at home about what the account holder does not recognise."""
    if summary.home:
        yield gettext(HOME_SENTENCE, lang, answers=summary.home)


def _charges(summary: Summary, lang: str) -> Iterator[str]:
    for name, claims in zip(("fields_denied", "fields_unpaid"), _disputed(summary), strict=True):
        charges = [claim for claim in claims if claim.lost]
        if charges:
            yield say(name, lang)
        yield from map(_charge, charges)
        if name == "fields_denied":
            yield from _home(summary, lang)


def _charge(claim: ClaimRow) -> str:
    cells = (claim.when, claim.amount, claim.merchant, claim.paid_with, claim.order)
    return f"{claim.number}. " + " / ".join(text for text in cells if text)


def _unsure(summary: Summary, lang: str) -> Iterator[str]:
    if summary.unsure:
        yield say("fields_unsure", lang)
    yield from map(_row, summary.unsure)


def _loss(summary: Summary, lang: str) -> Iterator[str]:
    yield from (say("named", lang, label=line.label, text=line.amounts) for line in summary.sums)


def _sign_ins(summary: Summary, lang: str) -> Iterator[str]:
    for claim in summary.denied:
        if claim.table == "logins":
            yield f"{claim.number}. " + " / ".join(text for text in (claim.when, claim.what, claim.address) if text)


def _requests(summary: Summary, lang: str) -> Iterator[str]:
    yield from (f"- {request}" for request in requests(summary, lang))


def steps_done(summary: Summary) -> list[SummaryStep]:
    """The steps that are done, in the order of time."""
    return sorted((step for step in summary.steps if step.state == "done"), key=lambda step: step.since or "")


def _done(summary: Summary, lang: str) -> Iterator[str]:
    for step in steps_done(summary):
        named = say("named", lang, label=step.since_shown, text=step.title) if step.since_shown else step.title
        yield f"- {named}"


def _exhibits(summary: Summary, lang: str) -> Iterator[str]:
    for exhibit in summary.kept:
        yield f"{exhibit.exhibit} {exhibit.name}" + (f" (SHA-256 {exhibit.sha256})" if exhibit.sha256 else "")


def covered(summary: Summary, lang: str) -> Iterator[str]:
    """The periods of the histories, a line for each shop, then what only mails or pictures show."""
    yield from _periods(summary.coverage, lang)
    if summary.uncovered:
        yield word(NOTE_LABELS, "uncovered", lang)
        yield from _periods(summary.uncovered, lang)


def _periods(extents: Sequence[Coverage], lang: str) -> Iterator[str]:
    for shop in dict.fromkeys(extent.shop_name for extent in extents):
        days = [f"{extent.name} {_days(extent, lang)}" for extent in extents if extent.shop_name == shop]
        yield say("named", lang, label=shop, text=joined(days, lang))


def _days(extent: Coverage, lang: str) -> str:
    """The days of a period; a single day is named once."""
    if extent.start_shown == extent.end_shown:
        return extent.start_shown
    return say("period", lang, start=extent.start_shown, end=extent.end_shown)


def _not_examined(summary: Summary, lang: str) -> Iterator[str]:
    yield summary.blind_spot
    yield from (f"- {outcome.title}" for outcome in summary.not_assessed)


def _symptoms(summary: Summary, lang: str) -> Iterator[str]:
    yield from course_lines(summary, lang)


def _denied_on_paper(summary: Summary, lang: str) -> list[str]:
    count = sum(claim.table != "logins" and claim.verdict in DENIED for claim in summary.denied)
    return [*([say("in_table", lang, count=count)] if count else []), *_home(summary, lang)]


def _exhibits_on_paper(summary: Summary, lang: str) -> list[str]:
    return [joined((exhibit.exhibit for exhibit in summary.kept), lang)] if summary.kept else []


_LISTS = {"denied", "charges", "unsure", "sign_ins", "exhibits", "done", "not_examined"}  # they may be long
_HEAD: Mapping[Content, str] = {"shops": "shops", "period": "period", "references": "case_numbers"}
# Parts with their own table on paper.
_TABLED: Mapping[Content, Callable[[Summary, str], list[str]]] = {
    "denied": _denied_on_paper,
    "unsure": lambda summary, lang: [],
    "exhibits": _exhibits_on_paper,
}
_LINES: Mapping[Content, Callable[[Summary, str], Iterator[str]]] = {
    "person": _named("name", "account", "reach"),
    "case": _named("case"),
    "shops": _named("shops"),
    "period": _named("period"),
    "symptoms": _symptoms,
    "denied": _denied,
    "charges": _charges,
    "unsure": _unsure,
    "loss": _loss,
    "sign_ins": _sign_ins,
    "requests": _requests,
    "done": _done,
    "references": _named("case_numbers"),
    "exhibits": _exhibits,
    "coverage": covered,
    "not_examined": _not_examined,
}
