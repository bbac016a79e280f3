"""What is said of packages, and where one cannot be made, changed or fired."""

from collections.abc import Mapping
from typing import Final

from app.models.package import PortalFinding, Rest, Trigger

RESTS: Final[Mapping[Rest, str]] = {
    Rest.WHAT_CAN: "Was bereit ist, geht hinaus; der Rest bleibt stehen.",
    Rest.ALL: "Alle oder keine: Ist eine Ausspielung nicht bereit, geht keine hinaus.",
}
TRIGGERS: Final[Mapping[Trigger | None, str]] = {
    Trigger.PRESS: "Ausgelöst von der Pressedatenbank",
    Trigger.HAND: "Ausgelöst von Hand",
    None: "Ausgelöst zur geplanten Zeit",
}
PAGES: Final[Mapping[PortalFinding | None, str]] = {
    PortalFinding.REACHABLE: "Die Seite ist erreichbar.",
    PortalFinding.NOT_PUBLIC: "Die Seite ist noch nicht öffentlich. Bitte darauf achten, dass sie zum Auslösen freigeschaltet ist.",
    PortalFinding.UNREACHABLE: "Die Seite war nicht erreichbar. Bitte die Adresse prüfen.",
    PortalFinding.NOT_CALLED: "Diese Adresse liegt nicht im öffentlichen Netz und wird nicht geprüft. Bitte die öffentliche Adresse angeben.",
    None: "Die Seite wird noch geprüft.",
}
"""What a look at the page in the Landesportal found, and what to do."""
DEEDS: Final[Mapping[str, str]] = {
    "package.create": "Paket angelegt",
    "package.change": "Paket geändert",
    "package.preflight": "Vorabprüfung angefordert",
    "package.cancel": "Paket aufgelöst",
}
"""What the timeline of a package calls what people did with it; firing is told by its trigger."""
REFUSALS: Final[Mapping[str, str]] = {
    "package-fired": "Dieses Paket ist schon ausgelöst und lässt sich nicht mehr ändern. Einzelne Ausspielungen lassen sich noch "
    "anhalten.",
    "package-changed": "Inzwischen hat jemand anderes dieses Paket geändert. Bitte die Seite neu öffnen und noch einmal ändern.",
    "package-cancelled": "Dieses Paket wurde aufgelöst. Bitte bei Bedarf ein neues anlegen.",
    "package-member-unknown": "Diese Ausspielung gibt es nicht, oder sie ist nicht für Sie bestimmt.",
    "package-member-foreign": "Diese Ausspielung gehört einem anderen Ressort. In ein Paket nimmt sie dieses oder die "
    "Zentralredaktion.",
    "package-member-of-another-theme": "Dieser Beitrag gehört nicht zum Thema des Pakets. Bitte ihn zuerst dem Thema zuordnen.",
    "package-member-elsewhere": "Diese Ausspielung gehört schon zu einem anderen Paket.",
    "package-member-out": "Diese Ausspielung ist schon veröffentlicht, unterwegs oder zurückgezogen.",
    "post-in-package": "Dieser Beitrag gehört zu einem Paket. Bitte ihn zuerst dort herausnehmen.",
}
