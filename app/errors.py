"""What a person can act on: small classes with a status and a sentence, shown in one place (``app.web.errors``).

Everything else is recorded in the log under a reference, which is all that the person is shown.
"""

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

    ``expected``: with a status of 500 or more it is no fault of ours all the same, and needs no reference.
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
    """Also what belongs to somebody else: foreign and unknown look the same."""

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


class NoHelper(Mistake):
    """A name to which no case can be opened: also that of an account without this role."""

    status = 422
    title = N_("Nobody of this name helps here")
    message = N_("No helper has this name. Ask the person who helps you for the exact name, and check every character.")


class HelpOver(NoCase):
    """A helper's page of a case that its owner has closed to them, or whose time is over."""

    title = N_("This case is no longer open to you")
    message = N_("The time for helping with this case is over, or the person has ended it.")


class NotForHelpers(Mistake):
    """What a helper never does in somebody else's case."""

    status = 403
    title = N_("Only the person whose case this is can do that")
    message = N_("You are helping with somebody else's case. This page and its buttons are for that person alone.")


class ReadOnly(NotForHelpers):
    """A change by a helper who may read."""

    title = N_("You may only read this case")
    message = N_("The case was opened to you for reading. Nothing was changed.")


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
    """Nothing arrived for a while, or only a trickle."""

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
    """The same words whether the code is unknown or only its secret part is wrong."""

    status = 403
    title = N_("This code opens no case")
    message = N_("No case opens with this code. Check every character; the case may also have been deleted.")


class WrongSignIn(Mistake):
    """The same words for an unknown name, a wrong password, a wrong second factor, and where it is too early."""

    status = 403
    title = N_("You are not signed in")
    message = N_(
        "The name, the password or the code does not fit. "
        "After wrong attempts you have to wait for a while, at most 15 minutes, before the right ones work."
    )


class NameTaken(Mistake):
    """Somebody has this name, or nobody may have it."""

    status = 409
    title = N_("This name cannot be used")
    message = N_("This name cannot be used here. Choose another one.")


class Wait(Mistake):
    status = 429
    title = N_("Please wait a little")
    message = nN_(
        "There were too many attempts. Wait {seconds} second and try again.",
        "There were too many attempts. Wait {seconds} seconds and try again.",
    )


class WrongPasskey(Mistake):
    """The same words for a passkey that is unknown, removed, forged, copied or too late."""

    status = 403
    title = N_("This passkey was not accepted")
    message = N_(
        "This passkey opens no account here, or the page was open for too long. Load the page again and try once more."
    )


class TooManyPasskeys(Mistake):
    status = 409
    title = N_("No more passkeys fit")
    message = N_("An account holds at most {most} passkeys. Remove one that you no longer use first.")


class LastWayIn(Mistake):
    status = 409
    title = N_("This is the only way into your account")
    message = N_(
        "Nothing else opens your account, so this passkey was not removed. Add another passkey or a password first."
    )


class ProviderRefused(Mistake):
    """An organisation's sign-in service said no, or said what does not belong to what was asked here."""

    status = 403
    title = N_("The sign-in did not work")
    message = N_("Your organisation's sign-in service did not confirm who you are, or it took too long. Begin again.")


class NotInGroup(Mistake):
    status = 403
    title = N_("You may not use this service yet")
    message = N_(
        "Your organisation knows you, but you are not among those who may use this service. Ask the person who runs it."
    )


class ProviderAway(Mistake):
    status = 503
    title = N_("Your organisation's sign-in service cannot be reached")
    message = N_("The sign-in service of your organisation does not answer properly. Try again in a few minutes.")


class Busy(Mistake):
    """The database or the disk does not take it now."""

    status = 503
    title = N_("This does not work at the moment")
    message = N_(
        "The service cannot save anything at the moment. Nothing was changed. Please try again in a few minutes."
    )


class Damaged(Mistake):
    """A blob of the vault does not open."""

    status = 500
    title = N_("A stored file is damaged")
    message = N_("A stored file can no longer be opened. Remove it from the case and hand it in again.")


class Missing(Damaged):
    """A blob of the vault is not there."""

    title = N_("A stored file is missing")
    message = N_("A stored file is no longer where it was kept. Remove it from the case and hand it in again.")


START_SENTENCES = {
    "number": N_("{name} must be a whole number above 0, not “{value}”."),
    "runs": N_("With SQLite the service itself reads the files: MIOBOE_RUNS must be at least 1, without --no-worker."),
    "worker": N_("“mioboe worker” needs PostgreSQL: set MIOBOE_DATABASE. With SQLite “mioboe serve” does its work."),
    "folder": N_("The data folder {path} cannot be used: {reason}."),
    "in_use": N_(
        "Mioboe is already running on the data folder {path}, and one folder takes one service. "
        "Stop that one first, or set MIOBOE_DATA to another folder."
    ),
    "restoring": N_(
        "A backup is being restored into {path}, or that was cut off. Let it end, or restore the backup once more."
    ),
    "key_open": N_(
        "The master key {path} can be read by other users of this computer, so the service does not start. "
        "Make it private first: chmod 600 {path}"
    ),
    "key_damaged": N_("The master key {path} is damaged. Put your copy of it back; without it no case can be opened."),
    "key_missing": N_(
        "The master key {path} is missing, and without it nothing that is stored can be opened. "
        "Put your copy of it back. Nothing was changed."
    ),
    "key_file": N_("The master key {path} cannot be used: {reason}."),
    "key_twice": N_(
        "MIOBOE_KEY, MIOBOE_KEY_FILE and MIOBOE_KEY_COMMAND each say where the master key is. Set only one of them."
    ),
    "key_setting": N_(
        "What {name} gives is no master key. “mioboe keys new” makes one; keep it, and give it there. "
        "Nothing was changed."
    ),
    "key_command_start": N_("MIOBOE_KEY_COMMAND cannot be started: {reason}. Nothing was changed."),
    "key_command_failed": N_(
        "MIOBOE_KEY_COMMAND ended with status {status} instead of giving the master key. "
        "Run it yourself to see why. Nothing was changed."
    ),
    "key_command_slow": N_(
        "MIOBOE_KEY_COMMAND gave no master key within {seconds} seconds. It must not ask anything. Nothing was changed."
    ),
    "key_command_empty": N_(
        "MIOBOE_KEY_COMMAND printed nothing instead of the master key. Run it yourself to see why. Nothing was changed."
    ),
    "key_foreign": N_(
        "The master key does not open what is stored in {path}. It belongs to another installation, or an older key "
        "was taken away too early. Give the right key. Nothing was changed."
    ),
    "key_rotate_setting": N_(
        "MIOBOE_KEY or MIOBOE_KEY_COMMAND gives the master key, so only you can change it. Make one with "
        "“mioboe keys new”, give it there before the old one, and try again."
    ),
    "key_forget_setting": N_(
        "Nothing needs the older keys any more. Remove them from MIOBOE_KEY or MIOBOE_KEY_COMMAND yourself."
    ),
    "key_still_used": N_(
        "An older master key is still needed, so none was destroyed. Finish with “mioboe keys rotate” first."
    ),
    "file": N_("The file {path} that {name} points to cannot be read: {reason}."),
    "provider": N_(
        "{name} is missing. Sign-in through an organisation needs MIOBOE_OIDC_ISSUER, MIOBOE_OIDC_CLIENT_ID, "
        "MIOBOE_OIDC_CLIENT_SECRET and MIOBOE_OIDC_GROUP."
    ),
    "issuer": N_("MIOBOE_OIDC_ISSUER must be an https address, not “{value}”."),
    "role_groups": N_("MIOBOE_OIDC_ROLE_GROUPS must look like helper=GROUP,operator=GROUP, not “{value}”."),
    "oidc": N_(
        "Sign-in through an organisation needs the library authlib, which is not installed. Install it with: "
        "pip install 'mioboe[oidc]'"
    ),
    "open_bind": N_(
        "Other computers could reach {host}, and what they send could be read on the way, so the service does not "
        "start. Give one of these: --tls-cert with --tls-key, a proxy with TLS in MIOBOE_PROXIES, or --insecure-http."
    ),
    "tls_pair": N_("--tls-cert and --tls-key belong together. Give both."),
    "tls_files": N_(
        "The certificate {cert} and its key {key} cannot be used: {reason}. Both must be PEM files and belong together."
    ),
    "tls_locked": N_("The key {key} has a password, which nobody can enter at the start. Give a key without one."),
    "proxies": N_("MIOBOE_PROXIES lists addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, and not “{value}”."),
    "hosts": N_(
        "MIOBOE_HOSTS lists host names without https:// and port, such as mioboe.example.org, and not “{value}”."
    ),
    "log": N_("MIOBOE_LOG is text or json, and not “{value}”."),
    "telemetry_url": N_("MIOBOE_TELEMETRY_URL must be an http or https address, not “{value}”."),
    "telemetry": N_(
        "MIOBOE_TELEMETRY_URL needs the libraries of OpenTelemetry, which are not installed. Install them with: "
        "pip install 'mioboe[telemetry]'"
    ),
    "port": N_("The service cannot listen on {address}: {reason}. Choose another port with --port."),
    "driver": N_(
        "MIOBOE_DATABASE needs the driver {module}, which is not installed. For PostgreSQL install it with: "
        "pip install 'mioboe[postgres]'"
    ),
    "vault": N_("MIOBOE_VAULT must look like s3://bucket/prefix, not “{value}”. A folder is set with MIOBOE_DATA."),
    "vault_endpoint": N_("{name} must be an address such as https://s3.example.org, not “{value}”."),
    "vault_bucket": N_("There is no bucket for {place} at {endpoint}. Create it, or correct MIOBOE_VAULT."),
    "vault_refused": N_(
        "The service at {endpoint} does not let Mioboe use {place}. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
        "AWS_REGION; the key must be able to list, read, write and delete. It said: {reason}"
    ),
    "vault_away": N_(
        "The vault {place} at {endpoint} cannot be used. Check that it can be reached, and MIOBOE_VAULT_ENDPOINT. "
        "It said: {reason}"
    ),
    "vault_foreign": N_(
        "The vault {place} belongs to another installation: its mark does not open with this master key. "
        "Choose another prefix, or give the right key. Nothing was changed."
    ),
    "newer": N_(
        "The database is from a newer version of Mioboe. Install that version again, or restore a backup that was made "
        "before. Nothing was changed."
    ),
    "database": N_("The database cannot be opened. Check MIOBOE_DATABASE, and that the database is running."),
}


class CannotStart(Exception):  # noqa: N818 (what happened)
    """The operator has to do something before the service can run. ``sentence`` is a message key."""

    def __init__(self, what: str, /, **values: str) -> None:
        self.sentence, self.values = START_SENTENCES[what], values
        super().__init__(self.sentence.format_map(values))
