"""What becomes of each kind of key (``checklists.keys``) to an account after a new password, as services say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from checklists import N_
from checklists.keys import keys as key_kinds
from checklists.model import Grade
from checklists.schema import ContentError, Sentence

KeyKind = Literal[
    "password", "session", "passkey", "second", "recovery", "app", "trusted", "rule", "address", "stored", "member",
]  # fmt: skip
# Does it end with a new password? What no page says is unknown, and counts as if it stayed.
AfterPassword = Literal["goes", "stays", "unknown"]

# What a page shows first, where it has room for few lines.
MOST_SHOWN = 4
FIRST_SHOWN: tuple[KeyKind, ...] = ("session", "passkey", "app", "second")
GOES = N_("A new password ends this: {key}. Save a picture of the list before, and look at the list again afterwards.")
UNKNOWN = N_("It is not known whether a new password ends this: {key}. Treat it as if it stays.")
STAYS: Mapping[KeyKind, str] = {
    "session": N_("A device that is signed in stays so after a new password: sign out each one that is not yours."),
    "passkey": N_(
        "A passkey stays valid after a new password: save a picture of the list, and remove what is not yours."
    ),
    "second": N_(
        "An authenticator app or a number for codes stays after a new password: save a picture, and remove what is not "
        "yours."
    ),
    "recovery": N_("A recovery address or number stays after a new password: look whether each one is yours."),
    "app": N_(
        "A linked app or account stays after a new password: save a picture of the list, and remove what you do not "
        "know."
    ),
    "trusted": N_("A device that is asked for no code stays so after a new password: remove what is not yours."),
    "rule": N_("A forwarding or a filter stays after a new password: save a picture, and remove what is not yours."),
    "address": N_("A delivery address stays after a new password: save a picture, and remove what is not yours."),
    "stored": N_("A card stored in the account stays after a new password: anyone who is still in can pay with it."),
    "member": N_("A member of the family group stays after a new password: look who is in the group."),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of one kind of key at a service: whether there is such a thing (``has``), and whether it ends with
    a new password. ``grade`` is that of the text that says so, K where we only conclude it; where nobody says it, that
    of the text that names the key. ``text_date`` is the date of this text, where it has one."""

    grade: Grade
    checked: date
    has: bool = True
    after_password: AfterPassword | None = None
    text_date: date | None = None

    def __post_init__(self) -> None:
        if self.after_password and not self.has:
            raise ContentError("after_password: there is no such key")


@dataclass(frozen=True, slots=True)
class AfterNewPassword:
    """What to know of one kind of key after a new password. ``says`` may hold ``{key}`` for its ``name``."""

    says: Sentence
    name: Sentence
    key: Key


def check_keys(keys: Mapping[KeyKind, Key]) -> None:
    """``ContentError`` where a new password is said to end the password itself, or nothing is said of another key."""
    for kind, key in keys.items():
        if kind == "password" and key.after_password:
            raise ContentError("keys: password: after_password belongs to the other keys")
        if kind != "password" and key.has and not key.after_password:
            raise ContentError(f"keys: {kind}: missing key 'after_password'")


def after_new_password(keys: Mapping[KeyKind, Key]) -> tuple[AfterNewPassword, ...]:
    """What to know of these keys after a new password, what matters most first."""
    order: tuple[KeyKind, ...] = (*FIRST_SHOWN, *get_args(KeyKind))
    known = sorted(keys, key=order.index)
    return tuple(
        AfterNewPassword(_says(kind, keys[kind].after_password), key_kinds().kinds[kind].says, keys[kind])
        for kind in known
        if keys[kind].after_password
    )


def _says(kind: KeyKind, after: AfterPassword | None) -> Sentence:
    if after == "stays":
        return Sentence(STAYS[kind])
    return Sentence(GOES if after == "goes" else UNKNOWN)
