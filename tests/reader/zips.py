"""Archives made byte by byte, so that they can be wrong in any way."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

CSV = b"Order ID,Title\n1,tea\n2,pen\n"


def make(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """An ordinary archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@dataclass
class Part:
    """One member; None means what is right for its data."""

    name: bytes = b"a.csv"
    data: bytes = CSV
    method: int = 8
    flags: int = 0
    mode: int = 0
    size: int | None = None
    crc: int | None = None
    begin: int | None = None  # where the directory says that it begins


def build(parts: list[Part], gap: bytes = b"") -> bytes:
    """An archive of these members, with ``gap`` between the last and the directory."""
    out, directory = b"", b""
    for part in parts:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = deflate.compress(part.data) + deflate.flush() if part.method == 8 else part.data
        size = len(part.data) if part.size is None else part.size
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        common = struct.pack("<5H3L2H", 20, part.flags, part.method, 0, 0, crc, len(packed), size, len(part.name), 0)
        begin = len(out) if part.begin is None else part.begin
        out += b"PK\x03\x04" + common + part.name + packed
        tail = struct.pack("<3H2L", 0, 0, 0, part.mode << 16, begin)
        directory += b"PK\x01\x02" + struct.pack("<H", 20 | 3 << 8) + common + tail + part.name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), len(out + gap), 0)
    return out + gap + directory + end
