"""The description of an archive of everything: ``manifest.json`` in the archive (``mioboe.export/1``)."""

from msgspec import Struct

SCHEMA = "mioboe.export/1"


class ArchivedFile(Struct, frozen=True):
    """One file of the archive: its path, its size, and the SHA-256 (hex) of its content."""

    path: str
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True):
    """The files of the archive in their order, without the manifest itself. ``made_at`` is a time in UTC (ISO 8601),
    ``version`` that of Mioboe. ``missing`` lists files that could not be made, ``damaged`` files that are cut."""

    schema: str
    made_at: str
    version: str
    missing: list[str]
    damaged: list[str]
    files: list[ArchivedFile]
