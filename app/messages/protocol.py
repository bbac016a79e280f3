"""What the record says that somebody has done: the end of a sentence per event, which begins with who it was.

`{thing}` stands for what it was done to, in the accusative: `Dora Demo hat den Beitrag von MB freigegeben.`
"""

from collections.abc import Mapping
from typing import Final

AREAS: Final[Mapping[str, str]] = {
    "post": "Beiträge",
    "delivery": "Ausspielungen",
    "takedown": "Löschverfahren",
    "stop": "Not-Aus",
    "channel": "Kanäle",
    "user": "Konten",
    "membership": "Rollen",
    "token": "API-Token",
    "media": "Bilder",
    "notification": "Benachrichtigungen",
    "hook": "Webhooks",
    "register": "Kanalregister",
}
"""What events are about, by the first part of their name."""

DEEDS: Final[Mapping[str, str]] = {
    "post.create": "{thing} angelegt",
    "post.copy": "{thing} als Kopie angelegt",
    "post.edit": "{thing} geändert",
    "post.read": "{thing} als Revision gelesen",
    "post.submit": "{thing} eingereicht",
    "post.claim": "{thing} in Bearbeitung genommen",
    "post.unclaim": "{thing} aus der Bearbeitung abgegeben",
    "post.approve": "{thing} freigegeben",
    "post.request_changes": "{thing} zur Nachbesserung zurückgegeben",
    "post.reject": "{thing} abgelehnt",
    "post.withdraw": "{thing} zurückgezogen",
    "post.comment": "{thing} geschrieben",
    "post.edit_comment": "{thing} neu gefasst",
    "post.resolve_comment": "{thing} als erledigt vermerkt",
    "post.reopen_comment": "{thing} wieder geöffnet",
    "delivery.approve": "{thing} freigegeben",
    "delivery.reschedule": "{thing} verlegt",
    "delivery.cancel": "{thing} abgebrochen",
    "delivery.hold": "{thing} angehalten",
    "delivery.held": "{thing} nach einem Versuch angehalten",
    "delivery.cancelled": "{thing} nach einem Versuch abgebrochen",
    "delivery.guard_alarm": "{thing} wegen einer Schutzprüfung angehalten und Alarm gegeben",
    "delivery.begin": "{thing} auf den Weg gebracht",
    "delivery.sent": "{thing} veröffentlicht",
    "delivery.waiting": "{thing} vorübergehend nicht veröffentlichen können und versucht es erneut",
    "delivery.unclear": "für {thing} keine klare Antwort erhalten",
    "delivery.lease_over": "für {thing} einen Versuch ohne Antwort beendet",
    "delivery.found": "{thing} auf dem Kanal gefunden",
    "delivery.absent": "{thing} auf dem Kanal nicht gefunden",
    "delivery.contradicted": "{thing} auf dem Kanal anders vorgefunden als gesagt",
    "delivery.resolve": "{thing} geklärt",
    "delivery.propose_resolution": "für {thing} eine Klärung vorgeschlagen",
    "delivery.resolution_refused": "für {thing} eine Klärung nicht übernommen",
    "delivery.post_by_hand": "angesagt, {thing} von Hand zu veröffentlichen",
    "delivery.take_down": "für {thing} die Entfernung angeordnet",
    "delivery.keep": "für {thing} die Anordnung der Entfernung zurückgenommen",
    "delivery.removing": "begonnen, {thing} zu entfernen",
    "delivery.remove": "versucht, {thing} zu entfernen",
    "delivery.remove_by_hand": "{thing} von Hand entfernt",
    "delivery.removed": "{thing} vom Kanal entfernt",
    "takedown.open": "{thing} eröffnet und angekündigt",
    "takedown.notice_delivered": "für {thing} den Zugang der Ankündigung vermerkt",
    "takedown.respond": "für das Ressort auf {thing} geantwortet",
    "takedown.execute": "für {thing} die Entfernung entschieden",
    "takedown.close": "{thing} abgeschlossen",
    "takedown.revoke": "{thing} zurückgenommen",
    "takedown.end": "{thing} beendet",
    "stop.set": "{thing} ausgelöst",
    "stop.lift": "{thing} aufgehoben",
    "channel.register": "{thing} ins Register aufgenommen",
    "channel.connect": "für {thing} Zugangsdaten hinterlegt",
    "channel.connected": "{thing} nach der Vorprüfung angebunden",
    "channel.disconnect": "für {thing} die Zugangsdaten entfernt",
    "channel.by_hand": "{thing} auf Bedienung von Hand gestellt",
    "channel.access_closed": "für {thing} den Zugang gesperrt",
    "channel.access_opened": "für {thing} den Zugang wieder geöffnet",
    "channel.seal_anew": "für {thing} die Zugangsdaten neu verschlossen",
    "user.add": "{thing} angelegt",
    "user.change": "{thing} geändert",
    "user.invite": "{thing} eingeladen",
    "user.lock": "{thing} gesperrt",
    "user.unlock": "für {thing} die Sperre aufgehoben",
    "user.sign_in": "sich angemeldet",
    "user.sign_out": "sich abgemeldet",
    "user.renew_feed": "die eigene Adresse des Kalenders neu vergeben",
    "user.revoke_feed": "die eigene Adresse des Kalenders ungültig gemacht",
    "user.password_change": "das eigene Passwort geändert",
    "user.password_set": "das eigene Passwort über einen einmaligen Verweis gewählt",
    "user.password_reset": "für {thing} ein neues Anfangspasswort vergeben",
    "user.second_factor_begin": "begonnen, einen zweiten Faktor einzurichten",
    "user.second_factor_confirm": "einen zweiten Faktor eingerichtet",
    "user.second_factor_reset": "für {thing} den zweiten Faktor zurückgesetzt",
    "membership.add": "{thing} vergeben",
    "membership.change": "{thing} geändert",
    "membership.end": "{thing} beendet",
    "token.create": "{thing} angelegt",
    "token.revoke": "{thing} widerrufen",
    "media.upload": "{thing} hochgeladen",
    "notification.read": "eine Mitteilung gelesen",
    "notification.choose": "neu gewählt, worüber Mails kommen",
    "notification.sent": "{thing} zugestellt",
    "notification.unclear": "für {thing} keine klare Antwort erhalten",
    "notification.failed": "{thing} nicht zustellen können",
    "hook.create": "{thing} angelegt",
    "hook.change": "{thing} geändert",
    "hook.delete": "{thing} gelöscht",
    "hook.disable": "{thing} abgeschaltet",
    "hook.renew_secret": "für {thing} ein neues Geheimnis vergeben",
    "hook.try": "{thing} ausprobiert",
    "register.load": "{thing} eingelesen",
}


def tell(who: str, action: str, thing: str) -> str:
    """Return the sentence for an event; of one that has none yet it says at least its name."""
    deed = DEEDS.get(action, f"für {{thing}} „{action}“ vermerkt")
    return f"{who} hat {deed.replace('{thing}', thing)}."


def name_deed(action: str) -> str:
    """Return what is done in an event, without to what: `freigegeben`."""
    return (
        DEEDS.get(action, action).replace("für {thing} ", "").replace("{thing} ", "").replace(" {thing}", "")
    )
