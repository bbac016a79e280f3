"""Deciding against a post: always on a ground that rests on the strategy paper, told to everybody in the chain."""

import pytest

from app.models.ground import Ground
from tests.api.parts import assert_problem, decide, fetch, on, run


def told(post):
    """Who was told of decisions on the post: kind, account or organisation, and the context."""
    return fetch(
        """
        select n.kind, coalesce(split_part(u.email, '@', 1), o.abbreviation), n.context from notification n
        left join "user" u on u.id = n.user_id left join organisation o on o.id = n.organisation_id
        where n.object_type = 'post' and n.object_id = :id and n.kind <> 'post.submitted' order by n.kind, 2
        """,
        id=post["id"],
    )


def test_every_ground_has_a_name_a_sentence_of_the_paper_and_a_next_step(everyone):
    grounds = everyone("mb").get("/grounds").json()["items"]
    assert {row["ground"] for row in grounds} == set(Ground)
    for row in grounds:
        assert row["label"]
        assert row["after_rejection"].endswith(".")
        assert "7/4655" in row["source"]
        assert row["sentences"]
        assert all(1 <= sentence["page"] <= 10 and sentence["text"] for sentence in row["sentences"])
    party = next(row for row in grounds if row["ground"] == "party_political")
    assert [(row["page"], row["scope"]) for row in party["sentences"]] == [(7, "central"), (9, "own")]
    assert party["sentences"][0]["text"].startswith(
        "Parteipolitische Positionen sind auf den Landeskanälen untersagt"
    )


@pytest.mark.parametrize(
    ("verb", "kind", "state"),
    [
        ("request-changes", "post.changes_requested", "changes_requested"),
        ("reject", "post.rejected", "rejected"),
    ],
)
def test_a_decision_reaches_everybody_in_the_chain_with_ground_and_reason(everyone, verb, kind, state):
    mb, lead, desk1, desk2 = (everyone(name) for name in ("mb", "mb.lead", "desk1", "desk2"))
    post = lead.submit(mb.write())
    decide(desk2, "claim", post)
    body = {"ground": "party_political", "reason": "Der zweite Satz wirbt für eine Partei."}
    assert_problem(decide(desk1, verb, post, reason="Nein"), 422, "missing")
    gone = decide(desk1, verb, post, **body).json()
    assert gone["state"] == state
    context = body | {"by": "Dora Demo (Zentralredaktion)"}
    assert told(post) == [(kind, who, context) for who in ("MB", "desk2", "mb", "mb.lead")]
    decision = mb.read(post)["decision"]
    assert (decision["ground"], decision["reason"]) == (body["ground"], body["reason"])
    assert decision["by"] == context["by"]
    assert decision["ground_label"] == "Parteipolitische Aussage"
    assert "Kommentar" in decision["next_step"]


def test_an_approval_reaches_the_chain_with_its_comment(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    desk.approve(post, comment="Schöner Text.")
    context = {"by": "Dora Demo (Zentralredaktion)", "reason": "Schöner Text.", "channels": ["Landesportal"]}
    assert told(post) == [("post.approved", "mb", context)]
    assert mb.get(f"/posts/{post['id']}/timeline").json()["items"][-1]["reason"] == "Schöner Text."
    assert mb.read(post)["decision"] is None


def test_who_left_or_may_not_see_the_post_any_more_is_not_told(office, people):
    mb, lead, desk = people("mb"), people("mb.lead"), people("desk1")
    post = lead.submit(mb.write())
    mb.patch(f"/posts/{post['id']}", {"text": "Neu."})
    run("update \"user\" set locked_at = now() where email = 'mb@redaktion.example'")
    run(
        'update membership set valid_to = current_date - 2 from "user" u'
        " where u.id = user_id and u.email = 'mb.lead@redaktion.example'"
    )
    decide(desk, "reject", post, ground="factual", reason="Nein")
    assert [who for _, who, _ in told(post)] == ["MB"]


def test_what_a_stranger_sees_of_a_published_post_tells_nothing_of_a_decision(everyone):
    mb, lead, desk = everyone("mb"), everyone("mb.lead"), everyone("desk1")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"]))
    decide(desk, "request-changes", post, ground="factual", reason="Nein")
    again = lead.approve(mb.submit(post))
    assert on(again, "Konsole MB")["state"] == "waiting"
    assert again["decision"] is None
    assert_problem(everyone("mw").get(f"/posts/{post['id']}"), 404)


def test_a_claim_can_be_taken_over_which_the_event_tells(everyone):
    mb, desk1, desk2 = everyone("mb"), everyone("desk1"), everyone("desk2")
    post = mb.submit(mb.write())
    decide(desk1, "claim", post)
    refused = assert_problem(decide(desk2, "claim", post), 409, "claimed-by-other")
    assert refused["context"]["by"] == "Dora Demo (Zentralredaktion)"
    assert "Dora Demo" in refused["detail"]
    taken = decide(desk2, "claim", post, take_over=True).json()
    assert taken["claim"]["by"] == "Emil Demo (Zentralredaktion)"
    over = "select body ->> 'claimed_by' from event where post_id = :id and action = 'post.claim' order by id"
    ((dora,),) = fetch("select id from \"user\" where email = 'desk1@redaktion.example'")
    assert fetch(over, id=post["id"]) == [(None,), (str(dora),)]


def test_a_claim_is_a_courtesy_and_the_decision_over_it_is_written_down(everyone):
    mb, desk1, desk2 = everyone("mb"), everyone("desk1"), everyone("desk2")
    post = mb.submit(mb.write())
    decide(desk1, "claim", post)
    assert desk2.approve(post)["state"] == "scheduled"
    query = "select body ? 'claimed_by' from event where post_id = :id and action = 'post.approve'"
    assert fetch(query, id=post["id"]) == [(True,)]
    assert [who for _, who, _ in told(post)] == ["desk1", "mb"]


def test_a_lapsed_claim_is_not_shown_any_more(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    decide(desk, "claim", post)
    run("update post set claimed_until = now() - interval '1 second' where id = :id", id=post["id"])
    assert desk.read(post)["claim"] is None
