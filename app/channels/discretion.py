"""What a platform says may quote what it was told: our secrets are cut out before anybody keeps its words (CC-06)."""

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Final

SHORTEST_SECRET: Final = 8
"""Nothing shorter is accepted as a secret, and cutting it out would only garble what was said."""

_IS_SECRET: Final = re.compile("token|password|secret|jwt")


def secret_values(secrets: Mapping[str, str]) -> set[str]:
    """Return what of an account's secrets must not be repeated; an identifier or a DID is part of every address."""
    return {value for name, value in secrets.items() if _IS_SECRET.search(name)}


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return a text without the secrets in it, plain or as they travel: in base64, or encoded for an address."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = re.sub("|".join(_forms_of(secret)), "***", text)
    return text


def _forms_of(secret: str) -> list[str]:
    """Return patterns for the forms of a secret: in an address any byte may be %XX, base64 may begin anywhere in it."""
    raw = secret.encode()
    in_address = "".join(f"(?:{re.escape(chr(byte))}|%{byte:02x}|%{byte:02X})" for byte in raw)
    in_base64 = {
        encode(b"\0" * before + raw).decode()[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        for encode in (base64.b64encode, base64.urlsafe_b64encode)
        for before in range(3)
    }
    return [re.escape(secret), in_address, f"(?i:{raw.hex()})", *map(re.escape, in_base64)]
