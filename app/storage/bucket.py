"""Blobs in a bucket of an S3 service: how often and how long it is asked, and what must be right before it is used."""

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


def claim(store: Any, settings: Settings, keys: MasterKeys) -> None:
    """Makes sure that blobs can be written, read, listed and deleted there, and that the place is ours: its mark is
    locked with the master key. Another installation would take our blobs for leftovers and delete them, and we theirs.
    ``CannotStart`` says what is wrong."""
    values = {"place": settings.vault, "endpoint": settings.vault_endpoint or "AWS"}
    try:
        try:
            keys.unlock(bytes(obstore.get(store, MARK).bytes()))
        except FileNotFoundError:
            pass  # A new place, or no bucket: writing will tell.
        except CannotUnlock as error:
            raise CannotStart("vault_foreign", **values) from error
        obstore.put(store, MARK, keys.lock(MARK.encode()))  # anew each time, so that the key may be exchanged
        keys.unlock(bytes(obstore.get(store, MARK).bytes()))
        obstore.delete(store, f"{MARK}.unused")
        obstore.list_with_delimiter(store)
    except FileNotFoundError as error:
        raise CannotStart("vault_bucket", **values) from error
    except (obstore.exceptions.BaseError, CannotUnlock) as error:
        raise CannotStart(_kind(error), reason=_reason(error), **values) from error


def _kind(error: Exception) -> str:
    if isinstance(error, obstore.exceptions.PermissionDeniedError | obstore.exceptions.UnauthenticatedError):
        return "vault_refused"
    return "vault_bucket" if "NoSuchBucket" in str(error) else "vault_away"


def _reason(error: Exception) -> str:
    """The first line of what the library says, which names the request and never a secret."""
    return str(error).strip().partition("\n")[0][:300] or type(error).__name__
