"""Blobs in a folder of this computer."""

import errno
import os
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from obstore.store import LocalStore


class Away(OSError):  # noqa: N818 (what happened)
    """The place cannot be found: a folder was moved, its disk is not mounted, a bucket does not exist. Its data may be
    intact."""

    def __init__(self, place: Path) -> None:
        super().__init__(errno.ESTALE, os.strerror(errno.ESTALE), str(place))


def local_store(folder: Path, age: timedelta = timedelta(0)) -> LocalStore:
    """Blobs as files in a folder that only this user can open, including files of earlier versions. Half-written files
    of an earlier process are removed: those to which nothing was written for this ``age``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (folder, *folder.iterdir()):
        close_to_others(path)
    for left in folder.glob("*/*#*"):  # how the store names a blob that is not complete yet; all of it is ciphertext
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime >= age.total_seconds():
                left.unlink()
    return LocalStore(prefix=folder, automatic_cleanup=True)


def check_here(folder: Path, inode: int) -> None:
    """Raises ``Away`` where the folder is missing, or where an empty folder of the same name has taken its place: one
    with another inode than ``inode``. 0 accepts any."""
    try:
        if inode not in (0, folder.stat().st_ino) and not any(folder.iterdir()):
            raise Away(folder)
    except FileNotFoundError as error:
        raise Away(folder) from error


def close_to_others(path: Path) -> None:
    """Removes all rights of other users to a file or folder. Nothing happens on a file system without rights, or for a
    file that belongs to somebody else."""
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError, NotImplementedError):
            path.chmod(0o700 if path.is_dir() else 0o600)


def flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
