"""The rules while the sample is open: a person may look at everything and try the answers, but cannot add files. Five
pages of it are a guided tour."""

from typing import NamedTuple

from fastapi import Request

from app.cases.access.samples import LETTERS_SENTENCE, NOTHING_SENTENCE, InSample
from app.i18n import N_
from app.web import session, slots
from app.web.csrf import SAFE_METHODS, UPLOAD_PATH

# Forms that choose among what the sample shows. Every other form of a case is refused, new ones too.
TRIED = (
    *("/case/recognise", "/case/findings", "/case/book", "/case/book/find", "/case/steps", "/case/safety"),
    *("/case/delete", "/case/leave"),
)
SENT = ("/case/letters", "/case/summary/")  # what somebody else would get
KEPT = ("/case/code", "/case/keep", "/case/helpers", "/case/taken", "/case/browsers", "/case/bundle", "/case/export")
# Pages on which somebody writes or hands in what is theirs.
WRITTEN = (
    *(
        UPLOAD_PATH,
        "/case/columns",
        "/case/evidence",
        "/case/contacts",
        "/case/owner",
        "/case/questions",
        "/case/phone",
    ),
    *slots.listed("WRITTEN"),
)
# The stops of the tour: page, name, and what is to be seen there.
TOUR = (
    ("/case/result", N_("Result"), N_("What stands out in the history.")),
    ("/case/recognise", N_("Question"), N_("One question for each thing: was this you?")),
    ("/case/book", N_("All entries"), N_("The book: everything that happened, with your answers.")),
    ("/case/steps", N_("Steps"), N_("What to do, one action at a time.")),
    ("/case/summary", N_("Summary"), N_("What desks, card companies and the police ask for, as a PDF.")),
)
OF_A_CASE = ("/case", UPLOAD_PATH, "/start")


class TourStop(NamedTuple):
    """A stop of the tour: its number from 1 on, what is to be seen (a message key), and the pages beside it with their
    names."""

    number: int
    says: str
    before: tuple[str, str] | None
    behind: tuple[str, str] | None


def stop(path: str) -> TourStop | None:
    """The stop of the tour that a page is; None for any other page."""
    paths = [page for page, _, _ in TOUR]
    if path not in paths:
        return None
    at = paths.index(path)
    before, behind = TOUR[at - 1] if at else None, TOUR[at + 1] if at + 1 < len(TOUR) else None
    return TourStop(at + 1, TOUR[at][2], before[:2] if before else None, behind[:2] if behind else None)


def check_sample(request: Request) -> None:
    """For every route: refuses requests that the sample does not support."""
    path = request.url.path
    if not path.startswith(OF_A_CASE):
        return
    case = session.current(request)
    if case is None or not case.sample:
        return
    if sentence := missing(path):
        raise InSample(sentence)
    if request.method not in SAFE_METHODS and path not in TRIED:
        raise InSample


def missing(path: str) -> str:
    """The reason why the sample has no such page (a message key), or an empty text."""
    for pages, sentence in ((SENT, LETTERS_SENTENCE), (KEPT, NOTHING_SENTENCE), (WRITTEN, InSample.message)):
        if any(path == page or path.startswith(page.rstrip("/") + "/") for page in pages):
            return sentence
    return ""
