"""Kinds of change to what is in a bundle: texts, signature, key, parts and time stamps. Most are signed anew by
somebody else, so that every hash fits and only the form of the lists tells."""

import hashlib
from collections.abc import Callable

from app.report.bundle import key
from app.report.bundle.model import INFO, KEY, MANIFEST, PARTS, SALTS, SIGNATURE, STAMP, STAMP_SIGNATURE, TAGS
from tests.report.bundle.bags import MAIL, OTHER_SEED, SEED, bundle, files, stamped
from tests.report.bundle.mutations import SUMMARY, Mutation, content
from tests.report.bundle.surgery import signed_anew

Files = dict[str, bytes]
_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519


def anew(change: Callable[[Files], object]) -> Mutation:
    """A change of the files that somebody else signs."""
    return lambda data: signed_anew(data, change)


def edited(path: str, change: Callable[[bytes], bytes]) -> Mutation:
    """Another text of one file; nothing else is made to fit."""
    return content(lambda new: new.update({path: change(new[path])}))


def text(path: str, change: Callable[[bytes], bytes]) -> Mutation:
    """Another text of one file, signed anew."""
    return anew(lambda new: new.update({path: change(new[path])}))


def listing(path: str, change: Callable[[bytes], bytes]) -> Mutation:
    """Another text of a list whose hashes fit, signed anew."""

    def made(data: bytes) -> bytes:
        whole = files(signed_anew(data))
        return signed_anew(data, lambda new: new.update({path: change(whole[path])}))

    return made


def _upper(given: bytes) -> bytes:
    return given[:64].upper() + given[64:]


def _swapped(given: bytes) -> bytes:
    first, second, *others = given.splitlines(keepends=True)
    return b"".join([second, first, *others])


def _twice(given: bytes) -> bytes:
    return given + given.splitlines(keepends=True)[-1]


def _malleable(signature: bytes) -> bytes:
    """The same signature with its number plus the order of the group."""
    number = int.from_bytes(signature[32:], "little") + _ORDER
    return signature[:32] + number.to_bytes(32, "little")


TEXTS: dict[str, Mutation] = {
    **{f"a mark in front of {path}": listing(path, lambda given: b"\xef\xbb\xbf" + given) for path in (MANIFEST, TAGS)},
    **{f"a mark in front of {path}, signed": text(path, lambda given: b"\xef\xbb\xbf" + given)
       for path in ("bagit.txt", INFO, KEY, PARTS, SALTS)},
    **{f"line ends in {path}": listing(path, lambda given: given.replace(b"\n", b"\r\n")) for path in (MANIFEST, TAGS)},
    **{f"capitals in {path}": listing(path, _upper) for path in (MANIFEST, TAGS)},
    **{f"order in {path}": listing(path, _swapped) for path in (MANIFEST, TAGS)},
    **{f"a line twice in {path}": listing(path, _twice) for path in (MANIFEST, TAGS)},
    **{f"a blank in {path}": listing(path, lambda given: given[:-1] + b" \n") for path in (MANIFEST, TAGS)},
    **{f"no last line end in {path}": listing(path, lambda given: given[:-1]) for path in (MANIFEST, TAGS)},
    "one blank in the list": listing(MANIFEST, lambda given: given.replace(b"  ", b" *", 1)),
    "lists edited, nothing signed": edited(TAGS, lambda given: given.replace(b"a", b"b", 1)),
    "another payload size": text(INFO, lambda given: given.replace(b"Payload-Oxum: ", b"Payload-Oxum: x")),
    "another case": text(INFO, lambda given: given.replace(b"Case: ABCD1234", b"Case: ABCD1235")),
    "another date": text(INFO, lambda given: given.replace(b"Made-At: 2026", b"Made-At: 2025")),
    "another day": text(INFO, lambda given: given.replace(b"Date: 2026", b"Date: 2025")),
    "another zone": text(INFO, lambda given: given.replace(b"+00:00", b"Z")),
    "another folder named": text(INFO, lambda given: given.replace(b"evidence-ABCD1234", b"evidence-ABCD1235")),
    "one field more": text(INFO, lambda given: given + b"Contact-Name: nobody\n"),
    "one field twice": text(INFO, lambda given: given + b"Mioboe-Bundle: 1\n"),
    "fields in another order": text(INFO, _swapped),
    "64 bits announced": text(INFO, lambda given: given.replace(b"Mioboe-Sizes: 64\n", b"") if b"Sizes" in given
                              else given + b"Mioboe-Sizes: 64\n"),
    "fewer withheld": text(INFO, lambda given: given.replace(b"Withheld-Parts: ", b"Withheld-Parts: 1")),
    "no description": anew(lambda new: new.pop(INFO)),
    "no README": anew(lambda new: [new.pop(path) for path in list(new) if path.startswith("README")]),
    "no page": anew(lambda new: new.pop("verify.html")),
    "one tag file more": anew(lambda new: new.update({"notes.txt": b"hello"})),
    "no salts": anew(lambda new: new.pop(SALTS)),
}  # fmt: skip
SIGNED: dict[str, Mutation] = {
    "signature too long": edited(SIGNATURE, lambda given: given + b"\0"),
    "signature too short": edited(SIGNATURE, lambda given: given[:-1]),
    "no signature": edited(SIGNATURE, lambda _: b""),
    "zero signature": edited(SIGNATURE, lambda _: bytes(64)),
    "signature as text": edited(SIGNATURE, lambda given: given.hex().encode()),
    "signature plus the order": edited(SIGNATURE, _malleable),
    "signature of another bundle": edited(SIGNATURE, lambda _: files(bundle({MAIL: b"other"}))[SIGNATURE]),
    "signed by another, key kept": edited(SIGNATURE, lambda _: key.sign(OTHER_SEED, b"")),
    "another key": edited(KEY, lambda _: key.public_key(OTHER_SEED)),
    "line ends in the key": text(KEY, lambda given: given.replace(b"\n", b"\r\n")),
    "text around the key": text(KEY, lambda given: b"my key\n" + given),
    "two keys": text(KEY, lambda given: given + key.public_key(SEED)),
    "no padding in the key": text(KEY, lambda given: given.replace(b"=", b"")),
    "the key on two lines": text(KEY, lambda given: given[:40] + b"\n" + given[40:]),
    "spare bits in the key": text(KEY, lambda given: _spare(given)),
    "no line end in the key": text(KEY, lambda given: given[:-1]),
    "zeros as a key": text(KEY, lambda _: key.public_key(SEED).replace(b"A", b"B")),
    "number in the description": text(INFO, lambda given: given.replace(b"Mioboe-Key: ", b"Mioboe-Key: 0")),
    "a part of another salt": text(SALTS, lambda given: b"0" * 64 + given[64:]),
    "a part of another file": text(SALTS, lambda given: given.replace(SUMMARY.encode(), b"data/summary.json", 1)),
    "a part of no file": text(SALTS, lambda given: given.replace(SUMMARY.encode(), b"data/none.pdf", 1)),
    "salts in another order": text(SALTS, _swapped),
    "a salt twice": text(SALTS, _twice),
    "bytes behind the salts": text(SALTS, lambda given: given + b"hello"),
    "parts in another order": text(PARTS, _swapped),
    "a part twice": text(PARTS, _twice),
    "a part more": text(PARTS, lambda given: given + b"0" * 64 + b"  evidence/009\n"),
    "a part more, counted": text(PARTS, lambda given: given + b"0" * 64 + b"  original/002\n"),
    "no parts": text(PARTS, lambda _: b""),
    "a swapped part": anew(lambda new: new.update({SUMMARY: new["data/summary.json"]})),
}
STAMPS: dict[str, Mutation] = {
    "an empty stamp": edited(STAMP, lambda _: b""),
    "an empty stamp, signed": text(STAMP, lambda _: b""),
    "a huge stamp": text(STAMP, lambda given: given + bytes(2 << 20)),
    "a stamp of more than is kept": text(STAMP, lambda given: given + bytes(17 << 20)),
    "a stamp of another bundle": text(STAMP, lambda _: b"0\x22" + hashlib.sha256(b"other").digest()),
    "bytes behind the stamp": edited(STAMP, lambda given: given + b"\0"),
    "no stamp": content(lambda new: new.pop(STAMP)),
    "no signature of the stamp": content(lambda new: new.pop(STAMP_SIGNATURE)),
    "an empty signature of the stamp": edited(STAMP_SIGNATURE, lambda _: b""),
    "another signature of the stamp": edited(STAMP_SIGNATURE, lambda given: bytes(64)),
    "a long signature of the stamp": edited(STAMP_SIGNATURE, lambda given: given + b"\0"),
    "a stamp that is denied": text(INFO, lambda given: given.replace(b"Stamp: tagmanifest.tsr", b"Stamp: none")),
    "a stamp in front of the signature": content(lambda new: new.update({SIGNATURE: new.pop(SIGNATURE)})),
}
STAMPS_ADDED: dict[str, Mutation] = {
    "a stamp where none was": content(lambda new: new.update({name: files(stamped())[name]
                                                              for name in (STAMP, STAMP_SIGNATURE)})),
    "a stamp that is announced": text(INFO, lambda given: given.replace(b"Stamp: none", b"Stamp: tagmanifest.tsr")),
}  # fmt: skip


def _spare(pem: bytes) -> bytes:
    """Another letter for the last bits of base64 that mean nothing."""
    at = pem.index(b"=") - 1
    return pem[:at] + bytes([pem[at] + 1]) + pem[at + 1 :]
