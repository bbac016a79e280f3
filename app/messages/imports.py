"""What is wrong with a file that somebody brings in, and what to do about it."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, str]] = {
    "import-kind": "Bitte die Datei selbst senden, mit Content-Type application/octet-stream, text/csv oder dem von Excel-Dateien.",
    "import-unreadable": "Diese Datei lässt sich nicht lesen. Bitte als Excel-Datei (.xlsx) oder als CSV-Datei speichern.",
    "import-not-utf-8": "Die CSV-Datei ist nicht als UTF-8 gespeichert. Bitte als „CSV UTF-8“ speichern oder die Excel-Datei nehmen.",
    "import-quotes": "In dieser Zeile gehen die Anführungszeichen nicht auf. Bitte prüfen.",
    "import-too-long": "Die Datei ist zu groß. Möglich sind {most} Zeilen; bitte in mehrere Dateien teilen.",
    "import-empty": "In der Datei steht nichts. Unter die Kopfzeile gehört je Eintrag eine Zeile.",
    "import-column-missing": "Die Spalte {column} fehlt. Bitte ergänzen; am einfachsten geht es mit der Vorlage.",
    "import-column-unknown": "Diese Spalte gibt es hier nicht. Möglich sind: {expected}.",
    "import-column-doubled": "Diese Spalte steht mehrmals da. Bitte nur einmal angeben.",
    "import-house-unknown": "Eine Stelle mit dem Kürzel {abbreviation} gibt es nicht. Bitte prüfen, auch Groß- und Kleinschreibung.",
    "import-no-day": "Das ist kein Tag. Bitte wie 01.03.2027 schreiben.",
    "import-no-instant": "Das ist kein Tag mit Uhrzeit. Bitte wie 01.03.2027 10:00 schreiben.",
    "import-too-many": "Das sind zu viele. Möglich sind {most}.",
    "import-doubled": "Dasselbe steht schon in Zeile {row}. Bitte eine der beiden Zeilen entfernen.",
    "import-known": "Das ist schon eingetragen. Bitte die Zeile entfernen.",
    "import-not-yours": "Für diese Stelle tragen Sie nichts ein. Bitte die Zeile entfernen oder die Kanalverwaltung fragen.",
    "import-channel-unknown": "Diesen Kanal gibt es im Register nicht. Bitte Bezeichnung oder Adresse angeben, wie sie dort stehen.",
}
