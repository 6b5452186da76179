"""The numbers that docs/running says of passwords and guessing are those of the code."""

from pathlib import Path

import pytest
from zxcvbn.matching import RANKED_DICTIONARIES

from app.cases import hashing
from app.cases.accounts import change, passwords, second_factor, throttle
from app.cases.limits import RATES
from app.web.fragments.accounts import KNOWN, KNOWN_DAYS

DOCS = Path(__file__).parents[2] / "docs"
FACTS = {
    "en": [
        f"{passwords.SHORTEST} characters; {passwords.SHORTEST_WITH_SECOND_FACTOR} where",
        f"{passwords.LONGEST} characters",
        f"{hashing.HASH.memory_cost // 1024} MiB",
        f"{second_factor.DIGITS} digits, {second_factor.STEP} seconds",
        f"{second_factor.CODES} of {second_factor.CODE_LENGTH * 5} bits",
        f"{change.RECOVERY_LENGTH * 5} bits, works once and for {change.RECOVERY_MINUTES} minutes",
        f"at most {throttle.LONGEST_WAIT // 60} minutes",
        f"{RATES['sign_in'].network} a minute",
        f"{RATES['sign_up'].browser} an hour for one browser, {RATES['sign_up'].network} for one network",
        f"`{KNOWN}`, {KNOWN_DAYS} days",
    ],
    "ja": [
        f"{passwords.SHORTEST}文字。2段階認証を設定する場合は{passwords.SHORTEST_WITH_SECOND_FACTOR}文字",
        f"{passwords.LONGEST}文字",
        f"{hashing.HASH.memory_cost // 1024} MiB",
        f"{second_factor.DIGITS}桁、{second_factor.STEP}秒",
        f"{second_factor.CODE_LENGTH * 5}ビットのものが{second_factor.CODES}個",
        f"{change.RECOVERY_LENGTH * 5}ビット。{change.RECOVERY_MINUTES}分以内に1回",
        f"最長{throttle.LONGEST_WAIT // 60}分",
        f"1分に{RATES['sign_in'].network}回",
        f"1つのブラウザーから{RATES['sign_up'].browser}回、1つのネットワークから{RATES['sign_up'].network}回",
        f"`{KNOWN}`、{KNOWN_DAYS}日",
    ],
}

pytestmark = pytest.mark.costly_hashes


@pytest.mark.parametrize(("name", "lang"), [("running.md", "en"), ("running.ja.md", "ja")])
def test_numbers_are_those_of_the_code(name: str, lang: str) -> None:
    """Lengths, waits and lifetimes, and every word that passwords must not be built around."""
    text = (DOCS / name).read_text(encoding="utf-8")
    assert [fact for fact in FACTS[lang] if fact not in text] == []
    assert [word for word in passwords.CONTEXT if f"`{word}`" not in text] == []
    assert min(len(fact) for fact in FACTS[lang]) > 4
    assert len(RANKED_DICTIONARIES["passwords"]) == 30_000
