"""The key of a case: an Ed25519 key from a secret of 32 bytes (``seed``), its number on paper, and the salts."""

import hashlib
import hmac
import re
import unicodedata
from typing import Any

from app.report.bundle.lists import PATTERNS

NUMBER = 32  # hexadecimal digits of the key's SHA-256 that paper shows: as hard to imitate as a 128-bit key


def sign(seed: bytes, data: bytes) -> bytes:
    """The signature (64 bytes); the same for the same data."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def public_key(seed: bytes) -> bytes:
    """The public key as PEM, which ``openssl`` reads."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def number(pem: bytes) -> str | None:
    """The number of a public key: the first digits of the SHA-256 of its DER form, in groups of four. None: it is not
    an Ed25519 key, or not written in our form."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = _loaded(pem)
    if key is None or key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) != pem:
        return None
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return grouped(hashlib.sha256(der).hexdigest()[:NUMBER])


def _loaded(pem: bytes) -> Any:
    """The Ed25519 public key, or None; also None for a point of small order, which no writer has as its key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey) or re.fullmatch(PATTERNS["weak"], key.public_bytes_raw().hex()):
        return None
    return key


def grouped(digits: str) -> str:
    """Digits in groups of four, as they are printed on paper."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4)).upper()


def typed_number(text: str) -> str | None:
    """A number that somebody typed from paper, in the form of ``number``: blanks, hyphens and colons do not matter, nor
    case nor full-width forms; of a longer SHA-256 the first digits count. None: it cannot be such a number."""
    digits = unicodedata.normalize("NFKC", text).lower()
    digits = "".join(c for c in digits if not c.isspace() and c not in "-‐‑–—−:ー・")
    if len(digits) not in (NUMBER, 64) or set(digits) - set("0123456789abcdef"):
        return None
    return grouped(digits[:NUMBER])


def signed_by(pem: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the signature of the data was made with the private half of this public key."""
    from cryptography.exceptions import InvalidSignature

    key = _loaded(pem)
    if key is None:
        return False
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def salt(seed: bytes, part: str, sha256: str) -> str:
    """The salt (hex) of one part. Nobody without the case can guess it, and it is the same in every bundle of the
    case."""
    return hmac.new(seed, f"salt {part} {sha256}".encode(), hashlib.sha256).hexdigest()


def salted(salt_hex: str, sha256: str) -> str:
    """The salted hash by which a part is listed, whether it is included or withheld."""
    return hashlib.sha256(f"{salt_hex} {sha256}\n".encode()).hexdigest()
