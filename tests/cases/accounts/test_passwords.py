"""Passwords: length and guessability count, and every character."""

import random
import string
import unicodedata
from pathlib import Path

import pytest
from zxcvbn.matching import L33T_TABLE, RANKED_DICTIONARIES, enumerate_l33t_subs, relevant_l33t_subtable

from app.cases.accounts.account import name_problem
from app.cases.accounts.passkeys import clean_name
from app.cases.accounts.passwords import (
    JUDGED_AT_LEAST,
    PASSWORD_SENTENCES,
    _judged,
    canonical,
    password_problem,
    right_password,
)
from app.cases.hashing import hashed
from app.storage.tables import AccountRow

NAME = "hanako.s"
HIRAGANA = "".join(map(chr, range(0x3042, 0x3094)))
FINE = "gyokuro teapot 4 herons"


@pytest.mark.parametrize(
    ("password", "second_factor", "problem"),
    [
        (FINE, False, None),
        ("fjord-Zq8 gleam", False, None),  # 15 characters
        ("fjord-Zq8 glea", False, "second"),
        ("gl3w-Zqv", True, None),
        ("gl3w-Zq", True, "short_with_second"),
        ("gl3w-Zq", False, "short"),
        ("八重桜 散りて 静かな 雨の音 🍵🍵", False, None),
        (FINE * 5 + "x" * 13, False, None),  # 128 characters
        (FINE * 5 + "x" * 14, False, "long"),
        ("password", True, "known"),
        ("PassWord1", True, "known"),
        ("ilovemyself1", True, "known"),
        ("123456789012345678", False, "weak"),
        ("a" * 40, False, "weak"),
        ("qwertyuiopasdfgh", False, "weak"),
        ("Hanako.S-hanako.s-1", False, "context"),
        ("ＭＩＯＢＯＥmioboe見覚え12345", False, "context"),
    ],
)
def test_which_passwords_are_taken(password: str, second_factor: bool, problem: str | None) -> None:
    """At least 15 characters, or 8 with a second factor, at most 128 of any kind; none that is guessed first."""
    assert password_problem(password, NAME, second_factor) == (PASSWORD_SENTENCES[problem] if problem else None)


# Long passwords that stand in published lists of leaked ones, or are what people make of them.
_LEAKED = """
    thisismypassword correcthorsebatterystaple ichliebedich12345 passwordpassword iloveyouforever qwertyuiop123456
    1qaz2wsx3edc4rfv qwertyuiopasdfgh 123456789012345 1234567890123456 123456789123456789 111111111111111
    aaaaaaaaaaaaaaaa abcdefghijklmnop letmeinletmein1 iloveyouiloveyou ilovemyhusband1 ilovejesuschrist
    jesuslovesme123 princessprincess superman12345678 football12345678 1q2w3e4r5t6y7u8i qazwsxedcrfvtgb
    zxcvbnmasdfghjkl qwertyqwertyqwerty q1w2e3r4t5y6u7i8 mypasswordispassword forgotpassword123 changemechangeme
    administrator123 welcomewelcome1 letmeinplease123 trustno1trustno1 iloveyousomuch!! P@ssw0rd12345678
    blink182blink182 manchesterunited tequieromucho123 jetaimepourtoujours aishiteru1234567 mynameisjonathan
    maytheforcebewithyou sunshinesunshine michaeljackson1 harrypotter12345 september2023!! summer2024summer
    jonathan19870412 ilovecats1234567 iamthebest123456 youaremysunshine correct-horse-battery-staple
    Correct.Horse.Battery.Staple1 I_love_you_so_much This.Is.My.Password! ありがとうございますありがとうございます
"""
LEAKED = _LEAKED.split()


LISTED = [line for line in Path(__file__).with_name("leaked.txt").read_text("utf-8").splitlines() if line[:1] != "#"]


@pytest.mark.parametrize("password", [*LEAKED, *LISTED])
def test_long_ones_that_leaked_are_refused(password: str) -> None:
    """Whatever their length, also with other signs between their words."""
    assert password_problem(password, NAME, False) in (PASSWORD_SENTENCES["known"], PASSWORD_SENTENCES["weak"])


def test_good_ones_are_not_refused() -> None:
    """Words at random, as people draw them with dice, and characters at random, as password managers make them."""
    random_ = random.Random(7)
    words = [word for word, rank in RANKED_DICTIONARIES["english_wikipedia"].items() if rank < 7776 and len(word) > 2]
    signs = string.ascii_letters + string.digits
    good = [sign.join(random_.choices(words, k=count)) for sign in " -." for count in (4, 5, 6) for _ in range(20)]
    good += ["".join(random_.choices(words, k=5)) for _ in range(20)]
    for kinds in (string.ascii_lowercase, signs, signs + string.punctuation, string.digits + "abcdef", HIRAGANA):
        good += ["".join(random_.choices(kinds, k=count)) for count in (15, 16, 20, 32, 64) for _ in range(8)]
    refused = [password for password in good if password_problem(password, NAME, False)]
    assert (refused, len(good)) == ([], 400)


def test_short_names_do_not_forbid_their_letters() -> None:
    """A name of three letters may occur in a password, as long as enough is left without it."""
    assert password_problem("gyokuro teapot 4 herons", "her", False) is None


def test_the_password_counts_as_it_was_typed() -> None:
    """Case, spaces and everything after byte 72 count; two ways to write one character are the same."""
    long = "ｇ" * 30 + "が い" + "x" * 60
    row = AccountRow(id="a", name="a", name_key="a", password_hash=hashed(canonical(long)))
    assert right_password(row, long)
    assert right_password(row, unicodedata.normalize("NFD", long))
    for other in (long[:-1], long[:-1] + "X", long + "x", long.upper(), unicodedata.normalize("NFKC", long), ""):
        assert not right_password(row, other)
    assert not right_password(None, long)


def test_to_judge_a_password_is_little_work() -> None:
    """The work of zxcvbn grows with the square of the length and with the ways to read signs as letters, of which
    hostile passwords have hundreds. What is judged of them stays far below that, and of people's it is enough."""
    signs = "".join(sorted({sign for some in L33T_TABLE.values() for sign in some}))
    chance, hostile = random.Random(7), [signs * 7, "4@8({[<369!1|70$5+%2" * 6 + "12345678", "+17|!" * 25]
    hostile += ["".join(chance.choices(signs + "aeiou", k=128)) for _ in range(300)]
    hostile += ["".join(chance.sample(signs, len(signs))) for _ in range(300)]
    for one in hostile:
        judged = _judged(one)
        readings = enumerate_l33t_subs(relevant_l33t_subtable(judged, L33T_TABLE))
        assert len(judged) >= JUDGED_AT_LEAST
        assert len(readings) * len(judged) ** 2 <= 20_000, one
    assert _judged(FINE) == FINE
    assert _judged("Tr0ub4dor & three more w0rds") == "Tr0ub4dor & three more w0rds"


def test_what_nobody_types_is_refused_at_once() -> None:
    """Thousands of marks on one letter would take seconds to be put in order."""
    many = "a" + "\u0301\u0316" * 10**6
    assert password_problem(many, NAME, False) == PASSWORD_SENTENCES["long"]
    assert name_problem(many) is not None
    assert len(clean_name(many)) <= 64
