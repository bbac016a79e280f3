"""The worked examples of NEUTRALITY section 8, and the kinds of harmless posts of section 3."""

import pytest

from app.editorial.neutrality import Context, IndicatorLevel, assess
from app.loading.neutrality import load_lexicon

EXAMPLES = [
    ("Briefwahlunterlagen schon da? Dann setzen Sie Ihren Haken dort, wo Volt steht.", False, {"I01": "warning"}),
    ("Wer Staatssekretärin Amelie Brandt im Wahlkampf begleiten will: @brandt_fuer_euch zeigt jeden Tag eine neue Station.", False, {"I02": "warning", "I06": "warning"}),
    ("Das neue Schulgesetz trägt eine klar christdemokratische Handschrift, und das ist gut so.", False, {"I04": "warning"}),
    ("Die Oppositionsfraktion hat den Gesetzentwurf offenbar gar nicht gelesen. Nachhilfe geben wir gern, kostenlos.", False, {"I05": "warning", "I12": "warning"}),
    ("Noch 40 Tage bis zur Landtagswahl: 214 von 230 Vorhaben des Regierungsprogramms sind abgehakt. Läuft!", True, {"I09": "warning", "I10": "warning"}),
    ("Bürgersprechstunde am 4. Juni mit Staatsrätin Lea Horn, Mitglied im Bundesvorstand der ÖDP. Anmeldung in der Poststelle.", False, {"I08": "warning"}),
    ("Wenn die Partei Die Heimat am 1. Mai durch die Altstadt zieht, lassen Sie bitte die Rollläden unten.", False, {"I11": "warning"}),
]  # fmt: skip
HARMLESS = [
    "Endgültiges Ergebnis festgestellt: CDU 31 Sitze, AfD 24, Die Linke 12, SPD 11, Grüne 7, FDP 6. Quelle: Landeswahlausschuss.",
    "Beide Parteien haben den Mietvertrag für das neue Finanzamt in Stendal unterschrieben.",
    "Überparteilich und kostenlos: In der Landesbibliothek finden in der Vorwahlzeit keine Veranstaltungen von Kandidierenden statt.",
    "Noch 40 Tage bis zur Landtagswahl: 214 von 230 Vorhaben des Regierungsprogramms sind abgehakt. Läuft!",
    "Das Grüne Band ist 1.400 Kilometer lang, die Linke Wienzeile etwas kürzer.",
    "Die 110-Kilovolt-Leitung und das 400-Volt-Netz werden gewartet.",
    "Unionsrecht gilt auch in der Währungsunion; die Europäische Union fördert das Projekt.",
    "Heimatverein, Familienpass und Tierschutzbeauftragte: drei Themen der Woche.",
    "Rote, grüne und gelbe Tonne: So trennen Sie richtig.",
    "Unser Kind malt am liebsten Piraten. Ein Ausflug ins Grüne lohnt sich trotzdem!",
]


def levels_of(text, *, pre_election=False):
    assessment = assess(text, load_lexicon(), Context(pre_election=pre_election))
    return {flag.indicator: flag.indicator_level.value for flag in assessment.flags}


@pytest.mark.parametrize(("text", "pre_election", "expected"), EXAMPLES)
def test_the_worked_examples_get_their_flags(text, pre_election, expected):
    assert expected.items() <= levels_of(text, pre_election=pre_election).items()


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_posts_are_not_warned_about(text):
    assert "warning" not in levels_of(text).values()


def test_deterrence_is_marked_as_disputed():
    flags = assess(EXAMPLES[6][0], load_lexicon()).flags
    assert [flag.disputed for flag in flags if flag.indicator == "I11"] == [True]


def test_a_cause_switches_the_record_of_success_off_in_the_period():
    text = "Wir haben 212 von 230 Vorhaben umgesetzt."
    without = assess(text, load_lexicon(), Context(pre_election=True))
    with_cause = assess(text, load_lexicon(), Context(pre_election=True, cause="Gesetz tritt in Kraft"))
    assert without.level is IndicatorLevel.WARNING
    assert with_cause.level is IndicatorLevel.HINT


def test_a_quotation_reported_by_the_police_is_lowered_and_shown_as_context():
    text = "„Wählt die SPD!“ stand auf der Wand. Der Staatsschutz ermittelt wegen Sachbeschädigung."
    flags = [flag for flag in assess(text, load_lexicon()).flags if flag.indicator == "I01"]
    assert {flag.indicator_level for flag in flags} == {IndicatorLevel.REVIEW}
    assert all({"authority", "quotation"} <= set(flag.contexts) for flag in flags)


def test_every_flag_says_where_why_from_which_source_and_what_speaks_against_it():
    for text, pre_election, _ in EXAMPLES:
        for flag in assess(text, load_lexicon(), Context(pre_election=pre_election)).flags:
            assert text[flag.start : flag.end] == flag.quote != ""
            assert flag.source
            assert flag.against_key
