"""What happens to a screen on its way to us: it is photographed, or a notification lies over it."""

import io
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

_TABLE = 0.12  # of the picture around a screen: what else the camera sees
_LEAN = 0.035  # of the width by which a corner is out of its place


def photographed(data: bytes, rng: Random) -> bytes:
    """A photograph of the screen: seen from the side, a little blurred, with noise, uneven light and a glare."""
    screen = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = screen.size
    across, down = round(width * _TABLE), round(height * _TABLE)
    corners = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0))
    target = [
        (
            across + (x + rng.uniform(-_LEAN, _LEAN)) * width,
            down + (y + rng.uniform(-_LEAN, _LEAN) * width / height) * height,
        )
        for x, y in corners
    ]
    source = [(x * width, y * height) for x, y in corners]
    seen = screen.transform(
        (width + 2 * across, height + 2 * down), Image.Transform.PERSPECTIVE, _through(target, source),
        Image.Resampling.BICUBIC, fillcolor=(70, 62, 55),
    )  # fmt: skip
    seen = seen.filter(ImageFilter.GaussianBlur(rng.uniform(0.6, 1.6)))
    pixels = np.asarray(seen, dtype=np.float32)
    drawn = np.random.default_rng(rng.randrange(2**32))
    rows, columns = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    light = 0.75 + 0.25 * columns / columns.max()
    middle = (rng.uniform(0.2, 0.8) * pixels.shape[0], rng.uniform(0.2, 0.8) * pixels.shape[1])
    glare = 110 * np.exp(-((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2) / (2 * (0.12 * pixels.shape[1]) ** 2))
    pixels = pixels * light[:, :, None] + glare[:, :, None] + drawn.normal(0, 5, pixels.shape)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[33434] = (1, 60)  # the exposure time
    out = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def _through(target: list[tuple[float, float]], source: list[tuple[float, float]]) -> list[float]:
    """The eight numbers that lead from each point of the photograph to one of the screen."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(wanted))]


def covered(data: bytes, rng: Random) -> bytes:
    """A notification that hides a part of the list: a card with rounded corners and grey bars for its words."""
    screen = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = screen.size
    draw = ImageDraw.Draw(screen)
    top = round(rng.uniform(0.15, 0.6) * min(height, 2 * width))
    left, tall = round(0.03 * width), round(0.2 * width)
    draw.rounded_rectangle((left, top, width - left, top + tall), round(0.05 * width), fill=(236, 236, 240))
    for place, length in ((0.25, 0.3), (0.5, 0.7), (0.7, 0.5)):
        line = top + round(place * tall)
        draw.rectangle(
            (left * 5, line, left * 5 + round(length * width), line + round(0.02 * width)), fill=(150, 150, 158)
        )
    out = io.BytesIO()
    screen.save(out, "PNG")
    return out.getvalue()
