"""Every party of the lexicon, under each of its names, gets the same flags for the same text (NEUTRALITY section 9)."""

import pytest

from app.editorial.neutrality import assess
from app.loading.neutrality import load_lexicon

TEXTS = (
    "Am Sonntag: Ihre Zweitstimme für {name}!",
    "Danke, {name}, für das neue Freibad!",
    "Mit {name} wird es keine Koalition geben, niemals.",
    "Umfrage: 14 Prozent für {name}. Das freut uns sehr.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_with_any_other_party_gives_the_same_result(text):
    lexicon = load_lexicon()
    terms = [term for term in lexicon.terms if term.kind == "name" and not term.needs_context]
    names = [
        term.surface for term in terms if "kandidat" not in term.surface
    ]  # these say more than who it is
    found = {}
    for name in names:
        flags = assess(text.format(name=name), lexicon).flags
        found.setdefault(frozenset((row.indicator, row.indicator_level) for row in flags), []).append(name)
    assert len(names) > 90
    assert len({term.actor for term in lexicon.terms if term.surface in names}) > 25
    assert len(found) == 1, found
