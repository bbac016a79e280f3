"""The same text with any other party gives the same result: the assistant has no favourites (NEUTRALITY section 9)."""

import pytest

from app.editorial.neutrality import assess
from app.loading.neutrality import load_lexicon

SINGULAR = (
    "CDU", "CSU", "SPD", "FDP", "AfD", "Linke", "Tierschutzpartei", "ÖDP", "MLPD", "DKP", "NPD", "Piratenpartei", "Linkspartei",
    "Gartenpartei", "Familienpartei", "WerteUnion", "Alternative für Deutschland", "Junge Union", "Grüne Jugend", "Freie Demokratische Partei",
)  # fmt: skip
PLURAL = (
    "Grünen",
    "Freien Wähler",
    "Freien Demokraten",
    "Sozialdemokraten",
    "Christdemokraten",
    "Jusos",
    "Jungen Liberalen",
    "Piraten",
)
BARE = (
    "BSW",
    "Volt",
    "Bündnis 90/Die Grünen",
    "Bündnis Deutschland",
    "Team Todenhöfer",
    "dieBasis",
    "Bündnis Sahra Wagenknecht",
)

FORMS = (
    [(f"die {name}", f"der {name}", f"mit der {name}", "t") for name in SINGULAR]
    + [(f"die {name}", f"der {name}", f"mit den {name}", "en") for name in PLURAL]
    + [(name, f"von {name}", f"mit {name}", "t") for name in BARE]
)
TEXTS = (
    "Am Sonntag gilt: Wählen Sie {who}!",
    "Ihre Zweitstimme für {who}, damit die Schulen besser werden.",
    "Seit Jahren blockier{ends} {who} den Ausbau der Bahn.",
    "Gute Kitas sind die Handschrift {of}, und darauf sind wir stolz.",
    "{With} wird es keine Zusammenarbeit geben, niemals.",
    "Das neue Freibad ist fertig. Danke, {who}!",
    "Am Samstag marschier{ends} {who} durch die Altstadt. Stellt euch quer!",
    "Umfrage: 14 Prozent für {who}. Das freut uns sehr.",
    "Sommerfest {of}: Kommen Sie vorbei, Anmeldung in unserer Poststelle.",
    "Der Ausschuss hat den Antrag {of} am Mittwoch mit Mehrheit abgelehnt.",
    "Unser Haus hat heute {who} besucht.",
    "Wegen einer angemeldeten Versammlung {of} ist der Ring am Samstag gesperrt.",
)


def seen(text, who, of, with_them, ends):
    filled = text.format(who=who, of=of, With=with_them[0].upper() + with_them[1:], ends=ends)
    flags = assess(filled, load_lexicon()).flags
    return sorted({(flag.indicator, flag.indicator_level, flag.reason_key) for flag in flags})


@pytest.mark.parametrize("text", TEXTS)
def test_any_party_gets_the_same_flags(text):
    first, *rest = FORMS
    expected = seen(text, *first)
    assert {form[0]: seen(text, *form) for form in rest} == {form[0]: expected for form in rest}


@pytest.mark.parametrize(
    "ending", ["-Politikerin Petra Lohse", "-Chef", "-geführte Regierung", "-Fraktion", "-Wähler"]
)
def test_a_compound_keeps_the_party_it_begins_with(ending):
    for name in ("CDU", "SPD", "FDP", "AfD", "Linken", "Grünen", "BSW", "Volt", "Piraten", "ÖDP"):
        flags = assess(f"Die {name}{ending} hat wieder nur gehetzt.", load_lexicon()).flags
        assert "I05" in {flag.indicator for flag in flags}, name
