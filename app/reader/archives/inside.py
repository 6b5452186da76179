"""One member of an upload by its path, without reading the others."""

from app.reader.archives.directory import entries
from app.reader.archives.unpack import Budget, Packed
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.seekable import MemoryBytes, Seekable


def bytes_at(source: Seekable, name: str, path: str, most: int) -> bytes:
    """The bytes at ``path`` (as ``app.reader.members`` names it) of an upload that is shown as ``name``: the upload
    itself, or a member of it. Raises ``Refused``, also where there is none or it has more than ``most`` bytes."""
    if path == name:
        return _whole(source, most)
    budget = Budget(Limits())
    for entry in entries(source, budget.limits):
        inner = f"{name}!/{entry.name}"
        if entry.refused is None and (path == inner or path.startswith(f"{inner}!/")):
            packed = Packed(source, entry, budget)
            if path == inner:
                return _joined(packed, most)
            return bytes_at(MemoryBytes(_joined(packed, budget.limits.inflated)), inner, path, most)
    raise Refused("not-read")


def _whole(source: Seekable, most: int) -> bytes:
    if source.size > most:
        raise Refused("too-large")
    return source.read(0, source.size)


def _joined(packed: Packed, most: int) -> bytes:
    if packed.entry.size > most:
        raise Refused("too-large")
    return b"".join(packed.chunks())
