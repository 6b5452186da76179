"""Languages: sentences, and how values are written in them. This module stays free of imports, since all of ``app``
marks its sentences with it."""


def N_(sentence: str) -> str:  # noqa: N802
    """Marks a sentence for translation where it is declared; it is translated where it is shown."""
    return sentence


def nN_(singular: str, many: str) -> str:  # noqa: N802
    """Marks a sentence that counts something, in the singular and the plural. The singular is its message key: the
    catalogues, the English one too, hold the forms, and the number that fills it in decides between them."""
    return singular
