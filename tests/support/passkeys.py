"""A passkey as an authenticator would register it, without an authenticator."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def credential() -> dict[str, Any]:
    """What a browser sends when a passkey was made for localhost."""
    name = b"a-passkey-of-the-tests"
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call]
    held = AttestedCredentialData.create(Aaguid.NONE, name, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AuthenticatorData.create(sha256(b"localhost"), flags, 0, bytes(held))
    client = CollectedClientData.create(
        type="webauthn.create", challenge=b"c" * 32, origin="http://localhost"
    )
    sent = {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(bytes(client)),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", seen, {}))),
        },
    }
    kept: dict[str, Any] = json.loads(json.dumps(sent))
    return kept
