"""Leaves a process only the files that it needs to read, and no network, with Landlock where the kernel has it.

Source: linux/landlock.h of Linux 6.18. The numbers of the calls are the same on every architecture.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION, _BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# What the kernel can refuse, by the version from which it can: all rights to files, to bind and connect, and to reach
# other processes by abstract sockets and signals.
_FILES = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_NETWORK, _SCOPES = (4, 0b11), (6, 0b11)
_PR_SET_NO_NEW_PRIVS = 38


def version() -> int:
    """The version of Landlock in this kernel, 0 where it has none."""
    if platform.system() != "Linux":
        return 0
    return max(0, int(_libc().syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)))


def leave_only(readable: Iterable[Path], listed: Iterable[Path] = ()) -> bool:
    """From now on this process can open only files at or below ``readable``, for reading, and names in and below the
    folders ``listed``. Returns whether that works here. It binds only the calling thread and threads that it starts, so
    it must be the first thing that a process does."""
    known = version()
    if not known:
        return False
    libc = _libc()
    files = sum(rights for since, rights in _FILES if known >= since)
    network, scopes = (rights if known >= since else 0 for since, rights in (_NETWORK, _SCOPES))
    rules = struct.pack("QQQ", files, network, scopes)[: 24 if known >= 6 else 16 if known >= 4 else 8]
    ruleset = libc.syscall(_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _add(libc, ruleset, path, _READ_FILE | _READ_DIR)
        for path in listed:
            _add(libc, ruleset, path, _READ_DIR)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _add(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    """Adds a rule for a path; a path that does not exist needs no rule."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _READ_FILE
        libc.syscall(_ADD, ruleset, _BENEATH, struct.pack("=Qi", allowed, fd), 0)
    finally:
        os.close(fd)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
