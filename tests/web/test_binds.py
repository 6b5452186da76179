"""Where the service may be reached, and that neither other web sites nor other programs of this computer get in."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.cli import main
from app.settings import Settings, load
from app.storage.keys import new_key
from app.web import binds
from tests.browser import Browser
from tests.service import until

ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}
FORM = {"symptom": "symptom.free_parcel"}


class Files:
    """A self-made certificate for localhost, its key, and what cannot be used in their place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(datetime.now(UTC) - timedelta(1)).not_valid_after(
            datetime.now(UTC) + timedelta(1)
        )
        made = builder.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
        self.cert = self._write("cert.pem", made.public_bytes(serialization.Encoding.PEM))
        self.key = self._write("key.pem", _pem(key))
        self.other_key = self._write("other.pem", _pem(ec.generate_private_key(ec.SECP256R1())))
        self.locked_key = self._write("locked.pem", _pem(key, b"password"))
        self.garbage = self._write("garbage.pem", b"CANARY")
        self.missing = folder / "missing.pem"

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


def _pem(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("tls"))


@contextmanager
def serving(folder: Path, *options: str, **given: str) -> Iterator[tuple[int, Path]]:
    """The command in a process of its own: the port at which it answers, and the file with all that it says."""
    log = folder / "log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    environment = {**kept, **ENGLISH, "MIOBOE_DATA": str(folder / "data"), **given}
    command = [sys.executable, "-m", "app", "serve", "--port", "0", *options]
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        try:
            until(lambda: re.search(r":\d+ \(stop", log.read_text()) or process.poll() is not None)
            found = re.search(r":(\d+) \(stop", log.read_text())
            assert found, log.read_text()
            yield int(found[1]), log
        finally:
            process.terminate()


def client(url: str, **given: object) -> Browser:
    return Browser(httpx.Client(base_url=url, headers={"Accept-Language": "en"}, timeout=30, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "box.example", "::ffff:127.0.0.1", ""])
def test_no_other_computer_gets_in_by_mistake(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every address but this computer's own is refused over plain http: the reason and the three ways, in one sentence
    each, with status 2, and before anything is made. Each of the ways lifts it."""
    monkeypatch.setenv("MIOBOE_DATA", str(tmp_path / "data"))
    for lang, word in (("en_GB", "read on the way"), ("ja_JP", "読み取")):
        monkeypatch.setenv("LC_ALL", f"{lang}.UTF-8")
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--host", host, "--port", "0"])
        words = capfd.readouterr().err
        assert (ended.value.code, words.count("\n"), word in words) == (2, 1, True), words
        assert all(way in words for way in ("--tls-cert", "--tls-key", "MIOBOE_PROXIES", "--insecure-http"))
    assert not (tmp_path / "data").exists()
    binds.check(host, Settings(), None, insecure_http=True)
    binds.check(host, Settings(), binds.Tls(tmp_path, tmp_path), insecure_http=False)
    binds.check(host, load({"MIOBOE_PROXIES": "10.0.0.0/8"}), None, insecure_http=False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_this_computer_needs_nothing(host: str) -> None:
    """Its own addresses need no certificate and no word."""
    binds.check(host, Settings(), None, insecure_http=False)


@pytest.mark.parametrize(
    ("cert", "key", "words"),
    [
        ("cert", None, "belong together"),
        (None, "key", "belong together"),
        ("cert", "other_key", "cannot be used"),
        ("cert", "locked_key", "has a password"),
        ("garbage", "key", "cannot be used"),
        ("cert", "missing", "No such file"),
        ("missing", "key", "No such file"),
        ("folder", "key", "cannot be used"),
    ],
)
def test_certificates_that_do_not_work(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    cert: str | None, key: str | None, words: str,
) -> None:  # fmt: skip
    """What is wrong with a certificate or its key is one sentence, with status 2, and nothing is made. Nobody is asked
    for a password."""
    monkeypatch.setenv("MIOBOE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    given = {"--tls-cert": cert, "--tls-key": key}
    options = [f"{option}={getattr(files, name)}" for option, name in given.items() if name]
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--host", "0.0.0.0", "--port", "0", *options])
    said = capfd.readouterr().err
    assert (ended.value.code, said.count("\n"), words in said) == (2, 1, True), said
    assert "CANARY" not in said
    assert not (tmp_path / "data").exists()


def test_https_with_an_own_certificate(files: Files, tmp_path: Path) -> None:
    """With a self-made certificate the service speaks https, at least TLS 1.2 and with forward secrecy: its cookies are
    for this host and https alone, and browsers are told to stay there. Plain http gets no answer."""
    options = ("--host", "0.0.0.0", "--tls-cert", str(files.cert), "--tls-key", str(files.key))
    with serving(tmp_path, *options, MIOBOE_HOSTS="localhost,127.0.0.1") as (port, log):
        assert f"https://localhost:{port} " in log.read_text()
        assert "Warning" not in log.read_text()
        trusting = ssl.create_default_context(cafile=files.cert)
        browser = client(f"https://localhost:{port}", verify=trusting)
        first = browser.get("/")
        opened = browser.post("/start", FORM)
        assert (first.status_code, opened.status_code) == (200, 303)
        for cookie in (*first.headers.get_list("Set-Cookie"), *opened.headers.get_list("Set-Cookie")):
            assert re.match(rf"__Host-mioboe(-visit)?-{port}=.*; Path=/; .*; Secure", cookie), cookie
            assert "HttpOnly" in cookie
            assert "Domain" not in cookie
        assert opened.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert browser.get("/case").status_code == 200
        with pytest.raises(httpx.TransportError):
            client(f"http://localhost:{port}").get("/")
        older = ssl.create_default_context(cafile=files.cert)
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        assert client(f"https://localhost:{port}", verify=older).get("/").status_code == 200
        older.set_ciphers("AES128-SHA:AES256-SHA:AES128-GCM-SHA256:@SECLEVEL=0")
        with pytest.raises(httpx.TransportError):
            client(f"https://localhost:{port}", verify=older).get("/")
        assert client(f"https://localhost:{port}", verify=trusting).get(
            "/", headers={"Host": "evil.example"}
        ).status_code == 400  # fmt: skip


def test_local_mode(tmp_path: Path) -> None:
    """On this computer nobody signs in, and still neither a web site that has its name point here, nor a page of
    another program at another port, nor a page that hides where it is from, opens or reads anything."""
    with serving(tmp_path) as (port, _):
        url = f"http://localhost:{port}"
        browser = client(url)
        assert browser.post("/start", FORM, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}).status_code == 303
        for name in ("mioboe.localhost", "127.0.0.1", "[::1]"):
            assert browser.get("/", headers={"Host": f"{name}:{port}"}).status_code == 200
        for name in ("evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "localhost.", "xlocalhost"):
            rebound = browser.get("/case", headers={"Host": f"{name}:{port}"})
            assert (rebound.status_code, "Set-Cookie" in rebound.headers) == (400, False), name
        for headers in (
            {"Origin": f"http://localhost:{port + 1}"},
            {"Origin": "http://localhost"},
            {"Origin": f"https://localhost:{port}"},
            {"Origin": f"http://127.0.0.1:{port}"},
            {"Origin": f"http://localhost:{port + 1}", "Sec-Fetch-Site": "same-site"},
            {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
            {"Origin": "null"},
            {"Origin": "http://evil.example", "Host": f"localhost:{port}"},
        ):
            answer = browser.post("/case/delete", headers=headers)
            assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (403, None), headers
        foreign = browser.get("/case", headers={"Origin": f"http://localhost:{port + 1}"})
        assert foreign.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in foreign.headers
        assert browser.get("/case").status_code == 200


def test_behind_a_proxy(tmp_path: Path) -> None:
    """With a trusted proxy other computers may come: what it says of address and scheme is believed, and what it does
    not say, or says wrong, is in the log once."""
    outside = {"Host": "mioboe.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    key = tmp_path / "a key"
    key.write_text(new_key())
    given = {"MIOBOE_PROXIES": "127.0.0.0/8", "MIOBOE_HOSTS": "mioboe.example", "MIOBOE_KEY_COMMAND": f"cat '{key}'"}
    with serving(tmp_path, "--host", "0.0.0.0", **given) as (port, log):
        assert not (tmp_path / "data" / "master.key").exists()
        assert "Warning" not in log.read_text()
        url = f"http://127.0.0.1:{port}"
        answer = client(url).get("/", headers=outside)
        assert answer.headers["Set-Cookie"].startswith("__Host-mioboe-visit=")
        assert "Strict-Transport-Security" in answer.headers
        assert "proxy kind" not in log.read_text()
        for _ in range(2):
            client(url).get("/", headers={"Host": "mioboe.example", "X-Forwarded-For": "203.0.113.9"})
            client(url).get("/", headers={**outside, "X-Forwarded-Host": "mioboe.example:8443"})
    said = [line.split(" (docs")[0] for line in log.read_text().splitlines() if "proxy kind" in line]
    assert [line.partition("proxy ")[2] for line in said] == [
        "kind=x-forwarded-proto a proxy at 127.0.0.1 does not send x-forwarded-proto",
        "kind=host a proxy at 127.0.0.1 changes the Host header, so forms are refused: it must pass it on",
    ]
    assert "203.0.113" not in log.read_text()


def test_in_a_network_that_one_trusts(tmp_path: Path) -> None:
    """Whoever lets other computers in without TLS is warned; nobody's word about address and scheme is believed, and
    that a proxy seems to stand there is in the log once."""
    key = new_key()
    with serving(tmp_path, "--host", "0.0.0.0", "--insecure-http", MIOBOE_KEY=key) as (port, log):
        assert "Warning: other computers can reach this address" in log.read_text()
        assert "MIOBOE_HOSTS" in log.read_text()
        for _ in range(2):
            answer = client(f"http://127.0.0.1:{port}").get(
                "/", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
            )
            assert answer.headers["Set-Cookie"].startswith(f"mioboe-visit-{port}=")
    assert not (tmp_path / "data" / "master.key").exists()
    assert key not in log.read_text()
    [said] = [line for line in log.read_text().splitlines() if "proxy kind" in line]
    assert "kind=untrusted a proxy at 127.0.0.1 that MIOBOE_PROXIES does not name" in said


@pytest.mark.parametrize(
    ("host", "environment", "words"),
    [
        ("localhost", {"MIOBOE_HOSTS": "mioboe.example"}, ["does not name localhost", "master key lies"]),
        ("localhost", {"MIOBOE_HOSTS": "localhost"}, ["master key lies"]),
        ("127.0.0.1", {"MIOBOE_PROXIES": "127.0.0.1", "MIOBOE_HOSTS": "mioboe.example"}, ["master key lies"]),
        ("0.0.0.0", {"MIOBOE_PROXIES": "10.0.0.1"}, ["every host name", "master key lies"]),
        ("0.0.0.0", {"MIOBOE_HOSTS": "a.example"}, ["plain http", "master key lies"]),
        ("localhost", {"MIOBOE_HOSTS": "localhost", "MIOBOE_KEY_FILE": "/etc/mioboe.key"}, []),
        ("localhost", {"MIOBOE_HOSTS": "localhost", "MIOBOE_KEY_FILE": "/srv/data/../data/x.key"}, ["master key lies"]),
    ],
)
def test_what_looks_wrong_is_said_at_the_start(host: str, environment: dict[str, str], words: list[str]) -> None:
    """Names and proxies that do not fit each other, and a key beside the data, are said in a sentence each."""
    notes = [sentence for sentence, _ in binds.notes(host, load({"MIOBOE_DATA": "/srv/data", **environment}), None)]
    notes = [sentence.format(host=host) for sentence in notes]
    assert len(notes) == len(words), notes
    assert all(word in note for word, note in zip(words, notes, strict=True)), notes


@pytest.mark.parametrize(
    ("host", "hosts", "typed"),
    [
        ("127.0.0.1", "", "localhost"),
        ("0.0.0.0", "", "localhost"),
        ("::", "", "localhost"),
        ("0.0.0.0", "mioboe.example,localhost", "mioboe.example"),
        ("2001:db8::1", "", "[2001:db8::1]"),
        ("192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, hosts: str, typed: str) -> None:
    """A name where there is one, and never the address that stands for all addresses."""
    assert binds.reachable_host(host, load({"MIOBOE_HOSTS": hosts})) == typed
