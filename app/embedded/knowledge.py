"""What each part of the office may know: keys, each with those who need it, and the database's stronger roles.

All parts run under one account here, so that this keeps honest parts apart; separate accounts need separate
containers (docker-compose.yml).
"""

import os
from pathlib import Path
from typing import Final

from app.embedded.launch import EmbeddedError
from app.keys import KeyFileError, find_versions, make_pair
from app.otp import make_key_file

_PUBLISHERS: Final = ("dispatcher", "worker")
_OWNER, _PUBLISHER = "REDAKTION_OWNER_DATABASE_URL", "REDAKTION_PUBLISHER_DATABASE_URL"
_OWN, _KEYS = "REDAKTION_DATABASE_URL", "REDAKTION_PRIVATE_KEYS"
_SECOND_FACTORS: Final = "REDAKTION_SECOND_FACTOR_KEY"


def make_keys(folder: Path) -> dict[str, str]:
    """Return where the keys for credentials are, as settings; the very first time the pair is made."""
    public, private = folder / "public", folder / "private"
    try:
        if not find_versions(public, "public"):
            make_pair(public, private)
    except KeyFileError as error:
        raise EmbeddedError(str(error)) from error
    return {"REDAKTION_PUBLIC_KEYS": str(public), _KEYS: str(private)}


def make_second_factor_key(folder: Path) -> dict[str, str]:
    """Return where the key of the second factors is, as settings; the very first time it is made."""
    path = folder / "second-factor.key"
    try:
        if not path.exists():
            make_key_file(path)
    except KeyFileError as error:
        raise EmbeddedError(str(error)) from error
    return {_SECOND_FACTORS: str(path)}


def environment_of(word: str) -> dict[str, str]:
    """Return the environment of a part, called by its word.

    Only migrations speak as the owner; only publishers hold private keys and the role that reads what is sealed;
    only web holds the key of the second factors.
    """
    known = dict(os.environ)
    if word != "web":
        known.pop(_SECOND_FACTORS, None)
    confided = {name: known.pop(name) for name in (_OWNER, _PUBLISHER, _KEYS) if name in known}
    if word == "migrate":
        return known | {name: value for name, value in confided.items() if name != _KEYS}
    if word in _PUBLISHERS:
        known[_OWN] = confided.get(_PUBLISHER, known[_OWN])
        return known | {name: value for name, value in confided.items() if name == _KEYS}
    return known
