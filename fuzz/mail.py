"""Saved messages."""

from fuzz._read import read

_HEAD = (
    b"Date: Tue, 3 Mar 2026 04:05:06 +0900\nFrom: a@example.com\nTo: b@example.com\nSubject: =?iso-2022-jp?B?GyRC?=\n"
)
SEEDS = [
    _HEAD + b"\nhello\n",
    _HEAD
    + b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/html; charset=cp932\n\n<p>a\n--x--\n',
]


def fuzz_one(data: bytes) -> None:
    """The bytes as a saved message."""
    read(data, "file.eml")
