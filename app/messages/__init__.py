"""The German sentence for every key: what is wrong and what to do next, and what happens next with a post or delivery.

Keys are code, sentences are for people; both API and pages take them from here (ADR 0004).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from app.clock import berlin_minute
from app.messages import (
    checks,
    concepts,
    elections,
    imports,
    inquiries,
    neutrality,
    packages,
    register,
    reports,
    takedowns,
    themes,
)
from app.messages.decisions import AFTER_CHANGES_REQUESTED as AFTER_CHANGES_REQUESTED
from app.messages.decisions import AFTER_REJECTION as AFTER_REJECTION
from app.messages.decisions import GROUNDS as GROUNDS
from app.messages.deliveries import AGAINST_HANDS as AGAINST_HANDS
from app.messages.deliveries import BEHIND as BEHIND
from app.messages.deliveries import BY_HAND as BY_HAND
from app.messages.deliveries import DELIVERIES as DELIVERIES
from app.messages.deliveries import HOLDS as HOLDS
from app.messages.deliveries import LATER as LATER
from app.messages.deliveries import PACKED as PACKED
from app.messages.holds import CARES as CARES
from app.messages.states import STATES as STATES
from app.messages.takedowns import ANSWERS as ANSWERS
from app.messages.takedowns import OUTCOMES as OUTCOMES
from app.messages.takedowns import TAKEDOWNS as TAKEDOWNS
from app.models.post import PostState

REFUSALS: Final[Mapping[str, str]] = {
    "invalid": "Die Anfrage ist so nicht möglich. Bitte die genannten Felder berichtigen.",
    "malformed": "Die Anfrage ist kein gültiges JSON. Bitte den Inhalt prüfen.",
    "not-signed-in": "Bitte anmelden: Das Zugriffszeichen fehlt, ist abgelaufen oder wurde widerrufen.",
    "sign-in-refused": "Anmeldung nicht möglich. Bitte E-Mail-Adresse und Passwort prüfen.",
    "otp-required": "Für dieses Konto ist zusätzlich ein Einmalcode nötig. Bitte den Code aus der App mitsenden (otp).",
    "otp-wrong": "Dieser Einmalcode stimmt nicht, ist abgelaufen oder wurde schon benutzt. Bitte den nächsten Code "
    "aus der App eingeben.",
    "not-allowed": "Dafür fehlt Ihnen die Berechtigung. Zuständig sind Freigebende des Kanals oder die Verwaltung.",
    "reauth-required": "Dafür ist eine frische Anmeldung nötig (höchstens fünf Minuten alt). Bitte neu anmelden.",
    "own-account": "Das eigene Konto kann niemand selbst verwalten. Bitte eine andere Person der Verwaltung fragen.",
    "password-change-required": "Bitte zuerst ein eigenes Passwort wählen (POST /api/v1/auth/password).",
    "second-factor-missing": "Für diese Rolle ist ein zweiter Faktor nötig. Bitte zuerst einrichten "
    "(POST /api/v1/auth/totp).",
    "second-factor-set": "Ein zweiter Faktor ist schon eingerichtet. Ist das Gerät verloren oder neu, kann ihn eine "
    "andere Person der Verwaltung zurücksetzen.",
    "second-factor-not-begun": "Es wartet kein zweiter Faktor auf Bestätigung. Bitte zuerst einrichten "
    "(POST /api/v1/auth/totp).",
    "nothing-to-write-for": "Ihre Rollen sehen das Schreiben von Beiträgen nicht vor. Rollen vergibt die Verwaltung.",
    "not-editable": "Diesen Beitrag können Sie nicht oder nicht mehr ändern. Bitte bei Bedarf einen neuen Beitrag schreiben.",
    "form-foreign": "Dieses Formular ist nicht mehr gültig, zum Beispiel nach einer neuen Anmeldung in einem anderen Fenster. "
    "Gespeichert wurde nichts. Bitte zurückgehen, die Seite neu laden und erneut absenden.",
    "token-not-allowed": "Das geht nur nach persönlicher Anmeldung, nie mit einem API-Token.",
    "token-scope-missing": "Dem API-Token fehlt der Umfang {scope}. Bitte ein neues Token damit anlegen.",
    "too-often": "Das waren zu viele Anfragen. Bitte {retry_after} Sekunden warten und dann erneut versuchen.",
    "not-found": "Das gibt es nicht, oder es ist für Sie nicht einsehbar.",
    "method-not-allowed": "Dieser Weg kennt die Anfrage-Methode nicht. Bitte die Dokumentation unter /docs ansehen.",
    "finding-ends-by-itself": "Dieser Befund endet von selbst, sobald seine Ursache weg ist. Bitte tun Sie, was bei ihm steht.",
    "finding-ended": "Dieser Befund ist schon beendet. Bitte laden Sie die Seite neu.",
    "wrong-state": "Das ist im jetzigen Stand ({state}) nicht möglich. Bitte den aktuellen Stand neu laden.",
    "claimed-by-other": "Gerade bearbeitet {by} den Beitrag. Bitte absprechen, etwas warten oder übernehmen.",
    "resolution-open": "Dazu liegt schon eine Entscheidung vor, die gerade geprüft wird. Bitte das Ergebnis abwarten.",
    "quiet-time": "Der Kanal könnte den Auftrag noch ausführen. Diese Entscheidung ist möglich ab {moment}.",
    "probes-missing": "Es wurde noch nicht oft genug nachgesehen. Diese Entscheidung ist voraussichtlich möglich ab {moment}.",
    "proof-at-hand": "Inzwischen ist belegt, dass der Beitrag auf dem Kanal steht. Bitte neu laden.",
    "remote-url-taken": "Unter dieser Adresse steht schon eine andere Ausspielung. Bitte die Adresse prüfen.",
    "not-by-hand-now": "Jetzt bitte nicht veröffentlichen. {reason}",
    "channel-connected": "Dieser Kanal ist angebunden. Von Hand bedient wird nur ein Kanal ohne Anbindung.",
    "not-for-a-hand": "Diese Ausspielung wartet nicht auf das Veröffentlichen von Hand.",
    "removes-itself": "Diese Ausspielung wird selbsttätig vom Kanal entfernt; von Hand ist nichts zu bestätigen.",
    "not-opened": "Diese Fassung wurde noch nicht geöffnet. Bitte den Beitrag ansehen und dann freigeben.",
    "comment-resolved": "Dieser Kommentar ist schon erledigt.",
    "comment-open": "Dieser Kommentar ist noch offen.",
    "removal-ordered": "Die Entfernung ist bereits beauftragt. Sie wird ausgeführt, sobald es möglich ist.",
    "four-eyes": "Vier-Augen-Prinzip: Wer den Text verfasst oder zuletzt geändert hat, gibt ihn nicht frei.",
    "on-behalf-author": "Im Auftrag einer anderen Stelle reicht ein, wer den Beitrag verfasst hat.",
    "revision-changed": "Der Inhalt wurde inzwischen geändert. Bitte die neue Fassung ansehen und dann entscheiden; "
    "ohne neue Fassung bitte einmal speichern, damit das aktuelle Kürzel eingesetzt wird.",
    "already-sending": "Die Ausspielung ist unterwegs oder schon veröffentlicht. Möglich sind eine Berichtigung als "
    "neuer Beitrag oder die Entfernung.",
    "nothing-to-correct": "Das ist nicht veröffentlicht und kann noch geändert werden. Eine Kopie geht ohne corrects.",
    "stale": "Das wurde inzwischen geändert. Bitte neu laden und die Änderung erneut vornehmen.",
    "if-match-required": "Bitte den zuletzt gelesenen ETag im Kopf If-Match mitsenden.",
    "too-large": "Die Anfrage ist zu groß. Höchstens {limit} Byte sind möglich.",
    "image.unsupported": "Diese Datei ist kein JPEG-, PNG- oder WebP-Bild. Bitte das Bild in einem dieser Formate senden.",
    "upload.not-multipart": "Bitte die Datei als multipart/form-data im Feld file senden.",
    "upload.malformed": "Die Anfrage ist kein vollständiges multipart/form-data mit genau einer Datei. Bitte erneut senden.",
    "idempotency-running": "Dieselbe Anfrage läuft gerade. Bitte kurz warten und mit demselben Schlüssel wiederholen.",
    "idempotency-key-required": "Bitte den Kopf Idempotency-Key mitsenden: ein selbst gewählter Schlüssel je Anfrage, "
    "mit dem eine Wiederholung keine zweite Wirkung hat.",
    "idempotency-key-reused": "Dieser Idempotency-Key gehört zu einer anderen Anfrage. Bitte einen neuen verwenden.",
    "not-ready": "Diese Installation ist dafür noch nicht eingerichtet. Bitte die Technik verständigen.",
    "no-sealing-key": "Zugangsdaten können noch nicht verschlossen werden: Der Schlüssel fehlt. Bitte die Technik "
    "verständigen (redaktion key new). Gespeichert wurde nichts.",
    "no-second-factor-key": "Einmalcodes können gerade nicht geprüft werden: Der Schlüssel dafür fehlt oder passt "
    "nicht. Bitte die Technik verständigen.",
    "internal": "Da ist ein Fehler passiert. Nichts wurde gespeichert. Bitte erneut versuchen.",
    "restore-mode": "Die Datenbank wurde wiederhergestellt; bis zum Ende des Abgleichs mit den Kanälen geht nichts hinaus, "
    "und nichts wird freigegeben, zurückgezogen oder entfernt. Bitte warten, bis die Zentralredaktion und die Technik den "
    "Wiederherstellungsbetrieb beendet haben.",
    "restore-unfinished": "Der Abgleich mit den Kanälen läuft noch. Bitte warten, bis er fertig ist, und dann bestätigen.",
    "restore-same-person": "Das haben Sie schon bestätigt. Den Wiederherstellungsbetrieb beendet eine zweite Person.",
    "restore-same-role": "Eine Person der Zentralredaktion und eine der Technik beenden ihn gemeinsam. Von dieser Seite ist "
    "schon bestätigt; bitte die andere bitten.",
    "lexicon-missing": "Es gibt noch kein Lexikon. Bitte die Technik verständigen (redaktion lexicon load).",
    "lexicon-same-person": "Das haben Sie selbst vorgeschlagen. Bestätigen muss eine zweite Person der Zentralredaktion.",
    "lexicon-confirmed": "Diese Änderung ist schon bestätigt. Bitte bei Bedarf eine neue vorschlagen.",
    "lexicon-withdrawn": "Dieser Vorschlag wurde zurückgezogen. Bitte bei Bedarf einen neuen machen.",
    "entry-doubled": "Diesen Eintrag gibt es für diese Zeit schon.",
    "entry-unknown": "Diesen Eintrag gibt es zu diesem Tag nicht. Bitte Schreibweise und Tag prüfen.",
    "entry-ended": "Dieser Eintrag endet schon an diesem Tag.",
    "entry-ends-too-early": "Der letzte Tag liegt vor dem ersten. Bitte die Tage prüfen.",
    "person-without-end": "Personen stehen nur im Lexikon, solange sie ein Amt haben oder anstreben. Bitte den letzten Tag angeben.",
    "cue-class-unknown": "Diese Klasse von Wendungen gibt es nicht. Bitte eine der vorhandenen wählen.",
    "busy": "Gerade arbeitet jemand anderes daran. Bitte in wenigen Sekunden erneut versuchen.",
    # issues of single fields
    "missing": "Diese Angabe fehlt.",
    "string-type": "Hier wird ein Text erwartet.",
    "string-unicode": "Der Text enthält halbe Zeichen. Bitte den Text neu einfügen.",
    "string-too-short": "Diese Angabe ist zu kurz: Mindestens {min_length} Zeichen sind nötig.",
    "string-too-long": "Diese Angabe ist zu lang: Höchstens {max_length} Zeichen sind möglich.",
    "too-short": "Das sind zu wenige Einträge: Mindestens {min_length} sind nötig.",
    "too-long": "Das sind zu viele Einträge: Höchstens {max_length} sind möglich.",
    "list-type": "Hier wird eine Liste erwartet.",
    "int-type": "Hier wird eine ganze Zahl erwartet.",
    "int-parsing": "Hier wird eine ganze Zahl erwartet.",
    "greater-than-equal": "Diese Zahl ist zu klein: Mindestens {ge} ist möglich.",
    "less-than-equal": "Diese Zahl ist zu groß: Höchstens {le} ist möglich.",
    "bool-type": "Hier wird true oder false erwartet.",
    "bool-parsing": "Hier wird true oder false erwartet.",
    "uuid-type": "Das ist keine Kennung (UUID).",
    "uuid-parsing": "Das ist keine Kennung (UUID).",
    "enum": "Diesen Wert gibt es hier nicht. Möglich sind: {expected}.",
    "model-attributes-type": "Hier wird ein JSON-Objekt erwartet (Content-Type: application/json).",
    "unknown-field": "Dieses Feld gibt es nicht.",
    "text.control": "Der Text enthält unsichtbare Steuerzeichen ({character}). Bitte diese Zeichen entfernen.",
    "text.too-long": "Der Text hat mit Kürzel {length} Zeichen, auf {channel} sind {limit} möglich. Bitte kürzen.",
    "text.too-many-bytes": "Der Text belegt mit Kürzel {length} Byte, auf {channel} sind {limit} möglich. Bitte kürzen, "
    "zum Beispiel um zusammengesetzte Emojis.",
    "text.empty": "Der Text ist leer.",
    "declaration-missing": "Die Erklärung zur parteipolitischen Neutralität fehlt.",
    "declaration-denied": "Das Ressort hat nicht erklärt, dass der Beitrag parteipolitisch neutral ist.",
    "delivery-missing": "Es ist kein Kanal gewählt. Bitte mindestens eine Ausspielung angeben.",
    "image.unreadable": "Das Bild ist beschädigt oder unvollständig. Bitte neu speichern und erneut senden.",
    "image.animated": "Bewegte Bilder sind nicht möglich. Bitte ein Standbild senden.",
    "image.too-many-pixels": "Das Bild hat zu viele Bildpunkte (höchstens 33 Megapixel, je Seite 16.383). Bitte verkleinern.",
    "image.too-costly": "Das Bild ließ sich nicht mit vertretbarem Aufwand verarbeiten. Bitte verkleinern oder neu speichern.",
    "image.unfit": "Das Bild lässt sich nicht so weit verkleinern, dass der Kanal es nimmt. Bitte ein anderes wählen.",
    "image.unknown": "Dieses Bild gibt es nicht, oder es ist für Sie nicht einsehbar. Bitte zuerst hochladen.",
    "image.doubled": "Dieses Bild kommt mehrfach vor. Bitte nur einmal angeben.",
    "image.too-many": "{number} Bilder sind zu viel, auf {channel} sind {limit} möglich. Bitte Bilder weglassen.",
    "alt.missing": "Dem Bild fehlt ein Alternativtext. Bitte beschreiben, was zu sehen ist, oder als dekorativ kennzeichnen.",
    "alt.too-long": "Der Alternativtext hat {length} Zeichen, auf {channel} sind {limit} möglich. Bitte kürzen.",
    "alt.and-decorative": "Ein dekoratives Bild hat keinen Alternativtext. Bitte nur eines von beiden angeben.",
    "signature-foreign": "Der Text endet mit dem fremden Kürzel {abbreviation}. Bitte entfernen; das eigene wird angefügt.",
    "signature-expired": "Das Kürzel {abbreviation} ist am Tag der Veröffentlichung nicht mehr gültig.",
    "organisation-unknown": "Das Kürzel {abbreviation} ist nicht im Verzeichnis. Siehe /api/v1/organisations.",
    "revision-unknown": "Diese Fassung gibt es nicht.",
    "passage-differs": "An dieser Stelle steht in der genannten Fassung etwas anderes. Bitte neu laden und erneut markieren.",
    "passage-unknown": "Diese Stelle steht so nicht im Text. Kürzel und Adressen kommen erst beim Versand dazu; bitte nur Wörter übernehmen, die das Ressort geschrieben hat.",
    "mention-unknown": "Diese Person oder Stelle gibt es nicht, oder sie kann den Beitrag nicht einsehen.",
    "post-doubled": "Jeder Beitrag darf nur einmal vorkommen.",
    "organisation-doubled": "Diese Stelle ist schon als Urheberin genannt.",
    "channel-unknown": "Diesen Kanal gibt es nicht. Siehe /api/v1/channels.",
    "channel-doubled": "Jeder Kanal darf nur einmal vorkommen. Eine zweite Fassung ist ein neuer Beitrag.",
    "channel-foreign": "Das ist der eigene Kanal einer anderen Stelle. Bitte einen Landeskanal oder einen eigenen wählen.",
    "channel-closed": "Über diesen Kanal wird derzeit nichts veröffentlicht. Bitte einen aktiven Kanal wählen.",
    "channel-not-connected": "Dieser Kanal ist nicht angebunden. Bitte einen angebundenen Kanal wählen.",
    "delivery-cancelled": "Die Ausspielung auf diesem Kanal ist endgültig abgebrochen. Bitte einen neuen Beitrag anlegen.",
    "stop-names-no-channel": "Ein Stopp für alles nennt keinen Kanal.",
    "link-good-for-nothing": "Dieser Verweis gilt nicht mehr: Er wurde schon benutzt, ist abgelaufen oder durch einen neueren "
    "ersetzt. Bitte einen neuen anfordern.",
    "time-of-day.invalid": "Das ist keine Uhrzeit. Bitte als Stunden und Minuten angeben, zum Beispiel 22:00.",
    "quiet-without-end": "Beginn und Ende der Ruhezeit sind gleich. Bitte zwei verschiedene Uhrzeiten angeben oder keine.",
    "time.past": "Dieser Zeitpunkt ist vorbei. Bitte einen künftigen wählen.",
    "time.missing": "Diese Uhrzeit gibt es wegen der Umstellung auf Sommerzeit nicht. Die Uhr springt in dieser Nacht von "
    "2 auf 3 Uhr. Bitte eine frühere oder spätere Uhrzeit wählen.",
    "time.doubled": "Diese Uhrzeit gibt es wegen der Umstellung auf Winterzeit zweimal. Bitte eine der beiden wählen.",
    "url.invalid": "Das ist keine Web-Adresse mit http:// oder https://.",
    "endpoint-without-tls": "Bitte eine Adresse mit https:// angeben: Zugangsdaten gehen nie unverschlüsselt hinaus.",
    "endpoint.decorated": "Bitte nur die Adresse angeben, ohne Benutzer, „?“ und „#“: Geheimes hat ein eigenes Feld.",
    "endpoint.path": "Bitte nur den Server angeben, ohne Pfad, zum Beispiel https://social.example.",
    "credential-platform": "Diese Zugangsdaten passen nicht zum Kanal: Er gehört zur Plattform {platform}.",
    "secret.unprintable": "Das enthält Leerzeichen, Umbrüche oder Sonderzeichen. Bitte den Wert neu und allein kopieren.",
    "secret.signing": "Das ist kein Signaturgeheimnis nach Standard Webhooks: „whsec_“ und danach 24 bis 64 zufällige "
    "Byte in Base64.",
    "time.invalid": "Das ist kein Zeitpunkt nach RFC 3339, zum Beispiel 2027-03-01T10:00:00+01:00.",
    "cursor-invalid": "Dieser Wert für `after` stammt nicht aus einem früheren `next`.",
    "email-invalid": "Das ist keine E-Mail-Adresse.",
    "email-taken": "Für diese E-Mail-Adresse gibt es schon ein Konto.",
    "password-common": "Dieses Passwort ist zu leicht zu erraten. Bitte ein anderes wählen, etwa mehrere Wörter.",
    "code-wrong": "Dieser Einmalcode stimmt nicht oder ist abgelaufen. Bitte den nächsten Code aus der App eingeben.",
    "password-wrong": "Dieses Passwort stimmt nicht.",
    "password-unchanged": "Das ist das bisherige Passwort. Bitte ein anderes wählen.",
    "address-unknown": "Zu dieser E-Mail-Adresse gibt es kein Konto. Bitte die Schreibweise prüfen.",
    "role-gone": "Diese Rolle gibt es nicht mehr: Jemand anderes hat sie inzwischen beendet. Hier steht, was jetzt gilt.",
    "second-factor-absent": "Dieses Konto hat keinen zweiten Faktor, oder er wurde eben schon zurückgesetzt.",
    "user-unknown": "Dieses Konto gibt es nicht.",
    "owner-is-service": "Für ein Dienstkonto antwortet ein Mensch. Bitte das Konto einer Person angeben.",
    "service-without-address": "Ein Dienstkonto hat keine E-Mail-Adresse.",
    "role-for-services": "Die Rolle service ist für Dienstkonten.",
    "role-for-people": "Ein Dienstkonto kann nur die Rolle service haben.",
    "approver-role": "Das ausdrückliche Freigaberecht gibt es nur für die Redaktion eines Ressorts.",
    "channels-role": "Kanäle werden nur der Kanalverwaltung und Agenturen zugeordnet.",
    "deputy-role": "In dieser Rolle gibt es keine Vertretung.",
    "deputy-without-role": "Vertreten wird eine andere Person, die diese Rolle in dieser Stelle selbst hat.",
    "period-reversed": "Das Ende liegt vor dem Anfang.",
    "agency-term": "Eine Agentur ist höchstens zwölf Monate zugelassen, also längstens bis {latest}.",
    "membership-doubled": "Diese Rolle hat das Konto in dieser Stelle schon. Bitte deren Angaben ändern.",
    "date-from-datetime-parsing": "Das ist kein Datum, zum Beispiel 2027-03-01.",
    "date-from-datetime-inexact": "Das ist kein Datum, zum Beispiel 2027-03-01.",
    "date-parsing": "Das ist kein Datum, zum Beispiel 2027-03-01.",
    "date-type": "Das ist kein Datum, zum Beispiel 2027-03-01.",
    "password-length": "Das Passwort braucht {shortest} bis {longest} Zeichen.",
    "hook-too-many": "Eine Stelle kann höchstens {most} Webhooks haben. Bitte zuerst einen löschen.",
    "hook-group": "Was nur das Konto einer Person betrifft, geht an keinen Webhook. Bitte „account“ weglassen.",
    "hook-changed": "Jemand anderes hat diesen Webhook inzwischen geändert. Hier steht der jetzige Stand; bitte Ihre "
    "Änderung noch einmal eintragen.",
    "hook-rests": "Dieser Webhook ist angehalten oder abgeschaltet. Bitte zuerst wieder aufnehmen (paused: false).",
    "token-life": "Ein API-Token gilt höchstens {days} Tage. Bitte einen früheren Zeitpunkt wählen.",
    "token-without-role": "In der Stelle {abbreviation} besteht keine Rolle, auf die sich das Token stützen könnte.",
    "service-unknown": "Ein solches Dienstkonto gehört Ihnen nicht. Dienstkonten legt die Verwaltung an.",
    **takedowns.REFUSALS,
    **themes.REFUSALS,
    **packages.REFUSALS,
    **elections.REFUSALS,
    **imports.REFUSALS,
    **inquiries.REFUSALS,
    **register.REFUSALS,
    **reports.REFUSALS,
    **concepts.REFUSALS,
    **checks.SENTENCES,
    "platform-unknown": "Diese Plattform ist nicht im Verzeichnis.",
    "label-taken": "Einen Kanal mit dieser Bezeichnung gibt es schon.",
}

POSTS: Final[Mapping[PostState, str]] = {
    PostState.DRAFT: "Entwurf – noch nicht eingereicht.",
    PostState.SUBMITTED: "Eingereicht – wartet auf Freigabe.",
    PostState.CHANGES_REQUESTED: "Zur Nachbesserung zurückgegeben – bitte ändern und erneut einreichen.",
    PostState.SCHEDULED: "Freigegeben – wird zum geplanten Zeitpunkt veröffentlicht.",
    PostState.PUBLISHED: "Veröffentlicht auf {sent} von {total} Kanälen.",
    PostState.REJECTED: "Abgelehnt – der Text bleibt in der Akte, veröffentlicht wird nichts.",
    PostState.WITHDRAWN: "Zurückgezogen – veröffentlicht wird nichts.",
}
REMOVED_AGAIN: Final = "Davon wieder entfernt: {removed}."
"""What is added where something of a published post is no longer on its channel."""

RESOLUTIONS: Final[Mapping[str, str]] = {
    "pending": "Wird geprüft: Gleich wird auf dem Kanal noch einmal nachgesehen.",
    "proposed": "Vorgeschlagen – wer für den Kanal entscheidet, sieht es hier.",
    "decided": "Erledigt durch eine andere Entscheidung.",
    "carried-out": "Übernommen.",
    "found-there": "Nicht übernommen: Der Beitrag wurde inzwischen auf dem Kanal gefunden.",
    "not-found-there": "Nicht übernommen: Beim Nachsehen war der Beitrag auf dem Kanal nicht zu finden.",
    "not-seen": "Nicht übernommen: Auf dem Kanal konnte gerade nicht nachgesehen werden. Bitte erneut entscheiden.",
    "quiet-time": "Nicht übernommen: Inzwischen wurde erneut gesendet. Bitte die Ruhezeit abwarten.",
    "probes-missing": "Nicht übernommen: Inzwischen wurde erneut gesendet. Bitte weitere Nachschauen abwarten.",
}


def say(sentences: Mapping[Any, str], key: Any, **values: Any) -> str:
    """Return the sentence for a key with its values; a value that is not there leaves its name standing."""
    return sentences[key].format_map(_Values(values))


def explain(key: str, **values: Any) -> str:
    """Return the sentence of a refusal or an issue; a state is called by its German name, an instant by Berlin's clock."""
    if key in neutrality.REASONS:
        return neutrality.tell_issue(key, **values)
    if "other_at" in values:
        values["other_at"] = berlin_minute(datetime.fromisoformat(values["other_at"]))
    if key == "survey-not-answered":
        values["missing"] = inquiries.name_blocks(values["missing"])
    if key == "concept-incomplete":
        values["missing"] = concepts.say_missing(values["missing"])
    if key == "channel-not-ready":
        values["missing"] = register.say_missing(values["missing"])
    if "as_of" in values:
        values["as_of"] = f"{date.fromisoformat(values['as_of']):%d.%m.%Y}"
    if "state" in values:
        values["state"] = STATES.get(values["state"], values["state"])
    return say(REFUSALS, key if key in REFUSALS else "invalid", **values)


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
