"""Parts of a page that a browser does not show: the attribute ``hidden``, or the style ``display: none``."""

import re
from dataclasses import dataclass

_WITHOUT_TEXT_LISTED = "area base br col embed hr img input link meta source track wbr"
WITHOUT_TEXT = frozenset(_WITHOUT_TEXT_LISTED.split())
_NOT_SHOWN = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
# Parts of a table by size: the begin or end of a larger part ends all smaller open ones.
_SIZES = {"td": 1, "th": 1, "tr": 2, "thead": 3, "tbody": 3, "tfoot": 3, "table": 4}
_ENDED_BY_LISTED = {
    "li": "li",
    "option": "option",
    "dt": "dt dd",
    "dd": "dt dd",
    "p": "address article aside blockquote div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol "
    "p pre section table ul",
}
ENDED_BY = {tag: frozenset(others.split()) for tag, others in _ENDED_BY_LISTED.items()}


@dataclass(slots=True)
class Hidden:
    """An open element that the page does not show: ``level`` is the number of tables around it, ``inside`` the number
    of open elements with the same name within it. An element without its end tag ends where HTML closes it."""

    tag: str
    level: int
    inside: int = 0

    def ends_before(self, tag: str, level: int) -> bool:
        """Whether the hidden element ends where ``tag`` begins; otherwise ``tag`` is counted as open."""
        size = _SIZES.get(tag, 0)
        if 0 < self.level == level and max(1, _SIZES.get(self.tag, 0)) <= size < _SIZES["table"]:
            return True
        if tag in ENDED_BY.get(self.tag, ()):
            return True
        self.inside += tag == self.tag
        return False

    def ends_with(self, tag: str, level: int) -> bool:
        """Whether the hidden element ends at this end tag; otherwise the end tag is counted."""
        if tag == self.tag and not self.inside:
            return True
        self.inside -= tag == self.tag
        return level == self.level and _SIZES.get(tag, 0) > _SIZES.get(self.tag, 0)


def begins(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    """Whether an element with these attributes is not shown, and can hold text."""
    hidden = any(name == "hidden" or (name == "style" and value and _NOT_SHOWN.search(value)) for name, value in attrs)
    return hidden and tag not in WITHOUT_TEXT
