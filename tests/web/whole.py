"""A case with files of every sort, whose blobs a test changes in the store as somebody else may."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
import obstore
from fastapi import FastAPI

from app.cases.case import Case
from app.cases.change import changing
from app.storage.tables import CaseRow
from tests.browser import GIFT, ORDERS, Browser, multipart, visit
from tests.cases.blobs import own_blobs
from tests.importers.screens.drawn import GIFT_CARD, screen
from tests.service import rows_by_hand, the_case
from tests.web.sweep import helper_in

MAIL = b"""From: "Amazon.co.jp" <auto-confirm@amazon.co.jp>
To: somebody@example.jp
Subject: =?utf-8?q?order?=
Date: Sun, 3 May 2026 10:02:03 +0900
Message-ID: <1@example.jp>
Content-Type: text/plain; charset=utf-8

Order 250-0000003-0000003
"""


class State(NamedTuple):
    """What the store holds of a case, and the numbers in its row."""

    blobs: dict[str, bytes]
    numbers: dict[str, int]


@dataclass
class Whole:
    """A case with files of every sort, in one store, and what its pages answer while nobody touched it."""

    app: FastAPI
    people: dict[str, Browser]
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    restless: set[tuple[str, str]] = field(default_factory=set)  # that answer otherwise by themselves
    readers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # blob -> (person, address)

    @property
    def case(self) -> Case:
        return the_case(self.app)

    @property
    def store(self) -> Any:
        return self.app.state.service.vault.store

    def raw(self, name: str) -> bytes:
        """A blob as it is stored."""
        return bytes(obstore.get(self.store, f"{self.case.id}/{name}").bytes())

    def put(self, name: str, data: bytes | None) -> None:
        """Writes into the store as somebody else does; None removes."""
        path = f"{self.case.id}/{name}"
        if data is None:
            obstore.delete(self.store, path)
        else:
            obstore.put(self.store, path, data)
        self.forget()

    def names(self) -> list[str]:
        """The names of all blobs."""
        found: list[str] = self.app.state.service.vault.names(self.case.id)
        return sorted(found)

    def state(self) -> "State":
        """The blobs as they are stored, and their numbers."""
        return State({name: self.raw(name) for name in self.names()}, dict(self.case.versions))

    def restore(self, state: "State") -> None:
        """Puts that state back."""
        for name in {*self.names(), *state.blobs}:
            if name not in state.blobs or name not in self.names() or self.raw(name) != state.blobs[name]:
                self.put(name, state.blobs.get(name))
        with rows_by_hand(self.app.state.service.engine) as session:
            session.get_one(CaseRow, self.case.id).blobs = state.numbers

    def forget(self) -> None:
        """As after a start: nothing of the case is in memory."""
        self.app.state.service.vault.forget_case(self.case.id)

    def get(self, person: str, path: str) -> httpx.Response:
        """The answer to a look, with nothing in memory."""
        self.forget()
        return self.people[person].get(path)


def fill(app: FastAPI) -> dict[str, Browser]:
    """Hands in an export, a text, an unknown table, a picture and a mail, and one of each as an exhibit; every blob
    that a case can have is written."""
    owner = visit(app)
    owner.post("/start", {"symptom": ["symptom.cod_parcel", "symptom.login_alert"]})
    unknown = ("list.csv", b"When,What,Cost\r\n03/04/2026,shop,1200\r\n")
    owner.upload(
        ("orders.csv", ORDERS.encode()), unknown, ("shot.png", screen(GIFT_CARD)), ("mail.eml", MAIL), text=GIFT
    )
    owner.wait()
    files = (("screen.png", screen(GIFT_CARD * 2)), ("proof.eml", MAIL))
    form = multipart(owner.token("/case/evidence/save.screens"), files, step="save.screens")
    assert owner.client.post("/upload", **form).status_code == 303
    with changing(the_case(app)) as change:
        for blob in own_blobs():
            if blob.empty is not None:
                change.store(blob, blob.load(change.case))
    return {"owner": owner, "helper": helper_in(app, the_case(app), "work")}
