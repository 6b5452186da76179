"""The tags and texts of a page are those that Python's own parser finds, with their lines."""

import random
from html.parser import HTMLParser

import pytest

from app.reader.documents.markup import Tag, tokens
from tests.importers.reading import SAMPLES

# What is joined at random: whole and broken tags, quotes that are never closed, spaces of several kinds, references.
_BITS = (
    *("<", "</", ">", "/>", '"', "'", "=", "/", " ", "\n", "\t", "\f", "\xa0", "\u3000", "a", "x", "div", "td", "<p"),
    *(
        "class=",
        'id="x"',
        "href='y'",
        "hidden",
        "&amp",
        "&lt;",
        "&#65",
        '<div class="q">',
        "</div>",
        "<br/>",
        "<br / >",
    ),
    *('<a b="c"d=e>', "</p", "< ", "<1", "<td>", "</ div>", '</div x=">">', "= '", "=='", "<a b='\n>'>"),
)
Found = tuple[str, str, tuple[tuple[str, str | None], ...] | None, int]


class _Reference(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(("start", tag, tuple(attrs), self.getpos()[0]))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("end", tag, None, self.getpos()[0]))

    def handle_data(self, data: str) -> None:
        self.found.append(("text", data, None, self.getpos()[0]))


def _expected(text: str) -> list[Found]:
    parser = _Reference()
    parser.feed(text)
    parser.close()
    return parser.found


def _found(text: str) -> list[Found]:
    found: list[Found] = []
    for line, one in tokens(text):
        if isinstance(one, str):
            found.append(("text", one, None, line))
        elif isinstance(one, Tag):
            found.append(("start", one.name, one.attributes, line))
            found += [("end", one.name, None, line)] if one.alone else []
        else:
            found.append(("end", one.name, None, line))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_markup(seed: int) -> None:
    """However broken a page is, it is read as the parser reads it."""
    chance = random.Random(seed)
    for _ in range(1_000):
        text = "".join([*chance.choices(_BITS, k=chance.randrange(2, 40)), ">"])  # What is behind the last one is text.
        assert _found(text) == _expected(text), text


@pytest.mark.parametrize("sample", ["order_list_page", "order_details_page"])
def test_pages(sample: str) -> None:
    """The same of pages of a shop, which repeat their tags."""
    for page in sorted((SAMPLES / "amazon" / sample).glob("*.html")):
        text = page.read_text("utf-8").replace("<!", "").replace("<script", "<div").replace("<style", "<div")
        assert _found(text) == _expected(text), page.name
