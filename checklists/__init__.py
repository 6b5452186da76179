"""What to do, as data: steps, shops, contacts, deadlines, letters and questions, and the functions that choose them."""


def N_(sentence: str) -> str:  # noqa: N802
    """Marks a sentence for translation where it is declared; ``app.i18n`` translates it where it is shown."""
    return sentence
