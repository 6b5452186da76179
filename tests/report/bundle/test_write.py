"""What a bundle is: a signed bag that other programs accept, the same bytes every time, with parts withheld."""

import hashlib
import io
import subprocess
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from app.report.bundle import readme, write
from app.report.bundle.model import LeftOut, Member, NotStamped, NotWhole, safe_name
from tests.cli.here import run
from tests.report.bundle.bags import (
    ABOUT,
    CONTENT,
    FOLDER,
    MAIL,
    NUMBER,
    PHOTO,
    SEED,
    bundle,
    check,
    files,
    member,
    packed,
    wide,
)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The folder of a bundle that another program unpacked."""
    bag = tmp_path / "bundle.zip"
    bag.write_bytes(bundle())
    subprocess.run(["unzip", "-q", str(bag), "-d", str(tmp_path)], check=True, env={"LC_ALL": "C.UTF-8"})
    return tmp_path / FOLDER


def test_other_programs_accept_it(unpacked: Path) -> None:
    """The reference implementation of BagIt validates the bag, and the commands of the README succeed as they stand."""
    bagit.Bag(str(unpacked)).validate()
    for command in (*readme.LISTS, readme.SIGNED):
        assert command in (unpacked / "README.ja.txt").read_text("utf-8-sig")
        subprocess.run(command, shell=True, cwd=unpacked, check=True, capture_output=True)
    shown = subprocess.run(readme.NUMBER, shell=True, cwd=unpacked, check=True, capture_output=True, text=True).stdout
    assert shown[:32].upper() == NUMBER.replace(" ", "")
    (unpacked / MAIL).write_bytes(b"changed")
    assert subprocess.run(readme.LISTS[0], shell=True, cwd=unpacked, capture_output=True).returncode == 1


def test_the_same_case_gives_the_same_bytes() -> None:
    """Nothing in it is a matter of the moment, of chance or of how the bytes arrive; nothing in it is changed."""
    whole = bundle()
    assert bundle() == whole
    pieces = [Member(path, "evidence", lambda: (b"a" * 5, b"b" * 70_000)) for path in (MAIL,)]
    joined = [Member(path, "evidence", lambda: (b"a" * 5 + b"b" * 70_000,)) for path in (MAIL,)]
    assert [*write.stream(pieces, ABOUT, SEED)] == [*write.stream(joined, ABOUT, SEED)]
    verdict = check(whole, NUMBER)
    assert (verdict.result, verdict.key, verdict.key_compared) == ("unchanged", NUMBER, True)
    assert files(whole)[PHOTO] == CONTENT[PHOTO]


def test_sizes_of_64_bits() -> None:
    """Large bundles are written with sizes of 64 bits, which another program and our check read. A small one must not
    have them, and a large one nothing else."""
    large, small = wide(), bundle()
    for data, is_wide in ((large, True), (small, False)):
        assert (data[4] == 45, check(data, NUMBER).status) == (is_wide, 0)
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        other = packed(files(data), wide=not is_wide)
        assert [one.code for one in check(other, NUMBER).changes] == ["packing"]


def test_a_large_bundle_streams_in_constant_memory() -> None:
    """The first bytes come before a file is opened, the last ones without holding more than a few pieces."""
    opened: list[str] = []

    def zeros() -> Iterator[bytes]:
        opened.append("large")
        return (bytes(1 << 20) for _ in range(64))

    tracemalloc.start()
    began = time.perf_counter()
    stream = write.stream([Member(PHOTO, "evidence", zeros, None, 64 << 20)], ABOUT, SEED)
    assert next(stream).startswith(b"PK\x03\x04")
    assert (opened, time.perf_counter() - began < 1) == ([], True)
    size = sum(map(len, stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 64 << 20 < size < 65 << 20
    assert peak < 16 << 20


def test_a_file_that_changed_in_the_vault_is_never_signed() -> None:
    """Bytes with another hash than when they were received break the bundle off before its lists."""
    false = Member(MAIL, "evidence", lambda: (b"other",), hashlib.sha256(b"hello").hexdigest(), 5)
    stream, had = write.stream([member(PHOTO, b"x" * 200_000), false], ABOUT, SEED), list[bytes]()
    with pytest.raises(NotWhole):
        had.extend(stream)
    assert had
    assert b"tagmanifest" not in b"".join(had)


def test_what_cannot_be_made_is_left_out_and_said() -> None:
    """A PDF that fails leaves a good bundle, whose README and description name it."""

    def fails() -> tuple[bytes, ...]:
        raise LeftOut

    whole = b"".join(write.stream([member(MAIL, b"x"), Member("data/summary.pdf", "summary", fails)], ABOUT, SEED))
    assert check(whole).result == "unchanged"
    assert "data/summary.pdf" in files(whole)["README.ja.txt"].decode("utf-8-sig")
    assert b"Mioboe-Left-Out: data/summary.pdf\n" in files(whole)["bag-info.txt"]


def test_withheld_parts_belong_to_the_whole(tmp_path: Path) -> None:
    """A redacted bundle has no byte, name, size or plain hash of what is withheld, lists each part by kind and salted
    hash exactly as the full one does, and a part that is shown later is known by its salt."""
    full, part = bundle(), bundle(withheld=["evidence"])
    verdict = check(part, NUMBER)
    assert (verdict.result, verdict.withheld) == ("unchanged", {"evidence": 2})
    with zipfile.ZipFile(io.BytesIO(part)) as archive:
        inside = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert inside["data/parts.txt"] == files(full)["data/parts.txt"]
    for path in (PHOTO, MAIL):
        data = CONTENT[path]
        for secret in (data, path.encode(), hashlib.sha256(data).hexdigest().encode()):
            assert secret not in part
    rows = [line.split("  ") for line in files(full)["data/salts.txt"].decode().splitlines()]
    salt, sha256, name, _ = next(row for row in rows if row[3] == MAIL)
    assert name == "evidence/002"
    assert salt.encode() not in part
    command = readme.PART.replace("SALT", salt).replace("SHA256", sha256)
    shown = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    assert f"{shown[:64]}  evidence/002\n" in inside["data/parts.txt"].decode()
    bag, mail = tmp_path / "part.zip", tmp_path / "mail.eml"
    bag.write_bytes(part)
    mail.write_bytes(CONTENT[MAIL])
    asked = ("verify", str(bag), "--part", str(mail), "--salt", salt)
    for number, status in (((), 3), (("--fingerprint", NUMBER), 0)):
        known = run(*asked, *number)
        assert (known.returncode, "evidence/002" in known.stderr) == (status, True)
    mail.write_bytes(CONTENT[MAIL] + b" ")
    assert run(*asked).returncode == run(*asked, "--fingerprint", NUMBER).returncode == 1


def test_a_protected_bundle() -> None:
    """Encrypted, not even a name of a file can be read; with the passphrase the whole bundle is inside, unchanged."""
    locked = b"".join(write.protected(iter([bundle()]), ABOUT, "correct horse battery", False))
    assert PHOTO.encode() not in locked
    assert b"evidence/" not in locked
    verdict = check(locked)
    assert (verdict.result, [one.code for one in verdict.changes]) == ("unreadable", ["protected"])


def test_a_protected_bundle_opens_elsewhere(tmp_path: Path) -> None:
    """Another program decrypts it: the standard one of this format, by its published construction."""
    from Crypto.Cipher import AES
    from Crypto.Protocol.KDF import PBKDF2
    from Crypto.Util import Counter

    locked = b"".join(write.protected(iter([bundle()]), ABOUT, "correct horse battery", False))
    with zipfile.ZipFile(io.BytesIO(locked)) as archive:
        one = archive.infolist()[0]
    assert one.filename == f"{FOLDER}.zip"
    begin = 30 + len(one.filename) + int.from_bytes(locked[28:30], "little")
    data = locked[begin : begin + one.compress_size]
    keys = PBKDF2("correct horse battery", data[:16], 66, 1000)
    assert keys[64:] == data[16:18]
    counter = Counter.new(128, little_endian=True)
    plain = AES.new(keys[:32], AES.MODE_CTR, counter=counter).decrypt(data[18:-10])
    assert zlib.decompress(plain, -15) == bundle()


def test_no_time_stamp_is_no_failure() -> None:
    """Where the service refuses, the bundle goes without and says so."""

    def refuses(_: bytes) -> bytes:
        raise NotStamped("A time stamp was asked for, but its service refused it, so there is none.")

    whole = b"".join(write.stream([member(MAIL, b"x")], ABOUT, SEED, refuses))
    assert (check(whole).result, check(whole).stamped) == ("unchanged", False)
    assert "refused" in files(whole)["README.en.txt"].decode("utf-8-sig")


def test_names_that_any_system_can_unpack() -> None:
    """No name of a file is a path, a device, or longer than systems allow; what can be read of it stays."""
    for given, made in {
        "写真 1.jpg": "写真 1.jpg",
        "../../etc/passwd": "_.._etc_passwd",
        "C:\\a\\b.txt": "C__a_b.txt",
        "con.txt": "_con.txt",
        "a\u202egpj.exe": "agpj.exe",
        "100%.pdf": "100_.pdf",
        "...": "file",
        "x" * 300 + ".jpeg": "x" * 60 + ".jpeg",
    }.items():
        assert safe_name(given) == made
