"""The master keys: they lock the keys of cases, the secrets of accounts and the secret of the server. They come from
one place: a file (created at the first start), the environment, or a command of the operator. The first key locks new
data; the others open data from before a rotation (``app.storage.rotation``)."""

import errno
import hashlib
import os
import shlex
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyrage
from pyrage.x25519 import Identity

from app.cannot_start import CannotStart
from app.settings import Settings

COMMAND_SECONDS = 30  # for a command that asks another machine, or a chip, for the key
COMMAND_BYTES = 64 * 1024
OTHERS = 0o077  # rights of a file that nobody but its owner may have
OTHERS_OF_A_CREDENTIAL = 0o037


class CannotUnlock(Exception):  # noqa: N818 (what happened)
    """None of the master keys opens it, or it is damaged."""


class MasterKeys(NamedTuple):
    """Age identities; the first one is the current key."""

    identities: tuple[Any, ...]  # pyrage has no type information

    @property
    def ids(self) -> list[str]:
        """A name for each key that reveals nothing about it: 16 hex digits of the SHA-256 of its public half."""
        return [hashlib.sha256(str(identity.to_public()).encode()).hexdigest()[:16] for identity in self.identities]

    @property
    def id(self) -> str:
        """The name of the current key; store it beside the result of ``lock``."""
        return self.ids[0]

    def lock(self, secret: bytes) -> bytes:
        """The secret, encrypted so that only the current key opens it."""
        locked: bytes = pyrage.encrypt(secret, [self.identities[0].to_public()])
        return locked

    def unlock(self, locked: bytes) -> bytes:
        """The secret that ``lock`` was called with. ``CannotUnlock`` where no key opens it."""
        try:
            secret: bytes = pyrage.decrypt(locked, list(self.identities))
        except pyrage.DecryptError as error:
            raise CannotUnlock from error
        return secret

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self.ids)})"


def new_key() -> str:
    """A new master key in its written form."""
    return str(Identity.generate())


def key_file(settings: Settings) -> Path | None:
    """The file of the master keys; None where the environment or a command gives them. ``CannotStart`` where more than
    one place is configured."""
    if sum(map(bool, (settings.key, settings.key_file, settings.key_command))) > 1:
        raise CannotStart("key_twice")
    if settings.key or settings.key_command:
        return None
    return settings.key_file or settings.data / "master.key"


def beside_the_data(settings: Settings) -> bool:
    """Whether a copy of the data folder would contain the key as well."""
    path = key_file(settings)
    return path is not None and path.resolve().is_relative_to(settings.data.resolve())


def configured_keys(settings: Settings) -> MasterKeys | None:
    """The keys of this installation; None where the key file does not exist. ``CannotStart`` where they cannot be
    used."""
    path = key_file(settings)
    if path is not None:
        return _of_file(path)
    name = "MIOBOE_KEY" if settings.key else "MIOBOE_KEY_COMMAND"
    keys = _parsed(settings.key or _printed(settings.key_command))
    if keys is None:
        raise CannotStart("key_setting", name=name)
    return keys


def write_keys(path: Path, keys: Sequence[str]) -> None:
    """Replaces the key file as a whole: after a power cut it is either the old or the new one."""
    write_whole(path, "".join(f"{key}\n" for key in keys).encode("ascii"))


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file that nobody else can read. It is complete on the disk before it replaces an earlier one."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _of_file(path: Path) -> MasterKeys | None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if mode & (OTHERS_OF_A_CREDENTIAL if _is_credential(path) else OTHERS):
            raise CannotStart("key_open", path=str(path))
        keys = _parsed(path.read_bytes().decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotStart("key_file", path=str(path), reason=error.strerror or "") from error
    if keys is None:
        raise CannotStart("key_damaged", path=str(path))
    return keys


def _is_credential(path: Path) -> bool:
    """Whether systemd provides the file for this service only (``LoadCredential=``), in a folder that is closed to
    others. An access list lets the service read it; the mode shows that as a right of the group."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.parent == Path(str(folder))


def _parsed(text: str) -> MasterKeys | None:
    """The keys of a text, separated by commas or spaces; lines that begin with ``#`` are comments."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    try:
        identities = [Identity.from_str(word) for word in " ".join(lines).replace(",", " ").split()]
    except pyrage.IdentityError:
        return None
    return MasterKeys(tuple(identities)) if identities else None


def _printed(command: str) -> str:
    """The output of the operator's command. The command runs without a shell, and its output is never logged."""
    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603 (the operator's own setting)
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotStart("key_command_slow", seconds=str(COMMAND_SECONDS)) from error
    except (OSError, ValueError) as error:  # ValueError: quotes that do not close
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotStart("key_command_start", reason=reason) from error
    if done.returncode:
        raise CannotStart("key_command_failed", status=str(done.returncode))
    if not done.stdout.strip():
        raise CannotStart("key_command_empty")
    return done.stdout[:COMMAND_BYTES].decode("utf-8", "replace")
