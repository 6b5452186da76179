"""Whole numbers in addresses, forms and headers. Python reads digits of every script, and takes long over many."""

DIGITS = 12  # more than any number that a page offers


def whole_number(text: str) -> int | None:
    """The whole number that a text of at most ``DIGITS`` ASCII digits is; None for any other text."""
    return int(text) if len(text) <= DIGITS and text.isascii() and text.isdigit() else None
