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
from app.reader.pictures.engine import Engine, TextLine
from app.reader.pictures.opened import NotShown, opened, upright

MOST_PIXELS = 50_000_000
LEAST_SIDE, MOST_RATIO = 200, 30  # pixels of the shorter side of a screen, and how much longer the other may be
PART_CPU_S, PICTURE_CPU_S = 10.0, 60.0  # seconds of processor time
_SIDE = 760  # pixels of the shorter side of a screen as the detection model sees it
_WIDEST = 3200  # pixels of its width, because tiles are as wide as the picture
_SMALLEST = 0.55  # of its size at least, because letters of large screens are small
_TILE = 700_000  # pixels of a tile as the detection model sees it
_OVERLAP = 0.16  # of the shorter side, above and below: higher than any line
_ENOUGH = 2400  # pixels of the shorter side that are read; screens have fewer, photographs of them more
_TAKEN, _CHANGED, _EXIF = 36867, 306, 0x8769  # tags of Exif: when a picture was taken, written, and where more tags are
_LENS = (33434, 33437)  # tags of a camera: exposure time and aperture
Tile = tuple[tuple[int, int], tuple[int, int]]
_DAY = re.compile(r"(20\d\d)[:._-]?([01]\d)[:._-]?([0-3]\d)(?!\d)")


class Reading(NamedTuple):
    """The lines of a picture, the size of the upright picture as it was read, the day on which it was taken (None: not
    known), and whether a camera made it and its lower end was left out."""

    lines: Sequence[TextLine]
    width: int
    height: int
    taken: date | None
    photograph: bool
    cut_short: bool


class Begun(NamedTuple):
    """A picture that is read so far: its ``lines``, the ``tile`` that is next and how many of the boxes in it are done,
    and the seconds of processor time that this took."""

    lines: Sequence[TextLine] = ()
    tile: int = 0
    boxes: int = 0
    seconds: float = 0.0


NOT_BEGUN = Begun()


@cache
def engine() -> Engine:
    """The models, loaded at the first picture."""
    return Engine()


def read_picture(
    data: bytes,
    name: str,
    allow: Callable[[float], None],
    is_over: Callable[[], bool] = lambda: False,
    begun: Begun = NOT_BEGUN,
) -> Reading | Begun:
    """What stands in a picture. ``name`` may say the day on which it was taken; ``allow`` is called before each tile
    and each line with the seconds of processor time that it may take. Where ``is_over`` says so after a line, the
    answer is how far it was read: with that as ``begun`` a later call continues. Raises ``NotShown``."""
    started = time.process_time() - begun.seconds
    picture, taken, photograph = _opened(data, name)
    lines, cut_short = list(begun.lines), False
    tiles = list(_tiles(*picture.size))
    for line, tile, boxes in _read(picture, tiles, begun, allow):
        lines += [line] if line and line.text.strip() else []
        spent = time.process_time() - started
        if cut_short := spent > PICTURE_CPU_S and tile < len(tiles):
            break
        if tile < len(tiles) and is_over():
            return Begun(lines, tile, boxes, spent)
    return Reading(lines, picture.width, picture.height, taken, photograph, cut_short)


def _opened(data: bytes, name: str) -> tuple[Image.Image, date | None, bool]:
    """The picture as it is read, its day, and whether a camera made it. Raises ``NotShown``."""
    try:
        image = opened(data, MOST_PIXELS)
        if min(image.size) < LEAST_SIDE or max(image.size) > MOST_RATIO * min(image.size):
            raise NotShown("no-screen")
        taken, photograph = _taken(image, name), _is_photograph(image)
        picture = upright(image, _box(*image.size))
        image.close()
    except (MemoryError, NotShown):
        raise
    except Exception as error:  # every decoder raises other errors
        raise NotShown("damaged") from error
    return picture, taken, photograph


def _read(
    picture: Image.Image, tiles: Sequence[Tile], begun: Begun, allow: Callable[[float], None]
) -> Iterator[tuple[TextLine | None, int, int]]:
    """Each line, and None at the end of each tile; with the tile that is then next and how many of its boxes are
    done."""
    for number in range(begun.tile, len(tiles)):
        (top, bottom), (begin, end) = tiles[number]
        allow(PART_CPU_S)
        cut = picture.crop((0, top, picture.width, bottom))
        seen = engine().boxes(cut, _scale(*picture.size))
        boxes = [box for box in seen if begin <= top + (box.top + box.bottom) / 2 < end]
        for place in range(begun.boxes if number == begun.tile else 0, len(boxes)):
            allow(PART_CPU_S)
            box = boxes[place]
            down = Rectangle(box.left, box.top + top, box.right, box.bottom + top)
            yield engine().line(cut, box)._replace(box=down), number, place + 1
        yield None, number + 1, 0


def _box(width: int, height: int) -> tuple[int, int] | None:
    """The size as which a large photograph is read, because all of its pixels would take too much memory."""
    shorter = min(width, height)
    return (width * _ENOUGH // shorter, height * _ENOUGH // shorter) if shorter > _ENOUGH else None


def _scale(width: int, height: int) -> float:
    return min(1.0, _WIDEST / width, max(_SIDE / min(width, height), _SMALLEST if width > height else 0.0))


def _tiles(width: int, height: int) -> Iterator[Tile]:
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
