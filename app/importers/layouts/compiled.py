"""All layout files in one file that is quick to read."""

import msgspec

from app.importers.layouts.parse import parse_folder
from app.importers.layouts.stored import FOLDER


def dump() -> str:
    """The layouts of this version as ``stored.FILE`` holds them, one fact a line."""
    layouts = sorted(parse_folder(FOLDER), key=lambda layout: layout.id)
    return msgspec.json.format(msgspec.json.encode(layouts), indent=1).decode() + "\n"
