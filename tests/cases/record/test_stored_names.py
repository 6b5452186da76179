"""What the vault keeps has the names under which it was stored first, so that every version reads it."""

import json

from fastapi import FastAPI

from app.cases.change import changing
from app.cases.record import contacts, custody, notes
from tests.browser import Browser
from tests.service import blob_of, the_case


def test_words_of_contacts_and_exhibits_are_stored_under_one_name(app: FastAPI, ordered: Browser) -> None:
    """A statement in the contact log and the details of a file are stored under ``said``, and read from it."""
    case = the_case(app)
    entry = {**contacts.blank("Asia/Tokyo"), "recipient": "bank", "statement": "We look into it."}
    with notes.change(case) as (_, content):
        content["contacts"] = [entry]  # type: ignore[list-item]
    with changing(case) as change:
        custody.add(change, [custody.event("described", "original", 1, "a.csv", "0" * 64, {"note": "from Mio"})])
    (stored,) = json.loads(blob_of(case, "notes"))["contacts"]
    line = json.loads(blob_of(case, "custody"))[-1]
    assert (stored["said"], "statement" in stored) == ("We look into it.", False)
    assert (line["said"], "details" in line) == ({"note": "from Mio"}, False)
    assert contacts.entries(case) == [entry]
    assert custody.lines(case)[-1]["details"] == {"note": "from Mio"}
