"""The Kürzel at the end of every text: always there, never twice, never somebody else's (Anlage 1, page 9)."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.editorial.signature import find_foreign, sign
from app.models.channel import DEFAULT_SIGNATURE

REGISTER = [
    "StK",
    "MB",
    "MW",
    "MI",
    "LVwA",
    "NASA GmbH",
    "IMG",
    "IMG / Tourismus",
    "IMG / Standortmarketing",
    "PI Dessau-Roßlau",
]
TEMPLATES = [
    DEFAULT_SIGNATURE,
    "({abbreviation})",
    " [{abbreviation}]",
    "/{abbreviation}",
    " – {abbreviation}",
    " {abbreviation}",
    "\n\nIhr Team von {abbreviation}.",
    "{abbreviation}",
]
templates = st.sampled_from(TEMPLATES)
signers = st.lists(st.sampled_from(REGISTER), min_size=1, max_size=3, unique=True)
pieces = st.sampled_from(
    [*REGISTER, "(MB)", "(mw / mb)", " (", ")", "/", "–", "[", "]", " ", "\n", "ß", "Neu"]
)
texts = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join))


def filled(template, abbreviations):
    return template.replace("{abbreviation}", "/".join(abbreviations))


@given(texts, templates, signers)
@example("x MW/", " {abbreviation}", ["MB", "MW"])
@example("(MB)", DEFAULT_SIGNATURE, ["MB"])
@example("", "/{abbreviation}", ["MB"])
def test_a_signed_text_always_ends_with_the_templates_kuerzel(text, template, abbreviations):
    assert sign(text, template, abbreviations).endswith(filled(template, abbreviations))


@given(texts, templates, signers)
@example("Guten Tag (MB) (MW)", DEFAULT_SIGNATURE, ["MB", "MW"])
@example("Guten Tag (MB)(MB)(MB)", DEFAULT_SIGNATURE, ["MB"])
@example("x MW/", " {abbreviation}", ["MB", "MW"])
def test_signing_twice_is_signing_once(text, template, abbreviations):
    once = sign(text, template, abbreviations)
    assert sign(once, template, abbreviations) == once


@given(texts, templates, signers)
def test_signing_takes_nothing_but_signatures_and_white_space_off_the_end(text, template, abbreviations):
    kept = sign(text, template, abbreviations).removesuffix(filled(template, abbreviations))
    assert text.startswith(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "Guten Tag",
        "Guten Tag ",
        "Guten Tag (MB)",
        "Guten Tag(MB)",
        "Guten Tag (mb) ",
        "Guten Tag ( Mb )",
        "Guten Tag\n\n(MB)\n",
        "Guten Tag (MB)\r\n",
        "Guten Tag (MB) (MB)",
        "Guten Tag (MB)(mb) (MB)",
        "Guten Tag (MB/MB)",
    ],
)
def test_a_kuerzel_typed_by_hand_is_not_doubled(typed):
    assert sign(typed, DEFAULT_SIGNATURE, ["MB"]) == "Guten Tag (MB)"


@pytest.mark.parametrize(
    "typed",
    [
        "Guten Tag",
        "Guten Tag (MB)",
        "Guten Tag (MW)",
        "Guten Tag (MB/MW)",
        "Guten Tag (mw / mb)",
        "Guten Tag (MB) (MW)",
        "Guten Tag (MW)\n(MB)",
        "Guten Tag (MB /\nMW)",
    ],
)
def test_a_joint_post_names_all_signers_once_the_responsible_one_first(typed):
    assert sign(typed, DEFAULT_SIGNATURE, ["MB", "MW"]) == "Guten Tag (MB/MW)"


@pytest.mark.parametrize(
    ("abbreviation", "typed"),
    [
        ("IMG / Tourismus", "(IMG / Tourismus)"),
        ("IMG / Tourismus", "(img/tourismus)"),
        ("IMG / Tourismus", "(IMG /\n Tourismus)"),
        ("PI Dessau-Roßlau", "(PI Dessau-Roßlau)"),
        ("PI Dessau-Roßlau", "(pi  dessau-roßlau)"),
        ("PI Dessau-Roßlau", "(PI DESSAU-ROSSLAU)"),
        ("PI Dessau-Roßlau", "(PI\nDessau-Roßlau)"),
        ("NASA GmbH", "(nasa gmbh)"),
        ("FÄRÖ", "(färö)"),
    ],
)
def test_spaces_slashes_and_umlauts_in_a_kuerzel_are_recognised(abbreviation, typed):
    signed = sign(f"Guten Tag {typed}", DEFAULT_SIGNATURE, [abbreviation])
    assert signed == f"Guten Tag ({abbreviation})"


@pytest.mark.parametrize(
    "text",
    [
        "Das MB (MB) lädt ein.",
        "(MB) zuerst",
        "Fragen an das MB",
        "Wir sind das (MB).",
        "COMBO",
        "Preis (MBit)",
        "Siehe MB)",
        "Ihr MB/",
    ],
)
def test_a_kuerzel_in_the_middle_or_within_a_word_stays(text):
    assert sign(text, DEFAULT_SIGNATURE, ["MB"]) == f"{text} (MB)"


def test_a_template_without_marks_takes_a_word_not_its_ending():
    assert sign("Besuch der COMB", " {abbreviation}", ["MB"]) == "Besuch der COMB MB"
    for typed in ("Besuch im MB", "Besuch im mb\n", "Besuch im MB mb"):
        assert sign(typed, " {abbreviation}", ["MB"]) == "Besuch im MB"


def test_somebody_elses_kuerzel_is_not_taken_off():
    assert sign("Guten Tag (MW)", DEFAULT_SIGNATURE, ["MB"]) == "Guten Tag (MW) (MB)"
    assert sign("Guten Tag (IMG / Tourismus)", DEFAULT_SIGNATURE, ["IMG"]).endswith("Tourismus) (IMG)")


def test_without_a_template_the_text_stays_as_it_is_but_for_white_space_at_its_end():
    assert sign("Guten Tag (MB) \n", "", ["MB"]) == "Guten Tag (MB)"
    for text in ("Guten Tag (MW)", ""):
        assert find_foreign(text, "", ["MB"], REGISTER) is None


@pytest.mark.parametrize("template", TEMPLATES)
def test_where_nobody_signs_nothing_is_taken_off(template):
    assert sign("Guten Tag (MB)", template, []) == "Guten Tag (MB)" + filled(template, [])
    assert find_foreign("Guten Tag (MB)", template, [], []) is None


def test_a_template_without_a_place_for_the_kuerzel_is_not_doubled_either():
    once = sign("Guten Tag", " – Ihr Team", ["MB"])
    assert once == "Guten Tag – Ihr Team"
    for typed in (once, "Guten Tag –  ihr team\n"):
        assert sign(typed, " – Ihr Team", ["MB"]) == once
    assert find_foreign(once, " – Ihr Team", ["MB"], REGISTER) is None


def test_braces_in_text_or_template_mean_nothing():
    assert sign("{abbreviation} {0}", " {{abbreviation}}", ["MB"]) == "{abbreviation} {0} {MB}"


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Guten Tag (MW)", "MW"),
        ("Guten Tag (mw)\n", "MW"),
        ("Guten Tag (MW) (MB)", "MW"),
        ("Guten Tag (MB/MW)", "MW"),
        ("Guten Tag (mw / MB)", "MW"),
        ("Guten Tag (PI DESSAU-ROSSLAU)", "PI Dessau-Roßlau"),
        ("Guten Tag (pi \n Dessau-Roßlau)", "PI Dessau-Roßlau"),
        ("Guten Tag (img/TOURISMUS)", "IMG / Tourismus"),
        ("Guten Tag (MB/IMG / Tourismus)", "IMG / Tourismus"),
        ("Guten Tag (MB)", None),
        ("Guten Tag (MW) vom MB", None),
        ("Das MW", None),
        ("Guten Tag (XYZ)", None),
        ("", None),
    ],
)
def test_the_kuerzel_of_somebody_outside_the_signers_is_found(text, foreign):
    assert find_foreign(text, DEFAULT_SIGNATURE, ["MB"], REGISTER) == foreign


def test_a_body_is_foreign_to_its_division_and_the_division_to_the_body():
    division = "Guten Tag (IMG / Tourismus)"
    assert find_foreign(division, DEFAULT_SIGNATURE, ["IMG"], REGISTER) == "IMG / Tourismus"
    assert find_foreign(division, DEFAULT_SIGNATURE, ["IMG / Tourismus"], REGISTER) is None
    assert find_foreign("Guten Tag (IMG)", DEFAULT_SIGNATURE, ["IMG / Tourismus"], REGISTER) == "IMG"


@given(
    st.text(max_size=40),
    st.sampled_from(TEMPLATES[:5]),
    st.lists(st.sampled_from(REGISTER[:6]), min_size=2, unique=True),
)
def test_a_foreign_kuerzel_is_found_under_every_template_and_the_own_never(text, template, abbreviations):
    own, foreign = abbreviations[:1], abbreviations[1]
    assert find_foreign(text + filled(template, [foreign]), template, own, [foreign]) == foreign
    assert find_foreign(sign("Neu", template, own), template, own, REGISTER) is None


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 9_998 + "b",
        "(" * 10_000,
        "(" + "MB/" * 3_333,
        "(MB/" * 2_500,
        "(MB)" * 2_500,
        "MB / " * 2_000 + "x",
        "(MB" + " " * 9_990 + "x",
    ],
    ids=lambda text: text[:5].strip(),
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_text_however_odd_takes_long(text, template):
    begun = time.process_time()
    sign(text, template, ["MB", "MW"])
    find_foreign(text, template, ["MB", "MW"], REGISTER)
    assert time.process_time() - begun < 0.5
