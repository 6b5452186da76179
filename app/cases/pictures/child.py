"""The process that opens a picture and encodes it anew: it has no network, may write no file, and can be stopped.

Started by ``app.sandbox.parent``. The job is ``{"cpu_s": seconds of processor time, "member": [name, path] or null}``
with one open file: a picture, or the archive of this name that has the picture at this path. The answer is a frame
``{"k": "picture", "width", "height", "notes"}`` with a JPEG, or ``{"k": "refused", "why"}`` (names of sentences in
``app.cases.pictures``).
"""

import os
import sys
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from app.reader.archives.inside import bytes_at
from app.reader.pictures.opened import NotShown, opened, upright
from app.reader.problems import Refused
from app.reader.seekable import FileBytes, MemoryBytes, Seekable
from app.sandbox.child import give_up_rights, jobs, send
from app.sandbox.frames import EXIT_MEMORY

PAGED = ("TIFF",)
MOVING = ("GIF", "PNG", "WEBP", "AVIF")
MOST_BYTES = 64 << 20  # of a picture in an archive
MOST_PIXELS = 120_000_000  # telephones make up to 108 million; four bytes each fit into the memory of the process
BOX = (1600, 8000)  # pixels that are shown at most: a long screenshot stays readable
QUALITY = 85
GPS = 0x8825  # the tag of Exif that leads to the location


class Encoded(NamedTuple):
    """The copy as JPEG, its size in pixels, and what there is to say about it."""

    data: bytes
    width: int
    height: int
    notes: list[str]


def main() -> None:
    """One job, then the end."""
    job = next(jobs())
    give_up_rights(cpu_s=job["cpu_s"])
    send(job["out"], {"k": "ready"})  # from here on its time counts
    file = job["files"][0]
    try:
        source = FileBytes(file, os.fstat(file).st_size) if isinstance(file, int) else MemoryBytes(bytes(file))
        picture = encoded(_original(source, *job["member"]) if job["member"] else source.read(0, source.size))
        send(
            job["out"],
            {"k": "picture", "width": picture.width, "height": picture.height, "notes": picture.notes},
            picture.data,
        )
    except NotShown as error:
        send(job["out"], {"k": "refused", "why": error.why})
    except MemoryError:
        sys.exit(EXIT_MEMORY)


def _original(archive: Seekable, name: str, path: str) -> bytes:
    try:
        return bytes_at(archive, name, path, MOST_BYTES)
    except Refused as error:
        raise NotShown("too-large" if error.problem.code == "too-large" else "damaged") from error


def encoded(data: bytes) -> Encoded:
    """The copy of a picture. Raises ``NotShown``."""
    image = opened(data, MOST_PIXELS)
    try:
        notes = _notes(image, data)
        plain = upright(image, BOX)
    except MemoryError:
        raise
    except Exception as error:  # every decoder raises other errors
        raise NotShown("damaged") from error
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return Encoded(out.getvalue(), plain.width, plain.height, notes)


def _notes(image: Image.Image, data: bytes) -> list[str]:
    located = b"exif:GPSL" in data
    with suppress(Exception):  # Exif that cannot be read says nothing, and is not in the copy either
        located = located or bool(image.getexif().get_ifd(GPS))
    several = bool(getattr(image, "is_animated", False))
    notes = {
        "location": located,
        "animated": several and image.format in MOVING,
        "pages": several and image.format in PAGED,
        "smaller": image.width > BOX[0] or image.height > BOX[1],
    }
    return [name for name, true in notes.items() if true]
