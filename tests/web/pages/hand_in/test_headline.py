"""What the page after reading says: of tables alone, whatever papers and pictures lie beside them."""

import io
import zipfile
from itertools import combinations

from fastapi import FastAPI

from app.cases.answers.book import latest_report
from app.i18n.translate import translate
from app.web.pages.hand_in.progress import _outcome
from tests.browser import GIFT, Browser
from tests.service import the_case

PARTLY = "Not all of it could be used. Below stands what was wrong with each file and what you can do."
CUT_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
PAPERS = {
    "invoice text.pdf": b"broken",
    "invoice cut.pdf": CUT_PDF,
    "invoice empty.PDF": b"",
    "invoice noise.pdf": bytes(range(256)) * 20,
    "photo.jpg": b"\xff\xd8\xff" + bytes(100),
    "photo": PICTURE,
    "letter.docx": b"PK\x03\x04" + bytes(100),
    "page.html": b"<html><body>Thank you.</body></html>",
    "notes.txt": b"Thank you.",
}
ALONE = {"cut.pdf": CUT_PDF, "text.pdf": b"broken", "screen.png": PICTURE, "letter.docx": b"PK\x03\x04zz"}
TABLES = {
    "unknown.csv": b"colour,taste\r\nred,sweet\r\n",
    "empty.csv": b"",
    "cut.xlsx": b"PK\x03\x04zzzz",
    "picture.csv": PICTURE + b"\0",
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "packed.7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
}


def archive(files: dict[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return made.getvalue()


def test_papers_beside_tables_are_listed_apart(app: FastAPI, guest: Browser) -> None:
    """The reader goes on to the result; a table that could not be used stops them, with each mix of papers."""
    guest.upload(("export.zip", archive(PAPERS)), *ALONE.items(), text=GIFT)
    guest.wait()
    assert guest.get("/case/progress?go=on").headers["Location"] == "/case/result"
    for lang in ("ja", "en"):
        assert translate(PARTLY, lang) not in guest.get(f"/case/progress?lang={lang}").text
        html = guest.get(f"/case/files?lang={lang}").text
        assert translate("Could not be read", lang) not in html
        assert translate("Not recognised", lang) not in html
        beside = html.split(translate("Papers and pictures", lang), 1)[1]
        assert all(name in beside for name in (*PAPERS, *ALONE))
    guest.upload(("tables.zip", archive(TABLES)), text="A page that nobody knows.")
    guest.wait()
    report = latest_report(the_case(app))
    assert report is not None
    tables = [one for one in report.files if one.path.rpartition("/")[2] in TABLES or one.path == "pasted-8.txt"]
    papers = [one for one in report.files if one not in tables]
    assert len(tables) == len(TABLES) + 1, report.files
    for size in (0, 1, 2, len(papers)):
        for some in combinations(papers, size):
            assert not _outcome(some)["refused"], some
            for table in tables:
                assert _outcome([*some, table])["refused"], table
    assert translate(PARTLY, "en") in guest.get("/case/progress?go=on&lang=en").text
