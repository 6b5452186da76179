"""Posts that no form of ours sends: to every route, each gets an answer, and none makes it fail."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from fastapi import FastAPI

from app.settings import Settings
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import held
from tests.cases.accounts.device import Device
from tests.web.pages.accounts.test_accounts import waited
from tests.web.pages.accounts.test_passkeys import HERE, signed_in
from tests.web.pages.test_every_page import settings
from tests.web.sweep import Ask, asks, own_token, owner

__all__ = ["settings"]

PROVIDER = ("/sign-in/provider", "/account/confirm/provider", "/account/provider")  # nobody answers there
FORM, PARTS, JSON = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json"
# What a field holds, as it stands in the body.
VALUES: dict[str, str | bytes] = {
    "empty": "",
    "null": "null",
    "long": "9" * 5_000,
    "no text": quote_from_bytes(b"\x00\xed\xa0\x80\xff"),
    "raw": b"\xff\xfe\x00\xc3%zz%e3%8",
    "a list": quote_from_bytes(b'[{"a": [1, null]}]'),
}
POSTS = [ask for ask in asks() if ask.verb == "POST" and ask.route not in PROVIDER]


def as_form(names: tuple[str, ...], value: str | bytes, times: int = 1) -> bytes:
    """A body of a form in which every field has this value."""
    given = value.encode() if isinstance(value, str) else value
    return b"&".join(name.encode() + b"=" + given for name in names for _ in range(times))


def as_parts(names: tuple[str, ...]) -> bytes:
    """The same in parts, each field as a text and as a file."""
    head = 'Content-Disposition: form-data; name="{}"'
    both = [f"{head.format(name)}{file}\r\n\r\n\0x" for name in names for file in ("", '; filename="\ud7ff.csv"')]
    return b"".join(b"--b\r\n" + one.encode() + b"\r\n" for one in both) + b"--b--\r\n"


def bodies(names: tuple[str, ...]) -> dict[str, tuple[str, bytes]]:
    """(kind, body) of every post, by what is wrong with it."""
    found = {name: (FORM, as_form(names, value)) for name, value in VALUES.items()}
    return found | {
        "missing": (FORM, b""),
        "three times": (FORM, as_form(names, "1", times=3)),
        "other names": (FORM, as_form(tuple(f"{name}[]" for name in names), "1")),
        "no pairs": (FORM, b"&&=&;=%00&" + b"a" * 300),
        "in parts": (PARTS, as_parts(names)),
        "parts that do not end": (PARTS, as_parts(names)[:-8]),
        "parts without a limit": ("multipart/form-data", b"--b\r\n"),
        "JSON": (JSON, json.dumps(dict.fromkeys(names, None)).encode()),
        "of no kind": ("", as_form(names, "1")),
    }


def post(app: FastAPI, browser: Browser, ask: Ask, kind: str, body: bytes) -> int:
    """The status of the answer; the form token is in a header, so that nothing else is refused first."""
    headers = {"x-csrf-token": own_token(app, browser)} | ({"Content-Type": kind} if kind else {})
    return browser.client.post(ask.path, content=body, headers=headers).status_code


def test_no_malformed_post_fails(app: FastAPI) -> None:
    """Fields that are missing, empty, repeated, huge, no text, of another type or in another kind of body."""
    taken: set[str] = set()
    browser, sent = owner(app), 0
    for ask in POSTS:
        for wrong, (kind, body) in bodies(ask.all_fields or ("x",)).items():
            status = post(app, browser, ask, kind, body)
            assert status < 500, (ask, wrong)
            sent, taken = sent + 1, taken | ({wrong} if status < 400 else set())
            known = held(app, browser)
            if known is None or known.case is None or known.account is None:
                browser = owner(app)
    assert sent > 800
    assert {"missing", "three times", "no pairs"} <= taken  # the token is right: pages took them


# What a browser sends after ``begin``: not what its script makes of a passkey.
ANSWERS: tuple[Any, ...] = (None, True, 0, 1.5, "x", [], [None], {}, {"id": None}, {"response": None}, {"rawId": []})
OTHERS: tuple[Any, ...] = (None, 5, [], {}, "%", "é")
PAGES = {"/sign-in/passkey": "use", "/account/confirm/passkey": "use", "/account/passkeys": "make"}
PAGES["/sign-up/passkey/new"] = "make"


def twisted(answer: str) -> list[str]:
    """The answer of a real device with each of its parts, one after the other, taken away or of another type."""
    whole, found = json.loads(answer), []
    for part in (*whole, *(("response", name) for name in whole["response"])):
        for value in OTHERS:
            copy = json.loads(answer)
            inner, name = (copy["response"], part[1]) if isinstance(part, tuple) else (copy, part)
            inner[name] = value
            found.append(json.dumps(copy))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_answers_of_devices_that_are_none(app: FastAPI, settings: Settings, page: str) -> None:
    """Each is asked for properly, and answered with JSON of another shape: a sentence, and no passkey."""
    device, browser = Device(), visit(app, HERE) if page.startswith("/sign-up") else signed_in(app, "hanako")
    if page.startswith("/sign-up"):
        assert browser.post("/sign-up/passkey", {"name": "taro"}, on="/sign-up/passkey").status_code == 303
    token = browser.token("/account/passkeys" if page == "/account/passkeys" else page)

    def begun() -> Any:
        return browser.client.post(f"{page}/begin", data={"csrf": token}).json()

    options = begun()
    real = device.make(options, HERE) if PAGES[page] == "make" else device.use(options, HERE)
    for answer in ("", "null" * 3, "[" * 5_000, *map(json.dumps, ANSWERS), *twisted(real)):
        waited(app)
        begun()
        answered = browser.client.post(page, data={"csrf": token, "answer": answer})
        assert answered.status_code == 403, answer
