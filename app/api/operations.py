"""Every operation of the API on one page: its lasting name and what it does, in German.

The name is what generated clients call; it stays when functions, files and sentences change. A route's docstring says
the same in English, and its first sentence is the summary. A route without a row here breaks the build.
"""

from typing import Final

from app.api.operation import Operation as Operation
from app.api.operations_channel_life import CHANNEL_LIFE
from app.api.operations_checks import CHECKS
from app.api.operations_inquiries import INQUIRIES
from app.api.operations_neutrality import NEUTRALITY
from app.api.operations_packages import PACKAGES
from app.api.operations_reported import REPORTED
from app.api.operations_themes import THEMES

PREFIX: Final = "/api/v1"
FURTHER: Final = CHECKS | NEUTRALITY | REPORTED | INQUIRIES | CHANNEL_LIFE | THEMES | PACKAGES
OPERATIONS: Final = {
    "POST /auth/token": Operation(
        "sign_in", "Meldet eine Person an und gibt ein Zugriffszeichen für höchstens zehn Stunden aus."
    ),
    "DELETE /auth/token": Operation("sign_out", "Meldet ab: Das Zugriffszeichen gilt ab sofort nicht mehr."),
    "POST /auth/password": Operation(
        "change_password", "Wählt ein neues eigenes Passwort; alle anderen Anmeldungen des Kontos enden."
    ),
    "POST /auth/totp": Operation(
        "begin_second_factor",
        "Beginnt, einen zweiten Faktor einzurichten, und zeigt einmal, was die Einmalcodes erzeugt.",
    ),
    "POST /auth/totp/confirm": Operation(
        "confirm_second_factor",
        "Bestätigt den zweiten Faktor mit einem ersten Code; alle anderen Anmeldungen des Kontos enden.",
    ),
    "GET /me": Operation("get_me", "Zeigt, wer angemeldet ist und welche Rollen heute gelten."),
    "POST /tokens": Operation(
        "create_token",
        "Legt ein API-Token an: einmal gezeigt, höchstens 90 Tage gültig, entscheidet nie.",
    ),
    "GET /tokens": Operation(
        "list_tokens",
        "Listet die eigenen API-Token und die der eigenen Dienstkonten auf, die neuesten zuerst.",
    ),
    "DELETE /tokens/{token_id}": Operation(
        "revoke_token", "Widerruft ein API-Token: Es gilt ab sofort nicht mehr."
    ),
    "GET /organisations": Operation("list_organisations", "Listet die Stellen nach Kürzel auf."),
    "GET /channels": Operation(
        "list_channels", "Listet die Kanäle des Verzeichnisses auf, auch die beendeten."
    ),
    "GET /channels/{channel_id}": Operation("get_channel", "Zeigt einen Kanal mit seiner Geschichte."),
    "PUT /channels/{channel_id}/credentials": Operation(
        "connect_channel",
        "Bindet einen Kanal an: Die Zugangsdaten werden versiegelt und nie wieder gezeigt.",
    ),
    "DELETE /channels/{channel_id}/credentials": Operation(
        "disconnect_channel", "Löscht die Zugangsdaten eines Kanals und schließt damit seinen Zugang."
    ),
    "POST /media": Operation(
        "upload_media",
        "Nimmt ein Bild entgegen und schreibt es neu, ohne Angaben zu Ort, Gerät und Person.",
    ),
    "GET /media/{media_id}": Operation("get_media", "Zeigt, was zu einem Bild bekannt ist."),
    "GET /media/{media_id}/file": Operation("get_media_file", "Zeigt das Bild selbst."),
    "POST /channels/{channel_id}/manual": Operation(
        "serve_channel_by_hand", "Lässt einen Kanal ohne Anbindung von Hand bedienen."
    ),
    "POST /posts": Operation("create_post", "Legt einen Beitrag als Entwurf an."),
    "GET /posts": Operation(
        "list_posts", "Listet die Beiträge auf, die man einsehen darf, die neuesten zuerst."
    ),
    "GET /posts/{post_id}": Operation("get_post", "Zeigt einen Beitrag."),
    "PATCH /posts/{post_id}": Operation(
        "edit_post", "Ändert einen Beitrag: Es entsteht eine neue Fassung, Freigaben gelten nicht weiter."
    ),
    "GET /posts/{post_id}/revisions": Operation(
        "list_revisions", "Listet alle Fassungen eines Beitrags auf, die neueste zuerst."
    ),
    "GET /posts/{post_id}/diff": Operation(
        "diff_post", "Zeigt, was zwischen zwei Fassungen liegt: Wort für Wort und je Kanal."
    ),
    "GET /posts/{post_id}/timeline": Operation(
        "get_timeline", "Erzählt der Reihe nach, was mit dem Beitrag geschehen ist."
    ),
    "GET /posts/{post_id}/comments": Operation(
        "list_comments",
        "Listet die Kommentare zu einem Beitrag auf, der Reihe nach; veröffentlicht werden sie nie.",
    ),
    "GET /posts/{post_id}/readers": Operation(
        "list_readers", "Listet auf, wer in einem Kommentar zu dem Beitrag erwähnt werden kann."
    ),
    "POST /posts/{post_id}/comments": Operation(
        "write_comment",
        "Kommentiert einen Beitrag oder eine Stelle darin, für alle, die daran beteiligt sind.",
    ),
    "POST /comments/{comment_id}/edit": Operation(
        "edit_comment", "Formuliert einen eigenen Kommentar neu; was vorher dort stand, bleibt lesbar."
    ),
    "POST /comments/{comment_id}/resolve": Operation(
        "resolve_comment", "Kennzeichnet einen Kommentar als erledigt."
    ),
    "POST /comments/{comment_id}/reopen": Operation(
        "reopen_comment", "Kennzeichnet einen Kommentar wieder als offen."
    ),
    "POST /posts/{post_id}/check": Operation(
        "check_post", "Zeigt, was veröffentlicht würde und was dem im Wege steht; ändert nichts."
    ),
    "POST /posts/{post_id}/submit": Operation("submit_post", "Reicht einen Beitrag zur Freigabe ein."),
    "POST /posts/{post_id}/withdraw": Operation(
        "withdraw_post", "Zieht einen Beitrag zurück: Was noch offen ist, wird nicht veröffentlicht."
    ),
    "GET /posts/{post_id}/record": Operation(
        "get_post_record",
        "Gibt die ganze Akte eines Beitrags aus, gegen die Prüfkette geprüft: als JSON oder PDF.",
    ),
    "POST /posts/{post_id}/copy": Operation(
        "copy_post",
        "Legt eine Kopie als neuen Entwurf an, der seine Herkunft nennt; auch als Berichtigung.",
    ),
    "GET /queue": Operation(
        "list_queue",
        "Listet auf, was auf die eigene Entscheidung wartet: Eiliges zuerst, dann das Nächstfällige.",
    ),
    "GET /queue/counts": Operation(
        "count_queue", "Zählt je Stelle, was auf die eigene Entscheidung wartet und was als eilig kam."
    ),
    "POST /approvals/bulk": Operation(
        "approve_posts",
        "Gibt bis zu 20 geöffnete Beiträge frei, jeden für sich und mit eigenem Ergebnis.",
    ),
    "GET /grounds": Operation(
        "list_grounds", "Listet die Gründe für Entscheidungen auf, mit den Sätzen, auf denen sie beruhen."
    ),
    "POST /posts/{post_id}/approve": Operation(
        "approve_post", "Gibt einen Beitrag frei: genau diese Fassung, zu genau dieser Zeit."
    ),
    "POST /posts/{post_id}/request-changes": Operation(
        "request_changes", "Gibt einen Beitrag mit Grund und Begründung zur Nachbesserung zurück."
    ),
    "POST /posts/{post_id}/reject": Operation(
        "reject_post", "Lehnt einen Beitrag mit Grund und Begründung endgültig ab."
    ),
    "POST /posts/{post_id}/claim": Operation(
        "claim_post",
        "Zeigt anderen eine Viertelstunde lang, dass man den Beitrag gerade bearbeitet; lässt sich übernehmen.",
    ),
    "POST /posts/{post_id}/unclaim": Operation("unclaim_post", "Gibt die Bearbeitung wieder ab."),
    "GET /deliveries": Operation("list_deliveries", "Listet die Ausspielungen in der Folge ihrer Zeit auf."),
    "GET /deliveries/{delivery_id}": Operation("get_delivery", "Zeigt eine Ausspielung."),
    "GET /deliveries/{delivery_id}/images/{sha256}": Operation(
        "get_delivery_image", "Zeigt ein Bild einer Ausspielung, zum Veröffentlichen von Hand."
    ),
    "POST /deliveries/{delivery_id}/reschedule": Operation(
        "reschedule_delivery", "Gibt einer wartenden Ausspielung eine andere Zeit."
    ),
    "POST /deliveries/{delivery_id}/cancel": Operation(
        "cancel_delivery", "Nimmt eine einzelne Ausspielung zurück: Sie wird nicht veröffentlicht."
    ),
    "POST /deliveries/{delivery_id}/hold": Operation(
        "hold_delivery", "Hält eine wartende Ausspielung an, bis Freigebende sie wieder freigeben."
    ),
    "POST /deliveries/{delivery_id}/release": Operation(
        "release_delivery", "Gibt eine angehaltene Ausspielung zu einer neuen Zeit wieder frei."
    ),
    "POST /deliveries/{delivery_id}/approve-again": Operation(
        "approve_delivery_again",
        "Gibt eine Ausspielung als zweite Person frei, wie es die Vorwahlzeit verlangt.",
    ),
    "POST /deliveries/{delivery_id}/take-down": Operation(
        "take_down_delivery", "Entfernt eine veröffentlichte Ausspielung von ihrem Kanal."
    ),
    "POST /deliveries/{delivery_id}/resolve": Operation(
        "resolve_delivery",
        "Sagt, ob eine unklare Ausspielung auf dem Kanal steht: mit Adresse, oder dass nicht.",
    ),
    "POST /deliveries/{delivery_id}/post-by-hand": Operation(
        "post_delivery_by_hand",
        "Sagt an, dass man jetzt von Hand veröffentlicht; danach die Adresse melden.",
    ),
    "POST /deliveries/{delivery_id}/confirm-removal": Operation(
        "confirm_delivery_removal", "Bestätigt, dass eine Ausspielung von Hand vom Kanal entfernt wurde."
    ),
    "POST /takedowns": Operation(
        "open_takedown",
        "Eröffnet ein Löschverfahren und kündigt es dem Ressort in derselben Handlung an.",
    ),
    "GET /takedowns": Operation("list_takedowns", "Listet die Löschverfahren auf, die neuesten zuerst."),
    "GET /takedowns/{takedown_id}": Operation(
        "get_takedown", "Zeigt ein Löschverfahren mit allen Nachweisen."
    ),
    "POST /takedowns/{takedown_id}/respond": Operation(
        "respond_to_takedown",
        "Antwortet auf eine Ankündigung: selbst berichtigen, selbst entfernen, zustimmen oder widersprechen.",
    ),
    "POST /takedowns/{takedown_id}/execute": Operation(
        "execute_takedown",
        "Ordnet die Entfernung an: nach Frist oder Zustimmung, durch eine zweite Person.",
    ),
    "POST /takedowns/{takedown_id}/close": Operation(
        "close_takedown", "Schließt ein Löschverfahren ab, ohne dass die Zentralredaktion etwas entfernt."
    ),
    "POST /takedowns/{takedown_id}/revoke": Operation(
        "revoke_takedown", "Nimmt ein Löschverfahren zurück, solange die Entfernung nicht begonnen hat."
    ),
    "GET /stops": Operation("list_stops", "Listet die Anhaltungen durch Not-Aus auf, die neuesten zuerst."),
    "GET /findings": Operation("list_findings", "Listet die Befunde des Wächters auf, die offenen zuerst."),
    "POST /findings/{finding_id}/end": Operation(
        "end_finding", "Beendet einen Befund mit der Entscheidung dazu."
    ),
    "POST /stops": Operation(
        "set_stop", "Löst den Not-Aus aus, für alles oder für einen Kanal: Danach beginnt nichts mehr."
    ),
    "POST /stops/{stop_id}/lift": Operation(
        "lift_stop", "Hebt einen Not-Aus auf; veröffentlicht wird dadurch noch nichts."
    ),
    "GET /restorations": Operation(
        "list_restorations",
        "Listet die Wiederherstellungen der Datenbank auf, die neueste zuerst, mit dem Abgleich jedes Kanals.",
    ),
    "POST /restorations/{restoration_id}/confirm": Operation(
        "confirm_restoration",
        "Bestätigt, dass die wiederhergestellte Datenbank stimmt; das Wort der zweiten Person beendet den Betrieb.",
    ),
    "POST /auth/forgotten": Operation(
        "ask_for_password",
        "Schickt einen Verweis zum Wählen eines neuen Passworts, falls es zu der Adresse ein Konto gibt.",
    ),
    "POST /auth/link": Operation(
        "choose_password_by_link", "Setzt mit einem einmaligen Verweis das Passwort des Kontos."
    ),
    "POST /users/{user_id}/invite": Operation(
        "invite_user",
        "Schickt einem Konto einen einmaligen Verweis, mit dem die Person ihr Passwort wählt.",
    ),
    "GET /users": Operation("list_users", "Listet die Konten auf, die neuesten zuerst."),
    "POST /users": Operation(
        "create_user", "Legt ein Konto ohne Rolle an und zeigt einmal dessen Anfangspasswort."
    ),
    "POST /services": Operation(
        "create_service", "Legt ein Dienstkonto an, für das eine Person antwortet und Token anlegt."
    ),
    "GET /users/{user_id}": Operation("get_user", "Zeigt ein Konto mit seinen Rollen."),
    "PATCH /users/{user_id}": Operation("edit_user", "Ändert Name oder E-Mail-Adresse eines Kontos."),
    "POST /users/{user_id}/lock": Operation(
        "lock_user", "Sperrt ein Konto sofort: Seine Anmeldungen enden, seine Token sind widerrufen."
    ),
    "POST /users/{user_id}/unlock": Operation("unlock_user", "Hebt die Sperre eines Kontos auf."),
    "POST /users/{user_id}/reset-password": Operation(
        "reset_password", "Gibt einem Konto ein neues Anfangspasswort, das einmal gezeigt wird."
    ),
    "DELETE /users/{user_id}/totp": Operation(
        "reset_second_factor",
        "Nimmt einem anderen Konto seinen zweiten Faktor, etwa wenn das Gerät verloren ist.",
    ),
    "GET /memberships": Operation(
        "list_memberships", "Listet auf, wer in welcher Stelle welche Rolle hat, hatte oder haben wird."
    ),
    "POST /memberships": Operation("create_membership", "Gibt einem Konto eine Rolle in einer Stelle."),
    "GET /memberships/{membership_id}": Operation("get_membership", "Zeigt eine Rolle in einer Stelle."),
    "PATCH /memberships/{membership_id}": Operation(
        "edit_membership", "Ändert Tage, Kanäle oder Freigaberecht einer Rolle."
    ),
    "DELETE /memberships/{membership_id}": Operation("end_membership", "Nimmt einem Konto eine Rolle."),
    "GET /notices": Operation("list_notices", "Listet die eigenen Mitteilungen auf, die neuesten zuerst."),
    "POST /notices/read": Operation("read_notices", "Vermerkt, dass man alle Mitteilungen gelesen hat."),
    "POST /notices/{notice_id}/read": Operation(
        "read_notice", "Vermerkt, dass man eine Mitteilung gelesen hat."
    ),
    "GET /me/notifications": Operation(
        "get_notification_choice", "Zeigt, was man per Mail erhalten möchte und wann."
    ),
    "PUT /me/notifications": Operation(
        "choose_notifications",
        "Bestimmt, was man per Mail erhalten möchte und wann: sofort, gesammelt oder nur in der Anwendung.",
    ),
    "GET /hooks": Operation(
        "list_hooks", "Listet die Webhooks der Stellen auf, die man verwaltet, die neuesten zuerst."
    ),
    "POST /hooks": Operation(
        "create_hook", "Legt für eine Stelle einen Webhook an und zeigt einmal sein Geheimnis."
    ),
    "GET /hooks/{hook_id}": Operation(
        "get_hook", "Zeigt einen Webhook und was aus seinen letzten Mitteilungen wurde."
    ),
    "PATCH /hooks/{hook_id}": Operation(
        "edit_hook", "Ändert einen Webhook, hält ihn an oder nimmt ihn wieder auf."
    ),
    "DELETE /hooks/{hook_id}": Operation(
        "delete_hook", "Löscht einen Webhook mit seinem Geheimnis und allem, was auf ihn wartet."
    ),
    "POST /hooks/{hook_id}/secret": Operation(
        "renew_hook_secret",
        "Gibt einem Webhook ein neues Geheimnis; das bisherige unterschreibt noch einen Tag mit.",
    ),
    "POST /hooks/{hook_id}/test": Operation("test_hook", "Schickt einem Webhook sofort eine Probe."),
    "GET /healthz": Operation("get_health", "Sagt, dass der Prozess antwortet."),
    "GET /readyz": Operation("get_readiness", "Sagt, dass auch die Datenbank antwortet."),
    "GET /metrics": Operation("get_metrics", "Zeigt Kennzahlen im Textformat von Prometheus."),
} | FURTHER
