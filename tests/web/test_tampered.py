"""Whoever can write into the vault changes, puts back, swaps or removes any blob of a case: it is noticed.

Nothing here names a blob, a page or a reader of it: the blobs are those that the vault holds of a case with files of
every sort, the pages are all that there are, and which page reads which blob is seen while the case is whole.
"""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import cycle, product
from typing import Any

import httpx
import pytest

from app.cases.answers.asked import ASKED
from app.cases.export.archive import archive
from app.cases.files.examine import ENTRIES, LOST_SENTENCE, REPORT, examine
from app.cases.files.uploads import EVENTS
from app.cases.pictures import COPIES
from app.cases.record.remarks import DAMAGED_SENTENCE
from app.errors import Damaged, Missing
from app.storage.tables import CaseRow
from app.storage.vault import Vault
from app.web.pages import declared
from tests.cases.blobs import families, own_blobs
from tests.service import blob_of, put_blob, rows_by_hand, running
from tests.web.pages.test_every_page import HELPERS, addresses
from tests.web.whole import Whole, fill

EVERY_CASE = bool(os.environ.get("EVERY_CASE"))
# Made again, from originals or from what was read of them, by an examination or a look.
MADE_AGAIN = {REPORT.name, ENTRIES.name, ASKED.name}
PARTS_MADE_AGAIN = (EVENTS.name, COPIES.name)
SAID = (Damaged.title, Missing.title, LOST_SENTENCE, "is damaged. Its name and its details", DAMAGED_SENTENCE)
APOLOGY = "something went wrong here"
# Of a page, what differs with every look: tokens and times.
PASSING = re.compile(r'name="csrf" value="[^"]*"|nonce="[^"]*"|\d+ \w{3} \d{4}, \d+:\d\d')
Tampering = Callable[[Whole, str], dict[str, bytes | None]]


@contextmanager
def reading_of(names: set[str]) -> Iterator[None]:
    """Collects the names of the blobs that are read in this block."""

    def noting(method: str) -> Any:
        plain = getattr(Vault, method)

        def noted(self: Vault, key: Any, name: str, *more: Any) -> Any:
            names.add(name)
            return plain(self, key, name, *more)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for method in ("_opened", "_decrypt"):
            patch.setattr(Vault, method, noting(method))
        yield


def plain(answer: httpx.Response) -> bytes:
    """What an answer says. Of papers, which hold the time at which they were made, only that they are there."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    said = PASSING.sub("", answer.text).encode() if kind.startswith("text/") else answer.content
    is_dated = kind in ("application/pdf", "application/zip") or "spreadsheet" in kind
    return f"{answer.status_code} {kind} ".encode() + (b"" if is_dated else said)


def look(whole: Whole) -> None:
    """Notes what every page answers, and which blobs it reads for that."""
    mine = [path for path in addresses(whole.people["owner"]) if path.startswith(("/case", "/account/cases"))]
    paths = {"owner": mine, "helper": [*mine, "/desk", *sorted(path for path in HELPERS if "{" not in path)]}
    alike = set()
    for place in [(person, path) for person, its in paths.items() for path in its]:
        names: set[str] = set()
        with reading_of(names):
            answer = plain(whole.get(*place))
        if (kind := (place[0], route_of(place[1]), frozenset(names))) not in alike:
            alike.add(kind)
            whole.answers[place] = answer
            for name in names:
                whole.readers.setdefault(name, []).append(place)
    whole.restless = {place for place, before in whole.answers.items() if plain(whole.get(*place)) != before}


def route_of(path: str) -> str:
    """The pattern of the route that answers an address."""
    return next((route.path for route in declared() if route_pattern(route.path).fullmatch(path)), path)


@cache
def route_pattern(route: str) -> re.Pattern[str]:
    """What the addresses of a route look like."""
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", route))))


def flipped(whole: Whole, name: str) -> dict[str, bytes | None]:
    """One bit of the encrypted content."""
    data = whole.raw(name)
    return {name: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]}


def older(whole: Whole, name: str) -> dict[str, bytes | None]:
    """The blob as it was before it was written for the last time."""
    case, before = whole.case, whole.raw(name)
    with rows_by_hand(case.service.engine) as session:
        row = session.get_one(CaseRow, case.id)
        row.blobs = {**row.blobs, name: row.blobs[name] + 1}
    put_blob(case, name, blob_of(case, name))
    return {name: before}


def swapped(whole: Whole, name: str) -> dict[str, bytes | None]:
    """This blob and the next one of the case, each in the place of the other."""
    names = whole.names()
    other = names[(names.index(name) + 1) % len(names)]
    return {name: whole.raw(other), other: whole.raw(name)}


def removed(_: Whole, name: str) -> dict[str, bytes | None]:
    """No blob."""
    return {name: None}


TAMPERINGS: tuple[Tampering, ...] = (flipped, older, swapped, removed)


def difference(one: bytes, other: bytes) -> str:
    """The first line of the other that the one has not."""
    known = {line.strip() for line in one.splitlines()}
    return next((line.decode("utf-8", "replace") for line in other.splitlines() if line.strip() not in known), "less")


def pages_notice(whole: Whole, names: Iterable[str], what: str) -> bool:
    """Whether a page says that something is damaged. Each of those that read these blobs says so, or says what it says
    of a whole case; none fails."""
    notices = False
    for place in sorted({place for name in names for place in whole.readers.get(name, ())}):
        answer = whole.get(*place)
        text = answer.text if answer.headers.get("Content-Type", "").startswith("text/html") else ""
        says = any(words in text for words in SAID)
        is_same = place in whole.restless or plain(answer) == whole.answers[place]
        if APOLOGY in text or not (says or is_same):
            whole.wrong.append(
                f"{what}: {place} {answer.status_code} {difference(whole.answers[place], plain(answer))}"
            )
        notices |= says
    return notices


def is_made_again(name: str) -> bool:
    return name in MADE_AGAIN or any(part in name for part in PARTS_MADE_AGAIN)


def examination_notices(whole: Whole) -> bool:
    """Whether another examination ends with a sentence about something damaged, or makes again what was."""
    case = whole.case
    try:
        examine(case, lambda _: None, 60.0)
    except Damaged:
        return True
    return LOST_SENTENCE in whole.get("owner", "/case/files").text


def archive_notices(whole: Whole) -> bool:
    """Whether the archive of everything lists something as missing or damaged."""
    whole.forget()
    with zipfile.ZipFile(io.BytesIO(b"".join(archive([whole.case], "en")))) as everything:
        manifest = json.loads(everything.read("manifest.json"))
    return bool(manifest["missing"] or manifest["damaged"])


def notices(whole: Whole, name: str, tamper: Tampering) -> bool:
    """Whether a tampering is noticed by somebody, or undone: then the pages say again what they said before."""
    what = f"{tamper.__name__} {name}"
    done = tamper(whole, name)
    before = {one: whole.raw(one) for one in done}
    for one, data in done.items():
        whole.put(one, data)
    by_page = pages_notice(whole, done, what)
    by_run = examination_notices(whole)
    after = {one: whole.raw(one) if one in whole.names() else None for one in done}
    kept = [one for one in done if not is_made_again(one)]
    originals = {data for one, data in before.items() if one.endswith(".data") and data in done.values()}
    whole.wrong += [f"{what}: an original is gone" for _ in originals - set(after.values())]
    whole.wrong += [f"{what}: {one} written over" for one in kept if after[one] != done[one]]
    if by_page or by_run or archive_notices(whole):
        return True
    return not kept and not pages_notice(whole, done, what)


def tamperings(names: Iterable[str]) -> Iterator[tuple[str, Tampering]]:
    """One blob of each kind and one way, in turn; with EVERY_CASE each of all blobs in each way."""
    if EVERY_CASE:
        return product(sorted(names), TAMPERINGS)
    kinds: dict[str, str] = {}
    for name in sorted(names):
        kinds.setdefault(re.sub("[0-9a-f]{24,}", "", name), name)
    return zip(kinds.values(), cycle(TAMPERINGS), strict=False)


@pytest.mark.parametrize("store", ["settings", "bucket"] if EVERY_CASE else ["settings"])
def test_every_tampering_is_noticed(store: str, request: pytest.FixtureRequest) -> None:
    """Each of these tamperings, and back again: in a folder, and with EVERY_CASE in a bucket too."""
    with running(request.getfixturevalue(store), limit_factor=1_000) as app:
        whole = Whole(app, fill(app))
        look(whole)
        kept = whole.state()
        of_files = [".data", *(family.name for family in families())]
        assert all(any(part in name for name in kept.blobs) for part in of_files)
        assert {blob.name for blob in own_blobs()} <= kept.blobs.keys()
        unnoticed = []
        for name, tamper in tamperings(kept.blobs):
            if not notices(whole, name, tamper):
                unnoticed.append(f"{tamper.__name__} {name}: not noticed")
            whole.restore(kept)
        wrong = [*unnoticed, *whole.wrong]
    assert not wrong, "\n".join(wrong)
