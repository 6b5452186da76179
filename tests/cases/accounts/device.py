"""A device that makes and uses passkeys, with real keys and signatures; it lies where it is asked to."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
HELD = FLAG.UP | FLAG.UV  # somebody is there, and proved who they are


class Device:
    """One passkey. ``counter`` is the number of signatures, which a copied device has too."""

    def __init__(self, credential_id: bytes = b"c" * 16) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.counter, self.user = credential_id, 0, b""

    def make(self, options: dict[str, Any], origin: str, flags: FLAG = HELD) -> str:
        """The answer to a request to make a passkey."""
        asked = options["publicKey"]
        self.user = websafe_decode(asked["user"]["id"])
        known = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        public = AttestedCredentialData.create(bytes(16), self.id, known)
        data = AuthenticatorData.create(_site(asked["rp"]["id"]), flags | FLAG.AT, self.counter, public)
        client = CollectedClientData.create("webauthn.create", asked["challenge"], origin)
        return self._answer(attestationObject=AttestationObject.create("none", data, {}), clientDataJSON=client)

    def use(self, options: dict[str, Any], origin: str, flags: FLAG = HELD, user: bytes | None = None) -> str:
        """The answer to a request to use it."""
        asked = options["publicKey"]
        self.counter += 1
        data = AuthenticatorData.create(_site(asked["rpId"]), flags, self.counter)
        client = CollectedClientData.create("webauthn.get", asked["challenge"], origin)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        handle = self.user if user is None else user
        return self._answer(authenticatorData=data, clientDataJSON=client, signature=signature, userHandle=handle)

    def _answer(self, **given: bytes) -> str:
        name = websafe_encode(self.id)
        response = {key: websafe_encode(value) for key, value in given.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _site(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
