"""Prüfregeln on pages, without JavaScript: read by all, set by the desk with a reason, and counted for the desk."""

import re

import pytest

from tests.factories import soon

PARTISAN = "Am Sonntag die Zweitstimme für Volt!"


@pytest.fixture
def pointed_at(people):
    """A post in which the assistant points at something, handed in with an answer."""
    mb = people("mb")
    post = mb.write(title="Aufruf", text=PARTISAN, at=soon(70_000))
    said = [{"rule": "I01", "text": "Aus einer Dokumentation."}]
    return mb.submit(post, justifications=said)


def test_everybody_reads_how_the_rules_are_set_and_where_they_come_from(visitor):
    page = visitor("mb").look("/rules")
    assert "Übergabe von Förderbescheiden" in page.text
    assert "Anlage 1, Seite 7" in page.text
    assert "Diese Regel lässt sich nicht ändern." in page.text
    assert 'action="/rules/' not in page.page.text
    assert "/rules/hits" not in page.page.text


def test_the_desk_sets_a_rule_with_a_reason_and_its_name_stands_beside_it(visitor):
    desk = visitor("desk1").look("/rules")
    desk.send("/rules/hashtags", on="1", number="3", reason="Fünf sind zu viele.")
    assert "Gespeichert. Ab jetzt wird so geprüft" in desk.text
    assert "Höchstens so viele: 3." in desk.text
    assert "„Fünf sind zu viele.“" in desk.text
    desk.send("/rules/hashtags", number="3", reason="Zurzeit nicht.")
    assert "ausgeschaltet" in desk.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "1", "number": "4"}, 'href="#reason-hashtags"'),
        ({"on": "1", "number": "99", "reason": "Mehr."}, 'href="#number-hashtags"'),
        ({"on": "1", "number": "viele", "reason": "Mehr."}, 'href="#number-hashtags"'),
        ({"on": "1", "level": "block", "reason": "Strenger."}, 'href="#level-hashtags"'),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_at_its_field_and_nothing_is_lost(visitor, fields, sentence):
    desk = visitor("desk1").look("/rules")
    desk.send("/rules/hashtags", **fields)
    assert desk.status == 422
    assert sentence in desk.page.text
    assert fields.get("reason", "") in desk.page.text
    assert "Höchstens so viele: 5." in desk.text


def test_nobody_but_the_desk_sets_a_rule_and_technical_ones_stay(visitor):
    mb = visitor("mb").look("/rules")
    mb.send("/rules/hashtags", on="1", reason="Weg damit.")
    assert mb.status in {403, 422}
    assert "Gespeichert." not in mb.text
    desk = visitor("desk1").look("/rules")
    desk.send("/rules/length", reason="Länger.")
    assert desk.status == 422
    desk.send("/rules/no-such-rule", reason="Neu.")
    assert desk.status == 404


def test_hits_stand_as_bars_and_as_a_table_by_rule_and_ministry(visitor, pointed_at):
    desk = visitor("desk1").look("/rules/hits")
    assert "Alle Regeln: Beiträge je Regel" in desk.text
    assert "Parteipolitik MB 1 1" in desk.text
    assert '<rect width="100.0" height="6">' in desk.page.text
    desk.look("/rules/hits?rule=party-political&days=30")
    assert "Parteipolitik: Beiträge je Stelle" in desk.text
    desk.look("/rules/hits?rule=emoji-chain")
    assert "hat diese Regel auf nichts hingewiesen" in desk.text


def test_hits_are_for_the_desk_and_the_auditor(visitor):
    assert visitor("mb").look("/rules/hits").status == 403


def test_periods_rules_and_lexicon_stand_side_by_side_for_whoever_may_read_them(visitor):
    mb, desk = visitor("mb").look("/elections"), visitor("desk1").look("/lexicon/cues")
    found = [re.search(r'<nav class="parts".*?</nav>', row.page.text, re.DOTALL)[0] for row in (mb, desk)]
    assert [re.findall('href="([^"]+)"', row) for row in found] == [
        ["/elections", "/rules"],
        ["/elections", "/rules", "/lexicon"],
    ]
    assert 'href="/lexicon" aria-current="page"' in found[1]
    assert 'href="/elections" aria-current="page">Vorwahlzeiten' in desk.page.text, "the area in the menu"
