"""Pure functions from event tables to findings. They use no input or output, no clock and no database, and import no
other package of Mioboe."""


def N_(sentence: str) -> str:  # noqa: N802
    """Marks a sentence for translation where it is declared; ``app.i18n`` translates it where it is displayed."""
    return sentence


def nN_(singular: str, many: str) -> str:  # noqa: N802
    """Marks a sentence that counts something, in the singular and the plural; the singular is its message key."""
    return singular
