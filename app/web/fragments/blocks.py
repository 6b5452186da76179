"""The blocks of a summary for a page: every hidden character in their texts is shown by its number."""

from collections.abc import Iterable
from typing import Any

from app.report.stored import plain
from app.report.summary.block import Block
from app.report.typeset.shown import visible_text


def visible(blocks: Iterable[Block]) -> Any:
    """The blocks as plain data for ``templates/blocks.html``."""
    return _shown(plain(list(blocks)))


def _shown(given: Any) -> Any:
    if isinstance(given, str):
        return visible_text(given)
    if isinstance(given, list | tuple):
        return [_shown(one) for one in given]
    return {name: _shown(one) for name, one in given.items()} if isinstance(given, dict) else given
