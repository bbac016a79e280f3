import re

import pytest

from app.web.text import HEADLINE_LENGTH, headline, prose, rest_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein Satz. Noch einer.", "Ein Satz."),
        ("Kommen Sie! Wir warten.", "Kommen Sie!"),
        ("Am 3. Oktober ist frei. Ja.", "Am 3. Oktober ist frei."),
        ("Es gibt z. B. Kuchen und ca. 34 Mio. Euro. Gut.", "Es gibt z. B. Kuchen und ca. 34 Mio. Euro."),
        ("Dr. Erika Beispiel spricht. Danke.", "Dr. Erika Beispiel spricht."),
        ("Er sagt: „Es ist genug.“ Dann geht er.", "Er sagt: „Es ist genug.“"),
        ("Seit 2026. Und weiter.", "Seit 2026."),
        ("Überschrift\nDann der Text.", "Überschrift"),
        ("\n\n  Eingerückt   und breit. X", "Eingerückt und breit."),
        ("", "Mitteilung"),
        ("🎉 Endlich! 🎉", "🎉 Endlich!"),
        ("Ohne Ende", "Ohne Ende"),
        ("wort " * 100, "wort " * 23 + "…"),
        ("x" * 500, "x" * 119 + "…"),
    ],
)
def test_the_headline_is_the_first_sentence(text, expected):
    assert headline(text) == expected
    assert len(expected) <= HEADLINE_LENGTH


def test_the_list_continues_where_the_headline_ends():
    assert rest_of("Ein Satz. Noch einer\nund eine Zeile.") == "Noch einer und eine Zeile."
    assert rest_of("Nur ein Satz.") == ""
    assert rest_of("wort " * 100) == ""
    assert len(rest_of("Kurz. " + "wort " * 1000)) <= 280


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://land.example/a.", "https://land.example/a"),
        ("(https://land.example/a)", "https://land.example/a"),
        ("https://land.example/a_(b), ja", "https://land.example/a_(b)"),
        ("„https://land.example/a“", "https://land.example/a"),
        ("HTTPS://land.example/?a=1&b=2", "HTTPS://land.example/?a=1&amp;b=2"),
        ("https://land.example/ä (MB)", "https://land.example/ä"),
        ('https://land.example/"onclick=x', "https://land.example/"),
    ],
)
def test_web_addresses_become_links(text, address):
    links = re.findall('<a href="([^"]*)" rel="external noopener noreferrer">([^<]*)</a>', prose(text))
    assert links == [(address, address)]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "http://[",
        "ftp://land.example",
        "www.land.example",
    ],
)
def test_nothing_else_becomes_a_link(text):
    assert "<a" not in prose(text)


def test_line_breaks_and_paragraphs_are_kept():
    assert prose("a\r\nb\n \n\nc\u2028d") == '<p dir="auto">a<br>\nb</p>\n<p dir="auto">c<br>\nd</p>'
