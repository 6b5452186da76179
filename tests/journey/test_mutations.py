"""Whatever somebody does to a bundle, the command, the page of the service and the page inside the bundle, in a real
Chromium, give one answer, and none of them calls it unchanged."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.report.bundle.sentences import RESULT_SENTENCES
from app.settings import Settings
from app.web.visible import visible
from tests.browser import Browser as Client
from tests.browser import multipart, visit
from tests.cli.here import run
from tests.journey.conftest import visitor
from tests.report.bundle.bags import NUMBER, OTHER_SEED, SEED, bundle, files, stamped, wide
from tests.report.bundle.forgeries import SIGNED, STAMPS, STAMPS_ADDED, TEXTS
from tests.report.bundle.headers import HEADERS
from tests.report.bundle.mutations import NAMES, STRUCTURE, Mutation
from tests.report.bundle.oddities import FORMS, OTHERS, SEEMING
from tests.service import running

SHAPES: Mapping[str, Callable[[bytes], bytes]] = {
    "full": lambda seed: bundle(seed=seed),
    "part": lambda seed: bundle(seed=seed, withheld=["evidence"]),
    "stamped": stamped,
    "wide": wide,
}
KINDS: Mapping[str, Mutation] = {**STRUCTURE, **NAMES, **HEADERS, **TEXTS, **SIGNED, **FORMS, **SEEMING}
NOT_READABLE = {
    "a bundle in a ZIP", "a folder around the folder", "all files encrypted", "an empty archive in front",
    "strong encryption",
}  # fmt: skip
SOME = 6  # one of so many kinds is tried on the shapes that differ little from the full one
# Presses the button and waits for the verdict: one call instead of four, several hundred times.
PRESS = """number => new Promise((done, fail) => {
  const said = document.getElementById("said");
  document.getElementById("number").value = number;
  new MutationObserver((_, self) => {
    if (!said.dataset.codes && said.dataset.codes !== "") return;
    self.disconnect();
    done(["result", "status", "codes"].map(name => said.dataset[name]));
  }).observe(said, { attributes: true });
  delete said.dataset.codes;
  setTimeout(() => fail(new Error(said.textContent)), 60_000);
  document.querySelector("button.go").click();
})"""
Answer = tuple[str, int, tuple[str, ...]]


class Checkers:
    """The three of them, asked for (result, exit status, codes of changes) of a file."""

    def __init__(self, page: Page, client: Client, folder: Path) -> None:
        self.page, self.client, self.bag = page, client, folder / "bundle.zip"
        self.token = client.token("/verify")

    def command(self, number: str) -> tuple[Answer, list[str]]:
        """What ``mioboe verify`` says, and its sentences."""
        ended = run("verify", self.bag, "--json", *(["--fingerprint", number] if number else []))
        shown = json.loads(ended.stdout)
        assert shown["status"] == ended.returncode
        codes = tuple(one["code"] for one in shown["changes"])
        return (shown["result"], ended.returncode, codes), [
            shown["message"],
            *(one["message"] for one in shown["changes"]),
        ]

    def in_browser(self, number: str) -> Answer:
        """What ``verify.html`` says."""
        self.page.set_input_files("#file", self.bag)
        result, status, codes = self.page.evaluate(PRESS, number)
        return result, int(status), tuple(codes.split())

    def on_page(self, data: bytes, number: str) -> str:
        """The page ``/verify`` with its verdict, without the marks of names in another language."""
        answer = self.client.client.post("/verify", **multipart(self.token, (("b.zip", data),), number=number))
        assert answer.status_code == 200
        return html.unescape(re.sub("</?span[^>]*>", "", answer.text))

    def agree(self, name: str, data: bytes, number: str = "") -> Answer:
        """The one answer of all three."""
        self.bag.write_bytes(data)
        told, sentences = self.command(number)
        assert self.in_browser(number) == told, name
        page = self.on_page(data, number)
        assert f">{sentences[0]}</h2>" in page, name
        for sentence in sentences[1:]:
            assert f">{visible(sentence)}</" in page, (name, sentence)
        return told


@pytest.fixture(scope="module")
def checkers(chrome: Browser, lasting: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkers]:
    """One browser, one service and one page for all kinds."""
    folder = tmp_path_factory.mktemp("mutations")
    (folder / "verify.html").write_bytes(files(bundle())["verify.html"])
    context = visitor(chrome, "en")
    page = context.new_page()
    page.goto((folder / "verify.html").as_uri())
    with running(replace(lasting, limit_factor=1_000)) as app:
        yield Checkers(page, visit(app), folder)
    context.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_kind_of_change(checkers: Checkers, shape: str) -> None:
    """All kinds on a full bundle, some on one with withheld parts, on one with a time stamp and on one with sizes of 64
    bits; those of the time stamp where they belong."""
    made = SHAPES[shape](SEED)
    kinds = dict(KINDS) if shape == "full" else dict(list(KINDS.items())[::SOME])
    kinds |= STAMPS if shape == "stamped" else STAMPS_ADDED if shape == "full" else {}
    assert len(KINDS) + len(STAMPS) + len(STAMPS_ADDED) > 280
    for name, change in kinds.items():
        changed = change(made)
        if (shape, name) == ("wide", "huge sizes in the directory"):  # so they are there
            continue
        assert changed != made, name
        result, status, codes = checkers.agree(name, changed)
        if name in NOT_READABLE:
            assert (result in ("foreign", "unreadable"), status) == (True, 2), name
        else:
            assert (result in ("changed", "repacked"), status, bool(codes)) == (True, 1, True), name


@pytest.mark.parametrize("shape", SHAPES)
def test_the_number_decides(checkers: Checkers, shape: str) -> None:
    """A genuine bundle is unchanged with its number (0) and unchanged since somebody signed it without (3); one that
    somebody else signed is the same without a number, and changed with it (1)."""
    genuine, forged = SHAPES[shape](SEED), SHAPES[shape](OTHER_SEED)
    assert checkers.agree("genuine", genuine, NUMBER) == ("unchanged", 0, ())
    assert checkers.agree("genuine", genuine) == ("unchanged", 3, ())
    assert RESULT_SENTENCES["uncompared"].format(key=NUMBER) in checkers.page.inner_text("#said")
    assert checkers.agree("genuine", genuine, "0" * 32) == ("changed", 1, ("other-key",))
    assert checkers.agree("forged", forged) == ("unchanged", 3, ())
    assert checkers.agree("forged", forged, NUMBER) == ("changed", 1, ("other-key",))
    for name, change in OTHERS.items() if shape == "full" else ():
        assert checkers.agree(name, change(genuine)) == ("unchanged", 3, ()), name
        assert checkers.agree(name, change(genuine), NUMBER) == ("changed", 1, ("other-key",)), name


def test_what_is_none_of_ours(checkers: Checkers) -> None:
    """Files of other kinds are called none of ours by all three."""
    for data in (b"", b"PK", b"PK\x03\x04", b"hello" * 999, b"PK\x05\x06" + bytes(18)):
        result, status, _ = checkers.agree(repr(data[:9]), data)
        assert (result in ("foreign", "unreadable"), status) == (True, 2)
