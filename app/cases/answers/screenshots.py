"""The pictures of a case in which rows were read, and the person's answers about them."""

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files.uploads import EVENTS, Upload, uploads
from app.cases.record import screenshots as answers
from app.errors import NotFound
from app.report.intake import Read
from app.report.screens.confirmations import Screenshot, screenshots


def reference(case: Case, screenshot: Screenshot) -> str:
    """The reference of a picture in a web address."""
    return case.key.keyed_hash("screenshot", screenshot.page.sha256)[:24]


def of_case(case: Case) -> list[tuple[Upload, Screenshot]]:
    """The pictures in which rows were read, in the order in which they were handed in, each with its upload."""
    report = latest_report(case)
    numbers = {file.upload for file in (report.files if report else ()) if file.unconfirmed is not None}
    own = {upload.number: upload for upload in uploads(case) if upload.number in numbers} if numbers else {}
    reads = [Read(number, Read.listed(EVENTS.of(upload.id).load(case))) for number, upload in own.items()]
    return [(own[screenshot.upload], screenshot) for screenshot in screenshots(reads, answers.SCREENSHOTS.load(case))]


def find(case: Case, ref: str) -> tuple[Upload, Screenshot]:
    """The picture of a reference; ``NotFound``."""
    for upload, screenshot in of_case(case):
        if reference(case, screenshot) == ref:
            return upload, screenshot
    raise NotFound
