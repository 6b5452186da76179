"""Blobs in a bucket of an S3 service: retries and time limits, and the checks before it is used."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import obstore
from obstore.store import S3Store

from app.cannot_start import CannotStart
from app.settings import Settings
from app.storage.keys import CannotUnlock, MasterKeys

if TYPE_CHECKING:
    from obstore.store import RetryConfig, S3Config

PART = 8 * 1024 * 1024  # bytes; S3 takes no part below 5 MiB except the last, and 10,000 of them
PARTS_AT_A_TIME = 2  # of one file: with the part that is being filled, 24 MiB of memory
REQUESTS_AT_A_TIME = 16  # of one process; more than that makes a service answer with “slow down”
TRIES = 3  # for what arrived with another length or content than it was sent with
MARK = "installation"  # the object that says whose the place is
UNUSED = f"{MARK}.unused"  # an object that is written and deleted to try a bucket out
RESTORING = "restoring-"  # and an id: the object of a restoration that goes on there, or was cut off
# A person waits for the answer. What does not succeed by then ends with the page that says to try again later.
PATIENCE: "RetryConfig" = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=3), "base": 2},
}
CONNECTING = timedelta(seconds=5)
STALLED = timedelta(seconds=15)  # without a byte
WHOLE_REQUEST = timedelta(seconds=120)  # a part over a slow line


def bucket_store(settings: Settings) -> S3Store:
    """The place that ``settings.vault`` names. Credentials and region come from the usual ``AWS_`` variables."""
    place = urlsplit(settings.vault)
    config: S3Config = {"checksum_algorithm": "SHA256"}
    if settings.vault_endpoint:
        config["endpoint"] = settings.vault_endpoint
    return S3Store(
        place.netloc,
        prefix=place.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": settings.vault_endpoint.startswith("http://"),
            "connect_timeout": CONNECTING,
            "read_timeout": STALLED,
            "timeout": WHOLE_REQUEST,
        },
        retry_config=PATIENCE,
    )


def check(store: Any, settings: Settings, keys: MasterKeys, restoration: str = "") -> None:
    """Makes sure that blobs can be written, read, listed and deleted there, and that the place belongs to this
    installation or to none: another installation would delete our blobs as leftovers, and we theirs. It leaves nothing.
    ``CannotStart`` says what is wrong, also where a backup other than ``restoration`` is being restored there."""
    with _sentences(settings):
        _require_no_restoration(store, settings, restoration)
        _is_claimed(store, settings, keys)  # Where not, or where there is no bucket, writing will tell.
        _try_out(store, UNUSED, b"unused")


def claim(store: Any, settings: Settings, keys: MasterKeys, restoration: str = "") -> None:
    """Writes the mark of this installation, locked with the master key: anew with every start, so that the key may be
    exchanged. ``CannotStart`` as for ``check``."""
    with _sentences(settings):
        new = not _is_claimed(store, settings, keys)
        _try_out(store, MARK, keys.lock(MARK.encode()))
        try:
            _require_no_restoration(store, settings, restoration)  # one of the two sees the mark of the other
        except CannotStart:
            if new:
                obstore.delete(store, MARK)
            raise


def _is_claimed(store: Any, settings: Settings, keys: MasterKeys) -> bool:
    """Whether the mark of this installation is there. ``CannotStart`` for that of another one."""
    try:
        keys.unlock(bytes(obstore.get(store, MARK).bytes()))
    except FileNotFoundError:
        return False
    except CannotUnlock as error:
        raise CannotStart("vault_foreign", place=settings.vault) from error
    return True


def is_empty(store: Any, settings: Settings, but: str = "") -> bool:
    """Whether the place holds nothing except one object. ``CannotStart`` where that cannot be checked."""
    with _sentences(settings):
        return all(entry["path"] == but for page in obstore.list(store) for entry in page)


def begin_restoration(store: Any, settings: Settings, restoration: str) -> bool:
    """Marks an empty bucket as the target of a restoration; returns whether it was still empty then. Of two
    restorations that begin at the same time at least one gives up. ``CannotStart`` where the bucket cannot be used."""
    mark = f"{RESTORING}{restoration}"
    with _sentences(settings):
        _try_out(store, mark, restoration.encode())
    return is_empty(store, settings, but=mark)


def end_restoration(store: Any, restoration: str) -> None:
    """Removes the mark of a restoration."""
    with suppress(FileNotFoundError):
        obstore.delete(store, f"{RESTORING}{restoration}")


def _require_no_restoration(store: Any, settings: Settings, but: str) -> None:
    names = [str(entry["path"]) for entry in obstore.list_with_delimiter(store)["objects"]]
    if any(name.startswith(RESTORING) and name != f"{RESTORING}{but}" for name in names):
        raise CannotStart("restoring", path=settings.vault)


def _try_out(store: Any, mark: str, data: bytes) -> None:
    """Writes a mark and reads it, and tests deleting (``UNUSED``) and listing."""
    obstore.put(store, mark, data)
    if bytes(obstore.get(store, mark).bytes()) != data:
        raise obstore.exceptions.GenericError("what was written is read as something else")
    obstore.delete(store, UNUSED)
    obstore.list_with_delimiter(store)


@contextmanager
def _sentences(settings: Settings) -> Iterator[None]:
    """Turns errors that make a bucket unusable into the sentence for the operator."""
    values = {"place": settings.vault, "endpoint": settings.vault_endpoint or "AWS"}
    try:
        yield
    except FileNotFoundError as error:
        raise CannotStart("vault_bucket", **values) from error
    except obstore.exceptions.BaseError as error:
        raise CannotStart(_kind(error), reason=_reason(error), **values) from error


def _kind(error: Exception) -> str:
    refusals = (obstore.exceptions.PermissionDeniedError, obstore.exceptions.UnauthenticatedError)
    if isinstance(error, refusals) or "status code: 403" in str(error):  # what lists has no class for it
        return "vault_refused"
    return "vault_bucket" if "NoSuchBucket" in str(error) else "vault_away"


def _reason(error: Exception) -> str:
    """The first line of the library's message, which names the request and never a secret."""
    return str(error).strip().partition("\n")[0][:300] or type(error).__name__
