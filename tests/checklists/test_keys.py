"""Keys of a service: what may be said of them, and what is told of them beside a new password."""

from pathlib import Path
from typing import get_args

import pytest

from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from checklists import keys as key_kinds
from checklists.schema import ContentError, load
from checklists.shops.keys import FIRST_SHOWN, GOES, MOST_SHOWN, STAYS, UNKNOWN, KeyKind, after_new_password
from checklists.show import places
from checklists.sites import Shop, shops

SAYS = (GOES, UNKNOWN, *STAYS.values())
WITH_KEYS = sorted(site for site, shop in shops().items() if shop.keys)
KINDS: tuple[KeyKind, ...] = get_args(KeyKind)
KEY_NAMES = {kind: key_kinds.keys().kinds[kind].says for kind in KINDS}


def service(folder: Path, *keys: str) -> Shop:
    """A service with these lines under ``keys``."""
    file = folder / "shop.example.yaml"
    file.write_text("name: Shop\nkind: shop\npages: {}\nkeys:\n" + "".join(f"  {key}\n" for key in keys), "utf-8")
    return load(Shop, file, id=file.stem)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("door: {after_password: stays, grade: A, checked: 2026-12-02}", ":5: keys: door: 'door' is none of password"),
        ("passkey: {after_password: gone, grade: A, checked: 2026-12-02}", ":5: keys: passkey: after_password: 'gone'"),
        ("password: {after_password: goes, grade: A, checked: 2026-12-02}", ":4: keys: password: after_password "),
        ("passkey: {grade: A, checked: 2026-12-02}", ":4: keys: passkey: missing key 'after_password'"),
        ("second: {has: false, after_password: stays, grade: A, checked: 2026-12-02}", ": there is no such key"),
        ("second: {after_password: stays, grade: b, checked: 2026-12-02}", ":5: keys: second: grade: 'b' is none of"),
        ("second: {after_password: stays, grade: A}", ":5: keys: second: missing key 'checked'"),
    ],
)
def test_a_wrong_value_is_refused(tmp_path: Path, key: str, message: str) -> None:
    """With the file, the line and what is wrong."""
    with pytest.raises(ContentError) as error:
        service(tmp_path, key)
    assert message in str(error.value)


def test_what_a_service_does_not_have_is_not_told(tmp_path: Path) -> None:
    """Neither is the password itself; a kind that is not named is not known."""
    made = service(
        tmp_path,
        "password: {has: false, grade: C, checked: 2026-12-02}",
        "passkey: {has: false, grade: N, checked: 2026-12-02}",
        "app: {after_password: unknown, grade: K, checked: 2026-12-02}",
    )
    assert {kind: key.has for kind, key in made.keys.items()} == {"password": False, "passkey": False, "app": True}
    assert [(told.says, told.name) for told in after_new_password(made.keys)] == [(UNKNOWN, KEY_NAMES["app"])]


def test_every_kind_has_its_words() -> None:
    """A sentence for each that can stay; what matters most comes first."""
    assert set(STAYS) == set(KINDS) - {"password"}
    assert len(FIRST_SHOWN) == MOST_SHOWN


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_called_safe(lang: str) -> None:
    """No key is ever out of the world for certain."""
    texts = [translate(sentence, lang).casefold() for sentence in (*SAYS, *KEY_NAMES.values())]
    assert [text for text in texts if any(word in text for word in ("safe", "secure", "安全", "安心"))] == []


@pytest.mark.parametrize("site", WITH_KEYS)
def test_the_password_tells_of_the_other_keys(site: str) -> None:
    """Beside the page of the password each other key is told of once, the four that matter most first, with the words
    for what is known; no other page tells of them."""
    (place,) = places("password", sites=[site], lang="en")
    keys = shops()[site].keys
    order = [*FIRST_SHOWN, *(kind for kind in KINDS if kind not in FIRST_SHOWN)]
    kinds = [kind for kind in order if kind in keys and keys[kind].after_password]
    assert [(told.name, told.key) for told in place.keys] == [(KEY_NAMES[kind], keys[kind]) for kind in kinds]
    words = [{"goes": GOES, "stays": STAYS[kind], "unknown": UNKNOWN}[str(keys[kind].after_password)] for kind in kinds]
    assert [told.says for told in place.keys] == words
    assert place.keys
    others = {page for page in shops()[site].pages if page != "password"}
    assert not any(other.keys for page in others for other in places(page, sites=[site], lang="en"))


def test_what_is_said_to_go_or_to_stay_was_read_somewhere() -> None:
    """No text was found that says what a new password does to passkeys; that a device is signed out is only said where
    an official text says so."""
    keys = [(kind, key) for shop in shops().values() for kind, key in shop.keys.items()]
    assert {key.grade for kind, key in keys if kind == "passkey" and key.after_password != "unknown"} == {"K"}
    assert {key.grade for _, key in keys if key.after_password == "goes"} == {"A"}


def test_the_mailbox_of_an_apple_account_has_its_keys() -> None:
    """iCloud Mail is opened by the Apple Account."""
    mail, account = shops()["icloud.com"], shops()["apple.com"]
    assert mail.keys == account.keys
    assert mail.pages["recover"] == account.pages["recover"]
