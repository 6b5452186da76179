"""The wire format between parent and child.

Jobs go from parent to child over a local socket that is the child's standard input: 8 bytes length (little endian) and
JSON. The first job brings the inputs: ``sizes`` has None for an open file, which is sent with the message, and a number
of bytes for data that follows the JSON. Frames go from child to parent over a pipe: 4 bytes length of the JSON header,
8 bytes length of the payload (both little endian), the header, the payload. The frame ``{"k": "bye"}`` ends the answer
to a job.
"""

import json
import struct
from typing import Any

MAX_FILES = 253  # that one job brings; the kernel takes no more at once
EXIT_MEMORY = 3  # the exit status of a child that caught a MemoryError

_FRAME_LENGTHS = struct.Struct("<IQ")
_JOB_LENGTH = struct.Struct("<Q")
_MAX_HEADER = 16 << 20
_MAX_PAYLOAD = 512 << 20

FRAME_PREFIX = _FRAME_LENGTHS.size  # bytes in front of a frame
JOB_PREFIX = _JOB_LENGTH.size  # bytes in front of a job

Header = dict[str, Any]
Frame = tuple[Header, bytes | bytearray]  # header and payload


def pack_job(job: Header) -> tuple[bytes, bytes]:
    """A job's prefix and its JSON."""
    text = json.dumps(job).encode()
    return _JOB_LENGTH.pack(len(text)), text


def job_length(prefix: bytes) -> int:
    """Bytes of JSON that follow the prefix of a job."""
    length: int = _JOB_LENGTH.unpack(prefix)[0]
    return length


def pack_header(header: Header, payload_size: int) -> bytes:
    """A frame's prefix and its header; the payload follows."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return _FRAME_LENGTHS.pack(len(text), payload_size) + text


def frame_lengths(prefix: bytes | bytearray) -> tuple[int, int] | None:
    """Bytes of the header and of the payload that follow the prefix of a frame; None where they exceed the limits."""
    header, payload = _FRAME_LENGTHS.unpack(prefix)
    return None if header > _MAX_HEADER or payload > _MAX_PAYLOAD else (header, payload)
