"""Archives: read in memory at any depth of folders, checked before and while they are read, refused one by one."""

import hashlib
import stat
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader import Limits
from app.reader.limits import MIB
from tests import examples
from tests.reader.reading import File, members_of, read
from tests.reader.zips import CSV, Part, build, make


def codes(data: bytes, name: str = "up.zip", limits: Limits | None = None) -> dict[str, str | None]:
    """The refusal code of every file by its path."""
    return {file.path: file.refused for file in read(data, name, limits)}


def first(data: bytes, limits: Limits | None = None) -> File:
    return read(data, "up.zip", limits)[0]


def test_members_are_found_at_any_depth() -> None:
    """Tables in folders are read with their path, size and hash; pictures are listed as not read."""
    data = make(
        {"a/b/c/Order History.csv": CSV, "a/receipt.pdf": b"%PDF-1.4 x", "photo.JPG": b"\xff\xd8\xff", "d/": b""}
    )
    files = {file.path: file for file in read(data, "Your Orders.zip")}
    assert list(files) == [
        "Your Orders.zip!/a/b/c/Order History.csv",
        "Your Orders.zip!/a/receipt.pdf",
        "Your Orders.zip!/photo.JPG",
    ]
    table, receipt, photo = files.values()
    assert table.sha256 == hashlib.sha256(CSV).hexdigest()
    assert table.sheets[0].rows == [("1", "tea"), ("2", "pen")]
    assert (receipt.refused, photo.refused, photo.sha256) == ("corrupt", "not-read", None)


def test_pictures_that_were_packed_together_are_read() -> None:
    """Where an archive is a few pictures and hardly more, as telephones pack what is handed on; those of an export, and
    those of a large album, are named as not read, and why."""
    picture, most = b"\x89PNG\r\n\x1a\n" + bytes(64), Limits().pictures
    few = {"IMG_1.PNG": picture, "IMG_2.heic": picture, "list.csv": CSV, "__MACOSX/._IMG_1.PNG": b"x"}
    assert codes(make(few)) == {
        "up.zip!/IMG_1.PNG": None, "up.zip!/IMG_2.heic": None, "up.zip!/list.csv": None,
        "up.zip!/__MACOSX/._IMG_1.PNG": "not-read",
    }  # fmt: skip
    assert set(codes(make({"a.zip": make({"IMG_1.PNG": picture})})).values()) == {None}
    for count, tables in ((1, 3), (most + 1, 0)):
        files = {f"{n}.png": picture for n in range(count)} | {f"{n}.csv": CSV for n in range(tables)}
        with members_of(make(files), "up.zip") as members:
            refused = [member.refused for member in members if member.path.endswith("png")]
        assert {(problem.code, f"at most {most} " in problem.message) for problem in refused if problem} == {
            ("not-read", True)
        }
        assert len(refused) == count
    unnamed = make({"1.csv": CSV, "2.csv": CSV, "picture": picture})
    assert codes(unnamed)["up.zip!/picture"] == "not-read"


@pytest.mark.parametrize("method", [0, 8])
def test_archives_directly_inside_are_read(method: int) -> None:
    """Any number of archives in the upload are read, stored or deflated; one inside those is refused alone."""
    deep = make({"deep.csv": CSV})
    inner = make({"x/c.csv": CSV, "deeper.zip": deep}, method)
    data = make({"b.zip": inner, "b2.zip": inner, "top.csv": CSV}, method)
    assert codes(data, "a.zip") == {
        "a.zip!/b.zip!/x/c.csv": None,
        "a.zip!/b.zip!/deeper.zip": "nested-archive",
        "a.zip!/b2.zip!/x/c.csv": None,
        "a.zip!/b2.zip!/deeper.zip": "nested-archive",
        "a.zip!/top.csv": None,
    }


def test_a_large_archive_inside_an_archive() -> None:
    """An inner archive is read at any place without being held whole: all its members come out right."""
    import random

    noise = random.Random(1)
    tables = {f"{n}.csv": b"id,x\n" + noise.randbytes(3 * MIB).hex().encode() + b",1\n" for n in range(4)}
    data = make({"inner.zip": make(tables, 0)})
    files = read(data)
    assert [file.sha256 for file in files] == [hashlib.sha256(table).hexdigest() for table in tables.values()]


def test_too_many_levels() -> None:
    """Archives inside archives inside archives end in a refusal, not in work."""
    data = make({"x.csv": CSV})
    for _ in range(60):
        data = make({"next.zip": data})
    assert codes(data) == {"up.zip!/next.zip!/next.zip": "nested-archive"}
    bomb = make({f"{n}.zip": make({f"{m}.zip": make({"x.csv": CSV}) for m in range(8)}) for n in range(8)})
    assert set(codes(bomb).values()) == {"nested-archive"}


def test_a_flat_bomb() -> None:
    """A member that packs a thousand to one is refused before it fills the memory, by what it states or really is."""
    small = replace(Limits(), ratio_from=MIB)
    bomb = b"id,title\n" + b"1,plausible row of an order\n" * (4 * MIB // 28)
    assert first(make({"a.csv": bomb}), small).refused == "expanded-size"
    assert first(build([Part(data=bomb, size=900)]), small).refused == "size-mismatch"


def test_real_bytes_of_all_members_count_together() -> None:
    """The total of what is really inflated is limited; members that are not inflated do not count."""
    table = b"id,x\n" + bytes(range(48, 58)) * 1000 + b",1\n"
    data = make({"a.csv": table, "b.jpg": table * 50, "c.csv": table, "d.csv": table})
    found = codes(data, limits=replace(Limits(), inflated=25_000))
    assert list(found.values()) == [None, "not-read", None, "expanded-size"]


def test_false_sizes() -> None:
    """A member that is longer or shorter than the archive states is refused, and its rows are not believed."""
    for size in (900, len(CSV) + 1):
        file = first(build([Part(data=CSV * 100 if size == 900 else CSV, size=size)]))
        assert (file.refused, file.sheets) == ("size-mismatch", [])
    assert first(build([Part(method=0, size=5)])).refused == "size-mismatch"


def test_overlapping_members() -> None:
    """Members that share bytes, or reach into the directory, refuse the whole archive."""
    same = build([Part(name=b"%d.csv" % n, begin=0) for n in range(2_000)])
    assert codes(same) == {"up.zip": "overlap"}
    inner = build([Part(data=CSV)])[: 30 + 5 + 20]
    quoted = build([Part(name=b"a.csv", method=0, data=inner + CSV), Part(name=b"b.csv", begin=35)])
    assert codes(quoted) == {"up.zip": "overlap"}


def test_too_many_entries() -> None:
    """Twelve thousand entries are refused; so are many archives that hold too many together."""
    assert codes(make({f"{n}.csv": b"" for n in range(12_000)})) == {"up.zip": "too-many-entries"}
    data = make({f"{n}.zip": make({f"{m}.csv": CSV for m in range(40)}) for n in range(3)})
    found = codes(data, limits=replace(Limits(), entries=100))
    assert (found["up.zip!/2.zip"], len(found)) == ("too-many-entries", 81)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices(kind: int) -> None:
    """Links, pipes and devices are not files, whatever their name; the other members are read."""
    data = build([Part(name=b"a.csv", mode=kind | 0o777), Part(name=b"b.pdf", mode=kind), Part(name=b"c.csv")])
    assert list(codes(data).values()) == ["not-a-regular-file", "not-a-regular-file", None]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        *[(Part(method=method), "unsupported-compression") for method in (9, 14, 93, 98, 99, 12)],
        (Part(flags=1), "encrypted"),
        (Part(flags=0x41), "encrypted"),
        (Part(crc=1), "corrupt"),
        (Part(data=b""), "empty"),
        (Part(data=b"\x7fELF" + bytes(200)), "not-text"),
        (Part(name=b"a.unknown", data=b"\x7fELF" + bytes(200)), "not-read"),
        (Part(name=b"a.tgz", data=b"\x1f\x8b\x08\x00" + bytes(50)), "unsupported-type"),
        (Part(name=b"a.xml", data=b'<?xml version="1.0"?><a/>'), "unsupported-type"),
    ],
)
def test_one_member_is_refused_and_the_next_is_read(part: Part, code: str) -> None:
    """What cannot be read costs only itself: it has a code, and the table after it is there."""
    files = read(build([part, Part(name=b"b.csv")]), "up.zip")
    assert [file.refused for file in files] == [code, None]
    assert files[1].sheets[0].rows == [("1", "tea"), ("2", "pen")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make({"a.csv": CSV})[:-30], "corrupt"),
        (make({"a.csv": CSV})[:60], "corrupt"),
        (make({}), "empty"),
        (b"PK\x03\x04", "corrupt"),
        (b"PK\x05\x06" + bytes(18), "empty"),
        (make({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "unsupported-type"),
    ],
    ids=["cut at its end", "cut early", "no files", "a signature alone", "an end alone", "a text document"],
)
def test_the_archive_itself_is_refused(data: bytes, code: str) -> None:
    """A cut, empty or other archive is listed itself, with its hash."""
    [file] = read(data, "up.zip")
    assert (file.path, file.refused, file.sha256) == ("up.zip", code, hashlib.sha256(data).hexdigest())


def test_archives_that_are_a_little_unusual() -> None:
    """A long comment, bytes in front, another name, and sizes after the data are all fine."""
    assert codes(make({"a.csv": CSV}, comment=b"x" * 65_535)) == {"up.zip!/a.csv": None}
    assert codes(make({"a.csv": CSV}), "orders.csv") == {"orders.csv!/a.csv": None}
    assert codes(make({"a.csv": CSV}, comment=b"PK\x05\x06 in a comment")) == {"up.zip!/a.csv": None}
    flipped = bytearray(make({"a.csv": CSV * 50}))
    flipped[60] ^= 0xFF
    assert first(bytes(flipped)).refused == "corrupt"


def test_names_are_readable_and_harmless() -> None:
    """CP932 and decomposed names are shown as they are meant; control characters are shown, never obeyed."""
    names = {
        "注文履歴.csv".encode("cp932"): "注文履歴.csv",
        "ガイド.csv".encode(): "ガイド.csv",
        b"..\\..\\etc\\a.csv": "../../etc/a.csv",
        b"a\0b\r\n.csv": r"a\u{0}b\u{d}\u{a}.csv",
        "a\u202evsc.csv".encode(): r"a\u{202e}vsc.csv",
    }
    found = codes(build([Part(name=name) for name in names]))
    assert list(found) == [f"up.zip!/{name}" for name in names.values()]
    assert set(found.values()) == {None}


def test_mac_leftovers_and_twins() -> None:
    """macOS side files are listed as not read; two members of one name are both there."""
    data = build([Part(name=b"a.csv"), Part(name=b"a.csv"), Part(name=b"__MACOSX/._a.csv"), Part(name=b".DS_Store")])
    assert [file.refused for file in read(data)] == [None, None, "not-read", "not-read"]


@examples(300)
@given(data=st.data())
def test_a_damaged_archive_never_surprises(data: st.DataObject) -> None:
    """Any bytes of an archive may be wrong: every file is read, or refused with a code."""
    whole = bytearray(make({"a.csv": CSV * 20, "b.zip": make({"c.csv": CSV}), "d.html": b"<table><tr><td>1</table>"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for file in read(bytes(whole if cut % 2 else whole[:cut]), "up.zip", replace(Limits(), inflated=20 * MIB)):
        assert file.refused is None or file.refused.replace("-", "").isalpha()


def test_deflated_data_that_never_end() -> None:
    """Deflated data without their last block are damage, not a wait."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(CSV) + deflate.flush(zlib.Z_SYNC_FLUSH)
    whole = build([Part(method=0, data=packed, size=len(CSV), crc=zlib.crc32(CSV))])
    assert first(whole.replace(b"\0\0\0\0\0\0\x08\0", b"")).refused == "size-mismatch"
