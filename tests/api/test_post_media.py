"""Images and a content warning in a post: named, described, checked, hashed, and sent as approved."""

from uuid import UUID

import pytest

from app.workers.deliveries import deliver
from tests.api.parts import assert_problem, on, only, run
from tests.factories import soon
from tests.pictures import noise

BOTH = ("Landesportal", "Konsole MB")
WARNING = "Bilder eines Unfalls"


@pytest.fixture(scope="module")
def images(everyone):
    """Three images of MB: described, decorative, and not described at all."""
    mb = everyone("mb")
    said = [{"alt": "Ein Schulhof"}, {"decorative": "true"}, {}]
    return [mb.media(noise(seed=30 + number), **words) for number, words in enumerate(said)]


def named(media, **said):
    return {"id": media["id"]} | said


def shown(rows):
    return [(row["sha256"], row["alt"], row["decorative"]) for row in rows]


def rows_for(person, *labels, **own):
    return [
        {"channel_id": person.channel(label), "proposed_at": soon()} | own.get(label.split()[0], {})
        for label in labels
    ]


def test_a_post_shows_its_images_in_the_order_given_and_as_described(everyone, images):
    mb = everyone("mb")
    first, second, third = images
    post = mb.write(
        channels=BOTH,
        content_warning=WARNING,
        media=[named(third, alt="Rauschen"), named(first), named(second)],
    )
    expected = [
        (third["sha256"], "Rauschen", False),
        (first["sha256"], "Ein Schulhof", False),
        (second["sha256"], None, True),
    ]
    assert shown(post["media"]) == expected
    assert [row["id"] for row in post["media"]] == [third["id"], first["id"], second["id"]]
    assert all(shown(row["media"]) == expected for row in post["deliveries"])
    assert post["content_warning"] == WARNING
    (revision,) = mb.get(f"/posts/{post['id']}/revisions").json()["items"]
    assert (shown(revision["media"]), revision["content_warning"]) == (expected, WARNING)
    assert [row["media"] for row in revision["variants"]] == [None, None]


def test_a_channels_own_images_stand_in_place_of_the_posts(everyone, images):
    mb = everyone("mb")
    first, second, third = images
    rows = rows_for(mb, *BOTH, Konsole={"media": [named(third, decorative=True)]}, Landesportal={"media": []})
    post = mb.write(media=[named(first)], deliveries=rows)
    assert shown(on(post, "Konsole MB")["media"]) == [(third["sha256"], None, True)]
    assert on(post, "Landesportal")["media"] == []
    assert shown(post["media"]) == [(first["sha256"], "Ein Schulhof", False)]
    post = mb.patch(f"/posts/{post['id']}", {"media": [named(second)]}).json()
    assert shown(on(post, "Konsole MB")["media"]) == [(third["sha256"], None, True)]


def test_a_change_of_something_else_leaves_images_and_warning(everyone, images):
    mb = everyone("mb")
    post = mb.write(media=[named(images[0], alt="Anders")], content_warning=WARNING)
    changed = mb.patch(f"/posts/{post['id']}", {"title": "Neu"}).json()
    assert shown(changed["media"]) == [(images[0]["sha256"], "Anders", False)]
    assert changed["content_warning"] == WARNING
    bare = mb.patch(f"/posts/{post['id']}", {"media": [], "content_warning": None}).json()
    assert (bare["media"], bare["content_warning"]) == ([], None)
    assert only(bare)["media"] == []


@pytest.mark.req("FE-02")
def test_each_change_of_images_or_warning_is_a_new_revision_with_another_hash(everyone, images):
    mb = everyone("mb")
    post = mb.write(media=[named(images[0])])
    hashes = {post["revision"]["sha256"]}
    etags = {mb.get(f"/deliveries/{only(post)['id']}").headers["ETag"]}
    for change in (
        {"media": [named(images[0], alt="Anders")]},
        {"media": [named(images[0], decorative=True)]},
        {"media": [named(images[0]), named(images[1])]},
        {"media": [named(images[1]), named(images[0])]},
        {"content_warning": WARNING},
    ):
        hashes.add(mb.patch(f"/posts/{post['id']}", change).json()["revision"]["sha256"])
        etags.add(mb.get(f"/deliveries/{only(post)['id']}").headers["ETag"])
    assert len(hashes) == len(etags) == 6


@pytest.mark.req("FE-02")
def test_an_approval_lapses_when_a_description_changes(everyone, images):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(media=[named(images[0])]))
    desk.approve(post)
    mb.patch(f"/posts/{post['id']}", {"media": [named(images[0], alt="Anders")]})
    assert only(mb.read(post))["hold_reason"] == "approval_lapsed"
    assert_problem(
        desk.post(f"/posts/{post['id']}/approve", {"revision_sha256": post["revision"]["sha256"]}), 409
    )


def test_without_an_alternative_text_a_post_stays_a_draft(everyone, images):
    mb = everyone("mb")
    post = mb.write(media=[named(images[0]), named(images[2])])
    assert shown(post["media"])[1] == (images[2]["sha256"], None, False)
    told = assert_problem(mb.post(f"/posts/{post['id']}/submit", {}), 422, "alt.missing")
    assert [issue["field"] for issue in told["issues"]] == ["media.1.alt"]
    checked = mb.post(f"/posts/{post['id']}/check").json()
    assert [issue["key"] for issue in checked["issues"]] == ["alt.missing"]
    assert len(checked["deliveries"][0]["media"]) == 2
    mb.patch(f"/posts/{post['id']}", {"media": [named(images[0]), named(images[2], decorative=True)]})
    assert mb.submit(post)["state"] == "submitted"


def test_a_channels_own_image_without_alternative_text_is_named_there(everyone, images):
    mb = everyone("mb")
    post = mb.write(deliveries=rows_for(mb, *BOTH, Konsole={"media": [named(images[2])]}))
    told = assert_problem(mb.post(f"/posts/{post['id']}/submit", {}), 422, "alt.missing")
    place = [row["channel"] for row in post["deliveries"]].index("Konsole MB")
    assert [issue["field"] for issue in told["issues"]] == [f"deliveries.{place}.media.0.alt"]


@pytest.mark.parametrize(
    ("rows", "field", "key"),
    [
        ([{"id": "01890000-0000-7000-8000-000000000000"}], "media.0.id", "image.unknown"),
        (["FOREIGN"], "media.0.id", "image.unknown"),
        (["FIRST", "FIRST"], "media.1.id", "image.doubled"),
        (["FIRST", "TWIN"], "media.1.id", "image.doubled"),
        ([{"id": "x"}], "media.0.id", "uuid-parsing"),
        ([{}], "media.0.id", "missing"),
        ([{"id": "01890000-0000-7000-8000-000000000000", "alt": " "}], "media.0.alt", "text.empty"),
        ([{"id": "01890000-0000-7000-8000-000000000000", "alt": "a\x00"}], "media.0.alt", "text.control"),
        (
            [{"id": "01890000-0000-7000-8000-000000000000", "alt": "a", "decorative": True}],
            "media.0",
            "alt.and-decorative",
        ),
        ([{"id": "01890000-0000-7000-8000-000000000000", "sha256": "x"}], "media.0.sha256", "unknown-field"),
        ([{"id": "01890000-0000-7000-8000-000000000000"}] * 21, "media", "too-long"),
        (None, "media", "list-type"),
    ],
)
def test_what_cannot_be_shown_is_refused(everyone, images, rows, field, key):
    mb = everyone("mb")
    known = {
        "FOREIGN": lambda: everyone("mw").media(),
        "FIRST": lambda: images[0],
        "TWIN": lambda: mb.media(noise(seed=30)),
    }
    media = rows and [{"id": known[row]()["id"]} if isinstance(row, str) else row for row in rows]
    row = {"channel_id": mb.channel("Landesportal"), "proposed_at": soon()}
    body = {"organisation": "MB", "title": "T", "text": "T", "deliveries": [row], "media": media}
    told = assert_problem(mb.post("/posts", body), 422, key)
    assert told["issues"][0]["field"] == field
    body = body | {"media": [], "deliveries": [row | {"media": media}]}
    if media is not None:
        told = assert_problem(mb.post("/posts", body), 422, key)
        assert told["issues"][0]["field"] == f"deliveries.0.{field}"


@pytest.mark.parametrize(
    ("warning", "key"), [("", "text.empty"), ("x" * 501, "string-too-long"), (5, "string-type")]
)
def test_a_content_warning_says_something_short(everyone, warning, key):
    mb = everyone("mb")
    row = {"channel_id": mb.channel("Landesportal"), "proposed_at": soon()}
    body = {"organisation": "MB", "title": "T", "text": "T", "deliveries": [row]}
    assert_problem(mb.post("/posts", body | {"content_warning": warning}), 422, key)


def test_what_somebody_may_see_they_may_show_in_a_post_of_their_own(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    media = mb.media(noise(seed=50), alt="Rauschen")
    row = {"channel_id": desk.channel("Landesportal"), "proposed_at": soon()}
    body = {
        "organisation": "StK",
        "title": "T",
        "text": "T",
        "deliveries": [row],
        "media": [{"id": media["id"]}],
    }
    assert_problem(desk.post("/posts", body), 422, "image.unknown")
    mb.submit(mb.write(media=[named(media)]))
    assert desk.post("/posts", body).status_code == 201


@pytest.mark.req("UP-05")
def test_what_is_sent_is_what_was_approved(everyone, images):
    mb, lead = everyone("mb"), everyone("mb.lead")
    post = mb.submit(mb.write(channels=("Konsole MB",), at=soon(-1), media=[named(images[0])]))
    lead.approve(post)
    delivery_id = only(post)["id"]
    run(
        "update delivery set payload = replace(payload, 'Schulhof', 'Parkplatz') where id = :id",
        id=delivery_id,
    )
    deliver(UUID(delivery_id))
    assert only(mb.read(post))["hold_reason"] == "hash_mismatch"
