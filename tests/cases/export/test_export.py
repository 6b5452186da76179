"""Export of everything: one ZIP, complete, checkable, and without what would open something."""

import io
import json
import random
import zipfile
from hashlib import sha256

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from sqlmodel import SQLModel, select

from analyzers.rules.contract import DISOWNED
from app.cases.access import browsers
from app.cases.access.browsers import Visitor
from app.cases.accounts import account as accounts
from app.cases.answers import asked, book, verdicts
from app.cases.answers.book import latest_report
from app.cases.case import case_of_row
from app.cases.export.archive import archive
from app.cases.export.contents import LEFT_OUT, file_name
from app.cases.export.of_account import account_archive
from app.cases.files import erase
from app.cases.files.uploads import remove, uploads
from app.errors import NoCase
from app.i18n.languages import LANGUAGES
from app.report import schema
from app.report.answers import parse_answers
from app.report.recognition import text
from app.report.stored import from_json, to_json
from app.report.summary import FORMS
from app.storage import database
from app.storage.tables import AuditRow, CaseRow, SessionRow
from tests.browser import GIFT, ORDERS, Browser, code_of, multipart, visit
from tests.service import Prepared, blob_of, the_case


def files(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP by their paths, in their order; each with the checksum that the ZIP has of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        return {one.filename: found.read(one) for one in found.infolist()}


def export(browser: Browser) -> httpx.Response:
    return browser.post("/case/export", on="/case/export")


def fill(browser: Browser) -> None:
    browser.upload(("注文 履歴.csv", ORDERS.encode()), text=GIFT)
    browser.wait()


@pytest.fixture(scope="module")
def full_once(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A service with a case that has two files, examined."""
    return Prepared(tmp_path_factory.mktemp("export"), fill)


@pytest.fixture
def full(app: FastAPI, browser: Browser) -> Browser:
    """A browser whose case has something of every kind: files, a proof, answers, notes, contacts, a code."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code_of(browser.post("/case/code", on="/case"))
    proof = multipart(browser.token("/case/evidence/save.screens"), (("画面.png", b"\x89PNG"),), step="save.screens")
    assert browser.client.post("/upload", **proof).status_code == 303
    browser.post("/case/letters", {"name": "見本 太郎"}, on="/case/letters")
    case = the_case(app)
    asking = book.state(case)
    assert asking
    verdicts.answer(case, {asking.recognition.questions[0].id: "not_mine"})
    return browser


def test_everything_is_in_it(app: FastAPI, full: Browser) -> None:
    """Every blob and every row of the case, the originals byte by byte, and a list with sizes and SHA-256."""
    case = the_case(app)
    answer = export(full)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="mioboe-everything-')
    found = files(answer.content)
    assert found["originals/001-注文 履歴.csv"] == ORDERS.encode()
    assert found["originals/002-pasted-2.txt"].decode().split() == GIFT.split()
    assert found["evidence/001-画面.png"] == b"\x89PNG"
    assert {path.rpartition(".")[2] for path in found if path.startswith("summary/")} == set(FORMS)
    assert json.loads(found["data/notes.json"])["me"]["name"] == "見本 太郎"
    assert json.loads(found["data/files.json"])["originals"][0]["sha256"] == uploads(case)[0].sha256
    assert "uploaded" in {one["event"] for one in json.loads(found["data/tables/audit.json"])}
    assert [*parse_answers(found["data/answers.json"].decode()).by_question.values()] == ["not_mine"]
    manifest = json.loads(found.pop("manifest.json"))
    assert {one["path"]: one["sha256"] for one in manifest["files"]} == {
        path: sha256(data).hexdigest() for path, data in found.items()
    }
    assert (manifest["missing"], manifest["damaged"]) == ([], [])
    with database.reading(case.service.engine) as session:
        for table in SQLModel.metadata.tables.values():
            if "case_id" in table.c and table.name != "reservations":  # which last as long as an upload
                rows = session.execute(table.select().where(table.c.case_id == case.id)).all()
                assert len(rows) == len(json.loads(found.get(f"data/tables/{table.name}.json", b"[]"))), table.name
    blobs = [name for name in case.service.vault.names(case.id) if not name.endswith(".name") and name not in LEFT_OUT]
    assert [one for one in blobs if blob_of(case, one) not in found.values()] == []


NONE = "Not Available"
COLUMNS = {
    "ASIN": "B000TEST35", "Billing Address": NONE, "Carrier Name & Tracking Number": NONE, "Currency": "JPY",
    "Gift Message": NONE, "Gift Recipient Contact": NONE, "Gift Sender Name": NONE, "Item Serial Number": NONE,
    "Order Date": "2026-05-03T10:00:00Z", "Order ID": "250-0000009-0000009", "Order Status": "Closed",
    "Original Quantity": "1", "Payment Method Type": "Gift Certificate/Card", "Product Condition": "New",
    "Product Name": "Soap", "Purchase Order Number": NONE, "Ship Date": "2026-05-04T10:00:00Z",
    "Shipment Item Subtotal": "3000", "Shipment Item Subtotal Tax": "0", "Shipment Status": "Shipped",
    "Shipping Address": "Jo Sample", "Shipping Charge": "0", "Shipping Option": NONE, "Total Amount": "3000",
    "Total Discounts": "0", "Unit Price": "3000", "Unit Price Tax": "0", "Website": "Amazon.co.jp",
}  # fmt: skip
BOUGHT = "".join(",".join(line) + "\r\n" for line in (COLUMNS, COLUMNS.values()))


def test_answers_whose_question_a_later_file_changed(app: FastAPI, browser: Browser) -> None:
    """They are exported with the question as it was asked, in the language of the archive. They leave it when they are
    taken back, and with the file that the question was about."""
    browser.upload(text=GIFT)
    browser.wait()
    case = the_case(app)
    asking = book.state(case)
    assert asking
    [question] = [one for one in asking.recognition.questions if one.kind == "balance_use"]
    verdicts.answer(case, {question.id: "mine"})
    browser.upload(("later.csv", BOUGHT.encode()))  # the order that the balance paid is asked about in its place
    browser.wait()
    for lang in LANGUAGES:
        given = json.loads(files(b"".join(archive([case], lang)))["data/answers.json"])
        about = {"id": question.id, "kind": question.kind, "text": text(question, lang), "answer": "mine"}
        assert given == {"answers": {}, "earlier": [about]}
        assert parse_answers(json.dumps(given)).by_question == {}
    verdicts.take_back(case, question.id)
    assert asked.earlier(case) == []
    verdicts.answer(case, {question.id: "not_mine"})
    assert [answer for _, answer in asked.earlier(case)] == ["not_mine"]
    remove(case, uploads(case)[0].id, app.state.runner.notify)
    browser.wait()
    assert asked.earlier(case) == []
    assert blob_of(case, "asked") == b"[]"


def test_there_and_back(app: FastAPI, full: Browser) -> None:
    """A program can go on with what it holds: the list keeps its schema, report and answers are read again, and the
    originals, handed in elsewhere, give the same events and findings, but for those that answers make."""
    found = files(export(full).content)
    listed = json.loads(found["manifest.json"])
    assert [*Draft202012Validator(schema.schema("mioboe.export/1")).iter_errors(listed)] == []
    assert [*Draft202012Validator(schema.schema("mioboe.export/1")).iter_errors(listed | {"files": [{}]})] != []
    mine = the_case(app)
    report = latest_report(mine)
    assert report
    assert to_json(from_json(found["data/report.json"])) == to_json(report)
    answers = parse_answers(found["data/answers.json"].decode())
    assert set(answers.by_question.values()) == {"not_mine"}
    other = visit(app)
    other.upload(*((path[len("originals/001-") :], found[path]) for path in found if path.startswith("originals/")))
    other.wait()
    with database.reading(app.state.service.engine) as session:
        row = session.exec(select(CaseRow).where(CaseRow.id != mine.id)).one()
    case = case_of_row(app.state.service, row)
    again = latest_report(case) if case else None
    assert again
    assert again.events == report.events
    assert [one.id for one in again.findings] == [one.id for one in report.findings if one.detector != DISOWNED]


def test_readme_in_every_language_says_what_is_where(full: Browser) -> None:
    """Each place that it names is there, and each that is there is named."""
    found = files(export(full).content)
    for lang in LANGUAGES:
        text = found[f"README.{lang}.txt"].decode()
        places = [line for line in text.splitlines() if line and not line.startswith(" ") and line.isascii()]
        for path in found:
            assert path.startswith("README.") or any(path.startswith(place) for place in places), path
    assert "暗号化されていません" in found["README.ja.txt"].decode()
    assert "not encrypted" in found["README.en.txt"].decode()


def test_nothing_in_it_opens_anything(app: FastAPI, full: Browser) -> None:
    """Neither the code's hash and public half nor the cookie's hash nor any key is in the archive."""
    found = b"".join(files(export(full).content).values())
    with database.reading(app.state.service.engine) as session:
        row = session.exec(select(CaseRow)).one()
        browser = session.exec(select(SessionRow)).one()
        secrets = [row.resume_hash, row.resume_public, browser.token_hash, str(the_case(app).key.identity)]
    assert [one for one in secrets if not one or one.encode() in found] == []


def test_same_case_gives_the_same_order(app: FastAPI, full: Browser) -> None:
    """Two archives of an unchanged case have the same files in the same order."""
    first, second = (list(files(b"".join(archive([the_case(app)], "ja")))) for _ in range(2))
    assert first == second


def test_several_cases_have_a_folder_each(app: FastAPI, full: Browser) -> None:
    """One archive holds the cases of an account, and further files."""
    other = visit(app)
    other.post("/start", {"symptom": "symptom.free_parcel"})
    with database.reading(app.state.service.engine) as session:
        cases = [case_of_row(app.state.service, row) for row in session.exec(select(CaseRow))]
    found = files(b"".join(archive([one for one in cases if one], "en", [("account.json", b"{}")])))
    folders = {path.partition("/")[0] for path in found if "/" in path}
    assert folders == {f"case-{case.id[:8].upper()}" for case in cases if case}
    assert {path for path in found if "/" not in path} == {
        "README.ja.txt", "README.en.txt", "account.json", "manifest.json",
    }  # fmt: skip


def test_damaged_file_spoils_no_other(app: FastAPI, full: Browser) -> None:
    """The archive says which file is damaged or could not be made, and holds all others."""
    case = the_case(app)
    first, second = uploads(case)
    blob = case.service.settings.blobs / case.id / f"{first.id}.data"
    blob.write_bytes(blob.read_bytes()[:-9])
    found = files(export(full).content)
    manifest = json.loads(found["manifest.json"])
    assert manifest["damaged"] == ["originals/001-注文 履歴.csv"]
    assert f"originals/002-{second.name}" in found
    (blob.parent / f"{first.id}.name").write_bytes(b"damaged")
    assert json.loads(files(export(full).content)["manifest.json"])["damaged"] == manifest["damaged"]
    (blob.parent / "custody").write_bytes(b"damaged")
    manifest = json.loads(files(export(full).content)["manifest.json"])
    assert "originals/" in manifest["missing"]
    assert {f"data/other/{one.id}.data" for one in (first, second)} <= {one["path"] for one in manifest["files"]}


def test_case_that_is_erased_meanwhile_ends_the_download(app: FastAPI, browser: Browser) -> None:
    """What was sent so far is no complete ZIP, so nobody takes it for one."""
    browser.upload(("noise.bin", random.Random(1).randbytes(3_000_000)))
    browser.wait()
    case, sent = the_case(app), [b""]
    pieces = archive([case], "en")
    while b"originals/001" not in sent[-1]:
        sent.append(next(pieces))
    erase.erase(case.service, case.id)
    with pytest.raises(NoCase):
        sent.extend(pieces)
    with pytest.raises(zipfile.BadZipFile):
        files(b"".join(sent))


def test_only_the_persons_own_form_starts_it(app: FastAPI, full: Browser) -> None:
    """A link, a form without its token and a browser without the case get nothing."""
    assert full.client.post("/case/export").status_code == 403
    assert visit(app).get("/case/export").status_code == 404
    assert "not encrypted" in full.get("/case/export").text
    with database.reading(app.state.service.engine) as session:
        assert "exported" not in {one.event for one in session.exec(select(AuditRow))}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\CON\u202e.csv", "C__CON_.csv"),
        ("", "_"),
        ("...", "_"),
        ("注" * 300 + ".csv", "注" * 48 + ".csv"),
        ("a." + "b" * 300, "a." + "b" * 148),
        ("a\x00\ud800b.txt", "a__b.txt"),
    ],
)
def test_names_are_harmless_in_every_folder(name: str, kept: str) -> None:
    """No folder, no control, no hidden character, and short enough for every file system."""
    assert file_name(name) == kept
    assert len(kept.encode()) <= 150


def test_account_has_its_cases_in_one_file(app: FastAPI, full: Browser) -> None:
    """The holder gets all cases and what is known of the account, others none of it, and only after a fresh proof."""
    case, here = the_case(app), Visitor(full.client.cookies["mioboe"], "", "")
    holder = accounts.create(app.state.service, "CANARY-holder", "$argon2id$secret")
    token = browsers.sign_in(app.state.service, here, holder.id)
    full.client.cookies.set("mioboe", token, domain="testserver.local")
    accounts.keep(holder, case, token)
    found = files(b"".join(account_archive(holder, "en")))
    assert json.loads(found["account.json"])["accounts"][0]["name"] == "CANARY-holder"
    assert f"case-{case.id[:8].upper()}/originals/001-注文 履歴.csv" in found
    assert b"$argon2id$secret" not in b"".join(found.values())
    other = accounts.create(app.state.service, "somebody", None)
    assert {path.partition(".")[0] for path in files(b"".join(account_archive(other, "en")))} == {
        "README", "account", "manifest",
    }  # fmt: skip
    assert "Download everything" in full.get("/account/export").text
    assert full.post("/account/export", on="/account/export").headers["Content-Type"] == "application/zip"
    with database.writing(app.state.service.engine) as session:
        session.exec(select(SessionRow).where(SessionRow.account_id == holder.id)).one().confirmed_at = None
    for path in ("/account/export", "/case/export"):
        answer = full.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/account/confirm")
    assert visit(app).get("/account/export").headers["Location"].startswith("/sign-in")
