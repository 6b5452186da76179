"""Passwords: length and guessability count, and every character."""

import unicodedata

import pytest

from app.cases.accounts.passwords import PASSWORD_SENTENCES, canonical, password_problem, right_password
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
