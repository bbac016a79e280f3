import pytest
from sqlalchemy import event

from app.errors import InvalidError
from app.models import Delivery
from app.models.channel import ChannelState
from app.models.delivery import DeliveryState
from app.models.organisation import OrganisationKind
from app.queries import portal
from tests.web.portal_data import NOON, make_channel, make_organisation, publish, take_down


@pytest.fixture
def education(session):
    return make_organisation(session, "MB", "Ministerium für Bildung")


@pytest.fixture
def economy(session):
    return make_organisation(session, "MW", "Ministerium für Wirtschaft")


@pytest.fixture
def channel(session, education):
    return make_channel(session, education)


def texts(posts):
    return [post.text for post in posts]


def test_a_post_is_what_was_approved_and_who_answers_for_it(session, channel, education, economy):
    delivery = publish(
        session,
        channel,
        education,
        "Guten Tag.",
        joint_with=[economy],
        alternative_url="https://land.example/a",
    )
    post = portal.find_post(session, delivery.id)
    assert post.text == "Guten Tag. (MB/MW)"
    assert post.unsigned_text == "Guten Tag."
    assert post.sent_at == delivery.sent_at
    assert post.channel.label == "Landesportal"
    assert post.organisation.name == "Ministerium für Bildung"
    assert [partner.abbreviation for partner in post.joint_with] == ["MW"]
    assert post.alternative_url == "https://land.example/a"


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.SENDING])
def test_nobody_sees_a_post_before_it_is_sent(session, channel, education, state):
    delivery = publish(session, channel, education, "Noch nicht", state=state)
    assert portal.find_post(session, delivery.id) is None
    assert not portal.is_gone(session, delivery.id)
    assert portal.find_page(session).items == []
    assert portal.find_posts_of_channel(session, channel.id) == []


@pytest.mark.parametrize("state", [DeliveryState.REMOVING, DeliveryState.REMOVED])
def test_a_post_is_gone_from_the_moment_its_removal_begins(session, channel, education, state):
    delivery = publish(session, channel, education, "Weg", state=state)
    assert portal.find_post(session, delivery.id) is None
    assert portal.is_gone(session, delivery.id)
    assert portal.find_page(session).items == []
    assert portal.find_posts_of_organisation(session, education.id) == []


def test_posts_of_other_platforms_are_neither_here_nor_gone(session, education):
    elsewhere = make_channel(session, education, "Anderswo", platform="console")
    sent = publish(session, elsewhere, education, "Anderswo gesagt")
    removed = publish(session, elsewhere, education, "Anderswo entfernt", state=DeliveryState.REMOVED)
    assert portal.find_post(session, sent.id) is None
    assert not portal.is_gone(session, removed.id)
    assert portal.find_channel(session, elsewhere.id) is None
    assert portal.list_channels(session) == []


def test_a_later_revision_does_not_change_what_is_published(session, channel, education):
    delivery = publish(session, channel, education, "Freigegeben.")
    delivery.post.current_revision_id = None
    session.flush()
    assert portal.find_post(session, delivery.id).text == "Freigegeben. (MB)"


def test_the_internal_title_is_not_even_read(session, channel, education):
    publish(session, channel, education, "Ohne Titel")
    session.expunge_all()
    statements = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    portal.find_page(session)
    assert statements
    assert not any("title" in statement or "note_to_desk" in statement for statement in statements)


def test_pages_follow_each_other_without_gap_or_repetition(session, channel, education, monkeypatch):
    monkeypatch.setattr(portal, "PAGE_LENGTH", 3)
    for minute in (0, 1, 1, 1, 2, 3, 4):
        publish(session, channel, education, f"{minute}", minutes=minute)
    seen, after = [], None
    while True:
        page = portal.find_page(session, after)
        seen += [post.id for post in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    sent_at = [session.get(Delivery, delivery_id).sent_at for delivery_id in seen]
    assert sent_at == sorted(sent_at, reverse=True)


def test_a_reader_in_the_middle_of_the_list_is_not_thrown_out_by_a_removal(
    session, channel, education, monkeypatch
):
    monkeypatch.setattr(portal, "PAGE_LENGTH", 1)
    publish(session, channel, education, "Alt")
    newer = publish(session, channel, education, "Neu", minutes=1)
    after = portal.find_page(session).next
    take_down(session, newer)
    assert texts(portal.find_page(session, after).items) == ["Alt (MB)"]


def test_an_invented_cursor_is_refused(session):
    with pytest.raises(InvalidError):
        portal.find_page(session, "erfunden")


def test_a_feed_holds_the_newest_fifty(session, channel, education):
    for minute in range(52):
        publish(session, channel, education, f"Nr. {minute}", minutes=minute)
    found = portal.find_posts_of_channel(session, channel.id)
    assert len(found) == 50
    assert found[0].text == "Nr. 51 (MB)"
    assert found[-1].text == "Nr. 2 (MB)"


def test_a_channel_feed_holds_its_own_posts_only(session, channel, education):
    other = make_channel(session, education, "Landesportal Kultur")
    publish(session, channel, education, "Hier")
    publish(session, other, education, "Dort")
    assert texts(portal.find_posts_of_channel(session, other.id)) == ["Dort (MB)"]


def test_a_ministry_feed_holds_what_it_answers_for_alone_or_jointly(session, channel, education, economy):
    publish(session, channel, education, "Allein")
    publish(session, channel, economy, "Gemeinsam", joint_with=[education], minutes=1)
    publish(session, channel, economy, "Fremd", minutes=2)
    assert texts(portal.find_posts_of_organisation(session, education.id)) == [
        "Gemeinsam (MW/MB)",
        "Allein (MB)",
    ]


def test_the_number_of_statements_does_not_grow_with_the_number_of_posts(
    session, channel, education, economy
):
    def count():
        session.expunge_all()
        statements = []
        connection = session.connection()

        def note(*arguments):
            statements.append(arguments[2])

        event.listen(connection, "before_cursor_execute", note)
        portal.find_page(session)
        portal.find_posts_of_channel(session, channel_id)
        portal.find_posts_of_organisation(session, organisation_id)
        event.remove(connection, "before_cursor_execute", note)
        return len(statements)

    channel_id, organisation_id = channel.id, education.id
    publish(session, channel, education, "1", joint_with=[economy])
    with_one = count()
    for minute in range(1, 10):
        publish(session, channel, economy, f"{minute}", joint_with=[education], minutes=minute)
    assert count() <= with_one <= 15


def test_ended_channels_are_listed_as_long_as_they_show_something(session, education):
    make_channel(session, education, "Geplant", state=ChannelState.PLANNED)
    make_channel(session, education, "Beendet und leer", state=ChannelState.DEACTIVATED)
    ended = make_channel(session, education, "Archiv", state=ChannelState.DISCONTINUED)
    publish(session, ended, education, "Von früher")
    make_channel(session, education, "Offen")
    assert [channel.label for channel in portal.list_channels(session)] == ["Archiv", "Offen"]


def test_ministries_are_listed_the_lead_first_and_former_ones_not(session):
    today = NOON.date()
    make_organisation(session, "MB", "Ministerium für Bildung")
    make_organisation(session, "StK", "Staatskanzlei", is_lead=True)
    make_organisation(session, "LKA", "Landeskriminalamt", kind=OrganisationKind.AUTHORITY)
    make_organisation(session, "ALT", "Ministerium von früher").valid_to = today.replace(year=2020)
    session.flush()
    assert [ministry.abbreviation for ministry in portal.list_ministries(session, today)] == ["StK", "MB"]


@pytest.mark.parametrize(
    ("signature", "text", "unsigned"),
    [
        (" ({abbreviation})", "Guten Tag. (MB)", "Guten Tag."),
        ("\n\nIhr {abbreviation}-Team", "Guten Tag.\n\nIhr MB-Team", "Guten Tag."),
        (" [{abbreviation}]", "Unter einer früheren Vorlage. (MB)", "Unter einer früheren Vorlage."),
        (" ({abbreviation})", "Heute (MB) und morgen", "Heute (MB) und morgen"),
        ("", "Ohne Kürzel, aber mit (MB)", "Ohne Kürzel, aber mit (MB)"),
    ],
)
def test_the_signature_is_taken_off_the_end(signature, text, unsigned):
    assert portal._without_signature(text, signature, "MB") == unsigned  # noqa: SLF001 - the rule itself
