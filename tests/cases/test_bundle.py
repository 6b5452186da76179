"""The bundle of a real case through the front door: what is in it, what is withheld, its time stamp, and its check."""

import datetime
import hashlib
import io
import json
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from fastapi import FastAPI

from app.cases.bundle import last_change
from app.cases.record import signing
from app.cases.timestamp import STAMP_SENTENCES
from app.i18n.translate import translate
from app.report.bundle import readme
from app.report.bundle.sentences import CHANGE_SENTENCES, RESULT_SENTENCES
from app.settings import Settings
from tests.browser import ORDERS, Browser, hand_in_orders, multipart, visit
from tests.report.bundle.bags import check
from tests.service import Prepared, running, the_case

PHOTO = b"\x89PNG CANARY-photo " * 5_000


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A service with a case that has an export and a file kept as evidence."""
    return Prepared(tmp_path_factory.mktemp("bundle"), fill)


@pytest.fixture
def keeper(browser: Browser) -> Browser:
    """The browser of this case."""
    return browser


def fill(browser: Browser) -> None:
    hand_in_orders(browser)
    proof = multipart(browser.token("/case/evidence/save.screens"), (("写真.png", PHOTO),), step="save.screens")
    assert browser.client.post("/upload", **proof).status_code == 303


def made(browser: Browser, **wish: object) -> bytes:
    """The bundle that the page's form gives."""
    answer = browser.post("/case/bundle", wish, on="/case/bundle")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


def inside(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_a_bundle_holds_the_whole_case(app: FastAPI, keeper: Browser) -> None:
    """Summary, evidence, originals and the log of the files are in it, signed with the key whose number stands at the
    foot of every page of its PDF; made again, it has the same bytes."""
    data = made(keeper)
    case = the_case(app)
    number = signing.number(case)
    verdict = check(data, number)
    assert (verdict.result, verdict.case, verdict.made_at) == ("unchanged", case.number, last_change(case).isoformat())
    files = inside(data)
    assert files["data/evidence/001-写真.png"] == PHOTO
    assert files["data/originals/001-CANARY-name.csv"] == ORDERS.encode()
    for page in pypdf.PdfReader(io.BytesIO(files["data/summary.pdf"])).pages:
        assert number.replace(" ", "") in page.extract_text().replace(" ", "").replace("\n", "")
    assert json.loads(files["data/summary.json"])["key"] == number
    log = json.loads(files["data/custody.json"])
    assert [one["sha256"] for one in log["files"]] == [
        hashlib.sha256(one).hexdigest() for one in (PHOTO, ORDERS.encode())
    ]
    assert [(one["action"], one["kind"], one["who"]) for one in log["log"]] == [
        ("received", kind, "account_holder") for kind in ("original", "evidence")
    ]
    assert made(keeper) == data


def test_what_is_withheld_is_nowhere(keeper: Browser) -> None:
    """No byte, name or plain hash of the withheld evidence is in any file of the bundle, which says that two kinds are
    withheld: the file and the full summary that names it."""
    data = made(keeper, withhold=["evidence"])
    files = inside(data)
    everything = b"\n".join([data, *files.values()])
    for secret in (b"CANARY-photo", "写真.png".encode(), hashlib.sha256(PHOTO).hexdigest().encode()):
        assert secret not in everything
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["data/summary.pdf"])).pages)
    assert hashlib.sha256(PHOTO).hexdigest()[:16] not in text.replace("\n", "")
    verdict = check(data)
    assert (verdict.result, verdict.withheld["evidence"]) == ("unchanged", 1)
    assert files["data/parts.txt"] == inside(made(keeper))["data/parts.txt"]


def test_a_passphrase(keeper: Browser) -> None:
    """A weak one is refused beside its field; a good one hides even the names of the files."""
    for weak in ("short", "合言葉合言葉合言葉合言葉合言葉"):
        answer = keeper.post("/case/bundle", {"passphrase": weak}, on="/case/bundle")
        assert (answer.status_code, 'href="#passphrase"' in answer.text) == (422, True)
    locked = made(keeper, passphrase="correct horse battery")
    assert b"evidence/" not in locked
    assert check(locked).result == "unreadable"


def test_the_page_that_checks(keeper: Browser, app: FastAPI) -> None:
    """Somebody without a case sends a bundle and is told; nothing of it is kept, and a form without its token is
    refused."""
    data, number = made(keeper), signing.number(the_case(app))
    before = set(app.state.service.vault.cases())
    guest = visit(app)
    for sent, said in ((data, "unchanged"), (data.replace(b"CANARY-photo", b"CANARY-phoso", 1), "changed")):
        form = multipart(guest.token("/verify"), (("b.zip", sent),), number=number)
        answer = guest.client.post("/verify", **form)
        assert answer.status_code == 200
        assert RESULT_SENTENCES[said] in answer.text
    assert '001-<span lang="ja">写真</span>.png' in answer.text
    wrong = guest.client.post("/verify", **multipart(guest.token("/verify"), (("b.zip", data),), number="12"))
    assert (wrong.status_code, 'href="#number"' in wrong.text) == (422, True)
    none = guest.client.post("/verify", **multipart(guest.token("/verify"), ()))
    assert (none.status_code, 'href="#files"' in none.text) == (422, True)
    other = multipart(guest.token("/verify"), (("b.zip", data),), number="0" * 32)
    assert CHANGE_SENTENCES["other-key"].split("{")[0] in guest.client.post("/verify", **other).text
    assert visit(app).client.post("/verify", **multipart("none", (("b.zip", data),))).status_code == 403
    assert set(app.state.service.vault.cases()) == before


class Authority:
    """A time-stamping service on this computer: its certificates, what it was sent, and how it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked, self.mood = folder, list[bytes](), "good"
        ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        ca = _certificate("CA", "CA", ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=None))
        tsa = _certificate("TSA", "CA", key, ca_key, usage)
        pem = serialization.Encoding.PEM
        (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
        (folder / "tsa.pem").write_bytes(tsa.public_bytes(pem))
        plain = serialization.NoEncryption()
        (folder / "tsa.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(
            f"[tsa]\ndefault_tsa = t\n[t]\nserial = {folder}/serial\nsigner_cert = {folder}/tsa.pem\n"
            f"signer_key = {folder}/tsa.key\nsigner_digest = sha256\n"
            "default_policy = 1.2.3.4\ndigests = sha256\n"
        )

    def answer(self, query: bytes) -> bytes:
        self.asked.append(query)
        if self.mood == "garbage":
            return b"<html>"
        asked = {"good": query, "old": self.asked[0], "refuses": query.replace(b"\x04\x20", b"\x04\x1f")}[self.mood]
        (self.folder / "query").write_bytes(asked)
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


def _certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey,
                 extension: x509.ExtensionType) -> x509.Certificate:  # fmt: skip
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
    builder = builder.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1))
    builder = builder.not_valid_after(now + datetime.timedelta(days=365))
    return builder.add_extension(extension, critical=True).sign(by, hashes.SHA256())


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[Authority, str]]:
    """The service and its address."""
    (tmp_path / "tsa").mkdir()
    made = Authority(tmp_path / "tsa")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = made.answer(query)
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_time_stamp(settings: Settings, before: Prepared, authority: tuple[Authority, str], tmp_path: Path) -> None:
    """Where the person asks for it, the service is sent a hash and nothing else, and its whole answer is in the bundle,
    which ``openssl`` accepts as the README shows. An answer to something else, a refusal or no service leave a good
    bundle that says why it has none. Nobody is asked who was not chosen."""
    service, url = authority
    before.copy(settings)
    with running(replace(settings, timestamp_url=url)) as app:
        browser = visit(app)
        before.open(browser, settings)
        assert check(made(browser)).stamped is False
        assert service.asked == []
        data = made(browser, stamp="1")
        files, verdict = inside(data), check(data)
        assert (verdict.result, verdict.stamped, len(service.asked)) == ("unchanged", True, 1)
        hashed = hashlib.sha256(files["tagmanifest-sha256.txt"]).digest()
        assert hashed in service.asked[0]
        assert len(service.asked[0]) < 100
        for name in ("tagmanifest-sha256.txt", "tagmanifest.tsr"):
            (tmp_path / name).write_bytes(files[name])
        (tmp_path / "ca.pem").write_bytes((tmp_path / "tsa" / "ca.pem").read_bytes())
        subprocess.run(readme.STAMPED, shell=True, cwd=tmp_path, check=True, capture_output=True)
        at = data.index(files["tagmanifest.tsr"]) + 200
        flipped = check(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert "stamp" in {one.code for one in flipped.changes}
        for mood, why in (("old", "wrong"), ("refuses", "refused"), ("garbage", "unread")):
            service.mood = mood
            refused = made(browser, stamp="1")
            assert (check(refused).result, check(refused).stamped) == ("unchanged", False)
            assert translate(STAMP_SENTENCES[why], "ja") in inside(refused)["README.ja.txt"].decode("utf-8-sig")
    with running(replace(settings, timestamp_url="http://127.0.0.1:9/")) as app:
        again = visit(app, Cookie=f"mioboe={browser.client.cookies['mioboe']}")
        away = made(again, stamp="1")
        assert (check(away).result, check(away).stamped) == ("unchanged", False)
        assert STAMP_SENTENCES["away"] in inside(away)["README.en.txt"].decode("utf-8-sig")


def test_a_bundle_for_a_recipient_holds_its_summary_alone(keeper: Browser) -> None:
    """The page of a recipient leads to its bundle, in whose bytes nothing stands of what that page leaves out; the
    whole summary is withheld, and the bundle still checks as signed."""
    keeper.post("/case/letters", {"name": "CANARY-holder"}, on="/case/letters")
    keeper.post(
        "/case/summary/insurer",
        {"hide": ["person", "cells", "file_names", "evidence_names"]},
        on="/case/summary/insurer",
    )
    assert "recipient=insurer" in keeper.get("/case/summary/insurer").text
    page = keeper.get("/case/bundle?recipient=insurer").text
    assert page.count(" checked") == 2
    data = made(keeper, recipient="insurer", withhold=["evidence", "original"])
    files = inside(data)
    assert any(name.endswith("data/summary.pdf") for name in files)
    texts = [content for name, content in files.items() if not name.endswith((".pdf", ".xlsx"))]
    for name in files:
        if name.endswith(".xlsx"):
            texts += inside(files[name]).values()
        if name.endswith(".pdf"):
            pages = pypdf.PdfReader(io.BytesIO(files[name])).pages
            texts.append("".join(one.extract_text() for one in pages).encode())
    for canary in (
        b"CANARY-holder",
        b"CANARY-name",
        b"CANARY-photo",
        "写真.png".encode(),
        hashlib.sha256(PHOTO).hexdigest().encode(),
    ):
        assert not any(canary in text for text in texts), canary
    assert check(data).result == "unchanged"
