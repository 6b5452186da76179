"""Passwords: length and guessability count, and every character."""

import random
import unicodedata

import pytest
from zxcvbn.matching import L33T_TABLE, enumerate_l33t_subs, relevant_l33t_subtable

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
        ("ilovemyself1", True, "weak"),
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
