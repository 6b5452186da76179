"""What is known of the screens of one app: a file of data, beside those of statements."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from app.importers.screens.rows import Kind

FOLDER = Path(__file__).parent
Side = Literal["in", "out", ""]


class Profile(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One recogniser.

    What it is: ``id``, ``title`` (what the person calls the screen), ``kind``, ``service`` (as events name it),
    ``grade`` of certainty (`A`: seen on a real telephone, `B`: described by the service itself, `C`: described by
    others, `K`: own knowledge), ``seen`` (where) and ``checked`` (on which day).

    How it is recognised, in text without spaces: one of ``titles`` occurs, and at least ``least`` of ``labels``;
    ``without``: words that only look-alikes have; ``number``: a pattern that occurs, of the numbers of its orders.

    How it is read: ``minus``, ``plus`` and ``plain``: what an amount with a minus sign, a plus sign and without one is
    (empty: the words of the row say it, or the person); ``currency`` of numbers without a mark; ``beside``: words at
    amounts that are not those of the row; ``balance``: words at a balance.
    """

    id: str
    title: str
    kind: Kind
    service: str
    grade: Literal["A", "B", "C", "K"]
    seen: str
    checked: str
    titles: list[str]
    labels: list[str] = []
    least: int = 1
    without: list[str] = []
    number: str = ""
    minus: Side = "out"
    plus: Side = "in"
    plain: Side = ""
    currency: str = ""
    beside: list[str] = []
    balance: list[str] = []
    country: str = ""


@cache
def profiles() -> tuple[Profile, ...]:
    """Every recogniser, by its id."""
    import yaml  # here, because most runs read no picture

    listed = []
    for path in sorted(FOLDER.glob("??/*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        listed.append(msgspec.convert({**data, "country": path.parent.name}, Profile))
    return tuple(sorted(listed, key=lambda profile: profile.id))


def profile_of(text: str) -> Profile | None:
    """The recogniser of a screen by all its words (after NFKC, without spaces, in lower case); None where none or
    several know it."""
    fitting = [profile for profile in profiles() if _fits(profile, text)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(profile: Profile, text: str) -> bool:
    if not any(title.lower() in text for title in profile.titles) or any(
        word.lower() in text for word in profile.without
    ):
        return False
    if profile.number and not re.search(profile.number, text, re.IGNORECASE):
        return False
    return sum(label.lower() in text for label in profile.labels) >= profile.least
