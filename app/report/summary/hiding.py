"""Finds many texts in another one in one pass, without regard to case.

At each place the longest of them is found. They are sorted: every one that begins there also begins the one that comes
right before the rest of the text in this order. So the time grows with the text and with the logarithm of their number.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

LEAST = 3  # characters of a text that is looked for: shorter ones occur everywhere
MOST = 200  # characters by which a text is found; a longer one is hidden as far as the other text repeats it


Span = tuple[int, int]  # the first character of a part of a text, and the one behind its last
Find = Callable[[int], Span | None]


class _Folds(dict[int, str]):
    """For each character the one that stands for all that ``re.IGNORECASE`` takes for the same."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        small = chr(code).lower()[0]
        self[code] = self.first.setdefault(small.upper(), small)
        return self[code]


_FOLDS = _Folds()


def folded(text: str) -> str:
    """The text without regard to case; it has as many characters."""
    return text.translate(_FOLDS)


class Sought:
    """Texts of at least ``LEAST`` characters that are looked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = sorted({folded(text) for text in texts})
        self.long: dict[str, list[str]] = {}  # sorted, by their first characters
        for text in whole:
            if len(text) > MOST:
                self.long.setdefault(text[:MOST], []).append(text)
        self.texts = sorted({text[:MOST] for text in whole})
        self.heads = {text[:LEAST] for text in self.texts}
        self.above = list(_above(self.texts))

    def finder(self, text: str) -> Find:
        """A function that says where the first of the texts stands in this one from a place on, of those that begin
        together the longest. Each call must ask for a place behind that of the last answer."""
        text = folded(text)
        places = iter([place for place in range(len(text) - LEAST + 1) if text[place : place + LEAST] in self.heads])

        def find(begin: int) -> Span | None:
            for start in places:
                if start >= begin and (length := self._length(text, start)):
                    return start, start + length
            return None

        return find

    def _length(self, text: str, start: int) -> int:
        """The characters of the longest of the texts that stands at this place; 0 where none does."""
        place = bisect_right(self.texts, text[start : start + MOST]) - 1
        while place >= 0 and not text.startswith(self.texts[place], start):
            place = self.above[place]
        if place < 0:
            return 0
        longest = self.texts[place]
        return _repeated(self.long[longest], text, start) if longest in self.long else len(longest)


def _above(texts: Sequence[str]) -> Iterator[int]:
    """For each of these sorted texts the place of the longest other one with which it begins; -1 where there is
    none."""
    way = list[int]()
    for place, text in enumerate(texts):
        while way and not text.startswith(texts[way[-1]]):
            way.pop()
        yield way[-1] if way else -1
        way.append(place)


def _repeated(texts: Sequence[str], text: str, start: int) -> int:
    """How many characters of any of these sorted texts stand at this place."""
    here = text[start : start + max(map(len, texts))]
    place = bisect_right(texts, here)
    return max(_alike(other, here) for other in texts[max(0, place - 1) : place + 1])


def _alike(text: str, other: str) -> int:
    """With how many of the same characters two texts begin."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(text), len(other)))
