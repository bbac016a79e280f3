"""What the database itself refuses, whoever asks: steps that are not in the table, one pair of eyes, changed records."""

from datetime import date

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from app.editorial.deliveries import TRANSITIONS, pairs
from app.models import (
    ChannelNotice,
    Concept,
    ConceptVersion,
    CoSignature,
    Decision,
    Evaluation,
    Inquiry,
    InquiryVersion,
    PrivacyPost,
    Variant,
)
from app.models.channel_life import NoticeMeans, NoticeRecipient
from app.models.delivery import DeliveryState, HoldReason
from tests.migrations.conftest import APP, OWNER
from tests.migrations.rows import (
    CHECK_FAILED,
    DENIED,
    FITTING,
    MOVE,
    NEVER_CHANGES,
    NEW,
    NOT_UNIQUE,
    bring,
    make_account,
    make_delivery,
    refusal,
)
from tests.web.portal_data import make_channel

LEGAL = set(pairs())
"""All steps that ever are."""
EVERYDAY = {pair for name, pair in TRANSITIONS.items() if not name.startswith("T20")}
"""Those of an office whose database is no restored one."""
COPIED = """
    post_id, revision_id, approval_id, payload, payload_sha256, due_at, due_wall, due_zone, due_fold, window_s
"""
BEGIN_IN = f"""
    insert into delivery (id, channel_id, state, {COPIED}, {", ".join(FITTING)})
    select :variant_id, :channel_id, {NEW}, {COPIED}, {", ".join(FITTING.values())} from delivery where id = :id
"""  # noqa: S608 - the parts stand here
APPROVE = """
    insert into approval (id, variant_id, revision_id, approver_id, payload_sha256, due_at, window_s)
    values (gen_random_uuid(), :variant_id, :revision_id, :approver_id, '-', now(), 1800)
"""
CALL = """
    insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, payload_sha256, worker)
    values (gen_random_uuid(), :id, :number, :kind, 1, now(), '-', 'test')
"""
FINISH = "update delivery_attempt set finished_at = now(), outcome = :outcome where delivery_id = :id"
CHANGE = "update delivery_attempt set {}"
COUNT = "select count(*) from {}"
CHANGES = {
    "approval": "update approval set window_s = 60",
    "event": "update event set reason = 'x'",
    "event_link": "update event_link set sha256 = sha256",
    "rendering": "update rendering set payload = 'x'",
    "revision": "update revision set text = text",
}


@pytest.mark.req("FE-04")
@pytest.mark.parametrize("old", DeliveryState)
def test_from_each_state_only_the_tables_steps_are_legal(app_session, made, old):
    bring(app_session, made.id, old)
    said = {new: refusal(app_session, MOVE, id=made.id, new=new) for new in DeliveryState if new != old}
    assert {new for new in said if said[new] is None} == {new for new in said if (old, new) in EVERYDAY}
    assert set(said.values()) <= {None, CHECK_FAILED}, "refused by a check of the table, not by the trigger"


@pytest.mark.req("BK-02")
@pytest.mark.parametrize("old", DeliveryState)
def test_only_a_restored_database_is_told_by_its_channels(app_session, made, old):
    app_session.execute(text("update publishing_control set mode = 'restore'"))
    bring(app_session, made.id, old)
    said = {new: refusal(app_session, MOVE, id=made.id, new=new) for new in DeliveryState if new != old}
    assert {new for new in said if said[new] is None} == {new for new in said if (old, new) in LEGAL}


HOLD = "update delivery set state = 'held', hold_reason = :reason, unknown_since = null where id = :id"
DOUBT = "update delivery set state = 'unclear', hold_reason = null, unknown_since = now() where id = :id"


@pytest.mark.parametrize("reason", HoldReason)
def test_only_a_confirmed_absence_ends_what_is_unclear(app_session, made, reason):
    bring(app_session, made.id, DeliveryState.UNCLEAR)
    said = refusal(app_session, HOLD, id=made.id, reason=reason.value)
    assert said == (None if reason is HoldReason.CONFIRMED_ABSENT else CHECK_FAILED)


@pytest.mark.parametrize("reason", HoldReason)
def test_by_hand_goes_only_what_waits_for_a_hand(app_session, made, reason):
    app_session.execute(text(HOLD), {"id": made.id, "reason": reason.value})
    said = refusal(app_session, DOUBT, id=made.id)
    assert said == (None if reason is HoldReason.MANUAL else CHECK_FAILED)


@pytest.mark.parametrize("state", [state for state in DeliveryState if (state, state) in LEGAL])
def test_a_state_may_be_set_again_where_the_table_says_so(app_session, made, state):
    bring(app_session, made.id, state)
    assert refusal(app_session, MOVE, id=made.id, new=state) is None


@pytest.mark.parametrize("state", [state for state in DeliveryState if (state, state) not in LEGAL])
def test_no_other_state_may_be_set_again(app_session, made, state):
    bring(app_session, made.id, state)
    assert refusal(app_session, MOVE, id=made.id, new=state) == CHECK_FAILED


@pytest.mark.parametrize("state", DeliveryState)
def test_a_delivery_begins_waiting_and_in_no_other_state(app_session, made, state):
    channel = make_channel(app_session, made.delivery.channel.organisation)
    variant = Variant(post_id=made.delivery.post_id, channel_id=channel.id)
    app_session.add(variant)
    app_session.flush()
    said = refusal(app_session, BEGIN_IN, id=made.id, variant_id=variant.id, channel_id=channel.id, new=state)
    assert said == (None if state is DeliveryState.WAITING else CHECK_FAILED)


@pytest.mark.req("FE-01")
@pytest.mark.parametrize("role", [APP, OWNER])
def test_nobody_approves_what_the_same_person_wrote_whatever_the_account(session_of, role):
    session = session_of(role)
    made = make_delivery(session)
    author, editor = made.delivery.post.author, make_account(session)
    revision_id = uuid7()
    session.execute(
        text(
            "insert into revision (id, post_id, number, editor_id, title, text, joint_with, sha256)"
            " select :new, post_id, 2, :editor, title, text, joint_with, '' from revision where id = :id"
        ),
        {"new": revision_id, "editor": editor.id, "id": made.revision.id},
    )

    def said_to(account):
        values = {"variant_id": made.id, "revision_id": revision_id, "approver_id": account.id}
        return refusal(session, APPROVE, **values)

    writers = [author, editor]
    second_accounts = [make_account(session, account.person_id) for account in writers]
    assert [said_to(account) for account in writers + second_accounts] == [f"{CHECK_FAILED} four_eyes"] * 4
    assert said_to(make_account(session)) is None


@pytest.mark.req("FE-03")
@pytest.mark.req("AC-02")
@pytest.mark.parametrize("table", CHANGES)
@pytest.mark.parametrize(("role", "answer"), [(APP, DENIED), (OWNER, NEVER_CHANGES)])
def test_a_record_is_never_changed_deleted_or_emptied(session_of, role, answer, table):
    session = session_of(role)
    make_delivery(session)
    assert session.execute(text(COUNT.format(table))).scalar_one() > 0
    for statement in (CHANGES[table], "delete from {}", "truncate {} cascade"):
        assert refusal(session, statement.format(table)) == answer, statement


@pytest.mark.req("FE-03")
@pytest.mark.parametrize(("role", "answer"), [(APP, DENIED), (OWNER, NEVER_CHANGES)])
def test_what_parliament_was_answered_is_never_changed(session_of, role, answer):
    session = session_of(role)
    made, user = make_delivery(session), make_account(session)
    about = {"members": ["Kim Muster"], "deadline": date(2027, 3, 1), "as_of": date(2027, 2, 1)}
    inquiry = Inquiry(number=str(uuid7()), title="Auftritte", opened_by_id=user.id, **about)
    session.add(inquiry)
    session.flush()
    version = InquiryVersion(
        inquiry_id=inquiry.id, number=1, as_of=inquiry.as_of, content={}, sha256="", kept_by_id=user.id
    )
    session.add(version)
    session.flush()
    house_id = made.delivery.post.organisation_id
    session.add(CoSignature(version_id=version.id, organisation_id=house_id, by_id=user.id))
    session.flush()
    for change in ("update {} set as_of = as_of", "delete from {}", "truncate {} cascade"):
        assert refusal(session, change.format("inquiry_version")) == answer, change
    for change in ("update {} set at = now()", "delete from {}", "truncate {}"):
        assert refusal(session, change.format("co_signature")) == answer, change


@pytest.mark.req("FE-03")
@pytest.mark.parametrize(("role", "answer"), [(APP, DENIED), (OWNER, NEVER_CHANGES)])
def test_what_was_decided_about_a_channel_and_who_was_told_is_never_changed(session_of, role, answer):
    session = session_of(role)
    made, user = make_delivery(session), make_account(session)
    said = dict.fromkeys(("title", "participants", "arguments", "outcome"), "Sperre")
    house_id = made.delivery.post.organisation_id
    session.add(Decision(organisation_id=house_id, by_id=user.id, decided_on=date(2026, 3, 1), **said))
    told = {"recipient": NoticeRecipient.PIA, "means": NoticeMeans.SENT, "told_on": date(2026, 3, 1)}
    session.add(ChannelNotice(channel_id=made.delivery.channel_id, by_id=user.id, proof="Az. 1", **told))
    session.flush()
    proof = {"published_on": date(2026, 3, 1), "url": "https://land.example/datenschutz"}
    session.add(PrivacyPost(channel_id=made.delivery.channel_id, by_id=user.id, **proof))
    session.flush()
    for table in ("decision", "channel_notice", "privacy_post"):
        for change in ("update {} set at = now()", "delete from {}", "truncate {} cascade"):
            assert refusal(session, change.format(table)) == answer, change


@pytest.mark.req("FE-03")
@pytest.mark.parametrize(("role", "answer"), [(APP, DENIED), (OWNER, NEVER_CHANGES)])
def test_a_concept_once_issued_and_its_evaluations_are_never_changed(session_of, role, answer):
    session = session_of(role)
    made, user = make_delivery(session), make_account(session)
    house_id = made.delivery.post.organisation_id
    concept = Concept(organisation_id=house_id, title="Nutzungskonzept", sources=[])
    session.add(concept)
    session.flush()
    about = {"number": 1, "as_of": date(2026, 5, 31), "channel_ids": [], "content": {}, "sha256": ""}
    session.add(ConceptVersion(concept_id=concept.id, issued_by_id=user.id, **about))
    session.flush()
    for change in ("update {} set as_of = as_of", "delete from {}", "truncate {} cascade"):
        assert refusal(session, change.format("concept_version")) == answer, change
    said = {"evaluated_on": date(2026, 5, 31), "goes_on": True, "whether": "Ja.", "how": "Wie bisher."}
    session.add(Evaluation(concept_id=concept.id, by_id=user.id, **said))
    session.flush()
    for change in ("update {} set how = how", "delete from {}", "truncate {} cascade"):
        assert refusal(session, change.format("evaluation")) == answer, change


@pytest.mark.req("FE-03")
@pytest.mark.parametrize("table", ["post", "organisation", '"user"', "variant", "event"])
def test_not_even_the_owner_empties_records_together_with_what_they_hang_on(session_of, table):
    assert refusal(session_of(OWNER), f"truncate {table} cascade") == NEVER_CHANGES


def test_nobody_but_the_chain_itself_writes_links(app_session, made):
    statement = "insert into event_link (position, event_id, sha256) values (0, :id, '')"
    assert refusal(app_session, statement, id=made.id) == DENIED
    assert refusal(app_session, "update event_head set position = 0") == DENIED


@pytest.fixture
def calling(app_session, made):
    """A session with one open call for the delivery, and the delivery's id."""
    app_session.execute(text(CALL), {"id": made.id, "number": 1, "kind": "publish"})
    return app_session, made.id


@pytest.mark.parametrize("outcome", ["sent", "refused", "temporary", "found", "absent"])
def test_an_attempt_is_finished_once(calling, outcome):
    session, delivery_id = calling
    session.execute(text(FINISH), {"id": delivery_id, "outcome": outcome})
    for later in ("sent", "refused", "temporary", "unknown", outcome):
        assert refusal(session, FINISH, id=delivery_id, outcome=later) == NEVER_CHANGES
    assert refusal(session, "update delivery_attempt set error = 'x'") == NEVER_CHANGES


def test_an_unknown_attempt_still_learns_what_came_of_it_and_then_no_more(calling):
    session, delivery_id = calling
    session.execute(text(FINISH), {"id": delivery_id, "outcome": "unknown"})
    session.execute(text(FINISH), {"id": delivery_id, "outcome": "sent"})
    assert refusal(session, FINISH, id=delivery_id, outcome="refused") == NEVER_CHANGES


def test_an_unknown_attempt_is_never_opened_again(calling):
    session, delivery_id = calling
    session.execute(text(FINISH), {"id": delivery_id, "outcome": "unknown"})
    reopen = "update delivery_attempt set finished_at = null, outcome = null"
    assert refusal(session, reopen) == NEVER_CHANGES


@pytest.mark.req("FE-03")
@pytest.mark.parametrize(
    "change",
    [
        "delivery_id = gen_random_uuid()",
        "number = 2",
        "kind = 'remove'",
        "fence = 2",
        "due_at = due_at + interval '1 second'",
        "intent_at = intent_at + interval '1 second'",
        "payload_sha256 = 'x'",
        "worker = 'x'",
        "worker = null, by_id = (select author_id from post limit 1)",
    ],
)
def test_what_an_attempt_was_for_never_changes(calling, change):
    session, _ = calling
    assert refusal(session, CHANGE.format(change)) == NEVER_CHANGES


@pytest.mark.parametrize(("role", "answer"), [(APP, DENIED), (OWNER, NEVER_CHANGES)])
def test_an_attempt_is_never_deleted(session_of, role, answer):
    session = session_of(role)
    session.execute(text(CALL), {"id": make_delivery(session).id, "number": 1, "kind": "publish"})
    assert refusal(session, "delete from delivery_attempt") == answer


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (APP, DENIED),
        (OWNER, NEVER_CHANGES),
    ],
)
def test_the_attempts_are_never_emptied(session_of, role, answer):
    assert refusal(session_of(role), "truncate delivery_attempt") == answer


def test_only_one_call_to_publish_is_open_at_a_time(calling):
    session, delivery_id = calling
    second = {"id": delivery_id, "number": 2}
    assert (
        refusal(session, CALL, **second, kind="publish") == f"{NOT_UNIQUE} uq_delivery_attempt_open_publish"
    )
    assert refusal(session, CALL, **second, kind="remove") is None
    session.execute(text(FINISH), {"id": delivery_id, "outcome": "temporary"})
    assert refusal(session, CALL, **second, kind="publish") is None
