"""The columns of a list of movements by the words that Japanese banks use for them."""

from collections.abc import Sequence

from app.importers.shared.statements.bank_words import WORDS, stem


def columns_of(header: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
    """The names under ``date``, ``out``, ``in``, ``balance`` and ``merchant`` (columns that may name the other side,
    the likeliest first). None where one of the first four is missing, or where several columns could be ``out``,
    ``in`` or ``balance``."""
    stems = {name: stem(name) for name in header if name.strip()}
    by_key = {key: tuple(name for name, word in stems.items() if word in WORDS[key]) for key in WORDS}
    by_key["merchant"] = tuple(sorted(by_key["merchant"], key=lambda name: WORDS["merchant"].index(stems[name])))
    sums = (by_key[key] for key in ("out", "in", "balance"))
    return by_key if by_key["date"] and all(len(names) == 1 for names in sums) else None
