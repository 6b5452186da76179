"""The pages with the vault in a bucket: the same as with a folder, while the service answers and when it does not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import obstore
import pytest
from fastapi import FastAPI

from app.cases.files import erase
from app.settings import Settings
from app.storage.keys import new_key
from tests.browser import ORDERS, visit
from tests.faults import Faults, proxy
from tests.service import running, the_case


@pytest.fixture
def faults(bucket: Settings) -> Iterator[Faults]:
    with proxy(urlsplit(bucket.vault_endpoint).netloc) as between:
        yield between


@pytest.fixture
def app(bucket: Settings, faults: Faults) -> Iterator[FastAPI]:
    with running(replace(bucket, vault_endpoint=faults.url)) as made:
        yield made


def test_machines_that_share_no_folder(bucket: Settings, postgres: str, tmp_path: Path) -> None:
    """With the database, the bucket and the key in common, a form of one machine is taken by another, and a case that
    was begun here goes on there."""
    common = replace(bucket, database=postgres, key=new_key())
    with running(common) as first, running(replace(common, data=tmp_path / "second")) as second:
        here = visit(first)
        page = here.get("/start").text
        there = visit(second)
        there.client.cookies.update(here.client.cookies)
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token
        sent = there.client.post("/start", data={"csrf": token[1], "symptom": "symptom.free_parcel"})
        assert sent.status_code == 303
        here.client.cookies.update(there.client.cookies)
        assert here.upload(("CANARY-name.csv", ORDERS.encode())).status_code == 303
        here.wait()
        assert "CANARY-name.csv" in there.get("/case/files").text


def test_a_case_in_a_bucket(app: FastAPI, bucket: Settings, faults: Faults) -> None:
    """A file is handed in, examined and shown. While the service is away the pages say to try again, and afterwards
    everything is there; a lost name is found in the log; without that there is a sentence; an erased case leaves
    nothing."""
    browser = visit(app)
    assert browser.upload(("CANARY-name.csv", ORDERS.encode())).status_code == 303
    assert not browser.wait().get("failed")
    case = the_case(app)
    shown = browser.get("/case/files")
    assert shown.status_code == 200
    assert "CANARY-name.csv" in shown.text

    faults.times(999, "503")
    assert faults.spoiled == 0
    for answer in (browser.get("/case/files"), browser.upload(("b.csv", b"x" * 100))):
        assert answer.status_code == 503
        assert "try again in a few minutes" in answer.text
    faults.times(0, "")
    assert "CANARY-name.csv" in browser.get("/case/files").text

    names = case.service.vault.names(case.id)
    name = next(one for one in names if one.endswith(".name"))
    obstore.delete(case.service.vault.store, f"{case.id}/{name}")
    assert "CANARY-name.csv" in browser.get("/case/files").text
    obstore.delete(case.service.vault.store, f"{case.id}/custody")
    lost = browser.get("/case/files")
    assert lost.status_code == 500
    assert "A stored file is missing" in lost.text

    erase.erase(case.service, case.id)
    listed = httpx.get(f"{bucket.vault_endpoint}/{urlsplit(bucket.vault).netloc}", timeout=60).text
    assert listed.count("<Key>") == 1
    assert "<Key>a/b/installation</Key>" in listed
