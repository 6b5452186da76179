"""Short texts encrypted with the key of a case, in characters that an address may have. So words that somebody typed
can be part of an address, and a log or a browser's history does not reveal them."""

from base64 import b64decode, urlsafe_b64encode

import pyrage

from app.storage.vault import CannotOpen, CaseKey


def sealed(key: CaseKey, text: str) -> str:
    """The text, encrypted so that only this case's key opens it."""
    locked: bytes = pyrage.encrypt(text.encode("utf-8", "surrogatepass"), [key.identity.to_public()])
    return urlsafe_b64encode(locked).decode().rstrip("=")


def unsealed(key: CaseKey, token: str) -> str:
    """The text from ``sealed``. ``CannotOpen`` for anything else."""
    try:
        locked = b64decode(token.encode() + b"=" * (-len(token) % 4), b"-_", validate=True)
        text: bytes = pyrage.decrypt(locked, [key.identity])
        return text.decode("utf-8", "surrogatepass")
    except (pyrage.DecryptError, ValueError) as error:
        raise CannotOpen("not locked with the key of this case") from error
