"""Blobs ``<case id>/<name>`` in an object store: their names, sizes and times, and how they are stored durably.
``app.storage.vault`` knows their content."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, TypeVar

import obstore
from obstore.store import LocalStore

from app.storage.bucket import PART, PARTS_AT_A_TIME, REQUESTS_AT_A_TIME, TRIES
from app.storage.folder import check_here, close_to_others, flush
from app.storage.streams import CHUNK

T = TypeVar("T")
_CASE = re.compile("[0-9a-f]{32}")


class NotKept(OSError):  # noqa: N818 (what happened)
    """A store holds something other than what was written."""


class Blobs:
    """The blobs in ``store``, a local folder (``local``) or a bucket."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.local = isinstance(store, LocalStore)
        self._root = Path(str(store.prefix)) if self.local else Path()
        is_used = self.local and any(self._root.iterdir())
        self._inode = self._root.stat().st_ino if is_used else 0  # 0: nothing is kept yet
        self._turn = BoundedSemaphore(REQUESTS_AT_A_TIME)

    def check_here(self) -> None:
        """Raises ``Away`` where the folder of all blobs is not there. A bucket raises it when it is written to or
        listed."""
        if self.local:
            check_here(self._root, self._inode)

    def versions(self, case_id: str) -> dict[str, str]:
        """The names of a case's blobs, each with a value that changes whenever the blob does."""
        return {name: writing_of(entry) for name, entry in self._listed(case_id)}

    def written_at(self, case_id: str, name: str) -> datetime | None:
        """When a blob was written last; None where it does not exist."""
        with suppress(FileNotFoundError), self._turn:
            modified: datetime = obstore.head(self.store, f"{case_id}/{name}")["last_modified"]
            return modified
        return None

    def names(self, case_id: str, age: timedelta = timedelta(0)) -> list[str]:
        """The names of a case's blobs; with ``age``, only of those that were written at least that long ago."""
        before = datetime.now(UTC) - age
        return [name for name, entry in self._listed(case_id) if not age or entry["last_modified"] <= before]

    def sizes(self, case_id: str) -> dict[str, int]:
        """The names of a case's blobs with their encrypted sizes in bytes; their content is a little smaller."""
        return {name: entry["size"] for name, entry in self._listed(case_id)}

    def _listed(self, case_id: str) -> list[tuple[str, Any]]:
        self.check_here()
        with self._turn:
            entries = [entry for page in obstore.list(self.store, prefix=f"{case_id}/") for entry in page]
        return [(entry["path"].removeprefix(f"{case_id}/"), entry) for entry in entries]

    def free(self, share: int, most: int) -> int | None:
        """The bytes that may still be written to a local folder, if one part in ``share`` of its disk, but at most
        ``most`` bytes, must stay free. None for other stores."""
        if not self.local:
            return None
        disk = os.statvfs(self._root)
        return disk.f_bavail * disk.f_frsize - min(disk.f_blocks * disk.f_frsize // share, most)

    def cases(self) -> set[str]:
        """The case ids that have blobs. Other entries, such as another installation below this prefix, are left out."""
        with self._turn:
            prefixes = map(str, obstore.list_with_delimiter(self.store)["common_prefixes"])
        return {prefix for prefix in prefixes if _CASE.fullmatch(prefix)}

    def _open(self, path: str) -> Any:
        """A writer that leaves nothing where its ``with`` block ends with an error."""
        self.check_here()
        size = CHUNK if self.local else PART
        return obstore.open_writer(self.store, path, buffer_size=size, max_concurrency=PARTS_AT_A_TIME)

    def _write(self, path: str, sealed: bytes) -> None:
        with self._turn, self._open(path) as out:
            out.write(sealed)
        self._settle(path, len(sealed))

    def _settle(self, path: str, size: int) -> None:
        """Waits until a complete blob is stored durably. In a local folder: on the disk, with its name in both folders,
        so that a power cut loses nothing that was confirmed. In a bucket: with all its bytes."""
        if not self.local:
            with self._turn:
                if obstore.head(self.store, path)["size"] != size:
                    raise NotKept(path)
            return
        self._inode = self._root.stat().st_ino
        with suppress(FileNotFoundError):  # The case may be deleted at this moment.
            for place in (self._root / path, (self._root / path).parent, self._root):
                close_to_others(place)
                flush(place)

    def _again(self, wrong: type[Exception], do: Callable[[], T]) -> T:
        """The result of ``do``. With a bucket it is tried several times, because bytes can be lost on the way."""
        for _ in range(0 if self.local else TRIES - 1):
            with suppress(wrong):
                return do()
        return do()


def writing_of(meta: Any) -> str:
    """A value that differs between two versions of one blob, from the store's description."""
    return f"{meta['e_tag']} {meta['last_modified']} {meta['size']}"
