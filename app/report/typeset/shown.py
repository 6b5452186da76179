"""Text made visible: what hides or acts in a document is shown by its number instead."""

import re
import unicodedata

# Printable ASCII, line ends and tabs are by far the most; only other texts are looked at character by character.
_PLAIN = re.compile(r"[\t\n\r -~]*")
# Control, format (zero-width, bidirectional) and surrogate characters, and the two Unicode line ends.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def code(character: str) -> str:
    """A character by its number: ``[U+202E]``."""
    return f"[U+{ord(character):04X}]"


def shown(text: str) -> str:
    """The text with every character that hides or acts written as its number; line ends and tabs stay."""
    if _PLAIN.fullmatch(text):
        return text
    hidden = {c for c in set(text) if c not in "\t\n\r" and unicodedata.category(c) in _HIDDEN}
    return text.translate({ord(c): code(c) for c in hidden}) if hidden else text
