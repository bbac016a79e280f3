"""What a page tells after a form was carried out, by the key in its address: nothing else can be put into a page."""

from collections.abc import Mapping
from typing import Final

NOTICES: Final[Mapping[str, str]] = {
    "saved": "Gespeichert. Eingereicht ist der Beitrag damit noch nicht.",
    "discarded": "Die nicht gespeicherten Eingaben sind verworfen.",
    "submitted": "Eingereicht. Nun entscheiden die Freigebenden; den Stand sehen Sie hier und unter „Mein Tag“.",
    "password-changed": "Das neue Passwort gilt. Alle anderen Anmeldungen sind beendet.",
    "second-factor-set": "Der zweite Faktor ist eingerichtet. Ab jetzt gehört zu jeder Anmeldung ein Einmalcode.",
    "signed-out": "Sie sind abgemeldet.",
    "signed-out-everywhere": "Sie sind überall abgemeldet, auch auf anderen Geräten.",
}
