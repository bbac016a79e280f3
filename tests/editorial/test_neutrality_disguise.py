"""Nobody hides a party behind odd letters, and no text keeps the assistant busy."""

import subprocess
import sys

import pytest

from app.editorial.neutrality import assess
from app.loading.neutrality import load_lexicon

DISGUISES = [
    "afd", "AFD", "A f D", "A. f. D.", "A.f.D.", "A-f-D", "A\u200bfD", "A\u00adfD", "АfD", "ＡｆＤ", "𝐀𝐟𝐃", "🄰🄵🄳", "4fD", "A_f_D", "Af\u0336D", "A*f*D",
]  # fmt: skip
HOSTILE = [
    "a" * 10_000, "A " * 5_000, "„" * 10_000, "(" * 5_000 + ")" * 5_000, "@" * 10_000, "#" * 10_000, "a-" * 5_000, "a." * 5_000,
    "wählt die CDU " * 700, "http://" + "a." * 4_990, "#" + "CDUspd" * 1_600, "😀" * 10_000, "ä" * 10_000, "e\u0301" * 5_000,
    "CDU blockiert " * 700, "\n" * 10_000, "wer " * 2_500, "1." * 5_000, "Д" * 10_000, "*innen" * 1_600, "ihre Stimme für " * 600,
]  # fmt: skip


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_name_is_read(name):
    flags = assess(f"Am Sonntag bitte {name} wählen!", load_lexicon()).flags
    assert "I01" in {flag.indicator for flag in flags}


@pytest.mark.parametrize(
    "tag", ["#NurMitDerCDU", "#voteSPD", "#afdwählen", "#teamcdu", "#GrüneWirken", "#BSW"]
)
def test_a_hashtag_is_taken_apart(tag):
    assert "I06" in {flag.indicator for flag in assess(f"Schönes Wochenende! {tag}", load_lexicon()).flags}


@pytest.mark.parametrize(
    "address",
    ["https://www.cdu-stendal.de/x", "spd.de", "instagram.com/gruene_lsa", "t.me/afdlsa", "@FDP_Harz", "@jusos_halle", "kontakt@die-linke.de", "cdu[.]de", "freie-waehler-harz.de"],
)  # fmt: skip
def test_a_party_channel_is_seen_in_its_address(address):
    assert "I06" in {flag.indicator for flag in assess(f"Mehr dazu: {address}", load_lexicon()).flags}


@pytest.mark.parametrize(
    "address",
    [
        "https://wahlen.sachsen-anhalt.de",
        "landtag.sachsen-anhalt.de",
        "@polizei_md",
        "presse@stk.sachsen-anhalt.de",
        "voltaire.example",
    ],
)
def test_an_official_address_is_no_party_channel(address):
    assert "I06" not in {flag.indicator for flag in assess(f"Mehr dazu: {address}", load_lexicon()).flags}


def test_positions_count_code_points_of_the_stored_text():
    text = "🎉🎉 Ein\u200b Fest: A\u00adf\u00adD wählen!"
    for flag in assess(text, load_lexicon()).flags:
        assert text[flag.start : flag.end] == flag.quote
    assert any("A\u00adf\u00adD" in flag.quote for flag in assess(text, load_lexicon()).flags)


def steps_of(text):
    assess(text, load_lexicon())  # words once seen are kept
    steps = 0

    def count(_frame, event, _arg):
        nonlocal steps
        steps += event == "call"

    sys.setprofile(count)
    try:
        assess(text, load_lexicon())
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "Die CDU blockiert alles. ",
        "Wählt die SPD, ",
        "Der Landtag berät heute. ",
        "#CDU @spd cdu.de ",
        "ihre Stimme für die AfD ",
    ],
)
def test_ten_times_the_text_costs_about_ten_times_the_steps(piece):
    load_lexicon()
    short, long = (piece * (length // len(piece) + 1) for length in (1_000, 10_000))
    assert steps_of(long[:10_000]) < 14 * steps_of(short[:1_000])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_assessed_in_bounded_steps(text):
    assert steps_of(text[:10_000]) < 1_200_000


def test_what_stands_beyond_ten_thousand_letters_is_not_looked_at():
    assert assess("x " * 5_000 + "Wählt die CDU!", load_lexicon()).flags == ()


def test_two_processes_with_different_hash_seeds_find_the_same():
    program = (
        "import json, sys; from app.editorial.neutrality import assess; from app.loading.neutrality import FOLDER, load_lexicon\n"
        "rows = [json.loads(line)['text'] for name in ('dev', 'test') for line in (FOLDER / f'{name}.jsonl').open(encoding='utf-8')]\n"
        "print([assess(text, load_lexicon()) for text in rows])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000
