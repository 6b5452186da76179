"""Argon2id for secrets that open a case or an account: resume codes and passwords. Its memory is bounded, however many
people try at the same time."""

import os
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from passlib.hash import argon2

argon2.set_backend()  # otherwise loaded at the first use, which fails when two threads come first
HASH = argon2.using(type="ID", memory_cost=47104, rounds=1, parallelism=1)


def _yield_to_others() -> None:
    """Lowers the priority of this thread (on Linux), so that somebody who tries many codes does not slow others
    down."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


# Every hash takes 46 MiB, so only two are made at a time however many ask; and two for sign-ins, which wait for no
# other hash and yield to nobody: with less priority they would take seconds while files of strangers are being read.
HASHING = ThreadPoolExecutor(2, thread_name_prefix="argon2", initializer=_yield_to_others)
SIGN_INS = ThreadPoolExecutor(2, thread_name_prefix="argon2-sign-in")


def hashed(secret: str) -> str:
    """The hash of a secret, for storage."""
    result: str = HASHING.submit(HASH.hash, secret).result()
    return result


def matches(secret: str, kept: str | None, threads: ThreadPoolExecutor = HASHING) -> bool:
    """Whether ``kept`` is the hash of this secret. Without a hash it takes the same time, so that the time of an answer
    does not reveal whether there is one."""
    right: bool = threads.submit(HASH.verify, secret, kept or _decoy()).result()
    return right and kept is not None


@cache
def _decoy() -> str:
    """A hash that nothing matches."""
    result: str = HASH.hash(secrets.token_hex(16))
    return result
