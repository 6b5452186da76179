"""Text in pictures: read offline, the same each time, and bad pictures end in a reason."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import count

import numpy as np
import pytest
from msgspec.json import decode, encode
from PIL import Image

from app.reader.pictures import models
from app.reader.pictures.components import Rectangle, components
from app.reader.pictures.models import DETECTION, MODELS, NotTheModels, model
from app.reader.pictures.opened import NotShown
from app.reader.pictures.reading import LEAST_SIDE, MOST_RATIO, NOT_BEGUN, Begun, Reading, read_picture
from tests.importers.screens.drawn import GIFT_CARD, screen

# The lines of a tall picture, which is three tiles or more, and how many of them are read before a call ends; in
# `make soak` it ends after each one.
LINES, AT_ONCE = (24, 1) if os.environ.get("EVERY_CASE") else (12, 2)


def read_whole(data: bytes, name: str, allow: Callable[[float], None] = lambda seconds: None) -> Reading:
    """A picture that is read to its end at once."""
    read = read_picture(data, name, allow)
    assert isinstance(read, Reading)
    return read


def texts(data: bytes, name: str = "a.png") -> list[str]:
    """The lines of a picture without spaces, from top to bottom."""
    lines = sorted(read_whole(data, name).lines, key=lambda line: (line.box.top // 20, line.box.left))
    return ["".join(line.text.split()) for line in lines]


def test_lines_are_read_with_their_places_whichever_way_the_picture_lies() -> None:
    """Japanese, days and amounts are read exactly; a picture that lies on its side is read upright, twice the same."""
    data = screen(GIFT_CARD[:7])
    read = texts(data)
    assert read[:3] == ["ギフトカードの残高と利用履歴", "2026年11月8日", "注文に適用"]
    assert set(read[3:5]) == {"-¥1,200", "残高¥3,800"}
    turned, exif = io.BytesIO(), Image.Exif()
    exif[274], exif[306] = 6, "2026:11:09 10:00:00"
    Image.open(io.BytesIO(data)).rotate(90, expand=True).save(turned, "JPEG", quality=90, exif=exif)
    first = read_whole(turned.getvalue(), "IMG_1.jpg")
    assert (first.width, first.height) == Image.open(io.BytesIO(data)).size
    assert first.taken == date(2026, 11, 9)
    assert first.lines == read_whole(turned.getvalue(), "IMG_1.jpg").lines
    amount = next(line for line in first.lines if "1,200" in line.text)
    assert amount.box.left < 60
    assert list(amount.lefts) == sorted(amount.lefts)


def test_tall_pictures_are_read_in_tiles_without_losing_or_doubling_a_line() -> None:
    """Each of its lines is read once, whatever tile its middle lies in."""
    asked: list[float] = []
    lines = [(90, ((-24, f"{n * 1137 + 1000:,}円"),)) for n in range(24)]
    read = read_whole(screen(lines), "Screenshot_20261109-101500.png", asked.append)
    amounts = sorted((line.box.top, line.text) for line in read.lines if "円" in line.text)
    assert [text for _, text in amounts] == [f"{n * 1137 + 1000:,}円" for n in range(24)]
    assert len(asked) > 2
    assert read.taken == date(2026, 11, 9)
    assert not read.cut_short


def test_a_picture_that_is_read_in_parts_is_read_as_at_once() -> None:
    """A call that ends after a line goes on where the one before ended: no line is lost, doubled or read twice."""
    data = screen([(90, ((-24, f"{n * 1137 + 1000:,}円"),)) for n in range(LINES)])
    whole = read_whole(data, "a.png")
    begun, calls, within, lines = NOT_BEGUN, 0, set(), count(1)
    while isinstance(
        read := read_picture(data, "a.png", lambda _: None, lambda: not next(lines) % AT_ONCE, begun), Begun
    ):
        assert (read.tile, read.boxes) > (begun.tile, begun.boxes)
        assert read.seconds > begun.seconds
        begun, calls = decode(encode(read), type=Begun), calls + 1
        within.add((begun.tile, begun.boxes > 0))
    assert calls * AT_ONCE >= len(whole.lines)
    assert {(0, True), (1, True), (2, False)} <= within
    assert read == whole


def test_photographs_and_strips_are_read_within_the_memory_of_a_screen() -> None:
    """A large photograph is read as a smaller copy, a very wide picture with less detail; all letters are found."""
    whole = Image.open(io.BytesIO(screen(GIFT_CARD[:4])))
    large = Image.new("RGB", (3000, 3600), "grey")
    large.paste(whole.resize((whole.width * 3, whole.height * 3)), (200, 300))
    out = io.BytesIO()
    large.save(out, "JPEG", quality=85)
    photograph = read_whole(out.getvalue(), "a.jpg")
    assert (photograph.width, photograph.height) == (2400, 2880)
    assert {"2026年11月8日", "-¥1,200"} <= {"".join(line.text.split()) for line in photograph.lines}
    wide = Image.new("RGB", (12_000, 400), "white")
    wide.paste(whole.resize((whole.width * 4, whole.height * 4)).crop((0, 0, 3120, 400)), (8000, 0))
    out = io.BytesIO()
    wide.save(out, "PNG")
    assert texts(out.getvalue()) == ["ギフトカードの残高と利用履歴"]


def _polyglot() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("a.txt", "x")
    return screen(GIFT_CARD[:1]) + archive.getvalue()


def _black(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (screen(GIFT_CARD[:7])[:900], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(400), "no-picture"),
        (_polyglot(), "two-in-one"),
        (_black(10_000, 10_000), "too-large"),
        (b"\0\0\0\x18ftypheic" + bytes(64), "heic"),
        (_black(40, 1_200_000), "no-screen"),
        (_black(LEAST_SIDE - 1, 2_000), "no-screen"),
        (_black(MOST_RATIO * 300 + 1, 300), "no-screen"),
    ],
    ids=["cut", "random", "polyglot", "100-megapixel", "heic", "thread", "narrow", "wide"],
)
def test_bad_pictures_end_in_a_reason(data: bytes, why: str) -> None:
    """Whatever is in the bytes, the reason has a sentence."""
    with pytest.raises(NotShown) as error:
        read_picture(data, "a.png", lambda seconds: None)
    assert error.value.why == why


def test_a_model_that_was_not_examined_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SHA-256 of both models is checked each time they are loaded."""
    assert models.installed()
    monkeypatch.setitem(MODELS, DETECTION, "0" * 64)
    with pytest.raises(NotTheModels, match=DETECTION):
        model(DETECTION)


def test_connected_parts_are_those_of_a_flood_fill() -> None:
    """On random maps the rectangles are the same as by filling each part, step by step."""
    drawn = np.random.default_rng(3)
    for _ in range(30):
        mask = drawn.random((24, 30)) < 0.4
        assert sorted(components(mask)) == sorted(_filled(mask))


def _filled(mask: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> list[Rectangle]:
    left = {(int(row), int(column)) for row, column in np.argwhere(mask)}
    parts = []
    while left:
        todo, part = [left.pop()], []
        while todo:
            row, column = todo.pop()
            part.append((row, column))
            near = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)} & left
            left -= near
            todo += near
        rows, columns = zip(*part, strict=True)
        parts.append(Rectangle(min(columns), min(rows), max(columns) + 1, max(rows) + 1))
    return parts
