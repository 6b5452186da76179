"""Codes that people write down: random, in an alphabet that is hard to misread, in groups of four."""

import secrets
import unicodedata
from io import BytesIO

# Crockford's alphabet: no letter looks like a digit, and what people write instead is understood (O for 0, I for 1).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OILU", "011V")


def random_code(length: int) -> str:
    """A new code: ``length`` characters of 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_from(digest: str, length: int) -> str:
    """A code computed from a digest (hex): its lowest bits, five for each character."""
    number = int(digest, 16)
    return "".join(ALPHABET[number >> 5 * at & 31] for at in range(length))


def in_groups(code: str) -> str:
    """The code in groups of characters, as pages show it."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def plain_code(text: str) -> str:
    """The code that a person typed, in its usual form: full-width, small or misread characters, spaces and hyphens do
    not matter."""
    meant = unicodedata.normalize("NFKC", text[:200]).upper().translate(MISREAD)
    return "".join(letter for letter in meant if letter in ALPHABET)


def picture(text: str) -> str:
    """A text as a QR code, in SVG for a page."""
    import segno  # few requests need it

    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue().decode()
