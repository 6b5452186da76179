"""All layouts: those of this version, kept in one file that is quick to read, and those that an installation adds."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from app.importers.layouts.layout import Layout

FOLDER = Path(__file__).parent
FILE = FOLDER / "layouts.json"  # made from them (``app.made``)
ADDED = "MIOBOE_LAYOUTS"  # the variable that names a folder with further layouts


@cache
def shipped() -> tuple[Layout, ...]:
    """The layouts of this version."""
    return tuple(msgspec.json.decode(FILE.read_bytes(), type=list[Layout]))


@cache
def added() -> tuple[Layout, ...]:
    """The layouts in the folder that the installation names. Raises ``LayoutError`` for a bad one."""
    folder = os.environ.get(ADDED, "")
    if not folder:
        return ()
    from app.importers.layouts.parse import parse_folder  # here, because most installations add none

    return parse_folder(Path(folder), {layout.id for layout in shipped()})


def layout_fault() -> tuple[str, Mapping[str, str | int]] | None:
    """The ``code`` and ``values`` of the ``LayoutError`` for which none of the layouts that the installation adds is
    used; None where they are."""
    if not os.environ.get(ADDED):
        return None
    from app.importers.layouts.parse import LayoutError  # as above

    try:
        added()
    except LayoutError as error:
        return error.code, error.values
    return None


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout by the id of its format."""
    return {layout.id: layout for layout in (*shipped(), *usable())}


@cache
def usable() -> tuple[Layout, ...]:
    """The layouts that the installation adds. Commands do not start with a bad one; where one became bad later, none of
    them is used."""
    try:
        return added()
    except (ValueError, OSError):
        return ()
