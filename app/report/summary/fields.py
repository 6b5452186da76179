"""The texts for the fields of a recipient's form: made of the same summary, and never longer than a field takes."""

from collections.abc import Callable, Iterator, Mapping

from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.summary.model import ClaimRow, Pasted, Summary
from app.report.summary.statement import head, logins, requests
from app.report.summary.words import COLUMN_LABELS, say, word
from app.report.typeset.shown import shown
from checklists.recipient import Content, Field


def pasted(summary: Summary, field: Field, lang: str) -> Pasted:
    """The text for one field. Lines that have no room are counted in a last one."""
    lines = [shown(line) for name in field.holds for line in _LINES[name](summary, lang)]
    text = fitted(lines, field.limit, lang) or LANGUAGES[lang].blank  # to be filled in by hand
    return Pasted(translate(field.title, lang), text, field.limit)


def fitted(lines: list[str], limit: int | None, lang: str) -> str:
    """As many lines from the beginning as have room in ``limit`` characters, and how many have none."""
    text = "\n".join(lines)
    if limit is None or len(text) <= limit:
        return text
    for kept in range(len(lines) - 1, -1, -1):
        text = "\n".join([*lines[:kept], say("no_room", lang, count=len(lines) - kept)])
        if len(text) <= limit:
            return text
    return text[:limit]


def _named(name: str) -> Callable[[Summary, str], Iterator[str]]:
    """What the head of the statement says under a name."""

    def lines(summary: Summary, lang: str) -> Iterator[str]:
        for label, text in head(summary):
            if label == name:
                yield say("named", lang, label=word(COLUMN_LABELS, name, lang), text=text)

    return lines


def _person(summary: Summary, lang: str) -> Iterator[str]:
    for name in ("name", "account", "reach", "case"):
        yield from _named(name)(summary, lang)


def _row(one: ClaimRow) -> str:
    return f"{one.number}. " + " / ".join(text for text in (one.when, one.what, one.order, one.amount) if text)


def _denied(summary: Summary, lang: str) -> Iterator[str]:
    if summary.denied:
        yield say("fields_denied", lang)
    yield from (_row(one) for one in summary.denied if one.table != "logins")
    yield from logins(summary, lang)


def _charges(summary: Summary, lang: str) -> Iterator[str]:
    for one in summary.denied:
        if one.lost:
            cells = (one.when, one.amount, one.merchant, one.paid_with, one.order)
            yield f"{one.number}. " + " / ".join(text for text in cells if text)


def _unsure(summary: Summary, lang: str) -> Iterator[str]:
    if summary.unsure:
        yield say("fields_unsure", lang)
    yield from map(_row, summary.unsure)


def _loss(summary: Summary, lang: str) -> Iterator[str]:
    if summary.loss:
        yield say("loss", lang, money=summary.loss)


def _sign_ins(summary: Summary, lang: str) -> Iterator[str]:
    for one in summary.denied:
        if one.table == "logins":
            yield f"{one.number}. " + " / ".join(text for text in (one.when, one.what, one.address) if text)


def _requests(summary: Summary, lang: str) -> Iterator[str]:
    yield from (f"- {one}" for one in requests(summary, lang))


def _done(summary: Summary, lang: str) -> Iterator[str]:
    for one in summary.steps:
        if one.state == "done":
            yield f"- {one.since_shown}: {one.title}" if one.since_shown else f"- {one.title}"


def _exhibits(summary: Summary, lang: str) -> Iterator[str]:
    yield from (f"{one.exhibit} {one.name}" for one in summary.kept)


def _coverage(summary: Summary, lang: str) -> Iterator[str]:
    for one in summary.coverage:
        days = say("period", lang, start=one.start_shown, end=one.end_shown)
        yield say("named", lang, label=f"{one.shop_name} {one.name}", text=days)


def _not_examined(summary: Summary, lang: str) -> Iterator[str]:
    yield summary.blind_spot
    yield from (f"- {one.title}" for one in summary.not_assessed)


def _symptoms(summary: Summary, lang: str) -> Iterator[str]:
    yield from (f"- {one}" for one in summary.symptoms)


_LINES: Mapping[Content, Callable[[Summary, str], Iterator[str]]] = {
    "person": _person,
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
    "coverage": _coverage,
    "not_examined": _not_examined,
}
