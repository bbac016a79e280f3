"""The lexicon in the database: what counts today, who changes it, and who leaves it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.actions.lexicon import CHANGES, confirm_change, propose_change, withdraw_change
from app.actions.lexicon_in_force import find_lexicon, read_entries
from app.actions.lexicon_persons import erase_former_persons
from app.editorial.neutrality import assess
from app.errors import InvalidError, NotAllowedError, WrongStateError
from app.grants import find_grants
from app.loading.neutrality import FOLDER, load_lexicon, load_start_list
from app.models import Event, LexiconTerm, LexiconVersion, User
from app.models.user import Actor

CALL = "Am Sonntag die Zweitstimme für die Mondpartei!"
MOON = {
    "change": "add_term",
    "actor": "Mondpartei",
    "kind": "name",
    "surface": "Mondpartei",
    "match": "folded",
    "strength": "strong",
    "valid_from": "2026-01-01",
    "source": "erfunden für einen Test",
}
PERSON = MOON | {"kind": "person", "surface": "Luna Muster", "valid_to": "2099-12-31"}


def today(days=0):
    return clock.today() + timedelta(days=days)


def changes(*rows):
    return CHANGES.validate_python(list(rows))


@pytest.fixture
def desk(office_session):
    return actor_of(office_session, "desk1"), actor_of(office_session, "desk2")


@pytest.fixture
def office_session(office):
    from app.db import sessions

    with sessions()() as session:
        yield session
        session.rollback()


def actor_of(session, name):
    query = select(User).where(User.email == f"{name}@redaktion.example")
    user = session.execute(query).scalar_one()
    return Actor(user.id, user.person_id, user.name, find_grants(session, user.id))


def in_force(session, desk, *rows):
    proposal = propose_change(session, desk[0], changes(*rows), note="Neue Partei zugelassen.")
    return confirm_change(session, desk[1], proposal.id)


def found(session, words=CALL):
    assessment = assess(words, find_lexicon(session))
    return {(flag.indicator, flag.quote) for flag in assessment.flags}, assessment.lexicon


def test_the_start_list_in_the_database_finds_what_the_files_find(office_session):
    kept, files = find_lexicon(office_session), load_lexicon()
    files_of_posts = [FOLDER / f"{name}.jsonl" for name in ("test", "hostile")]
    lines = [line for path in files_of_posts for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        words = json.loads(line)["text"]
        assert assess(words, kept).flags == assess(words, files).flags
    assert kept.version == f"{today()}.1"


def test_the_start_list_is_loaded_once(office_session):
    assert load_start_list(office_session) is False


def test_without_a_lexicon_there_is_none(session):
    assert find_lexicon(session) is None


def test_a_proposal_changes_nothing_and_its_confirmation_changes_the_next_finding(office_session, desk):
    proposal = propose_change(office_session, desk[0], changes(MOON), note="Neu zugelassen.")
    before, first = found(office_session)
    confirm_change(office_session, desk[1], proposal.id)
    after, second = found(office_session)
    assert after != before
    assert "I01" in {indicator for indicator, _ in after}
    assert (first, second) == (f"{today()}.1", f"{today()}.2")


def test_nobody_confirms_their_own_proposal_even_with_another_account(office_session, desk):
    proposal = propose_change(office_session, desk[0], changes(MOON), note="Neu.")
    with pytest.raises(WrongStateError) as refusal:
        confirm_change(office_session, desk[0], proposal.id)
    assert refusal.value.key == "lexicon-same-person"
    second = office_session.get_one(User, desk[1].user_id)
    second.person_id = desk[0].person_id
    same = actor_of(office_session, "desk2")
    with pytest.raises(WrongStateError):
        confirm_change(office_session, same, proposal.id)


def test_the_database_itself_refuses_a_version_of_one_person(office_session, desk):
    proposal = propose_change(office_session, desk[0], changes(MOON), note="Neu.")
    proposal.number, proposal.confirmed_at = 2, clock.now()
    proposal.confirmed_by_id = desk[0].user_id
    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        office_session.flush()


def test_only_the_desk_changes_the_lexicon(office_session, desk):
    lead = actor_of(office_session, "mb.lead")
    with pytest.raises(NotAllowedError):
        propose_change(office_session, lead, changes(MOON), note="Neu.")
    proposal = propose_change(office_session, desk[0], changes(MOON), note="Neu.")
    with pytest.raises(NotAllowedError):
        confirm_change(office_session, lead, proposal.id)


def test_two_proposals_made_side_by_side_both_count(office_session, desk):
    star = MOON | {"actor": "Sternpartei", "surface": "Sternpartei"}
    first = propose_change(office_session, desk[0], changes(MOON), note="Eins.")
    second = propose_change(office_session, desk[1], changes(star), note="Zwei.")
    confirm_change(office_session, desk[1], first.id)
    confirm_change(office_session, desk[0], second.id)
    surfaces = {term.surface for term in find_lexicon(office_session).terms}
    assert {"Mondpartei", "Sternpartei"} <= surfaces


def test_the_second_of_two_equal_proposals_fits_no_more(office_session, desk):
    twice = [propose_change(office_session, desk[0], changes(MOON), note="Neu.") for _ in range(2)]
    confirm_change(office_session, desk[1], twice[0].id)
    with pytest.raises(InvalidError) as refusal:
        confirm_change(office_session, desk[1], twice[1].id)
    assert [(row.field, row.key) for row in refusal.value.issues] == [("changes.0.surface", "entry-doubled")]


def test_an_ended_term_does_not_hit_and_stays_to_be_read(office_session, desk):
    in_force(office_session, desk, MOON)
    ended = {"change": "end_term", "kind": "name", "surface": "Mondpartei", "valid_to": str(today(-1))}
    version = in_force(office_session, desk, ended)
    assert "Mondpartei" not in {term.surface for term in find_lexicon(office_session).terms}
    rows = {term.surface: term.valid_to for term in read_entries(office_session, version.id).terms}
    assert rows["Mondpartei"] == today(-1)


def test_a_term_counts_on_its_last_day(office_session, desk):
    in_force(office_session, desk, MOON | {"valid_to": str(today())})
    assert "Mondpartei" in {term.surface for term in find_lexicon(office_session).terms}


def test_a_name_may_come_back_later_but_never_twice_on_a_day(office_session, desk):
    in_force(office_session, desk, MOON | {"valid_to": "2026-06-30"})
    in_force(office_session, desk, MOON | {"valid_from": "2026-07-01"})
    with pytest.raises(InvalidError):
        propose_change(office_session, desk[0], changes(MOON | {"valid_from": "2026-08-01"}), note="Doppelt.")
    version = office_session.execute(
        select(LexiconVersion.id).order_by(LexiconVersion.number.desc().nulls_last()).limit(1)
    ).scalar_one()
    columns = {column.name: None for column in LexiconTerm.__table__.columns}
    row = LexiconTerm(**columns | {k: v for k, v in MOON.items() if k != "change"} | {"version_id": version})
    row.valid_from, row.valid_to = today(-60), today(-50)
    office_session.add(row)
    with pytest.raises(IntegrityError, match="ex_lexicon_term_once_a_day"):
        office_session.flush()


@pytest.mark.parametrize(
    ("row", "place", "key"),
    [
        (PERSON | {"valid_to": None}, "valid_to", "person-without-end"),
        (MOON | {"valid_to": "2025-01-01"}, "valid_to", "entry-ends-too-early"),
        (
            {"change": "end_term", "kind": "name", "surface": "Niemand", "valid_to": "2026-12-31"},
            "surface",
            "entry-unknown",
        ),
        (
            {
                "change": "add_cue",
                "cue_class": "gibt_es_nicht",
                "surface": "hoch lebe",
                "valid_from": "2026-01-01",
            },
            "cue_class",
            "cue-class-unknown",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(office_session, desk, row, place, key):
    with pytest.raises(InvalidError) as refusal:
        propose_change(office_session, desk[0], changes(row), note="Versuch.")
    assert [(issue.field, issue.key) for issue in refusal.value.issues] == [(f"changes.0.{place}", key)]


def test_a_turn_of_phrase_begins_and_ends(office_session, desk):
    added = {
        "change": "add_cue",
        "cue_class": "allusion",
        "surface": "mondanbeter*",
        "valid_from": "2026-01-01",
    }
    words = "Diese Mondanbeter wollen vor der Wahl nur spalten."
    assert ("I16", "Mondanbeter") not in found(office_session, words)[0]
    in_force(office_session, desk, added)
    assert any("Mondanbeter" in quote for _, quote in found(office_session, words)[0])
    ended = {
        "change": "end_cue",
        "cue_class": "allusion",
        "surface": "mondanbeter*",
        "valid_to": str(today(-1)),
    }
    in_force(office_session, desk, ended)
    assert not any("Mondanbeter" in quote for _, quote in found(office_session, words)[0])


def test_a_withdrawn_proposal_is_decided(office_session, desk):
    proposal = propose_change(office_session, desk[0], changes(MOON), note="Neu.")
    withdraw_change(office_session, desk[1], proposal.id, reason="Noch nicht zugelassen.")
    with pytest.raises(WrongStateError) as refusal:
        confirm_change(office_session, desk[1], proposal.id)
    assert refusal.value.key == "lexicon-withdrawn"
    last = office_session.execute(select(Event.action).order_by(Event.id.desc()).limit(1)).scalar_one()
    assert last == "lexicon.withdraw"


def test_each_step_is_an_event_that_names_no_person(office_session, desk):
    in_force(office_session, desk, PERSON)
    query = select(Event).where(Event.object_type == "lexicon_version").order_by(Event.id)
    events = list(office_session.execute(query).scalars())
    assert [event.action for event in events] == ["lexicon.load", "lexicon.propose", "lexicon.confirm"]
    assert all("Luna" not in json.dumps(event.body) for event in events)
    assert events[1].body["sha256"] == events[2].body["sha256"]


def test_whoever_is_out_of_office_is_erased_everywhere(office_session, desk):
    in_force(office_session, desk, PERSON, MOON)
    assert erase_former_persons(office_session) == 0
    over = {"change": "end_term", "kind": "person", "surface": "Luna Muster", "valid_to": str(today(-1))}
    in_force(office_session, desk, over)
    assert erase_former_persons(office_session) == 1
    left = office_session.execute(
        select(LexiconTerm.surface).where(LexiconTerm.surface == "Luna Muster")
    ).all()
    told = [row for row in office_session.execute(select(LexiconVersion.changes)).scalars()]
    assert left == []
    assert "Luna" not in json.dumps(told)
    assert "Mondpartei" in json.dumps(told)
    assert erase_former_persons(office_session) == 0
    actions = office_session.execute(
        select(Event.action).where(Event.action == "lexicon.erase_persons")
    ).all()
    assert len(actions) == 1


def test_a_party_cannot_be_deleted_and_nothing_can_be_changed(office_session):
    with pytest.raises(DBAPIError, match="a term ends"):
        office_session.execute(text("delete from lexicon_term where kind = 'name'"))
    office_session.rollback()
    with pytest.raises(DBAPIError, match="permission denied"):
        office_session.execute(text("update lexicon_term set valid_to = current_date"))
