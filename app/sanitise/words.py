"""The words that may stay: those that the importers look for. Everything else in a file may be personal."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app import importers
from app.importers.layouts.stored import FILE

_PLACE = Path(importers.__file__).parent
# Messages to people are not words of a file.
_NO_WORDS = re.compile(r"title|get|takes|cannot_show|why|label|group|.*_(?:SENTENCES|LABELS)")
_ABOUT_A_LAYOUT = (
    "id",
    "title",
    "grade",
    "seen",
    "checked",
    "get",
    "takes",
    "cannot_show",
    "group",
    "country",
    "currency",
)
_FIGURES = re.compile(r"\d{3}|\d[/.:-]\d")
_QUOTED = re.compile(r"`([^`\n]+)`")
_PIECE = re.compile(r"[A-Za-zÀ-ɏ]{4,}|[ぁ-ヿ一-鿿々ｦ-ﾟ]{2,}")
_ALWAYS = """
    yes no true false null none am pm utc gmt jst est edt cst cdt mst mdt pst pdt cet cest bst ffff
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    visa mastercard amex jcb american express diners discover card credit debit bank gift
    amazon.co.jp amazon.com amazon.de amazon.co.uk amazon.fr amazon.it amazon.es amazon.ca amazon.com.au amazon.in
    nt win wow x64 intel mac os like linux x86_64 windows macintosh android ios iphone ipad
    chrome firefox safari edge mozilla applewebkit khtml gecko version mobile app device type
    google gmail youtube play apps drive maps photos account
    bestellung bestellungen bestellnummer transaktionen commande pedido ordine
    lb oz kg
    www http https html csv json txt zip retail orders orderhistory returns payments activities devices
"""


@cache
def known() -> frozenset[str]:
    """Whole cells and single words, in lower case."""
    words = set(_ALWAYS.split())
    for file in sorted(_PLACE.rglob("*.py")):
        if file == _PLACE / "contract.py":  # knows no words of files
            continue
        for text in _texts(ast.parse(file.read_text("utf-8"))):
            words.update(_words(text))
    for layout in json.loads(FILE.read_bytes()):
        for name, facts in layout.items():
            if name not in _ABOUT_A_LAYOUT:
                words.update(word for text in _strings(facts) for word in _words(text))
    return frozenset(words)


def _words(text: str) -> Iterator[str]:
    if not _FIGURES.search(text):  # An example of a date or a number is no word.
        yield text.strip().lower()
    yield from (piece.lower() for piece in _PIECE.findall(text))


def _strings(facts: object) -> Iterator[str]:
    """The texts in a part of a layout, keys included: headers by year, and what the values of a column mean."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, list):
        yield from (text for part in facts for text in _strings(part))
    elif isinstance(facts, dict):
        yield from (text for pair in facts.items() for part in pair for text in _strings(part))


def _texts(tree: ast.Module) -> Iterator[str]:
    """The strings of a module that may be words of a file: all except its messages to people. From its documentation
    only words in backquotes."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and _NO_WORDS.fullmatch(target.id) for target in targets):
                skipped.update(id(part) for part in ast.walk(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            skipped.update(id(part) for part in ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
            yield from _QUOTED.findall(str(node.value.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value
