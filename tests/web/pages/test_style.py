"""The style sheet: readable in light and dark."""

import re
from pathlib import Path

import pytest

import app

STYLE = (Path(__file__).parents[3] / "static" / "style.css").read_text("utf-8")
# Text and what it stands on.
PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "quiet"), ("ink", "tint"), ("ink", "alert-tint"), ("soft", "paper"),
    ("soft", "card"), ("soft", "quiet"), ("accent", "paper"), ("accent", "card"), ("accent", "tint"),
    ("accent", "quiet"), ("accent-strong", "tint"), ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("alert", "alert-tint"), ("alert", "paper"), ("paper", "alert"), ("accent", "alert-tint"),
]  # fmt: skip


def pictured() -> dict[str, dict[str, str]]:
    """The colours of fill and stroke of every part of a picture, by its class or element."""
    found: dict[str, dict[str, str]] = {}
    for selectors, rules in re.findall(r"^(\.picture [^{]*?) \{(.*?)\}", STYLE, re.M | re.S):
        colours = dict(re.findall(r"(fill|stroke): var\(--([a-z-]+)\)", rules))
        for name in re.findall(r"\.picture \.?([a-z]+)(?=,|$)", selectors) if colours else ():
            found.setdefault(name, {}).update(colours)
    return found


PICTURED = pictured()
TEXTS = ("text", "count", "tick")


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


def contrast(colours: dict[str, str], one: str, other: str) -> float:
    """How many times brighter the brighter colour is, as WCAG 2.2 defines it."""
    dark, bright = sorted((luminance(colours[one]), luminance(colours[other])))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(scheme: str, text: str, ground: str) -> None:
    """Text stands out from its ground by at least 4.5 to 1."""
    assert contrast(palette(scheme), text, ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields(scheme: str) -> None:
    """The edge of a field stands out from what is around it by at least 3 to 1."""
    for ground in ("paper", "card"):
        assert contrast(palette(scheme), "edge", ground) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PICTURED)
def test_pictures(scheme: str, name: str) -> None:
    """In a picture, text stands out from the page and from a shaded episode by at least 4.5 to 1, and of every mark the
    area or the outline by at least 3 to 1."""
    colours, used = palette(scheme), PICTURED[name]
    for ground in ("paper", "alert-tint"):
        best = max(contrast(colours, one, ground) for one in used.values())
        if name in TEXTS:
            assert set(used) == {"fill"}
            assert best >= 4.5
        else:
            assert best >= 3


def test_all_of_a_picture_has_a_colour() -> None:
    """Every class of the pictures is one of those above; a mark without a rule would be black in both schemes."""
    template = (Path(app.__file__).parent / "report" / "summary" / "templates" / "drawings.html").read_text("utf-8")
    drawn = set(re.findall(r'<(?:text|tspan|rect|line|path|circle) class="([a-z]+)', template))
    assert drawn == PICTURED.keys() - {"text"}
