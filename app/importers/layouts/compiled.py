"""``python -m app.importers.layouts.compiled``: writes all layout files into one that is quick to read."""

import msgspec

from app.importers.layouts.parse import parse_folder
from app.importers.layouts.stored import FILE, FOLDER


def encoded() -> bytes:
    """The layouts of this version as ``stored.FILE`` holds them."""
    return msgspec.json.encode(sorted(parse_folder(FOLDER), key=lambda layout: layout.id))


if __name__ == "__main__":
    FILE.write_bytes(encoded())
