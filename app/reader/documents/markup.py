"""The tags and texts of a page, each with the line that it begins in: the same as ``html.parser`` gives for a page
without comments, scripts and styles. That parser spends most of its time on the same few tags; here each different tag
is parsed once."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from app.reader.documents.hidden import begins

_SPACE = r"(?:\s|/(?!>))*"
_VALUE = r"""'[^']*'|"[^"]*"|(?!['"])[^>\s]*"""
_NAME = r"""(?<=['"\s/])[^\s/>][^\s/=>]*"""
_WHOLE = re.compile(
    rf"<[a-zA-Z][^\t\n\r\f />\x00]*(?:[\s/]*(?:{_NAME}(?:\s*=+\s*(?:{_VALUE})\s*)?{_SPACE})*)?\s*(/?>)?"
)
_TAG = re.compile(rf"([a-zA-Z][^\t\n\r\f />\x00]*){_SPACE}")
_ATTRIBUTE = re.compile(rf"({_NAME})(\s*=+\s*({_VALUE}))?{_SPACE}")
_END = re.compile(r"</\s*([a-zA-Z][-.a-zA-Z0-9:_]*)\s*>")
_OPEN = re.compile(r"<(?=[a-zA-Z])|</")
_UNFINISHED = re.compile(r"[a-zA-Z=/]?")  # What follows an opening that is no whole tag.
_OPEN_QUOTE = re.compile(r"=[\s=]+['\"]|[\s='\"/]=['\"]")  # which may begin a value that goes on behind the next `>`
_SHORT = 400  # characters of a tag that is worth remembering
_LONGEST = 2_000  # characters of an attribute
Attributes = tuple[tuple[str, str | None], ...]


class Tag(NamedTuple):
    """A start tag. ``cells`` are its name and attributes as a row of elements has them; ``hides`` says that its element
    is not shown, ``alone`` that it ends at once (`<br/>`)."""

    name: str
    attributes: Attributes
    alone: bool
    hides: bool
    cells: tuple[str, str, str, str, str, str]


class End(NamedTuple):
    """An end tag."""

    name: str


def tokens(text: str) -> Iterator[tuple[int, Tag | End | str]]:
    """The tags and texts in their order, each with its line. Lines end with a line feed."""
    place, line, size, end = 0, 1, len(text), -1
    known = dict[str, Tag | End]()  # the short tags of this page that end at the next `>` and have no line feed
    while place < size:
        begin = text.find("<", place)
        begin = size if begin < 0 else begin
        if place < begin:
            yield line, unescape(text[place:begin])
            line += text.count("\n", place, begin)
        if begin == size:
            return
        if end < begin:
            end = text.find(">", begin)
            end = size if end < 0 else end
        written = text[begin : end + 1] if end - begin < _SHORT else ""
        if tag := known.get(written):
            yield line, tag
            place = end + 1
            continue
        place, token = _token(text, begin, end)
        if token is not None:
            yield line, token
        feeds = text.count("\n", begin, place)
        line += feeds
        if written and place == end + 1 and not feeds and isinstance(token, Tag | End):
            known[written] = token


def _token(text: str, begin: int, end: int) -> tuple[int, Tag | End | str | None]:
    """The token that begins with this ``<``, and the position where it ends. ``end`` is the position of the next ``>``;
    without one, the ``<`` is text. An end tag without a name and the beginning of a comment give no token."""
    if end == len(text):
        place = max(text.find("<", begin + 1), begin + 1)
        return place, unescape(text[begin:place])
    if not _OPEN.match(text, begin):
        return (end + 1, None) if text.startswith(("<!", "<?"), begin) else (begin + 1, "<")
    if text[begin + 1] == "/":
        return end + 1, _end(text[begin : end + 1])
    if end - begin < _SHORT and (tag := _short(text[begin : end + 1])):
        return end + 1, tag
    whole = _WHOLE.match(text, begin)
    assert whole is not None  # because it is open
    place = whole.end()
    if not whole[1] and (place == len(text) or _UNFINISHED.match(text, place)[0]):  # type: ignore[index]
        place = end + 1  # A quote that is never closed: what looked like a tag is text.
        return place, unescape(text[begin:place])
    return place, _tag(text[begin:place]) or text[begin:place]


@lru_cache(maxsize=8192)
def _short(text: str) -> Tag | None:
    """The tag in a short text; None where the text is incomplete or may be longer."""
    whole = _WHOLE.fullmatch(text)
    return _tag(text) if whole and whole[1] and not _OPEN_QUOTE.search(text) else None


def _tag(text: str) -> Tag | None:
    """The tag in a complete text; None where it contains signs that tags cannot have."""
    match = _TAG.match(text, 1)
    assert match is not None  # because it is whole
    place, attributes = match.end(), list[tuple[str, str | None]]()
    while attribute := _ATTRIBUTE.match(text, place):
        name, equals, value = attribute[1], attribute[2], attribute[3]
        if equals and value[:1] in ("'", '"') and value[:1] == value[-1:]:
            value = value[1:-1]
        attributes.append((name.lower(), unescape(value) if equals and value else value if equals else None))
        place = attribute.end()
    end = text[place:].strip()
    if end not in (">", "/>"):
        return None
    name = match[1].lower()
    return Tag(name, tuple(attributes), end == "/>", begins(name, attributes), _cells(name, attributes))


@lru_cache(maxsize=1024)
def _end(text: str) -> End | None:
    match = _END.match(text) or _TAG.match(text, 2)
    return End(match[1].lower()) if match else None


def _cells(name: str, attributes: list[tuple[str, str | None]]) -> tuple[str, str, str, str, str, str]:
    """Name, id, class, target of a link, label, and the attributes ``data-…``, one a line; of repeated attributes the
    first."""
    known = {key: (value or "")[:_LONGEST] for key, value in reversed(attributes)}
    label = known.get("aria-label") or known.get("alt") or known.get("title") or ""
    data = "\n".join([f"{key}={value}" for key, value in known.items() if key.startswith("data-")])
    return name, known.get("id", ""), known.get("class", ""), known.get("href", ""), label, data
