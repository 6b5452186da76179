"""The process that opens a picture and encodes it anew: it has no network, may write no file, and can be stopped.

Started by ``app.sandbox.parent``. The job is ``{"cpu_s": seconds of processor time}`` with one open file; the answer is
a frame ``{"k": "picture", "width", "height", "notes"}`` with a JPEG, or ``{"k": "refused", "why"}`` (names of sentences
in ``app.cases.pictures``).
"""

import os
import re
import sys
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from app.sandbox.child import give_up_rights, jobs, send
from app.sandbox.frames import EXIT_MEMORY

_LOADED = (
    AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin,
    WebPImagePlugin,
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
PAGED = ("TIFF",)
MOVING = ("GIF", "PNG", "WEBP", "AVIF")
MOST_PIXELS = 120_000_000  # telephones make up to 108 million; four bytes each fit into the memory of the process
BOX = (1600, 8000)  # pixels that are shown at most: a long screenshot stays readable
QUALITY = 85
GPS = 0x8825  # the tag of Exif that leads to the location
DEEP = re.compile(r"I;16|^I$|^F$")  # modes with more than eight bits a pixel
# What begins like a picture and is also a page, a drawing, a program, a document or an archive for another reader.
_TEXTS = re.compile(rb"<html|<!doctype|<script|<svg|<iframe|<\?php|%PDF-|^#!/", re.IGNORECASE)
_ARCHIVE_END = b"PK\x05\x06"
_FIRST, _LAST = 4096, 65_557  # bytes that are looked through: an archive's end lies within the last of these
HEIC = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1")


Image.MAX_IMAGE_PIXELS = None  # ``MOST_PIXELS`` is the limit, which has its own sentence


class Refused(Exception):  # noqa: N818 (what happened)
    """The picture is not shown; ``why`` is the name of the sentence that says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


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
        picture = encoded(os.pread(file, os.fstat(file).st_size, 0) if isinstance(file, int) else bytes(file))
        send(
            job["out"],
            {"k": "picture", "width": picture.width, "height": picture.height, "notes": picture.notes},
            picture.data,
        )
    except Refused as error:
        send(job["out"], {"k": "refused", "why": error.why})
    except MemoryError:
        sys.exit(EXIT_MEMORY)


def encoded(data: bytes) -> Encoded:
    """The copy of a picture. Raises ``Refused``."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise Refused("heic")
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile file makes of its header
        raise Refused("svg" if b"<svg" in data[:_FIRST].lower() else "no-picture") from error
    if _TEXTS.search(data[:_FIRST]) or _TEXTS.search(data[-_FIRST:]) or _ARCHIVE_END in data[-_LAST:]:
        raise Refused("two-in-one")
    if image.width * image.height > MOST_PIXELS:
        raise Refused("too-large")
    try:
        notes = _notes(image, data)
        plain = _plain(image)
    except MemoryError:
        raise
    except Exception as error:  # every decoder raises other errors
        raise Refused("damaged") from error
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


def _plain(image: Image.Image) -> Image.Image:
    """The first picture, upright, in eight-bit RGB on white, without any other data of the file."""
    image.seek(0)
    if DEEP.search(image.mode):
        image = _eight_bits(image)
    elif image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    image.thumbnail(BOX)
    with suppress(Exception):  # an orientation that cannot be read is ignored
        image = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        plain.paste(clear, mask=clear.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits as the upper eight. Deeper pictures do not say what their values mean: the lowest value becomes
    black, the highest white."""
    whole = image.convert("F")
    low, high = (0.0, 65_535.0) if image.mode.startswith("I;16") else _extremes(whole)
    factor = 255 / (high - low) if high > low else 1.0
    return whole.point(lambda value: value * factor - low * factor).convert("L")


def _extremes(image: Image.Image) -> tuple[float, float]:
    low, high = image.getextrema()
    assert isinstance(low, float)
    assert isinstance(high, float)
    return low, high


if __name__ == "__main__":
    main()
