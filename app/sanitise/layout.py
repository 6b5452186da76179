"""Finds the cells, values and visible words of a text. Only these are replaced; every byte around them stays."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.reader.delimited.dialect import Dialect
from app.reader.delimited.dialect_choice import choose
from app.sanitise.replace import Replacer
from app.sanitise.words import known

_SAMPLE = 1 << 18
_CLAIMING = 300  # rows by which the layout of a table is recognised
_NUMBERS = re.compile(r"\b\d{1,2}([-/])\d{1,2}\1(?:\d\d){1,2}\b")


class Span(NamedTuple):
    """One cell: where its text begins and ends, without the quotes."""

    begin: int
    end: int


def delimited(text: str, replacer: Replacer) -> tuple[str, list[str]]:
    """A table (or any text by lines) with its cells replaced, and the column names that stayed."""
    dialect = choose(text[:_SAMPLE])
    rows = list(_rows(text, dialect))
    if replacer.day_first is None:
        replacer.day_first = _declared(text, rows, dialect)
    header = _header(text, rows) if dialect.delimiter.strip(" ") == dialect.delimiter else None
    if header is None and len({len(row) for row in rows}) > 1:  # lines of words, not cells
        return "".join(replacer.cell(line) for line in text.splitlines(keepends=True)), []
    names = [text[span.begin : span.end] for span in rows[header]] if header is not None else []
    out, end = [], 0
    for number, row in enumerate(rows):
        for place, span in enumerate(row):
            cell = text[span.begin : span.end]
            column = names[place] if place < len(names) else ""
            replaced = cell if number == header else replacer.cell(cell, column)
            out += [text[end : span.begin], replaced]
            end = span.end
    return "".join(out) + text[end:], names


def _rows(text: str, dialect: Dialect) -> Iterator[list[Span]]:
    """The cells of every row. Quotes count only at the edges of cells; a quote without a partner is a plain
    character."""
    quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
    inside = rf"(?:[^{quote}]|{quote}{quote})*"
    shape = re.compile(rf"{quote}({inside}){quote}(?=[ ]?(?:{delimiter}|\r|\n|\Z))|((?:(?!{delimiter})[^\r\n])*)")
    row, at = list[Span](), 0
    while at <= len(text):
        match = shape.match(text, at)
        if match is None:
            break
        row.append(Span(*match.span(1 if match[1] is not None else 2)))
        at = match.end()
        if text.startswith(dialect.delimiter, at):
            at += len(dialect.delimiter)
            continue
        while at < len(text) and text[at] == " ":
            at += 1
        if text.startswith(dialect.delimiter, at):
            at += len(dialect.delimiter)
            continue
        yield row
        row = []
        if at >= len(text):
            return
        at += 2 if text.startswith("\r\n", at) else 1
    if row:
        yield row


def _header(text: str, rows: Sequence[Sequence[Span]]) -> int | None:
    """The row of column names: the first of the usual width whose cells look like names, with figures below."""
    widths = Counter(len(row) for row in rows[:1000] if len(row) > 1)
    if not widths:
        return None
    width = widths.most_common(1)[0][0]
    usual = [number for number, row in enumerate(rows[:1000]) if len(row) == width]
    # Some programs fill up the rows above a table to its width.
    full = [place for place, number in enumerate(usual) if 2 * sum(end > begin for begin, end in rows[number]) > width]
    usual = usual[full[0] :][:6] if full else []
    cells = [[text[span.begin : span.end].strip() for span in rows[number]] for number in usual]
    names = [cell for cell in cells[0] if cell] if cells else []
    if not names or any(re.search(r"\d{4}|@|\*\*|様$", name) for name in names) or len(set(names)) < len(names):
        return None
    ours = sum(name.lower() in known() for name in names) >= len(names) / 2
    figures = any(re.search(r"\d", cell) for row in cells[1:] for cell in row)
    return usual[0] if ours or (figures and not any(re.search(r"\d{3}", name) for name in names)) else None


def _declared(text: str, rows: Sequence[Sequence[Span]], dialect: Dialect) -> bool | None:
    """Whether the day comes first in the dates of a table whose layout is known; None where none of its kind is."""
    first = [[text[span.begin : span.end] for span in row] for row in rows[:_CLAIMING] if any(row)]
    if not first or not _NUMBERS.search(text[: rows[len(first) - 1][-1].end]):
        return None
    from app.importers.layouts.formats import layout_claims  # here, because most files need no layout
    from app.importers.layouts.stored import layouts
    from app.reader.columns import fit
    from app.reader.table import Head

    width = max(map(len, first))
    header, *sample = (tuple(fit(row, width)[0]) for row in first)
    head = Head("", "csv", None, "", dialect.delimiter, header, tuple(sample), 1)
    orders = {layouts()[name].order for name in layout_claims(head)}
    return orders == {"day"} if len(orders) == 1 and orders != {"year"} else None


_JSON = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|(?<![\w.+-])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])', re.DOTALL)


def json_text(text: str, replacer: Replacer) -> tuple[str, list[str]]:
    """A JSON document (also lines of JSON, also behind a script's prefix) with its keys, and with its values
    replaced."""
    key, keys = "", dict[str, None]()

    def value(match: re.Match[str]) -> str:
        nonlocal key
        if match[1] is None:
            return replacer.number(match[0], key)
        meaning = _unescaped(match[1])
        if match[2] is not None:
            key = meaning
            if re.search(r"\d{4}|@", meaning):
                return match[0].replace(match[1], _escaped(replacer.cell(meaning), match[1]), 1)
            keys[meaning] = None
            return match[0]
        return '"' + _escaped(_as_meant(meaning, replacer, key), match[1]) + '"'

    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    return text[:start] + _JSON.sub(value, text[start:]), list(keys)


def _unescaped(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def _as_meant(meaning: str, replacer: Replacer, key: str) -> str:
    """The replacement of a text. Meta writes each byte of UTF-8 as a separate letter; such texts are decoded first."""
    try:
        meant = meaning.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return replacer.cell(meaning, key)
    replaced = replacer.cell(meant, key)
    return replaced if meant == meaning else replaced.encode("utf-8").decode("latin-1")


def _escaped(text: str, like: str) -> str:
    """The text as JSON, escaped in the same way as the original."""
    replaced = json.dumps(text, ensure_ascii="\\u" in like)[1:-1]
    return replaced.replace("/", "\\/") if "\\/" in like else replaced


_HTML = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>|<[^>]*>|[^<]+|<", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_PLAIN_LISTED = "class type charset lang dir rel colspan rowspan scope role method http-equiv"
_PLAIN = frozenset(_PLAIN_LISTED.split())
_ABOUT_PAGE = re.compile(
    r"""["']?(?:text/html\b.*|width=.*|IE=\w+)""", re.IGNORECASE | re.DOTALL
)  # what a page declares about itself
_ENTITY = re.compile(r"(&#?\w+;)")


def page(text: str, replacer: Replacer) -> tuple[str, list[str]]:
    """A page with its words and the values of its attributes replaced; scripts, styles and comments are emptied. The
    headings of columns stay."""
    heading, kept = False, dict[str, None]()

    def part(match: re.Match[str]) -> str:
        nonlocal heading
        whole = match[0]
        if whole.startswith("<!--"):
            return "<!--" + _emptied(whole[4:-3]) + "-->"
        if match[1]:
            begin, end = whole.index(">") + 1, whole.rindex("<")
            return _ATTRIBUTE.sub(attribute, whole[:begin]) + _emptied(whole[begin:end]) + whole[end:]
        if whole.startswith("<"):
            heading = bool(re.match(r"<th\b", whole, re.IGNORECASE)) or (heading and not whole.startswith("</th"))
            return _ATTRIBUTE.sub(attribute, whole)
        if heading and whole.strip() and not re.search(r"\d|@", whole):
            kept[whole.strip()] = None
            return whole
        return _words(whole, replacer)

    def attribute(match: re.Match[str]) -> str:
        name, equals, value = match.groups()
        plain = name.lower() in _PLAIN or (name.lower() == "content" and _ABOUT_PAGE.fullmatch(value))
        return match[0] if plain else name + equals + _words(value, replacer)

    return _HTML.sub(part, text), list(kept)


def _words(text: str, replacer: Replacer) -> str:
    pieces = _ENTITY.split(text)
    return "".join(_entity(piece, replacer) if n % 2 else replacer.cell(piece) for n, piece in enumerate(pieces))


def _entity(entity: str, replacer: Replacer) -> str:
    character = html.unescape(entity)
    return f"&#{ord(replacer.word(character))};" if len(character) == 1 and character.isalnum() else entity


def _emptied(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
