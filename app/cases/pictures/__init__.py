"""Pictures of a case, as pages show them: never the original bytes, but a copy without location and other
hidden data, encoded again in a confined process and kept in the vault. The original stays unchanged."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass

from app.cases import limits
from app.cases.case import Case
from app.cases.change import changing
from app.cases.files.evidence import EvidenceFile
from app.cases.files.uploads import Upload, to_read
from app.errors import Damaged
from app.i18n import N_
from app.sandbox.parent import Killed, Pieces, run
from app.storage.blob import Blob, original
from app.storage.vault import CannotOpen

CHILD = "app.cases.pictures.child"
MOST_BYTES = 64 << 20  # of a picture that is shown
CPU_S = 20  # seconds of processor time for one
MEDIA_TYPE = "image/jpeg"
REFUSED_SENTENCES = {
    "no-picture": N_("This file is not a picture of a kind that can be read, so it is not shown here."),
    "svg": N_("This is a drawing in SVG, which can hold programs, so it is not shown here."),
    "heic": N_(
        "This picture is in the HEIC format, which cannot be read here. "
        "If somebody has to see it, add a screenshot of it or a JPEG copy as well."
    ),
    "two-in-one": N_(
        "This file is a picture and another kind of file at the same time. Such files can be a trap, so it is not "
        "shown here."
    ),
    "too-large": N_("This picture is too large to be shown here."),
    "damaged": N_("This picture is damaged, incomplete or of an unusual kind, so it cannot be shown here."),
    "too-complex": N_("Opening this picture took too much time or memory, so it is not shown here."),
    "busy": N_("This computer is too busy to show the picture now. Load the page again in a minute."),
}
NOTE_SENTENCES = {
    "location": N_("The original says where it was taken; the picture shown here does not."),
    "animated": N_("The original moves; only its first picture is shown."),
    "pages": N_("The original has several pages; only the first is shown."),
    "smaller": N_("The original has more detail than the picture shown here."),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture to show (JPEG), or in ``refused`` the name of the sentence that says why it cannot be shown."""

    data: bytes = b""
    width: int = 0
    height: int = 0
    notes: tuple[str, ...] = ()
    refused: str = ""


def copy_of(case: Case, file: EvidenceFile | Upload, path: str = "") -> Copy:
    """The copy of a picture, made when it is first needed. ``path`` is that of a member of an upload. ``TooOften``
    beyond the limit, ``Damaged`` where the original cannot be decrypted."""
    inside = bool(path) and path != file.name
    kept = COPIES.of(file.id, f".{case.key.keyed_hash('picture', path)[:24]}" if inside else "")
    with suppress(Damaged):  # not made yet; one that is damaged is made again
        return kept.load(case)
    copy = _new_copy(case, file, path if inside else "")
    if copy.refused != "busy":
        with changing(case) as change:
            change.store(kept, copy)
    return copy


def _new_copy(case: Case, picture: EvidenceFile | Upload, path: str) -> Copy:
    if picture.size > MOST_BYTES and not path:
        return Copy(refused="too-large")
    limits.count(case.service, "picture", case.source, case.id)
    try:
        file = to_read(case, original(picture.id), picture.size)
        try:
            return encode(file, member=(picture.name, path) if path else None)
        finally:
            if isinstance(file, int):
                os.close(file)
    except CannotOpen as error:
        raise Damaged from error


def encode(file: int | Pieces, cpu_s: float = CPU_S, member: tuple[str, str] | None = None) -> Copy:
    """The copy of a picture, made in a confined process within ``cpu_s`` seconds of processor. ``member``: the name of
    the archive and the path of the picture in it."""
    copy = Copy(refused="too-complex")
    try:
        for frame, payload in run({"cpu_s": cpu_s, "member": member}, (file,), cpu_s, CHILD):
            if frame["k"] == "picture":
                copy = Copy(bytes(payload), frame["width"], frame["height"], tuple(frame["notes"]))
            elif frame["k"] == "refused":
                copy = Copy(refused=frame["why"])
    except Killed as death:
        return Copy(refused="busy" if death.reason == "busy" else "too-complex")
    return copy


def _packed(copy: Copy) -> bytes:
    head = {"width": copy.width, "height": copy.height, "notes": copy.notes, "refused": copy.refused}
    return json.dumps(head).encode() + b"\n" + copy.data


def _unpacked(stored: bytes) -> Copy:
    head, _, data = stored.partition(b"\n")
    known = json.loads(head)
    return Copy(data, known["width"], known["height"], tuple(known["notes"]), known["refused"])


COPIES: Blob[Copy] = Blob(".copy", _packed, _unpacked)
