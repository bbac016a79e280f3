"""The operations about packages and the press databases that fire them."""

from typing import Final

from app.api.operation import Operation

PACKAGES: Final = {
    "GET /packages": Operation(
        "list_packages", "Listet die Pakete auf, die man kennen darf, die neuesten zuerst."
    ),
    "POST /packages": Operation(
        "create_package", "Legt ein Paket an: was mit einer Pressemitteilung hinausgeht."
    ),
    "GET /packages/{package_id}": Operation(
        "get_package", "Zeigt ein Paket mit einer Ampel je Ausspielung und dem Abstand in Sekunden."
    ),
    "PUT /packages/{package_id}": Operation(
        "change_package", "Schreibt ein Paket neu, solange es nicht ausgelöst ist."
    ),
    "POST /packages/{package_id}/fire": Operation(
        "fire_package", "Löst ein Paket sofort aus; ein zweites Mal ändert nichts."
    ),
    "POST /packages/{package_id}/preflight": Operation(
        "preflight_package", "Lässt die Konten aller Kanäle eines Pakets bald noch einmal prüfen."
    ),
    "POST /packages/{package_id}/cancel": Operation(
        "cancel_package", "Löst ein Paket auf; was darin wartet, wird angehalten."
    ),
    "GET /press-connections": Operation(
        "list_press_connections", "Listet die angebundenen Pressedatenbanken auf."
    ),
    "POST /press-connections": Operation(
        "connect_press", "Bindet eine Pressedatenbank an; ihr Geheimnis wird einmal gezeigt."
    ),
    "POST /press-connections/{connection_id}/secret": Operation(
        "renew_press_secret",
        "Gibt einer Pressedatenbank ein neues Geheimnis; dem bisherigen wird nichts mehr geglaubt.",
    ),
    "DELETE /press-connections/{connection_id}": Operation(
        "disconnect_press", "Trennt eine Pressedatenbank; ihrem Geheimnis wird nichts mehr geglaubt."
    ),
    "POST /press-connections/{connection_id}/events": Operation(
        "hear_press", "Nimmt unterschrieben entgegen, dass eine Pressemitteilung veröffentlicht ist."
    ),
}
