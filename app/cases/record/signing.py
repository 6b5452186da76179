"""The key that signs the bundles of a case. It is derived from the key of the case, which the database keeps only
locked: erasing the case destroys both."""

from app.cases.case import Case
from app.report.bundle import key


def secret(case: Case) -> bytes:
    """The secret of the key, 32 bytes."""
    return bytes.fromhex(case.key.keyed_hash("signing key of the evidence bundle"))


def number(case: Case) -> str:
    """The number of the key, as it is printed on paper."""
    return key.number(key.public_key(secret(case))) or ""
