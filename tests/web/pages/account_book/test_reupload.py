"""From a finding to a step to a new export that shows it no more; and back, when it returns."""

import pytest
from fastapi import FastAPI

from app.cases.answers.book import latest_report
from app.cases.files.uploads import uploads
from app.cases.plan import progress
from app.i18n.translate import translate
from app.report.model import Report
from app.web.fragments.plan_cards import AGAIN_SENTENCES
from tests.browser import Browser
from tests.service import Prepared, the_case

HEAD = (
    "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,Quantity,Payment Instrument Type,Order Status,"
    "Shipping Address,ASIN,Product Condition,Shipment Item Subtotal,Shipment Item Subtotal Tax,Shipping Option,"
    "Carrier Name & Tracking Number,Product Name"
)
PAID_BACK = (
    "Creation Date,Currency,Disbursement Type,Order ID,Payment Status,Quantity,Refund Amount,Refund Date,"
    "Reversal Reason,Reversal Status,Website"
)
STRANGE = (
    "2026-06-04T01:02:03Z,JPY,Refund,250-9990099-0000001,Completed,1,900,2026-06-05T01:02:03Z,Customer return,"
    "Completed,Amazon.co.jp"
)
ANOTHER = STRANGE.replace("9990099", "9990098")
MONTHS = [(2025, n) for n in range(1, 13)] + [(2026, n) for n in range(1, 11)]


def export(name: str, *refunds: str, last: int = len(MONTHS)) -> list[tuple[str, bytes]]:
    """Orders of some months, a refund for each of two of them, and these refunds."""
    rows = [
        f"Amazon.co.jp,250-0{year}{n:02}-0000001,{year}-{n:02}-03T01:02:03Z,JPY,900,900,1,Visa - 1111,Closed,Home 1,"
        "B000TEST03,New,900,0,Std,X(1),Pen"
        for year, n in MONTHS[:last]
    ]
    known = [STRANGE.replace("9990099", f"0{y}{n:02}").replace("2026-06", f"{y}-{n:02}") for y, n in MONTHS[1:last:3]]
    listed = ["\r\n".join([HEAD, *rows, ""]), "\r\n".join([PAID_BACK, *known, *refunds, ""])]
    return [(f"{name}-{n}.csv", one.encode()) for n, one in enumerate(listed)]


def orphans(app: FastAPI) -> list[str]:
    report = latest_report(the_case(app)) or Report()
    return [one.id for one in report.findings if one.detector == "refund.orphan"]


def state(app: FastAPI, step: str) -> progress.Progress:
    return next(one.progress for one in progress.statuses(the_case(app), "en") if one.planned.step.id == step)


def hand_in(browser: Browser, *files: tuple[str, bytes]) -> None:
    browser.upload(*files)
    browser.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case with a refund that belongs to no order."""
    return Prepared(tmp_path_factory.mktemp("first"), lambda browser: hand_in(browser, *export("first", STRANGE)))


def shows(browser: Browser, path: str, sentence: str) -> bool:
    """Whether a page says this in both languages."""
    return all(translate(sentence, lang) in browser.get(f"{path}?lang={lang}").text for lang in ("en", "ja"))


def test_from_finding_to_closed_and_back(app: FastAPI, browser: Browser) -> None:
    """A step that was done is verified when a new export no longer shows its finding, and open again when one does."""
    (finding,) = orphans(app)
    answer = browser.post("/case/findings", {"finding": finding, "verdict": "not_mine"}, on="/case/findings")
    assert answer.status_code == 303
    browser.post("/case/steps", {"step": "rec.giftcard", "state": "done"}, on="/case/steps")
    assert (state(app, "rec.giftcard").state, state(app, "rec.giftcard").verified) == ("done", False)
    hand_in(browser, *export("second"))
    assert orphans(app) == [finding]
    assert (state(app, "rec.giftcard").state, state(app, "rec.giftcard").verified) == ("done", True)
    assert shows(browser, "/case/steps", "Verified: your newest export no longer shows it.")
    assert shows(browser, "/case/findings", "Gone from your newest export")
    hand_in(browser, *export("third", STRANGE, ""))
    again = state(app, "rec.giftcard")
    assert (again.state, again.reopened_by) == ("reopened", "back")
    assert shows(browser, "/case/steps", AGAIN_SENTENCES["back"])
    for page in ("/case/findings", f"/case/findings/{finding}"):
        assert shows(browser, page, "Back in your newest export")
    browser.post("/case/steps", {"step": "rec.giftcard", "state": "done"}, on="/case/steps")
    assert state(app, "rec.giftcard").state == "done"


def test_a_new_finding_opens_a_step_again(app: FastAPI, browser: Browser) -> None:
    """What is found after a step was done opens it again."""
    browser.post("/case/steps", {"step": "rec.giftcard", "state": "done"}, on="/case/steps")
    hand_in(browser, *export("second", STRANGE, ANOTHER))
    assert len(orphans(app)) == 2
    again = state(app, "rec.giftcard")
    assert (again.state, again.reopened_by) == ("reopened", "new")


def test_an_older_export_proves_nothing(app: FastAPI, browser: Browser) -> None:
    """An export that ends before the finding, a file of another kind, or a removal, does not verify a step."""
    browser.post("/case/steps", {"step": "rec.giftcard", "state": "done"}, on="/case/steps")
    hand_in(browser, *export("early", last=12))
    assert not state(app, "rec.giftcard").verified
    hand_in(browser, ("other.txt", b"no table of any kind"))
    assert not state(app, "rec.giftcard").verified
    upload = uploads(the_case(app))[1].id
    browser.post(f"/case/remove/file/{upload}", on="/upload")
    browser.wait()
    assert orphans(app) == []
    assert not any(one.progress.verified for one in progress.statuses(the_case(app), "en"))
