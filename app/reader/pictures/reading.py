"""The lines of text in one picture, read tile by tile from top to bottom."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import NamedTuple

from PIL import Image

from app.reader.pictures.components import Rectangle
from app.reader.pictures.engine import Engine, Line
from app.reader.pictures.opened import NotShown, opened, upright

MOST_PIXELS = 50_000_000
TILE_CPU_S, PICTURE_CPU_S = 10.0, 60.0  # seconds of processor time
_SIDE = 760  # pixels of the shorter side of a screen as the detection model sees it
_WIDEST = 3200  # pixels of its width, because tiles are as wide as the picture
_SMALLEST = 0.55  # of its size at least, because letters of large screens are small
_TILE = 700_000  # pixels of a tile as the detection model sees it
_OVERLAP = 0.16  # of the shorter side, above and below: higher than any line
_LEAST_SIDE = 32
_ENOUGH = 2400  # pixels of the shorter side that are read; screens have fewer, photographs of them more
_TAKEN, _CHANGED, _EXIF = 36867, 306, 0x8769  # tags of Exif: when a picture was taken, written, and where more tags are
_LENS = (33434, 33437)  # tags of a camera: exposure time and aperture
_DAY = re.compile(r"(20\d\d)[:._-]?([01]\d)[:._-]?([0-3]\d)(?!\d)")


class Reading(NamedTuple):
    """The lines of a picture, the size of the upright picture as it was read, the day on which it was taken (None: not
    known), and whether a camera made it and its lower end was left out."""

    lines: Sequence[Line]
    width: int
    height: int
    taken: date | None
    photograph: bool
    cut_short: bool


@cache
def engine() -> Engine:
    """The models, loaded at the first picture."""
    return Engine()


def read_picture(data: bytes, name: str, allow: Callable[[float], None]) -> Reading:
    """What stands in a picture. ``name`` may say the day on which it was taken; ``allow`` is called before each tile
    with the seconds of processor time that it may take. Raises ``NotShown``."""
    try:
        image = opened(data, MOST_PIXELS)
        taken, photograph = _taken(image, name), _is_photograph(image)
        picture = upright(image, _box(*image.size))
        image.close()
    except (MemoryError, NotShown):
        raise
    except Exception as error:  # every decoder raises other errors
        raise NotShown("damaged") from error
    if min(picture.size) < _LEAST_SIDE:
        raise NotShown("no-picture")
    lines, cut_short = list[Line](), False
    started = time.process_time()
    for tile, core in _tiles(picture.width, picture.height):
        if time.process_time() - started > PICTURE_CPU_S - TILE_CPU_S:
            cut_short = True
            break
        allow(TILE_CPU_S)
        lines += _lines(picture, tile, core)
    return Reading(lines, picture.width, picture.height, taken, photograph, cut_short)


def _box(width: int, height: int) -> tuple[int, int] | None:
    """The size as which a large photograph is read, because all of its pixels would take too much memory."""
    shorter = min(width, height)
    return (width * _ENOUGH // shorter, height * _ENOUGH // shorter) if shorter > _ENOUGH else None


def _scale(width: int, height: int) -> float:
    return min(1.0, _WIDEST / width, max(_SIDE / min(width, height), _SMALLEST if width > height else 0.0))


def _tiles(width: int, height: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The top and bottom of each tile, and of its core: a line belongs to the tile in whose core its middle lies."""
    scale = _scale(width, height)
    overlap = round(_OVERLAP * min(width, height))
    step = max(2 * overlap, round(_TILE / (width * scale * scale)) - 2 * overlap)
    for top in range(0, height, step):
        bottom = min(height, top + step)
        last = bottom + overlap >= height
        yield (max(0, top - overlap), min(height, bottom + overlap)), (top, height if last else bottom)
        if last:
            return


def _lines(picture: Image.Image, tile: tuple[int, int], core: tuple[int, int]) -> Iterator[Line]:
    cut = picture.crop((0, tile[0], picture.width, tile[1]))
    for box in engine().boxes(cut, _scale(*picture.size)):
        if core[0] <= tile[0] + (box.top + box.bottom) / 2 < core[1]:
            line = engine().line(cut, box)
            if line.text.strip():
                down = Rectangle(box.left, box.top + tile[0], box.right, box.bottom + tile[0])
                yield line._replace(box=down)


def _taken(image: Image.Image, name: str) -> date | None:
    """By Exif, else by the name that telephones give to a screenshot."""
    stamps = list[str]()
    with suppress(Exception):  # Exif that cannot be read says nothing
        exif = image.getexif()
        stamps = [str(exif.get_ifd(_EXIF).get(_TAKEN, "")), str(exif.get(_CHANGED, ""))]
    for stamp in (*stamps, name.rsplit("/", 1)[-1]):
        if match := _DAY.search(stamp):
            with suppress(ValueError):
                return date(*map(int, match.groups()))
    return None


def _is_photograph(image: Image.Image) -> bool:
    with suppress(Exception):
        return any(tag in image.getexif().get_ifd(_EXIF) for tag in _LENS)
    return False
