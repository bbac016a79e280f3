"""What is said where a package cannot be made, changed or fired."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, str]] = {
    "package-fired": "Dieses Paket ist schon ausgelöst und lässt sich nicht mehr ändern. Einzelne Ausspielungen lassen sich noch "
    "anhalten.",
    "package-cancelled": "Dieses Paket wurde aufgelöst. Bitte bei Bedarf ein neues anlegen.",
    "package-member-unknown": "Diese Ausspielung gibt es nicht, oder sie ist nicht für Sie bestimmt.",
    "package-member-foreign": "Diese Ausspielung gehört einem anderen Ressort. In ein Paket nimmt sie dieses oder die "
    "Zentralredaktion.",
    "package-member-of-another-theme": "Dieser Beitrag gehört nicht zum Thema des Pakets. Bitte ihn zuerst dem Thema zuordnen.",
    "package-member-elsewhere": "Diese Ausspielung gehört schon zu einem anderen Paket.",
    "package-member-out": "Diese Ausspielung ist schon veröffentlicht, unterwegs oder zurückgezogen.",
    "post-in-package": "Dieser Beitrag gehört zu einem Paket. Bitte ihn zuerst dort herausnehmen.",
}
