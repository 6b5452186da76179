"""The case of the sample export. All of its data is invented, so no personal data may be added to it, and it is deleted
soon.

It is open instead of the browser's own case, which stays unchanged and is open again when the person leaves the sample.
Batches (``app.cases.batch``) refuse it, and ``app.web.sampling`` refuses every form except the few that can be tried in
it.
"""

from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.case import Case
from app.cases.files import erase
from app.errors import Mistake
from app.i18n import N_
from app.storage.database import writing
from app.storage.service import Service


class InSample(Mistake):
    """An action that the sample does not support."""

    status = 409
    title = N_("This is the sample")
    message = N_(
        "Everything in the sample is invented, so nothing of yours can be added to it: no files, no pasted text and no "
        "notes. Check your own files instead; they get a case of their own."
    )


LETTERS_SENTENCE = N_(
    "The sample has no letters and no pages for recipients: they would tell a shop, a bank or the police of something "
    "that never happened."
)
NOTHING_SENTENCE = N_(
    "The sample has no code, no helpers and no evidence bundle, because nothing in it is yours. It is deleted after a "
    "day."
)


def throw_away(case: Case) -> None:
    """Erases the sample case. The browser has its own case open again."""
    assert case.sample
    erase.erase(case.service, case.id)


def begin_own(service: Service, here: Visitor, lang: str | None) -> Opened:
    """A new, empty case for somebody who has left the sample. It is not counted by any limit, because opening the
    sample was counted already."""
    with writing(service.engine) as session:
        return browsers.open_new(session, service, here, lang)
