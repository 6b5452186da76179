"""The blocks of a summary for a page, with every hidden character in their texts shown by its number."""

from collections.abc import Iterable
from typing import Any

from app.report.stored import plain
from app.report.summary.block import Block
from app.report.typeset.shown import visible_text


def visible(blocks: Iterable[Block]) -> Any:
    """The blocks as plain data for ``templates/handing_out/blocks.html``."""
    return _visible(plain(list(blocks)))


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return {name: _visible(part) for name, part in value.items()} if isinstance(value, dict) else value
