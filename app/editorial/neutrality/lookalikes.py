"""Letters that look like Latin ones: Cyrillic, Greek, and Latin letters drawn in squares, circles and flags."""

from string import ascii_uppercase

_FOREIGN = "АВЕЅІЈКМНОРСТУХЗаеоросухіјѕԁԛԝҮүвнктмΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυικωДд"
_LATIN = "ABESIJKMHOPCTYX3aeopocyxijsdqwYybhktmABEZHIKMNOPTYXavoptuikwDd"

LOOKALIKES = {foreign: latin for foreign, latin in zip(_FOREIGN, _LATIN, strict=True) if not latin.isdigit()}

SQUARED = {
    begin + place: letter
    for begin in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
    for place, letter in enumerate(ascii_uppercase)
}
"""Squared, circled and regional-indicator letters, by code point."""
