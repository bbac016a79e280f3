"""What a good password is: a long one, and none that is easily guessed; no rules of composition (SECURITY AU-04)."""

import re
from collections.abc import Iterable
from typing import Final

from app.errors import Issue

SHORTEST, LONGEST = 12, 128
LEAST_GUESSES: Final = 10**9
"""What somebody who knows lists of passwords, names and keyboards would have to try, at the least."""
LONGEST_ESTIMATED: Final = 72
GERMAN: Final = [
    "passwort",
    "kennwort",
    "geheim",
    "willkommen",
    "hallo",
    "schatz",
    "ichliebedich",
    "fussball",
    "bitte",
    "ändern",
    "aendern",
    "sommer",
    "herbst",
    "winter",
    "frühling",
    "fruehling",
    "montag",
    "januar",
    "qwertz",
    "qwertzuiop",
    "yxcvbnm",
    "sachsen",
    "anhalt",
    "sachsenanhalt",
    "magdeburg",
    "landtag",
    "ministerium",
    "staatskanzlei",
    "landesregierung",
    "landesportal",
    "redaktion",
    "redaktionssystem",
]
"""What people write here, which the estimate's English lists do not know."""


def find_password_issues(password: str, *, about: Iterable[str | None] = ()) -> list[Issue]:
    """Return what is wrong with a password: too short, too long, easily guessed; `about` are words of its owner."""
    if not SHORTEST <= len(password) <= LONGEST:
        return [Issue("password", "password-length", {"shortest": SHORTEST, "longest": LONGEST})]
    if count_guesses(password, about) < LEAST_GUESSES:
        return [Issue("password", "password-common")]
    return []


def count_guesses(password: str, about: Iterable[str | None] = ()) -> int:
    """Return how many tries it would take to guess the password, roughly; only its beginning is looked at."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists are read when the first password is chosen, not at start

    words = [word for text in about if text for word in re.split(r"[\W_]+", text.lower()) if word]
    return int(zxcvbn(password[:LONGEST_ESTIMATED], user_inputs=[*GERMAN, *words])["guesses"])
