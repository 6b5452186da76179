"""Temporary errors: a database, a disk or a bucket is unreachable, full or busy. The request is not at fault, and works
when it is repeated later."""

from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from sqlalchemy import exc

from app.errors import record

# SQLAlchemy's TimeoutError: all connections to the database were in use for too long.
OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError, obstore.exceptions.BaseError)


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """A context for removing blobs that no row refers to: where the vault is unreachable, the next sweep removes them,
    and the request succeeds."""
    try:
        yield
    except OUTAGES as error:
        record(error)
