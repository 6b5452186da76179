"""Short texts locked with the key of a case, in the characters of a web address: what somebody typed can stand in an
address, and neither a log nor a browser's history can be read."""

from base64 import b64decode, urlsafe_b64encode

import pyrage

from app.storage.vault import CannotOpen, CaseKey


def sealed(key: CaseKey, text: str) -> str:
    """The text, readable with this case's key alone."""
    locked: bytes = pyrage.encrypt(text.encode("utf-8", "surrogatepass"), [key.identity.to_public()])
    return urlsafe_b64encode(locked).decode().rstrip("=")


def unsealed(key: CaseKey, token: str) -> str:
    """The text that ``sealed`` locked. ``CannotOpen`` for anything else."""
    try:
        locked = b64decode(token.encode() + b"=" * (-len(token) % 4), b"-_", validate=True)
        text: bytes = pyrage.decrypt(locked, [key.identity])
        return text.decode("utf-8", "surrogatepass")
    except (pyrage.DecryptError, ValueError) as error:
        raise CannotOpen("not locked with the key of this case") from error
