"""What a page tells after a form was carried out, by the key in its address: nothing else can be put into a page."""

from collections.abc import Mapping
from typing import Final

NOTICES: Final[Mapping[str, str]] = {
    "saved": "Gespeichert. Eingereicht ist der Beitrag damit noch nicht.",
    "discarded": "Die nicht gespeicherten Eingaben sind verworfen.",
    "submitted": "Eingereicht. Nun entscheiden die Freigebenden; den Stand sehen Sie hier und unter „Mein Tag“.",
    "withdrawn": "Zurückgezogen. Was noch nicht hinausgegangen ist, wird nicht veröffentlicht.",
    "claimed": "Sie sehen sich den Beitrag an. Andere sehen das für 15 Minuten.",
    "unclaimed": "Sie haben den Beitrag wieder abgegeben.",
    "approved": "Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus.",
    "approved-several": "Freigegeben. Jeder Beitrag geht zu seiner vorgesehenen Zeit hinaus.",
    "returned": "Zurückgegeben. Das Ressort sieht Ihren Grund und kann ändern und erneut einreichen.",
    "rejected": "Abgelehnt. Das Ressort sieht Ihren Grund; veröffentlicht wird nichts.",
    "rescheduled": "Verlegt. Es gilt die neue Zeit.",
    "cancelled": "Abgebrochen. Diese Ausspielung geht nicht hinaus.",
    "held": "Angehalten. Sie bleibt hier, bis jemand mit Freigaberecht sie wieder freigibt.",
    "released": "Wieder freigegeben. Sie geht zur neuen Zeit hinaus.",
    "stopped": "Der Not-Aus ist gesetzt. Von jetzt an beginnt nichts Neues mehr hinauszugehen.",
    "lifted": "Aufgehoben. Was angehalten wurde, geht nicht von selbst hinaus; bitte einzeln entscheiden.",
    "takedown-opened": "Eröffnet. Die Ankündigung geht jetzt an das Ressort; ob sie zugegangen ist, sehen Sie hier.",
    "takedown-exists": "Dazu läuft bereits dieses Löschverfahren. Ein zweites ist nicht nötig.",
    "takedown-answered": "Ihre Antwort ist bei der Zentralredaktion. Bis sie entscheidet, können Sie erneut antworten.",
    "takedown-executed": "Angeordnet. Was auf den Landeskanälen steht, wird jetzt entfernt; das Ergebnis steht unten.",
    "takedown-closed": "Abgeschlossen. Das Ressort erfährt das Ergebnis; entfernt wird nichts.",
    "takedown-revoked": "Zurückgenommen. Das Ressort erfährt den Grund; entfernt wird nichts.",
    "reauth": "Dafür ist eine frische Anmeldung nötig, höchstens fünf Minuten alt. Bitte melden Sie sich noch einmal an.",
    "password-changed": "Das neue Passwort gilt. Alle anderen Anmeldungen sind beendet.",
    "second-factor-set": "Der zweite Faktor ist eingerichtet. Ab jetzt gehört zu jeder Anmeldung ein Einmalcode.",
    "notice-read": "Als gelesen vermerkt.",
    "notices-read": "Alle Benachrichtigungen sind als gelesen vermerkt.",
    "notifications-chosen": "Gespeichert. Die neue Auswahl gilt für alles, was ab jetzt geschieht.",
    "token-revoked": "Das Token ist widerrufen und gilt ab sofort nicht mehr.",
    "signed-out": "Sie sind abgemeldet.",
    "signed-out-everywhere": "Sie sind überall abgemeldet, auch auf anderen Geräten.",
}
