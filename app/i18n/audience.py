"""Whom sentences speak to. A sentence may have a wording of its own for an audience: the entry of its key under that
context (``msgctxt``) in the catalogues. The English catalogue says which sentences have one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Audience = Literal["", "helper"]  # the context in the catalogues
PERSON: Audience = ""  # the person of the case: “you”
HELPER: Audience = "helper"  # somebody who works on another person's case, and reads of “the person”

_audience: ContextVar[Audience] = ContextVar("audience", default=PERSON)


def audience() -> Audience:
    """Whom sentences speak to now. What keeps translated text for later keeps it for one audience."""
    return _audience.get()


def speak_to(audience: Audience) -> None:
    """Sentences speak to this audience until the request ends."""
    _audience.set(audience)


@contextmanager
def speaking_to(audience: Audience) -> Iterator[None]:
    """Sentences speak to this audience inside; also as the decorator of a function that returns what it has written."""
    before = _audience.set(audience)
    try:
        yield
    finally:
        _audience.reset(before)
