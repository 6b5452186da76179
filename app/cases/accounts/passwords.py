"""Passwords: which ones are accepted, and how they are changed. Length and guessability count; there are no rules about
kinds of characters, and passwords do not expire. The guide is ASVS 5.0, chapter 6.2: length, lists of known passwords,
words of the context, nothing cut or changed."""

import re
import threading
import unicodedata

from app.cases.accounts.known_passwords import bare, is_known
from app.cases.hashing import SIGN_INS, matches
from app.i18n import N_
from app.storage.tables import AccountRow

SHORTEST = 15  # characters
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 128
MOST_TYPED = 4 * LONGEST  # keyboards may send a character in up to four parts; to join more of them would cost much
FEWEST_GUESSES = 10**8  # where zxcvbn's score 3 begins; eight characters at random need just as many
# Where SHORTEST characters and more are judged: phrases of frequent words are below it, four words at random above.
FEWEST_GUESSES_OF_A_LONG_ONE = 10**10
_COUNTED_ON = re.compile("(?:0?123(?:4(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?)?)+$")
# What zxcvbn looks at; more only makes a password stronger. Its work grows with the square of the length, and with the
# ways to read signs as letters (4 as a, 1 as i or l): all signs together in 72 characters take seconds of a core. The
# beginning that is judged ends before a fifth kind of them, but not before ten characters; that stays below 30 ms.
JUDGED = 32  # characters
JUDGED_AT_LEAST = 10
JUDGED_SIGNS = 4  # kinds of signs that stand for letters
JUDGING = threading.Lock()  # one at a time: zxcvbn keeps the words of the context in a table that all threads share
# Words of the context (ASVS 6.2.11), besides the name of the account.
CONTEXT = ("mioboe", "見覚え", "みおぼえ", "ミオボエ")

PASSWORD_SENTENCES = {
    "short": N_("Use at least 15 characters. Several words that have nothing to do with each other are good."),
    "short_with_second": N_("Use at least 8 characters."),
    "second": N_("Use at least 15 characters, or at least 8 together with two-step verification."),
    "long": N_("Use at most 128 characters."),
    "known": N_("Attackers try this password first, because many people use it. Choose another one."),
    "context": N_("Do not build the password around your user name or the name Mioboe."),
    "weak": N_("This password is quickly guessed. Several words that have nothing to do with each other are better."),
}


def canonical(password: str) -> str:
    """The form that is hashed: NFC, because keyboards write one character in several ways. Nothing else is changed."""
    return unicodedata.normalize("NFC", password)


def password_problem(password: str, name: str, second_factor: bool) -> str | None:
    """The reason why this password is not accepted for an account of this name (a message key), or None."""
    if len(password) > MOST_TYPED:
        return PASSWORD_SENTENCES["long"]
    plain = canonical(password)
    shortest = SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST
    if len(plain) < shortest:
        enough = len(plain) >= SHORTEST_WITH_SECOND_FACTOR
        return PASSWORD_SENTENCES["short_with_second" if second_factor else "second" if enough else "short"]
    if len(plain) > LONGEST:
        return PASSWORD_SENTENCES["long"]
    if is_known(plain):
        return PASSWORD_SENTENCES["known"]
    words = [_folded(word) for word in (*CONTEXT, name)]
    if len(_without(_folded(plain), words)) < SHORTEST_WITH_SECOND_FACTOR:
        return PASSWORD_SENTENCES["context"]
    return PASSWORD_SENTENCES["weak"] if _is_guessed(plain, words) else None


def _is_guessed(password: str, words: list[str]) -> bool:
    """Whether an attacker finds it with few guesses. A long one is judged as its words, without blanks, signs and
    digits that only count on, unless it consists of signs for a large part."""
    letters = bare(password)
    is_phrase = len(password) >= SHORTEST and 3 * len(letters) >= 2 * len(password)
    whole = (_COUNTED_ON.sub("", letters) or letters) if is_phrase else password
    judged = _judged(whole)
    is_long = len(password) >= SHORTEST and len(judged) >= min(len(whole), SHORTEST)
    return _guesses(judged, words) < (FEWEST_GUESSES_OF_A_LONG_ONE if is_long else FEWEST_GUESSES)


def _guesses(password: str, words: list[str]) -> float:
    """The number of guesses that an attacker needs, as zxcvbn estimates it."""
    from zxcvbn import zxcvbn  # its lists take a while to load, and few requests need them

    with JUDGING:
        return float(zxcvbn(password, user_inputs=words)["guesses"])


def _judged(password: str) -> str:
    from zxcvbn.matching import L33T_TABLE

    signs, kinds = {sign for some in L33T_TABLE.values() for sign in some}, set[str]()
    for at, letter in enumerate(password[:JUDGED]):
        kinds |= signs & {letter}
        if len(kinds) > JUDGED_SIGNS and at >= JUDGED_AT_LEAST:
            return password[:at]
    return password[:JUDGED]


def right_password(row: AccountRow | None, password: str) -> bool:
    """Whether this is the account's password. It takes the same time where there is no account or no password."""
    return matches(canonical(password[: 2 * LONGEST]), row.password_hash if row else None, SIGN_INS)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _without(password: str, words: list[str]) -> str:
    """The password without these words. A word of one or two letters is not removed, because any password may contain
    it by chance."""
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 2:
            password = password.replace(word, "")
    return password
