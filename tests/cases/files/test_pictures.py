"""Pictures among the evidence: what is shown is made anew in the confined process, and what is no plain picture is
refused with a reason."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from app.cases.pictures import REFUSED_SENTENCES, Copy, encode
from app.cases.pictures.child import BOX, GPS, MOST_PIXELS, encoded
from app.reader.pictures.opened import NotShown
from tests.reader.zips import make

SIZE = (90, 60)
SECRET = b"CANARY-hidden"


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def photo(form: str = "JPEG", turned: int = 1) -> bytes:
    """A red picture that says where it was taken, with a camera's name, a comment and a preview in it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET.decode(), turned
    exif.get_ifd(GPS).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    more = {"comment": SECRET} if form == "JPEG" else {}
    return saved(Image.new("RGB", SIZE, "red"), form, exif=exif, xmp=b"<x>" + SECRET + b"</x>", **more)


@contextmanager
def opened(data: bytes) -> Iterator[int]:
    file = os.memfd_create("picture")
    try:
        os.write(file, data)
        yield file
    finally:
        os.close(file)


def shown(data: bytes) -> Copy:
    """What the confined process makes of it."""
    with opened(data) as file:
        return encode(file)


def why(data: bytes) -> str:
    """Why it is refused, in this process; ``""``: it is not."""
    try:
        encoded(data)
    except NotShown as error:
        return error.why
    return ""


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_no_location_in_what_is_shown(form: str) -> None:
    """The copy has the picture and nothing else of the file; that there was a location is said."""
    made = encoded(photo(form))
    copy = Image.open(io.BytesIO(made.data))
    assert (copy.format, copy.size, made.notes) == ("JPEG", SIZE, ["location"])
    assert copy.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not copy.getexif()
    assert SECRET not in made.data
    red, green, blue = copy.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 60 > max(green, blue)


def test_the_confined_process() -> None:
    """It makes the same of a picture, says no to a bomb, and leaves the file as it is."""
    data = photo(turned=6)
    with opened(data) as file:
        made = encode(file)
        assert os.pread(file, len(data) + 1, 0) == data
    assert (made.width, made.height, made.notes, made.refused) == (SIZE[1], SIZE[0], ("location",), "")
    assert made.data == encoded(data).data
    inner = make({"IMG_1.jpg": data, "deep.zip": make({"IMG_2.jpg": data})})
    with opened(inner) as file:
        for path in ("a.zip!/IMG_1.jpg", "a.zip!/deep.zip!/IMG_2.jpg"):
            assert encode(file, member=("a.zip", path)) == made
        assert encode(file, member=("a.zip", "a.zip!/IMG_3.jpg")).refused == "damaged"
    assert shown(bomb(30_000, 30_000)).refused == "too-large"
    with opened(saved(Image.new("RGB", (4000, 4000)), "PNG")) as file:
        assert encode(file, cpu_s=0).refused in ("too-complex", "")


MODES: dict[str, Callable[[], bytes]] = {
    "CMYK": lambda: saved(Image.new("CMYK", SIZE, (0, 255, 255, 0)), "JPEG"),
    "16 bits": lambda: saved(Image.new("I;16", SIZE, 50_000), "PNG"),
    "16 bits, other order": lambda: saved(Image.new("I;16B", SIZE, 50_000), "TIFF"),
    "32 bits": lambda: saved(Image.new("I", SIZE, 70_000), "TIFF"),
    "fractions": lambda: saved(Image.new("F", SIZE, 0.5), "TIFF"),
    "one bit": lambda: saved(Image.new("1", SIZE, 1), "PNG"),
    "palette": lambda: saved(Image.new("P", SIZE, 3), "GIF"),
    "clear": lambda: saved(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"),
    "clear grey": lambda: saved(Image.new("LA", SIZE, (0, 0)), "PNG"),
    "BMP": lambda: saved(Image.new("RGB", SIZE, "white"), "BMP"),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_pixel(mode: str) -> None:
    """Whatever the pixels are made of, the copy is RGB; what is clear is white, and 16 bits keep their brightness."""
    copy = Image.open(io.BytesIO(encoded(MODES[mode]()).data))
    assert (copy.mode, copy.size) == ("RGB", SIZE)
    brightness = copy.convert("L").getpixel((5, 5))
    assert isinstance(brightness, int)
    if mode.startswith("16"):
        assert 180 < brightness < 210
    if mode.startswith("clear"):
        assert brightness > 250


def test_what_is_said_of_a_copy() -> None:
    """Only the first picture is shown of several, and a large one smaller; a long screenshot stays readable."""
    some = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    moving = encoded(saved(some[0], "GIF", save_all=True, append_images=some[1:]))
    assert moving.notes == ["animated"]
    assert Image.open(io.BytesIO(moving.data)).getpixel((5, 5))[0] > 200  # type: ignore[index]
    assert encoded(saved(some[0], "TIFF", save_all=True, append_images=some[1:])).notes == ["pages"]
    tall = encoded(saved(Image.new("1", (1170, 9000)), "PNG"))
    assert (tall.height, tall.notes) == (BOX[1], ["smaller"])
    assert tall.width > 1000


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "text")
    return out.getvalue()


JPEG, PNG, NOISE = photo(), *(saved(Image.effect_noise(SIZE, 50), form) for form in ("PNG", "JPEG"))
NOT_SHOWN = {
    "no-picture": (b"", b"hello", b"%PDF-1.7\n", b"\x89PNG", JPEG[:2], b"GIF89a", b"\xff" * 5000, b"II*\0\x08\0\0\0"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', b'<?xml version="1.0"?>\n<SVG onload="alert(1)"></SVG>'),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(200), b"\0\0\0\x18ftypmif1" + bytes(200)),
    "two-in-one": (
        JPEG + archive(),
        PNG + b"<script>alert(1)</script>",
        saved(Image.new("RGB", SIZE), "JPEG", comment=b"<?php system($_GET[0]); ?>"),
        saved(Image.new("RGB", SIZE), "JPEG", comment=b"%PDF-1.4"),
        saved(Image.new("RGB", SIZE), "GIF", comment=b"<HTML><body>"),
    ),
    "damaged": (NOISE[:-200], PNG[:-500], bomb(10_000, 10_000)),
    "too-large": (bomb(MOST_PIXELS, 2), bomb(20_000, 20_000)),
}


@pytest.mark.parametrize("reason", NOT_SHOWN)
def test_what_is_not_shown(reason: str) -> None:
    """Each is refused for a reason that has a sentence."""
    assert [why(one) for one in NOT_SHOWN[reason]] == [reason] * len(NOT_SHOWN[reason])
    assert reason in REFUSED_SENTENCES
