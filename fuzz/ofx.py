"""Bank statements in OFX."""

from fuzz._read import read, seeds

SEEDS = [*seeds(".ofx", ".qfx"), b"OFXHEADER:100\n\n<OFX><STMTTRN><TRNAMT>-1.00<FITID>1</STMTTRN></OFX>"]


def fuzz_one(data: bytes) -> None:
    """The bytes as a bank statement."""
    read(data, "file.ofx")
