"""Pages that Safari saved as one file."""

import plistlib
from typing import Any

import pytest

from tests.reader.reading import only, read
from tests.reader.web_archives import web_archive

PAGE = "<html><body><table><tr><th>日付<th>金額<tr><td>2026-11-30<td>1,200円</table></body></html>"


@pytest.mark.parametrize(
    ("encoding", "stated"), [("utf-8", "UTF-8"), ("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("utf-8", "x-unknown")]
)
def test_the_page_in_the_encoding_that_the_archive_states(encoding: str, stated: str) -> None:
    """The page itself does not say in what it is written; a name that nobody knows leaves it to its bytes."""
    data = web_archive(PAGE.encode(encoding), WebResourceTextEncodingName=stated)
    assert only(data, "page.webarchive").rows == [("2026-11-30", "1,200円")]


def nested(depth: int) -> Any:
    """Lists within lists, beside an archive's name."""
    inside: Any = []
    for _ in range(depth):
        inside = [inside]
    return {"WebMainResource": inside}


def bomb() -> bytes:
    """A list of lists of lists …, each written once and named ten times: few bytes and millions of references."""
    inside: list[Any] = ["x"]
    for _ in range(8):
        inside = [inside] * 8
    return plistlib.dumps({"WebMainResource": {"WebResourceData": inside}}, fmt=plistlib.FMT_BINARY)


WHOLE = web_archive(PAGE.encode())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (web_archive(b"%PDF-1.7", WebResourceMIMEType="application/pdf"), "no-records"),
        (web_archive(PAGE.encode(), WebResourceData="a text"), "no-records"),
        (plistlib.dumps(["WebMainResource"], fmt=plistlib.FMT_BINARY), "no-records"),
        (plistlib.dumps({"other": 1}, fmt=plistlib.FMT_BINARY), "unsupported-type"),
        (bomb(), "no-records"),
        (WHOLE[:-40], "corrupt"),
        (WHOLE[:120], "corrupt"),
        (WHOLE[:-32] + bytes(32), "corrupt"),
        (WHOLE[:-8] + b"\xff" * 8, "corrupt"),
    ],
    ids=("pdf", "text", "list", "other", "bomb", "cut", "beginning", "trailer", "place"),
)
def test_what_is_no_page_or_damaged(data: bytes, code: str) -> None:
    """A sentence for each, never an exception."""
    [file] = read(data, "page.webarchive")
    assert file.refused == code


def test_lists_nested_without_an_end() -> None:
    """Deeper than any archive: damage, not an end of the process."""
    deep = plistlib.dumps(nested(100), fmt=plistlib.FMT_BINARY)
    assert read(deep, "page.webarchive")[0].refused == "no-records"
    # A writer of our own, because the library's own cannot write so deep: each list holds the next.
    count = 20_000
    objects = [b"\xd1" + (1).to_bytes(2) + (2).to_bytes(2), b"\x5f\x10\x0fWebMainResource"]
    objects += [b"\xa1" + (number + 3).to_bytes(2) for number in range(count - 1)] + [b"\xa0"]
    body, offsets = b"bplist00", []
    for each in objects:
        offsets.append(len(body))
        body += each
    table = b"".join(offset.to_bytes(4) for offset in offsets)
    trailer = bytes(6) + bytes([4, 2]) + len(objects).to_bytes(8) + bytes(8) + len(body).to_bytes(8)
    assert read(body + table + trailer, "page.webarchive")[0].refused == "corrupt"
