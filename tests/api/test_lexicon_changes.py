"""The lexicon through the API: a change is seen before it counts, decided by two, and read by those who may."""

import pytest

from app import db
from app.actions.lexicon_in_force import find_lexicon
from app.editorial.neutrality import assess
from tests.factories import Person

WORDS = "Am Sonntag die Zweitstimme für die Mondpartei!"
MOON = {
    "change": "add_term",
    "actor": "Mondpartei",
    "kind": "name",
    "surface": "Mondpartei",
    "match": "folded",
    "strength": "strong",
    "valid_from": "2026-01-01",
    "source": "erfunden",
}


@pytest.fixture
def desk(client):
    return Person(client, "desk1"), Person(client, "desk2")


def propose(person, *changes, note="Neu zugelassen."):
    answer = person.post("/lexicon/versions", {"note": note, "changes": list(changes)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def flags():
    with db.transaction() as session:
        return [(row.indicator, row.quote) for row in assess(WORDS, find_lexicon(session)).flags]


def test_a_change_shows_beforehand_which_posts_it_would_change_and_counts_once_confirmed(client, desk):
    mb = Person(client, "mb")
    affected = mb.submit(mb.write(title="Aufruf", text=WORDS))
    mb.submit(mb.write(title="Freibad", text="Das Freibad öffnet um 10 Uhr."))
    mb.write(title="Entwurf", text=WORDS)
    before, proposal = flags(), propose(desk[0], MOON)
    impact = desk[1].get(f"/lexicon/versions/{proposal['id']}/impact").json()
    assert impact["compared"] == 2
    assert [row["post_id"] for row in impact["differences"]] == [affected["id"]]
    assert impact["differences"][0]["added"]
    assert flags() == before
    refused = desk[0].post(f"/lexicon/versions/{proposal['id']}/confirm")
    assert (refused.status_code, refused.json()["key"]) == (409, "lexicon-same-person")
    confirmed = desk[1].post(f"/lexicon/versions/{proposal['id']}/confirm").json()
    assert confirmed["lexicon"].endswith(".2")
    assert flags() != before
    assert desk[1].get(f"/lexicon/versions/{proposal['id']}/impact").json()["differences"] == []


def test_a_term_that_ended_stays_in_the_list_and_finds_nothing(desk):
    before = flags()
    for change in (
        MOON,
        {"change": "end_term", "kind": "name", "surface": "Mondpartei", "valid_to": "2026-02-01"},
    ):
        proposal = propose(desk[0], change)
        assert desk[1].post(f"/lexicon/versions/{proposal['id']}/confirm").status_code == 200
    assert flags() == before
    [row] = desk[0].get("/lexicon/terms", q="Mondpartei").json()["items"]
    assert row["valid_to"] == "2026-02-01"


def test_lists_go_on_from_page_to_page_without_gaps(desk):
    seen, after = [], {}
    while True:
        page = desk[0].get("/lexicon/terms", limit=100, **after).json()
        seen += [(row["actor"], row["kind"], row["surface"]) for row in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len(set(seen)) > 300
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        (MOON | {"surface": " "}, "changes.0.surface", "text.empty"),
        (MOON | {"colour": "blau"}, "changes.0.colour", "unknown-field"),
        (MOON | {"change": "delete_term"}, "changes.0.change", "enum"),
        (MOON | {"kind": "person"}, "changes.0.valid_to", "person-without-end"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_place(desk, change, field, key):
    answer = desk[0].post("/lexicon/versions", {"note": "Versuch.", "changes": [change]})
    assert answer.status_code == 422
    assert (field, key) in {(row["field"], row["key"]) for row in answer.json()["issues"]}


def test_only_the_desk_and_the_audit_read_it_and_no_token(client, desk):
    assert Person(client, "revision").get("/lexicon/cues", limit=1).status_code == 200
    assert Person(client, "mb").get("/lexicon/terms").status_code == 403
    proposal = propose(desk[0], MOON)
    assert Person(client, "revision").get(f"/lexicon/versions/{proposal['id']}/impact").status_code == 403
