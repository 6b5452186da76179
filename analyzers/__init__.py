"""Events become findings: pure functions of a History, without I/O, clock or database."""


def N_(sentence: str) -> str:  # noqa: N802
    """Marks a sentence for translation where it is declared; ``app.i18n`` translates it where it is shown."""
    return sentence
