"""A picture from foreign bytes: checked before it is decoded, upright, plain."""

import re
from contextlib import suppress
from io import BytesIO

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

_LOADED = (
    AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin,
    WebPImagePlugin,
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
DEEP = re.compile(r"I;16|^I$|^F$")  # modes with more than eight bits a pixel
# What begins like a picture and is also a page, a drawing, a program, a document or an archive for another reader.
_TEXTS = re.compile(rb"<html|<!doctype|<script|<svg|<iframe|<\?php|%PDF-|^#!/", re.IGNORECASE)
_ARCHIVE_END = b"PK\x05\x06"
_FIRST, _LAST = 4096, 65_557  # bytes that are looked through: an archive's end lies within the last of these
HEIC = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1")


Image.MAX_IMAGE_PIXELS = None  # callers have a limit with its own sentence


class NotShown(Exception):  # noqa: N818 (what happened)
    """The picture is not used; ``why`` is the name of the sentence that says why: ``heic``, ``svg``, ``no-picture``,
    ``two-in-one``, ``too-large`` or ``damaged``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def opened(data: bytes, most_pixels: int) -> Image.Image:
    """A picture of at most so many pixels, of which only the header was read. Raises ``NotShown``."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise NotShown("heic")
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile file makes of its header
        raise NotShown("svg" if b"<svg" in data[:_FIRST].lower() else "no-picture") from error
    if _TEXTS.search(data[:_FIRST]) or _TEXTS.search(data[-_FIRST:]) or _ARCHIVE_END in data[-_LAST:]:
        raise NotShown("two-in-one")
    if image.width * image.height > most_pixels:
        raise NotShown("too-large")
    return image


def upright(image: Image.Image, box: tuple[int, int] | None = None) -> Image.Image:
    """The first picture of an opened file, upright, in eight-bit RGB on white, without any other data of the file, and
    within ``box`` where that is stated. Raises what decoders raise."""
    image.seek(0)
    if DEEP.search(image.mode):
        image = _eight_bits(image)
    elif image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    if box:
        image.thumbnail(box)
    with suppress(Exception):  # an orientation that cannot be read is ignored
        ImageOps.exif_transpose(image, in_place=True)
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        plain.paste(clear, mask=clear.getchannel("A"))
    else:
        plain.paste(image if image.mode == "RGB" else image.convert("RGB"))  # no copy of a large picture
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
