"""Errors that a person can act on: small classes with a status and a sentence, shown in one place (``app.web.errors``).
Everything else is recorded in the log under a reference, and the person sees only the reference."""

import logging
import secrets
import traceback
from pathlib import Path
from typing import Any

from app.i18n import N_, nN_

LOG = logging.getLogger("mioboe")


def record(error: BaseException) -> str:
    """Logs an error by its type and the places it passed, and returns its reference. Its text is not logged: it may
    hold personal data (a row, a file name)."""
    reference = secrets.token_hex(4)
    places = [
        f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    LOG.error("error %s: %s at %s", reference, type(error).__name__, " < ".join(reversed(places[-12:])))
    return reference


class Mistake(Exception):  # noqa: N818 (what happened, in words for people)
    """Something the person can act on. ``title`` and ``message`` are English sentences (message keys).

    ``expected``: even with a status of 500 or more the program is not at fault, and no reference is needed.
    """

    status = 400
    expected = False
    title = N_("This did not work")
    message = N_("The request could not be understood. Go back, load the page again and try once more.")

    def __init__(self, message: str | None = None, **values: Any) -> None:
        super().__init__(message or self.message)
        self.sentence = message or self.message
        self.values = values

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer: when to try again, where that is known."""
        seconds = self.values.get("seconds") or 60 * self.values.get("minutes", 0)
        return {"Retry-After": str(seconds)} if seconds else {}


class WrongHost(Mistake):
    """The address that was typed, or that another site made up, is not one of this service."""

    title = N_("This is not the right address")
    message = N_("This service does not answer to the host name in the address. Check the address and try again.")


class NotFound(Mistake):
    """Something does not exist, or belongs to somebody else; both get the same answer."""

    status = 404
    title = N_("This page does not exist")
    message = N_("There is nothing at this address, or it does not belong to the case that is open in this browser.")


class NoCase(NotFound):
    """A page that needs a case, in a browser that has none open."""

    title = N_("No case is open in this browser")
    message = N_(
        "To see this page, first choose what happened or hand in a file on the front page. "
        "If you have a resume code, you can enter it there."
    )


class Gone(Mistake):
    """A form of a page whose case is not open in this browser any more. It must not reach another one."""

    status = 410
    title = N_("The case of this page is closed here")
    message = N_(
        "The page that sent this belongs to a case that was deleted, closed or left meanwhile. Nothing was kept, and "
        "no other case was opened. Open your case again, or begin on the front page, and send it from there."
    )


class WrongMethod(Mistake):
    status = 405
    title = N_("This cannot be opened this way")
    message = N_("This address belongs to a button. Go back to its page and press it there.")


class Forbidden(Mistake):
    """The form did not come from our own page, or the page was loaded before the case was opened."""

    status = 403
    title = N_("This form is out of date")
    message = N_(
        "For your safety this was not carried out, because the form does not come from the current "
        "version of this page. Go back, load the page again and send it once more. Nothing was "
        "changed."
    )


class TooLarge(Mistake):
    status = 413
    title = N_("This is too large")
    message = N_("What was sent is larger than the limit of {limit}. Nothing of it was kept. Send less at once.")


class Unreadable(Mistake):
    status = 422
    title = N_("Something in the form is missing")
    message = N_("The form did not arrive complete. Go back, fill it in again and send it once more.")


class NothingChosen(Unreadable):
    title = N_("Nothing was handed in")
    message = N_("No file was chosen and no text was pasted. Go back, choose at least one file, and send it again.")


class CutOff(Mistake):
    """The browser stopped sending. Usually nobody reads this page; it is logged as a plain 400."""

    title = N_("The upload was cut off")
    message = N_("The upload stopped before it was complete. Nothing of it was kept. Please hand it in again.")


class TooSlow(CutOff):
    """Nothing arrived for a while, or only a few bytes."""

    status = 408
    message = N_(
        "For a while almost nothing arrived, so the upload was ended. Nothing of it was kept. Please try again."
    )


class TooMany(Mistake):
    status = 409
    title = N_("This case is full")
    message = nN_(
        "One case holds at most {files} file and {limit} altogether. Remove files you no longer need first.",
        "One case holds at most {files} files and {limit} altogether. Remove files you no longer need first.",
    )


class Meanwhile(Mistake):
    """Two windows changed the same thing; the first one counts."""

    status = 409
    title = N_("This was changed in the meantime")
    message = N_(
        "Another window or device changed the same thing after this page was opened, so nothing "
        "was overwritten. Go back, load the page again and check the current version."
    )


class WrongCode(Mistake):
    """A resume code is wrong; the message is the same whether the code is unknown or only its secret part is wrong."""

    status = 403
    title = N_("This code opens no case")
    message = N_("No case opens with this code. Check every character; the case may also have been deleted.")


class Wait(Mistake):
    status = 429
    title = N_("Please wait a little")
    message = nN_(
        "There were too many attempts. Wait {seconds} second and try again.",
        "There were too many attempts. Wait {seconds} seconds and try again.",
    )


class Busy(Mistake):
    """The database or the disk cannot store anything at the moment."""

    status = 503
    title = N_("This does not work at the moment")
    message = N_(
        "The service cannot save anything at the moment. Nothing was changed. Please try again in a few minutes."
    )


class NotShown(Busy):
    """The database or the disk is busy, and the person only wanted to read a page."""

    title = N_("This cannot be shown at the moment")
    message = N_("This page cannot be shown at the moment. Nothing was changed. Please try again in a few minutes.")


class Damaged(Mistake):
    """A blob of the vault cannot be decrypted."""

    status = 500
    title = N_("A stored file is damaged")
    message = N_("A stored file can no longer be opened. Remove it from the case and hand it in again.")


class Missing(Damaged):
    """A blob of the vault does not exist."""

    title = N_("A stored file is missing")
    message = N_("A stored file is no longer where it was kept. Remove it from the case and hand it in again.")
