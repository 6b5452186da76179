"""``python -m app.data.build_icons FOLDER``: writes the icons that pages use to ``static/icons.svg``, one file for all.

``FOLDER`` is the unpacked package that ``icons.yaml`` names, which lists the icons too. Of each only its lines are
taken: size, colour and width are those of the page (``.icon`` in ``static/style.css``).
"""

import re
import shutil
import sys
from datetime import date
from pathlib import Path

import msgspec
import yaml

LIST = Path(__file__).parent / "icons.yaml"
STATIC = Path(__file__).parents[2] / "static"
SPRITE, LICENCE = STATIC / "icons.svg", STATIC / "icons-licence.txt"


class Icons(msgspec.Struct):
    """The names of the icons, with the package that they are from."""

    source: str
    version: str
    date: date
    licence: str
    icons: list[str]


def listed() -> Icons:
    """The list of icons with its source, version and licence."""
    return msgspec.convert(yaml.safe_load(LIST.read_text("utf-8")), Icons)


def symbol(name: str, drawing: str) -> str:
    """One icon as a symbol: what stands inside of its ``svg`` element, without white space between elements."""
    match = re.search(r"<svg\b[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if match is None:
        raise ValueError(f"{name} is no SVG drawing")
    lines = re.sub(r"\s*(<[^>]*?)\s*/>\s*", r"\1/>", match[1]).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>'


def main(folder: Path) -> None:
    """Writes the file and the licence beside it."""
    content = listed()
    symbols = [symbol(name, (folder / "icons" / f"{name}.svg").read_text("utf-8")) for name in sorted(content.icons)]
    head = f"<!-- {content.source} {content.version}, {content.licence}: see {LICENCE.name} -->"
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, "</svg>"]
    SPRITE.write_text("\n".join(lines) + "\n", "utf-8")
    shutil.copyfile(folder / "LICENSE", LICENCE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
