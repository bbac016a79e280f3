"""The Kürzel: who answers for a text stands at its end (Anlage 1, page 9, section 4).

The server appends it from the channel's template; typed by hand it is not doubled, and a foreign one is found.
"""

import re
from collections.abc import Iterable


def sign(text: str, template: str, abbreviations: Iterable[str]) -> str:
    """Return the text signed with the abbreviations, responsible organisation first: `Guten Tag (MB/MW)`.

    A signature of one or all of the signers that was typed by hand at the end is taken off first.
    """
    signers = list(abbreviations)
    if not template:
        return text.rstrip()
    bare = text.rstrip()
    for typed in ("/".join(signers), *signers):
        bare = _without(bare, template, typed)
    return bare + template.format(abbreviation="/".join(signers))


def find_foreign(text: str, template: str, signers: Iterable[str], register: Iterable[str]) -> str | None:
    """Return the abbreviation of an organisation outside the signers with which the text ends, if there is one."""
    own = {signer.casefold() for signer in signers}
    bare = text.rstrip()
    for abbreviation in register:
        if template and abbreviation.casefold() not in own and _without(bare, template, abbreviation) != bare:
            return abbreviation
    return None


def _without(text: str, template: str, abbreviation: str) -> str:
    """Take one typed signature off the end, whatever its case and spacing."""
    before, _, after = (re.escape(part.strip()) for part in template.partition("{abbreviation}"))
    typed = r"\s*/\s*".join(re.escape(part) for part in abbreviation.split("/"))
    return re.sub(rf"\s*{before}\s*{typed}\s*{after}\s*$", "", text, flags=re.IGNORECASE)
