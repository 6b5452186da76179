"""Small pictures of screens, drawn with the font that the product ships."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

WIDTH, SIZE = 780, 34
Words = Sequence[tuple[int, str]]  # the place of each text, from the left; a negative one is that of its end


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = files("noto_cjk_sans_jp_regular")
    name = next(item.name for item in folder.iterdir() if item.name.endswith((".otf", ".ttf", ".ttc")))
    return ImageFont.truetype(io.BytesIO((folder / name).read_bytes()), size)


def screen(lines: Sequence[tuple[int, Words]], form: str = "PNG", **saved: object) -> bytes:
    """A picture of texts: each line is the space above it and its texts."""
    height = sum(space + SIZE + 14 for space, _ in lines) + 60
    image = Image.new("RGB", (WIDTH, height), "white")
    draw, top = ImageDraw.Draw(image), 0
    for space, texts in lines:
        top += space
        for place, text in texts:
            left = place if place >= 0 else WIDTH + place - draw.textlength(text, _font(SIZE))
            draw.text((left, top), text, "#222222", _font(SIZE))
        top += SIZE + 14
    out = io.BytesIO()
    image.save(out, form, **saved)
    return out.getvalue()


GIFT_CARD = (
    (20, ((220, "ギフトカードの残高と利用履歴"),)),
    *(
        line
        for day, words, amount, balance in (
            ("2026年11月8日", "注文に適用", "-¥1,200", "¥3,800"),
            ("2026年11月5日", "登録されたギフトカード", "¥3,000", "¥5,000"),
            ("2026年10月30日", "注文に適用", "-¥980", "¥2,000"),
            ("2026年10月2日", "登録されたギフトカード", "¥2,980", "¥2,980"),
        )
        for line in ((44, ((24, day),)), (0, ((24, words),)), (0, ((24, amount), (-24, f"残高 {balance}"))))
    ),
)
