"""The rules while the sample is open: a person may look at everything and try the answers, but cannot add files."""

from fastapi import Request

from app.cases.access.samples import LETTERS_SENTENCE, NOTHING_SENTENCE, InSample
from app.web import session
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
    *(UPLOAD_PATH, "/case/columns", "/case/evidence", "/case/contacts", "/case/household", "/case/owner"),
    *("/case/questions", "/case/phone"),
)
OF_A_CASE = ("/case", UPLOAD_PATH, "/start")


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
