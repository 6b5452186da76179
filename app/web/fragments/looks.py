"""The actions of helpers in a case, as sentences for its person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.cases.access.helpers import Look
from app.cases.change import joined, parted
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate
from app.report.summary.labels import ANSWER_LABELS
from app.web import slots
from app.web.context import Context
from app.web.fragments.hand_in.screenshot import DIRECTION_LABELS, STATUS_LABELS
from app.web.fragments.plan_cards import REASON_LABELS, STATE_LABELS
from app.web.fragments.untrusted import safe_text
from app.web.route import Route
from checklists.questions import questions

GONE_LABEL = N_("A helper whose account is closed")
REPLACED_SENTENCE = N_("{who} replaced this on “{page}”:")
OPENED_SENTENCE = N_("{who} opened your case.")
LOOKED_SENTENCE = N_("{who} looked at “{page}”.")
CHANGED_SENTENCE = N_("{who} pressed a button on “{page}”.")
REFUSED_SENTENCE = N_("{who} tried “{page}” and was refused: helpers may not do that.")
DOWNLOADED_SENTENCE = N_("{who} downloaded “{page}”.")
# The pages on which the parts of what people say are written.
NOTES_PAGES = {
    "answers": "/case/questions",
    "cards": "/case/deadlines",
    "contacts": "/case/contacts",
    "days": "/case/deadlines",
    "drafts": "/case/letters",
    "entities": "/case/findings",
    "me": "/case/letters",
    "owner": "/case/owner",
    "steps": "/case/steps",
    "until": "/case/book",
    "withheld": "/case/summary",
    "about": "/case/summary",
    "pictures": "/case/pictures",
    "progress": "/case/steps",
    "verdicts": "/case/recognise",
}
# Words that a person has chosen, as they read them.
WORD_LABELS: Mapping[str, Mapping[Any, str]] = {
    "pictures": DIRECTION_LABELS | STATUS_LABELS,
    "progress": STATE_LABELS | REASON_LABELS,
    "verdicts": ANSWER_LABELS,
}
Declared = Mapping[str, Route]  # routes by their path (``app.web.pages.by_path``)


def look_lines(looks: Iterable[Look], routes: Declared, lang: str, clock: str) -> list[Context]:
    """Each look as a sentence with its time, in a time zone."""
    return [{"says": _sentence(look, routes, lang), "at": when(look.at, "stated", lang, clock)} for look in looks]


def replaced_lines(replaced: Sequence[Mapping[str, str]], routes: Declared, lang: str, clock: str) -> list[Context]:
    """The texts that helpers replaced, the newest first: who did it where, when, and the earlier text."""
    return [
        {
            "says": gettext(
                REPLACED_SENTENCE,
                lang,
                who=text["helper"],
                page=_label(_notes_page(text["where"]), routes, lang),
            ),
            "at": when(datetime.fromisoformat(text["at"]), "stated", lang, clock),
            "text": safe_text(_readable(text["where"], text["text"], lang)),
        }
        for text in reversed(replaced)
    ]


def _notes_page(where: str) -> str:
    part = where.partition("/")[0]
    pages: Mapping[str, str] = NOTES_PAGES | slots.pages_of_notes()
    return pages.get(part, "/case")


def _readable(where: str, text: str, lang: str) -> str:
    """The text; for a chosen answer its label."""
    part, _, question = where.partition("/")
    if words := WORD_LABELS.get(part):
        return joined(*(translate(words[word], lang) if word in words else word for word in parted(text)))
    known = questions().get(question) if part == "answers" else None
    return translate(known.options[text].says, lang) if known and text in known.options else text


def _sentence(look: Look, routes: Declared, lang: str) -> str:
    refused, action = look.action.startswith("refused "), look.action.removeprefix("refused ")
    method, _, path = action.partition(" ")
    who = look.name or translate(GONE_LABEL, lang)
    if not path:
        return gettext(OPENED_SENTENCE, lang, who=who)
    sentence = CHANGED_SENTENCE if method == "POST" else LOOKED_SENTENCE
    if (route := routes.get(path)) and route.file:
        sentence = DOWNLOADED_SENTENCE
    return gettext(REFUSED_SENTENCE if refused else sentence, lang, who=who, page=_label(path, routes, lang))


def _label(path: str, routes: Declared, lang: str) -> str:
    """What the route declares; the path itself for one that an earlier version had."""
    route = routes.get(path)
    return translate(route.label, lang) if route and route.label else path
