"""Makes text visible: characters that hide or act in a document are replaced by their numbers. All forms and pages use
this."""

import re
import unicodedata
from collections.abc import Callable

# Control, format (zero-width, bidirectional, tags), surrogate and private-use characters, and two ends of lines.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# What Unicode counts among letters, marks or symbols and still draws as nothing (Default_Ignorable_Code_Point, and the
# blank of Braille).
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_BLANKS = re.compile(f"[{_BLANK}]")
_EMOJI = "\ufe0e\ufe0f"  # chooses a symbol in black and white, or in colour
_JOINER = "\u200d"
_KEYS = "0123456789#*"  # which an emoji of a key begins with
_SYMBOLS = {"So", "Sm", "Sk"}
_VARIANTS = "\U000e0100", "\U000e01ef"  # choose among the forms of a Chinese character, as in the names 葛󠄀城 and 葛󠄁城


def code(character: str) -> str:
    """The number of a character in brackets: ``[U+202E]``."""
    return f"[U+{ord(character):04X}]"


def visible_text(text: str) -> str:
    """The text, with every character that hides or acts replaced by its number; line ends and tabs are kept."""
    return marked(text, code)


def marked(text: str, mark: Callable[[str], str], stays: str = "\t\n\r") -> str:
    """The text, with every character that hides or acts replaced by the result of ``mark``. Characters in ``stays`` are
    kept, and so are those that only choose how the symbol or Chinese character before them looks, or that join two
    symbols."""
    if text.replace("\n", "").isprintable() and not _BLANKS.search(text):  # nearly every text
        return text
    hidden = {character for character in set(text) if character not in stays and _hides(character)}
    if not hidden:
        return text
    pieces = [
        mark(character) if character in hidden and not _chooses(text, place) else character  # each by its neighbours
        for place, character in enumerate(text)
    ]
    return "".join(pieces)


def _hides(character: str) -> bool:
    """Whether a character is invisible, or changes how other characters look."""
    return unicodedata.category(character) in _HIDDEN or _BLANKS.match(character) is not None


def _chooses(text: str, place: int) -> bool:
    """Whether the hidden character at this position modifies the symbol or Chinese character before it."""
    character, before = text[place], text[place - 1] if place else ""
    if character in _EMOJI:
        return (before != "" and before in _KEYS) or _is_symbol(before)
    if character == _JOINER:
        return (_is_symbol(before) or (before != "" and before in _EMOJI)) and _is_symbol(text[place + 1 : place + 2])
    return _VARIANTS[0] <= character <= _VARIANTS[1] and unicodedata.name(before or " ", "").startswith("CJK")


def _is_symbol(character: str) -> bool:
    return character != "" and unicodedata.category(character) in _SYMBOLS
