"""The actions of helpers in a case, as sentences for its person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.cases.access.helpers import Look
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate
from app.web.context import Context
from app.web.fragments.untrusted import safe_text
from checklists.questions import questions

GONE_LABEL = N_("A helper whose account is closed")
REPLACED_SENTENCE = N_("{who} replaced this on “{page}”:")
OPENED_SENTENCE = N_("{who} opened your case.")
LOOKED_SENTENCE = N_("{who} looked at “{page}”.")
CHANGED_SENTENCE = N_("{who} pressed a button on “{page}”.")
REFUSED_SENTENCE = N_("{who} tried “{page}” and was refused: helpers may not do that.")
DOWNLOADED_SENTENCE = N_("{who} downloaded from “{page}”.")
# The pages by the beginning of their address; the longest that fits counts.
PAGE_LABELS = {
    "/": N_("Front page"),
    "/case": N_("Overview"),
    "/case/book": N_("All entries"),
    "/case/browsers": N_("Where your case is open"),
    "/case/bundle": N_("Evidence bundle"),
    "/case/code": N_("Your code for coming back"),
    "/case/columns": N_("Files"),
    "/case/contacts": N_("Contact log"),
    "/case/deadlines": N_("Deadlines"),
    "/case/delete": N_("Delete this case"),
    "/case/end": N_("Where you stand"),
    "/case/evidence": N_("Evidence"),
    "/case/export": N_("Download everything"),
    "/case/files": N_("Files"),
    "/case/findings": N_("Findings"),
    "/case/helpers": N_("Let somebody help"),
    "/case/household": N_("Ask the family"),
    "/case/letters": N_("Letters and forms"),
    "/case/owner": N_("What is usual for you"),
    "/case/progress": N_("Reading your files"),
    "/case/questions": N_("My answers"),
    "/case/recognise": N_("Say what is yours"),
    "/case/remove": N_("Remove a file"),
    "/case/result": N_("Result"),
    "/case/safety": N_("If someone close to you may be watching"),
    "/case/steps": N_("Steps"),
    "/case/summary": N_("Summary"),
    "/start": N_("What happened"),
    "/upload": N_("Hand in files"),
}
# The pages on which the parts of the notes are written.
NOTES_PAGES = {
    "answers": "/case/questions",
    "cards": "/case/deadlines",
    "contacts": "/case/contacts",
    "days": "/case/deadlines",
    "drafts": "/case/letters",
    "entities": "/case/findings",
    "household": "/case/household",
    "me": "/case/letters",
    "owner": "/case/owner",
    "steps": "/case/steps",
    "until": "/case/book",
    "withheld": "/case/summary",
    "about": "/case/summary",
}
DOWNLOAD = "/download."  # of the pages for recipients
DOWNLOADS = ("/case/book.", "/case/summary.", "/case/evidence/file/", "/case/deadlines.ics")


def look_lines(looks: Iterable[Look], lang: str, clock: str) -> list[Context]:
    """Each look as a sentence with its time, in a time zone."""
    return [{"says": _sentence(look, lang), "at": when(look.at, "stated", lang, clock)} for look in looks]


def replaced_lines(replaced: Sequence[Mapping[str, str]], lang: str, clock: str) -> list[Context]:
    """The texts that helpers replaced, the newest first: who did it where, when, and the earlier text."""
    return [
        {
            "says": gettext(
                REPLACED_SENTENCE,
                lang,
                who=text["helper"],
                page=translate(PAGE_LABELS[NOTES_PAGES.get(text["where"].partition("/")[0], "/case")], lang),
            ),
            "at": when(datetime.fromisoformat(text["at"]), "stated", lang, clock),
            "text": safe_text(_readable(text["where"], text["text"], lang)),
        }
        for text in reversed(replaced)
    ]


def _readable(where: str, text: str, lang: str) -> str:
    """The text; for a chosen answer its label."""
    part, _, question = where.partition("/")
    known = questions().get(question) if part == "answers" else None
    return translate(known.options[text].says, lang) if known and text in known.options else text


def _sentence(look: Look, lang: str) -> str:
    refused, action = look.action.startswith("refused "), look.action.removeprefix("refused ")
    method, _, path = action.partition(" ")
    who = look.name or translate(GONE_LABEL, lang)
    if not path:
        return gettext(OPENED_SENTENCE, lang, who=who)
    label = max((prefix for prefix in PAGE_LABELS if path.startswith(prefix)), key=len, default="/")
    page = translate(PAGE_LABELS[label], lang) if label != "/" or path == "/" else path
    sentence = CHANGED_SENTENCE if method == "POST" else LOOKED_SENTENCE
    if path.startswith(DOWNLOADS) or DOWNLOAD in path:
        sentence = DOWNLOADED_SENTENCE
    return gettext(REFUSED_SENTENCE if refused else sentence, lang, who=who, page=page)
