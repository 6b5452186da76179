"""A check of a JSON text before it is parsed: whether it is complete, and how deep it nests."""

import numpy as np

from app.reader.limits import MIB
from app.reader.problems import Refused

DEPTH = 64
_OPENS = np.zeros(256, np.int8)
_OPENS[[ord("["), ord("{")]] = 1
_OPENS[[ord("]"), ord("}")]] = -1


def check(data: bytes) -> None:
    """Raises ``Refused`` where a parser would exhaust its stack or stop in the middle. ``corrupt``: a string, list or
    object does not end, or ends without a beginning. ``too-deep``: they nest more than 64 levels deep."""
    inside, depth, deepest = 0, 0, 0
    # Two backslashes are one character of a string, a backslash and a quote too: neither ends the string.
    plain = data.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    for place in range(0, len(plain), MIB):
        piece = np.frombuffer(plain, np.uint8, min(MIB, len(plain) - place), place)
        within = np.add.accumulate(piece == ord('"'), dtype=np.uint8) + np.uint8(inside)
        outside = (within & 1) == 0
        inside = int(within[-1]) & 1
        depths = np.add.accumulate(np.where(outside, _OPENS[piece], 0), dtype=np.int32) + depth
        depth, deepest = int(depths[-1]), max(deepest, int(depths.max()))
        if depths.min() < 0:
            raise Refused("corrupt")
    if inside or depth:
        raise Refused("corrupt")
    if deepest > DEPTH:
        raise Refused("too-deep")
