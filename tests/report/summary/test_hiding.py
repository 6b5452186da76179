"""What is hidden in the page of a recipient is found in one pass, and is what one pattern of all words would find."""

import random
import re
import sys
from collections.abc import Collection, Sequence
from unicodedata import normalize

import pytest
from hypothesis import given, strategies

from app.report.summary.hiding import MOST, Sought, folded
from app.report.summary.withhold import _CARD, _DIGITS, _NETWORK, _Hiding
from checklists.recipients.recipient import Hidden

HIDDEN = "▮"
KINDS: Sequence[Hidden] = ("delivery_addresses", "card_digits", "sign_in_addresses")
# Parts of one another, of other case or width, and what other rules are about.
WORDS = (
    *(
        "abc",
        "abcd",
        "ABC",
        "bcd",
        "ab",
        "東京都",
        "東京都千代田区",
        "千代田",
        "1-2-3",
        "1-2",
        "4821",
        "9317",
        "ａｂｃ",
    ),
    *("ｱﾊﾟｰﾄ", "アパート", "straße", "STRASSE", "İstanbul", "istanbul", "ſet", "set", "Kelvin", "K", "µm2", "ςσΣ"),
    *(" ", ", ", "年", "-", ":", "203.0.113.77", "2001:db8::4d", "**** 4821", "ending in 9317", "4821年", "12:4821"),
    *("(a+", "[x]", "\\d{4}", ".", "a.b"),
)
TEXTS = strategies.lists(strategies.sampled_from(WORDS), max_size=12).map("".join) | strategies.text(max_size=20)
SECRETS = strategies.lists(TEXTS, max_size=8).map(lambda texts: [text for text in texts if len(text) >= 3])


def naive(kinds: Collection[Hidden], secrets: Sequence[str], text: str) -> str:
    """One pattern of all words, the longest first: it tries each of them at each place."""
    words = sorted(set(secrets), key=len, reverse=True)
    parts = [re.escape(word) for word in words if not _DIGITS.fullmatch(word)]
    parts += [rf"(?<![\d,.:/])(?<!\d-){word}(?!\d|[,.:/-]\d|[年円])" for word in words if _DIGITS.fullmatch(word)]
    parts += [_NETWORK.pattern] if "sign_in_addresses" in kinds else []
    parts += [_CARD.pattern] if "card_digits" in kinds else []
    return re.sub("|".join(parts), HIDDEN, text, flags=re.IGNORECASE) if parts else text


@given(secrets=SECRETS, text=TEXTS, kinds=strategies.sets(strategies.sampled_from(KINDS)))
def test_the_same_is_hidden_as_by_one_pattern(secrets: list[str], text: str, kinds: set[Hidden]) -> None:
    """Words that overlap, that are parts of others, or that differ in case; widths of letters stay apart."""
    for form in (text, normalize("NFKC", text), text.swapcase()):
        assert _Hiding(kinds, secrets, HIDDEN).without(form) == naive(kinds, secrets, form)


def test_letters_that_differ_in_case_are_those_of_re() -> None:
    """For every character: the others that the pattern takes for the same are those with which it is folded."""
    cased = [c for c in map(chr, range(sys.maxunicode + 1)) if c.lower() != c or c.upper() != c]
    everything = "".join(cased)
    same = dict[str, set[str]]()
    for character in cased:
        same.setdefault(folded(character), set()).add(character)
    for character in random.Random(37).sample(cased, 700) + list("iıİIsſSkKK"):
        assert set(re.findall(re.escape(character), everything, re.IGNORECASE)) == same[folded(character)]
    assert all(len(folded(character)) == 1 for character in cased)


def test_a_very_long_word_is_hidden_as_far_as_it_is_repeated() -> None:
    """Words are found by their first characters, so that no text costs its length at each place."""
    long = "東" * 10 + "x" * MOST + "end of the address"
    assert _Hiding((), [long], HIDDEN).without(f"to {long}!") == f"to {HIDDEN}!"
    assert _Hiding((), [long, long + " 2"], HIDDEN).without(f"to {long} 3") == f"to {HIDDEN}3"
    assert _Hiding((), [long], HIDDEN).without(f"to {long[:-3]}!") == f"to {HIDDEN}!"
    assert _Hiding((), [long], HIDDEN).without(f"to {long[: MOST - 1]}!") == f"to {long[: MOST - 1]}!"


@pytest.mark.parametrize("kind", ["apart", "nested", "periodic"])
def test_the_work_grows_with_the_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many words in a text twice as long are compared about twice as often, whatever the words are like."""

    def compared(count: int) -> int:
        words = {
            "apart": [f"東京都見本町{number}-{number % 7}" for number in range(count)],
            "nested": ["a" * (3 + number % 150) + "b" * (number // 150) for number in range(count)],
            "periodic": ["ab" * 90 + str(number) for number in range(count)],
        }[kind]
        text, calls = " ".join(words) + "ab" * 5 * count, 0
        sought = Sought(words)
        length = sought._length

        def counted(text: str, start: int) -> int:
            nonlocal calls
            calls += 1
            return length(text, start)

        monkeypatch.setattr(sought, "_length", counted)
        find, end = sought.finder(text), 0
        while span := find(end):
            end = span[1]
        return calls

    assert 0 < compared(2_000) <= 2.2 * compared(1_000)
