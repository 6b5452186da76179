"""PDF files, of which PDFium reads the words."""

from fuzz._read import SAMPLES, read

SEEDS = [one.read_bytes() for one in sorted(SAMPLES.rglob("*.pdf"))]


def fuzz_one(data: bytes) -> None:
    """The bytes as a PDF."""
    read(data, "file.pdf")
