"""The files and folders that are named on the command line."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import complain
from app.i18n import N_

if TYPE_CHECKING:
    from app.importers.mapping import StoredMap
    from app.sandbox.client import Input

LAYOUTS = "MIOBOE_LAYOUTS"  # names a folder with layouts of statements that this installation adds
NamedFile = tuple[str, str]  # the name that is shown, and the path on disk


def named_files(paths: Sequence[str], lang: str) -> list[NamedFile] | None:
    """Every file that is named or lies in a named folder, in order; None, after a message, where one does not exist."""
    files: list[NamedFile] = []
    for path in paths:
        if os.path.isdir(path):
            files += sorted((Path(file).relative_to(path).as_posix(), file) for file in _walk(path))
        elif os.path.exists(path):
            files.append((os.path.basename(path), path))
        else:
            complain(N_("There is no file or folder named {path}."), lang, path=path)
            return None
    return files


def _walk(folder: str) -> Iterator[str]:
    for base, folders, files in os.walk(folder):
        folders.sort()
        yield from (os.path.join(base, name) for name in files)


def text_of(path: str, lang: str) -> str | None:
    """The text of a UTF-8 file; None, after a message, where it cannot be read."""
    try:
        return Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        complain(N_("There is no file or folder named {path}."), lang, path=path)
    except (OSError, UnicodeDecodeError):
        complain(N_("The file {path} cannot be read as UTF-8 text."), lang, path=path)
    return None


def sources(files: Sequence[NamedFile], mappings: "Mapping[str, StoredMap] | None" = None) -> list["Input"]:
    """The files as inputs of the reader, each opened only when its turn comes. ``mappings``, by header id, say what the
    columns mean in tables that no format recognises."""
    from app.sandbox.client import Input

    return [Input(name, partial(_open, path), number, mappings or {}) for number, (name, path) in enumerate(files)]


def _open(path: str) -> int:
    """A descriptor of a regular file. Anything else (a device, a pipe, a file without permission) reads as empty."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return os.open(os.devnull, os.O_RDONLY)
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    return os.open(os.devnull, os.O_RDONLY)
