"""A verdict on a bundle for people: in sentences, and as one JSON object (``mioboe.verify/1``)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.bundle.judge import Verdict
from app.report.bundle.model import KIND_LABELS
from app.report.bundle.sentences import CHANGE_SENTENCES, NOTE_SENTENCES, RESULT_SENTENCES

SCHEMA = "mioboe.verify/1"


class Named(Struct, frozen=True):
    """One difference, with its sentence."""

    code: str
    path: str | None
    other: str | None
    message: str


class Verified(Struct, frozen=True):
    """The result of a check of a bundle. ``result`` is unchanged | repacked | changed | foreign | unreadable; ``key``
    the number of the key that signed it; ``key_compared`` whether that is the number from paper, null where none was
    given.

    ``status`` is the exit status: 0 unchanged, and the number fits; 3 unchanged since somebody signed it, which is all
    that can be said without a number; 1 changed or repacked; 2 foreign or unreadable. ``withheld`` counts the parts of
    each kind that the person withheld.
    """

    schema: str
    path: str
    result: str
    message: str
    changes: Sequence[Named]
    key: str | None
    key_compared: bool | None
    case: str | None
    made_at: str | None
    files: int
    bytes: int
    withheld: Mapping[str, int]
    stamped: bool
    status: int


def verified(verdict: Verdict, path: str, lang: str) -> Verified:
    """The result of a check as an object; ``path`` is the caller's name for the file."""
    return Verified(
        schema=SCHEMA,
        path=path,
        result=verdict.result,
        message=translate(RESULT_SENTENCES[verdict.sentence], lang).format(key=verdict.key),
        changes=[Named(change.code, change.path, change.other, _change(change.code, change.path, change.other, lang))
                 for change in verdict.changes],
        key=verdict.key,
        key_compared=verdict.key_compared,
        case=verdict.case,
        made_at=verdict.made_at,
        files=verdict.files,
        bytes=verdict.bytes,
        withheld=verdict.withheld,
        stamped=verdict.stamped,
        status=verdict.status,
    )  # fmt: skip


def _change(code: str, path: str | None, other: str | None, lang: str) -> str:
    return translate(CHANGE_SENTENCES[code], lang).format(path=path, other=other)


def _moment(text: str, lang: str) -> str:
    """A time in the usual form of the language; the text itself where it is no time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return when(at, "stated", lang, LANGUAGES[lang].zone) if at.tzinfo else text


def notes(verdict: Verdict, lang: str) -> list[str]:
    """Further notes on a genuine bundle: its key, its parts, and what the check does not prove."""
    if verdict.result in ("foreign", "unreadable"):
        return []

    def say(name: str, **values: object) -> str:
        return gettext(NOTE_SENTENCES[name], lang, **values)

    sentences = [say("key", key=verdict.key)] if verdict.key else []
    if verdict.key and verdict.key_compared is not False:
        sentences.append(say("same_key" if verdict.key_compared else "compare"))
    sentences += [say("made", when=_moment(verdict.made_at, lang))] if verdict.made_at else []
    sentences.append(say("count", count=verdict.files))
    for kind, count in verdict.withheld.items():
        sentences.append(say("withheld", kind=translate(KIND_LABELS[kind], lang), count=count))
    sentences += [say("stamped")] if verdict.stamped else []
    return [*sentences, say("limits")]
