"""The style sheet: readable in light and dark."""

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[3] / "static" / "style.css").read_text("utf-8")
# Text and what it stands on.
PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "quiet"), ("ink", "tint"), ("ink", "alert-tint"), ("soft", "paper"),
    ("soft", "card"), ("soft", "quiet"), ("accent", "paper"), ("accent", "card"), ("accent", "tint"),
    ("accent", "quiet"), ("accent-strong", "tint"), ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("alert", "alert-tint"), ("alert", "paper"), ("paper", "alert"), ("accent", "alert-tint"),
]  # fmt: skip


def palette(scheme: str) -> dict[str, str]:
    """The colours of a scheme; dark replaces what it names."""
    light, dark = re.findall(r":root \{(.*?)\n *\}", STYLE, re.S)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(scheme: str, text: str, ground: str) -> None:
    """Text stands out from its ground by at least 4.5 to 1."""
    colours = palette(scheme)
    dark, bright = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields(scheme: str) -> None:
    """The edge of a field stands out from what is around it by at least 3 to 1."""
    colours = palette(scheme)
    for ground in ("paper", "card"):
        dark, bright = sorted((luminance(colours["edge"]), luminance(colours[ground])))
        assert (bright + 0.05) / (dark + 0.05) >= 3
