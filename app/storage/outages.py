"""Errors that pass by themselves: a database, a disk or a bucket is away, full or busy. What was asked is not at fault,
and works once that is over."""

from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from sqlalchemy.exc import InterfaceError, OperationalError

from app.errors import record

OUTAGES = (OperationalError, InterfaceError, OSError, obstore.exceptions.BaseError)


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """For removing blobs to which no row refers any more: what stays because the vault is away goes with the next
    sweep, and what was asked for is done all the same."""
    try:
        yield
    except OUTAGES as error:
        record(error)
