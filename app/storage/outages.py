"""Errors that pass by themselves: a database, a disk or a bucket is away, full or busy. What was asked is not at fault,
and works once that is over."""

from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from sqlalchemy import exc

from app.errors import record

# SQLAlchemy's TimeoutError: all connections to the database were in use for too long.
OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError, obstore.exceptions.BaseError)


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """For removing blobs to which no row refers any more: what stays because the vault is away goes with the next
    sweep, and what was asked for is done all the same."""
    try:
        yield
    except OUTAGES as error:
        record(error)
