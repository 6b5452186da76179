"""One drawn screen: its page, the rows that it shows, and the pictures that a telephone would make of it."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FONTS = (
    "'Noto Sans CJK JP'", "'Noto Serif CJK JP'", "'Droid Sans Fallback'", "'DejaVu Sans','Noto Sans CJK JP'",
    "'Liberation Sans','Noto Sans CJK JP'", "'Noto Sans Mono CJK JP'", "sans-serif", "serif",
)  # fmt: skip


class Truth(NamedTuple):
    """One row that the screen shows; ``direction`` and ``balance`` are empty where the screen does not say them."""

    date: str
    amount: str
    direction: str
    text: str
    currency: str = "JPY"
    balance: str = ""
    status: str = ""
    time: str = ""


@dataclass(frozen=True)
class Style:
    """How a screen is drawn: width in CSS pixels, device pixels for each, colours and fonts."""

    width: int = 390
    height: int = 844
    pixels: float = 3
    dark: bool = False
    font: str = FONTS[0]
    japanese: bool = True

    @property
    def ink(self) -> str:
        return "#f2f2f2" if self.dark else "#1b1b1b"

    @property
    def paper(self) -> str:
        return "#121212" if self.dark else "#ffffff"

    @property
    def faint(self) -> str:
        return "#9a9a9a" if self.dark else "#6f6f6f"

    @property
    def line(self) -> str:
        return "#2c2c2c" if self.dark else "#e4e4e4"

    @property
    def card(self) -> str:
        return "#1e1e1e" if self.dark else "#ffffff"

    @property
    def ground(self) -> str:
        return "#000000" if self.dark else "#f3f4f6"


@dataclass(frozen=True)
class Screen:
    """A drawn screen: ``body`` (HTML with its style), the rows from top to bottom, the day of the picture, and the id
    of the recogniser that should know it (empty: none should). ``named``: the text of each row is the whole name as it
    stands there, empty where none does, so that names can be compared."""

    body: str
    rows: Sequence[Truth]
    taken: date
    layout: str = ""
    style: Style = field(default_factory=Style)
    named: bool = False


Draw = Callable[[Random, Style], Screen]


def page(screen: Screen) -> str:
    """The whole page of a screen, with the bar that a telephone shows above it."""
    style = screen.style
    bar = (
        f"<div style='display:flex;justify-content:space-between;padding:14px 26px 6px;font-size:15px;font-weight:600'>"
        f"<span>{8 + len(screen.rows) % 9}:{10 + len(screen.body) % 49}</span><span>5G 87%</span></div>"
    )
    return (
        f"<!doctype html><meta charset=utf-8><style>*{{box-sizing:border-box}}body{{margin:0;background:{style.ground};"
        f"color:{style.ink};font-family:{style.font};font-size:16px;line-height:1.35}}</style>"
        f"{bar if style.width < 600 else ''}{screen.body}"
    )


@contextmanager
def browser() -> "Iterator[Browser]":
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


def picture(opened: "Browser", screen: Screen, quality: int = 0, shrink: float = 1.0) -> bytes:
    """The whole screen, as long as it is, as PNG, or as JPEG of this quality; ``shrink`` as apps that send it on do."""
    context = opened.new_context(
        viewport={"width": screen.style.width, "height": screen.style.height}, device_scale_factor=screen.style.pixels
    )
    try:
        tab = context.new_page()
        tab.set_content(page(screen))
        data: bytes = tab.screenshot(full_page=True)
    finally:
        context.close()
    if not quality and shrink == 1:
        return data
    image = Image.open(io.BytesIO(data)).convert("RGB")
    if shrink != 1:
        image = image.resize((round(image.width * shrink), round(image.height * shrink)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG" if quality else "PNG", **({"quality": quality} if quality else {}))
    return out.getvalue()
