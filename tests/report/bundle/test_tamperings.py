"""Nothing can be done to a bundle that a check does not name."""

import json
import random
import struct
import subprocess
import time
import zlib
from pathlib import Path

import pytest

from app.report.bundle import key
from app.report.bundle.judge import judge
from app.report.bundle.model import MANIFEST
from app.report.bundle.read import Reader
from app.report.bundle.sentences import AROUND
from tests.cli.here import run
from tests.report.bundle.bags import FOLDER, MAIL, NUMBER, bundle, check, files, packed, zipped
from tests.report.bundle.tamperings import TAMPERINGS

SMALL = {MAIL: b"hello"}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_named(name: str, tmp_path: Path) -> None:
    """The command says 1 and names what was done and to which file; what only the order or the packing shows is told
    from a changed file."""
    one = TAMPERINGS[name]
    bag = tmp_path / "bundle.zip"
    bag.write_bytes(one.make())
    verdict = check(bag.read_bytes(), NUMBER if one.paper else None)
    assert (one.code, one.path or None) in {
        (change.code, change.path if one.path else None) for change in verdict.changes
    }
    assert verdict.status == 1
    assert (verdict.result == "repacked") == (one.code in AROUND)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_command(lang: str, tmp_path: Path) -> None:
    """Status 0 with the number of the key; 1 with the file; 2 for what is none of ours. JSON says the same."""
    bag = tmp_path / "bundle.zip"
    bag.write_bytes(bundle())
    good = run("verify", str(bag), "--lang", lang, "--fingerprint", NUMBER.lower().replace(" ", "-"))
    assert (good.returncode, NUMBER in good.stdout) == (0, True), good.stdout
    bag.write_bytes(TAMPERINGS["drop"].make())
    bad = run("verify", str(bag), "--lang", lang)
    assert (bad.returncode, MAIL in bad.stdout) == (1, True), bad.stdout
    shown = json.loads(run("verify", str(bag), "--json").stdout)
    assert (shown["schema"], shown["result"], shown["key"]) == ("mioboe.verify/1", "changed", NUMBER)
    assert [(one["code"], one["path"]) for one in shown["changes"]] == [("missing", MAIL)]
    assert run("verify", str(bag), "--fingerprint", "12 34").returncode == 2
    assert run("verify", str(tmp_path)).returncode == run("verify", str(tmp_path / "none")).returncode == 2


def test_a_number_is_typed_as_people_type() -> None:
    """Full-width digits, blanks and hyphens do not matter, and the whole SHA-256 will do; another number does."""
    wide = NUMBER.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEF"})
    for text in (NUMBER, NUMBER.replace(" ", ""), wide, f" {NUMBER.lower()} ", NUMBER + "0" * 32):
        assert key.typed_number(text) == NUMBER
    for text in ("", "12", NUMBER[:-1], NUMBER + "0", NUMBER.replace("A", "G") + "G"):
        assert key.typed_number(text) is None


def test_every_single_byte_matters() -> None:
    """Of a small bundle every byte of its files, lists and signature and of all that the ZIP puts around them, and one
    of forty of the long texts in it: whatever is changed, the bundle is a changed one, and is still known as ours.
    That no other kind of change passes, ``tests/journey/test_mutations.py`` shows."""
    whole, long = bundle(SMALL), set[int]()
    for name in ("README.en.txt", "README.ja.txt", "verify.html"):
        data = files(whole)[name]
        begin = whole.index(data[:60])
        long.update(range(begin, begin + len(data) - 60))
    some = set(random.Random(7).sample(sorted(long), len(long) // 40))
    for at in sorted(some | (set(range(len(whole))) - long)):
        data = whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]
        verdict = check(data)
        assert verdict.status == 1, (at, verdict)
        assert verdict.changes


def test_pieces_do_not_matter() -> None:
    """Whatever the pieces in which a bundle arrives, the verdict is the same."""
    for data in (bundle(), TAMPERINGS["flip"].make(), TAMPERINGS["re-zip"].make(), TAMPERINGS["prepend"].make()):
        assert len({repr(check(data, step=step)) for step in (611, 65_536, 1 << 22)}) == 1


def test_what_is_none_of_ours() -> None:
    """Other archives, other bags and no archives are not called ours, and neither changed nor unchanged."""
    foreign = {"bagit.txt": b"BagIt-Version: 1.0\n", "manifest-sha256.txt": b"", "data/a": b"a"}
    for data, result in (
        (b"", "unreadable"),
        (b"PK", "unreadable"),
        (b"hello" * 1000, "unreadable"),
        (zipped({"a": b"a"}).replace(FOLDER.encode(), b"n" * len(FOLDER)), "foreign"),
        (packed(foreign, "some-bag"), "foreign"),
    ):
        verdict = check(data)
        assert (verdict.result, verdict.status) == (result, 2)


def test_a_foreign_bag_under_our_name_is_not_unchanged() -> None:
    """Our folder's name alone makes nothing ours: without our signature it is a changed bundle."""
    verdict = check(packed({"bagit.txt": b"BagIt-Version: 1.0\n", "data/a": b"a"}))
    assert verdict.status == 1
    assert "signature" in {one.code for one in verdict.changes}


def test_bombs_and_crowds_are_not_unpacked() -> None:
    """A file that unpacks to gigabytes, and an archive of very many files, are refused after little work."""
    squeeze = zlib.compressobj(9, wbits=-15)
    bomb = squeeze.compress(bytes(1 << 28)) + squeeze.flush()
    name = f"{FOLDER}/data/bomb".encode()
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(bomb), 1 << 28, len(name), 0)
    verdict = check(packed(files(bundle())).partition(b"PK\x01\x02")[0] + head + name + bomb)
    assert ("expands", "data/bomb") in {(one.code, one.path) for one in verdict.changes}
    crowd = packed([(f"data/{number}", b"") for number in range(6_000)])
    assert "many" in {one.code for one in check(crowd).changes}


def test_the_same_files_in_another_zip(tmp_path: Path) -> None:
    """Stored, deflated, streamed, or packed without their folder, by whatever program, the files are the signed ones:
    only the packing is named. With a password of a ZIP nothing can be said."""
    for method in (0, 8):
        verdict = check(zipped(files(bundle()), method))
        assert (verdict.result, [one.code for one in verdict.changes]) == ("repacked", ["packing"])
    for path, data in files(bundle()).items():
        (tmp_path / FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / FOLDER / path).write_bytes(data)
    for command in (f"zip -qr - {FOLDER}", f"zip -qr0 - {FOLDER} | cat", f"zip -qr - {FOLDER} | cat",
                    f"cd {FOLDER} && zip -qr - ."):  # fmt: skip
        made = subprocess.run(command, shell=True, cwd=tmp_path, check=True, capture_output=True).stdout
        verdict = check(made)
        assert (verdict.result, {one.code for one in verdict.changes} <= AROUND) == ("repacked", True), command
    locked = subprocess.run(f"zip -qrP pw - {FOLDER}", shell=True, cwd=tmp_path, check=True, capture_output=True).stdout
    assert [one.code for one in check(locked).changes] == ["protected"]


def test_false_ends_are_not_followed_for_ever() -> None:
    """What looks like the end or the beginning of a file again and again is given up: the rest is not looked at."""
    name = f"{FOLDER}/data/streamed".encode()
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 8, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    for begin, again in ((head, b"PK\x07\x08"), (head, b"PK"), (b"", FOLDER.encode()), (b"", b"PK")):
        reader, began = Reader(), time.process_time()
        for _ in range(8):
            reader.feed(begin + again * (1 << 18))
            begin = b""
        assert time.process_time() - began < 0.5
        assert judge(reader.end()).status in (1, 2)


def test_file_names_with_wide_blanks_are_safe() -> None:
    """A blank of Japanese keyboards in a name is no trick."""
    assert check(bundle({"data/evidence/001-写真　1.jpg": b"a"}), NUMBER).status == 0


def test_tag_files_in_masses_are_not_kept() -> None:
    """Files that call themselves lists cannot fill the memory of the service."""
    reader = Reader()
    for _ in range(3):
        reader.feed(packed([(MANIFEST, bytes(15 << 20))])[: -22 - 46 - 100])
    assert sum(len(one.data or b"") for one in reader.end().items) <= 16 << 20
