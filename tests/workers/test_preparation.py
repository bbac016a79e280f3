"""Images are handed over before the call, any number of times, and nothing leaves without them (G19, section 6)."""

import time
from datetime import timedelta

import pytest

from app.actions.approvals import Terms
from app.actions.deliveries import release_delivery
from app.actions.locking import lock_post
from app.actions.posts import edit_post
from app.actions.preparation import begin_preparation, forget_old_handles
from app.actions.submissions import submit_post
from app.channels import registry
from app.channels.base import Handle, Permanent, Temporary, Unclear
from app.models import Post
from app.settings import settings
from app.workers import dispatcher
from app.workers.celery_app import celery
from app.workers.deliveries import deliver
from app.workers.dispatcher import Dispatcher
from app.workers.preparation import find_intact_images, prepare
from app.workers.schedule import find_left_to_prepare, wake_due, wake_unprepared
from tests.pictures import noise, opened, place_of
from tests.workers.gallery import Gallery
from tests.workers.scene import CONSOLE, GALLERY, PORTAL, at_once


@pytest.fixture
def gallery(monkeypatch):
    """Stands in for Mastodon's connector; the channel is MB's."""
    gallery = Gallery()
    monkeypatch.setitem(registry.CONNECTORS, "mastodon", lambda *_: gallery)
    return gallery


@pytest.fixture
def approved(scene, gallery):
    """An approved delivery with two images on the gallery, due in so many seconds."""

    def approve(due_in=0, media=None, **terms):
        images = media or [scene.image(seed=1), scene.image("", seed=2)]
        return scene.approved(scene.gallery(), due_in=due_in, media=images, **terms)

    return approve


def raising(error):
    def answer(*_):
        raise error

    return answer


def rest(scene, delivery_id):
    """Let the lease or the pause of a preparation be over."""
    scene.set(delivery_id, prepare_after=None, woken_at=None)


def die(scene, delivery_id):
    """Begin a try and tell no end, as a killed worker does."""
    intact = find_intact_images(delivery_id)
    task = scene.do(begin_preparation, delivery_id, settings=settings(), intact_images=intact)
    scene.set(delivery_id, prepare_after=None)
    return task


def test_images_are_handed_over_five_minutes_ahead_and_not_earlier(scene, gallery, approved):
    later, soon = approved(due_in=330), approved(due_in=270)
    assert wake_unprepared() == [soon]
    prepare(soon)
    assert [attachment.alt for attachment, _ in gallery.handed] == ["Ein Schulhof", ""]
    assert scene.row(soon).prepared_until - scene.row(soon).due_at > timedelta(minutes=50)
    assert wake_unprepared() == []
    assert scene.row(later).prepared_until is None
    assert gallery.shown == []


def test_a_message_carries_what_the_platform_called_its_images(scene, gallery, approved):
    delivery_id = approved()
    prepare(delivery_id)
    deliver(delivery_id)
    (message,) = gallery.shown
    assert [(image.handle, image.alt) for image in message.media] == [
        ("Griff 1", "Ein Schulhof"),
        ("Griff 2", ""),
    ]
    assert scene.state(delivery_id) == "sent"
    handed = {attachment.sha256: content for attachment, content in gallery.handed}
    assert [handed[image.sha256] for image in message.media] == [noise(seed=1), noise(seed=2)]


def test_nothing_leaves_without_its_images(scene, gallery, approved):
    delivery_id = approved()
    deliver(delivery_id)
    assert scene.state(delivery_id) == "waiting"
    assert scene.attempts(delivery_id) == []
    assert wake_unprepared() == [delivery_id]
    prepare(delivery_id)
    assert wake_due() == [delivery_id], "what is prepared is woken at once"
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


@pytest.mark.parametrize("label", [CONSOLE, PORTAL])
def test_where_nothing_needs_to_be_prepared_nobody_waits(scene, channel, label):
    delivery_id = scene.approved(label, media=[scene.image()])
    assert wake_unprepared() == []
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert scene.row(delivery_id).prepare_tries == 0
    if label == CONSOLE:
        assert [image.alt for image in channel.calls[0].media] == ["Ein Schulhof"]


def test_without_images_nobody_waits_either(scene, gallery):
    delivery_id = scene.approved(scene.gallery())
    assert wake_unprepared() == []
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert gallery.handed == []


def test_a_channel_that_keeps_nothing_is_asked_once_and_not_waited_for(scene, gallery, approved):
    gallery.take = lambda: None
    delivery_id = approved()
    prepare(delivery_id)
    deliver(delivery_id)
    assert [image.handle for image in gallery.shown[0].media] == [None, None]


def test_images_are_made_as_small_as_the_platform_wants_them(scene, gallery, approved):
    scene.gallery()
    scene.set_channel(GALLERY, limits='{"image_bytes": 30000, "image_pixels": 20000}')
    large, small = scene.image(seed=5, kind="PNG"), scene.image(seed=6, size=(60, 40))
    delivery_id = approved(media=[large, small])
    prepare(delivery_id)
    (first, shrunk), (second, untouched) = gallery.handed
    assert (first.content_type, len(shrunk) <= 30_000) == ("image/jpeg", True)
    assert opened(shrunk).size == (first.width, first.height)
    assert first.width * first.height <= 20_000
    assert (second.content_type, untouched) == ("image/jpeg", noise(seed=6, size=(60, 40)))
    deliver(delivery_id)
    assert gallery.shown[0].media[0].sha256 == first.sha256, "named by the bytes that were approved"


def test_what_cannot_be_made_small_enough_is_held(scene, gallery, approved):
    scene.gallery()
    scene.set_channel(GALLERY, limits='{"image_bytes": 100}')
    delivery_id = approved()
    prepare(delivery_id)
    assert scene.state(delivery_id) == "held:channel_refused"
    assert scene.row(delivery_id).last_error == "image.unfit"


def test_what_was_handed_over_is_not_handed_over_again(scene, gallery, approved):
    delivery_id = approved()
    gallery.take = lambda: (
        Handle("Griff 1", 3600) if len(gallery.handed) == 1 else raising(Temporary("503"))()
    )
    prepare(delivery_id)
    assert scene.state(delivery_id) == "waiting"
    gallery.take = lambda: Handle("Griff 2", 3600)
    rest(scene, delivery_id)
    prepare(delivery_id)
    assert [attachment.alt for attachment, _ in gallery.handed] == ["Ein Schulhof", "", ""]
    deliver(delivery_id)
    assert [image.handle for image in gallery.shown[0].media] == ["Griff 1", "Griff 2"]


@pytest.mark.parametrize("error", [Temporary("503"), Unclear("reset"), ValueError("oops")])
def test_a_refusal_for_now_costs_a_pause_and_no_try(scene, gallery, approved, error):
    delivery_id = approved()
    gallery.take = raising(error)
    for _ in range(5):
        prepare(delivery_id)
        row = scene.row(delivery_id)
        assert (row.state, row.prepare_tries) == ("waiting", 0)
        assert row.prepare_after is not None
        prepare(delivery_id)
        rest(scene, delivery_id)
    assert len(gallery.handed) == 5, "nobody asks again during the pause"
    gallery.take = lambda: Handle("Griff", 3600)
    prepare(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_a_platform_that_wants_a_rest_gets_it(scene, gallery, approved):
    delivery_id = approved()
    gallery.take = raising(Temporary("429", retry_after=60))
    prepare(delivery_id)
    channel = scene.channel(GALLERY)
    assert channel.paused_until > scene.row(delivery_id).due_at + timedelta(seconds=50)
    rest(scene, delivery_id)
    assert wake_unprepared() == []
    prepare(delivery_id)
    assert len(gallery.handed) == 1


def test_a_closed_door_is_told_and_holds_at_the_due_time(scene, gallery, approved):
    delivery_id = approved()
    gallery.take = raising(Permanent("401", access=True))
    prepare(delivery_id)
    assert scene.channel(GALLERY).access_ok is False
    assert scene.state(delivery_id) == "waiting"
    assert "channel.access_closed" in scene.told_of_channel(GALLERY)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:channel_access"


def test_an_image_that_the_platform_refuses_holds_the_delivery(scene, gallery, approved):
    delivery_id = approved(due_in=240)
    gallery.take = raising(Permanent("422 too colourful"))
    prepare(delivery_id)
    assert scene.state(delivery_id) == "held:channel_refused"
    assert scene.row(delivery_id).last_error == "422 too colourful"
    assert scene.told(delivery_id)[-1] == "delivery.hold"


@pytest.mark.parametrize(
    ("handle", "held"),
    [
        (Handle("x", 60), True),
        (Handle("x", float("nan")), True),
        (Handle("x" * 3000, 3600), False),
        (Handle("a\nb", 3600), False),
    ],
)
def test_a_handle_that_is_none_is_not_believed(scene, gallery, approved, handle, held):
    delivery_id = approved()
    gallery.take = lambda: handle
    prepare(delivery_id)
    assert scene.state(delivery_id) == ("held:channel_refused" if held else "waiting")
    deliver(delivery_id)
    assert gallery.shown == []


def test_the_third_try_of_which_nobody_tells_the_end_holds(scene, gallery, approved, said):
    delivery_id, other = approved(), approved(media=[scene.image(seed=9)])
    for tries in (1, 2, 3):
        assert die(scene, delivery_id).delivery_id == delivery_id
        assert scene.row(delivery_id).prepare_tries == tries
        assert scene.state(delivery_id) == "waiting"
    prepare(delivery_id)
    assert scene.state(delivery_id) == "held:poison"
    assert scene.told(delivery_id)[-1] == "delivery.hold"
    assert gallery.handed == []
    prepare(other)
    deliver(other)
    assert scene.state(other) == "sent", "a killer of workers keeps nobody else"


def test_at_the_due_time_three_dead_tries_hold_and_two_do_not(scene, gallery, approved):
    two, three = approved(), approved()
    for delivery_id, tries in ((two, 2), (three, 3)):
        for _ in range(tries):
            die(scene, delivery_id)
        deliver(delivery_id)
    assert scene.state(two) == "waiting"
    assert scene.state(three) == "held:poison"


def test_while_the_third_try_is_under_way_it_may_still_succeed(scene, gallery, approved):
    delivery_id = approved()
    die(scene, delivery_id)
    die(scene, delivery_id)
    gallery.take = lambda: (deliver(delivery_id), Handle("Griff", 3600))[1]
    prepare(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_a_released_delivery_gets_new_tries(scene, gallery, approved):
    delivery_id = approved()
    for _ in range(3):
        die(scene, delivery_id)
    deliver(delivery_id)
    with_terms = Terms(sha256_of(scene, delivery_id), now_of(scene))
    scene.do(release_delivery, scene.actor("mb.lead"), delivery_id, with_terms)
    assert scene.row(delivery_id).prepare_tries == 0
    prepare(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_what_the_platform_no_longer_keeps_is_handed_over_again(scene, gallery, approved):
    delivery_id = approved()
    prepare(delivery_id)
    scene.force("update prepared_image set valid_until = now() + interval '9 minutes'")
    scene.force("update delivery set prepared_until = now() + interval '9 minutes'")
    deliver(delivery_id)
    assert scene.state(delivery_id) == "waiting"
    assert wake_unprepared() == [delivery_id]
    prepare(delivery_id)
    deliver(delivery_id)
    assert len(gallery.handed) == 4
    assert [image.handle for image in gallery.shown[0].media] == ["Griff 3", "Griff 4"]


def test_a_second_call_after_a_lost_answer_has_its_images_too(scene, gallery, approved):
    delivery_id = approved()
    prepare(delivery_id)
    gallery.answer = raising(Unclear("reset"))
    deliver(delivery_id)
    assert scene.state(delivery_id) == "unclear"
    scene.force("update prepared_image set valid_until = now()")
    scene.force("update delivery set prepared_until = now()")
    scene.end_pause(delivery_id)
    deliver(delivery_id)
    assert (scene.state(delivery_id), len(gallery.shown)) == ("unclear", 1)
    assert wake_unprepared() == [delivery_id]
    prepare(delivery_id)
    gallery.answer = Gallery().answer
    scene.end_pause(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert [image.handle for image in gallery.shown[1].media] == ["Griff 3", "Griff 4"]


def test_from_unclear_not_even_three_dead_tries_hold(scene, gallery, approved):
    delivery_id = approved()
    prepare(delivery_id)
    gallery.answer = raising(Unclear("reset"))
    deliver(delivery_id)
    scene.force("delete from prepared_image")
    scene.set(delivery_id, prepared_until=None, prepare_tries=3, next_attempt_at=None)
    prepare(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "unclear"


def test_another_description_is_handed_over_anew(scene, gallery, approved):
    image = scene.image()
    delivery_id = approved(media=[image])
    prepare(delivery_id)
    author, post_id = scene.actor("mb"), scene.row(delivery_id).post_id
    changed = [type(image)(image.media_id, "Ein Parkplatz")]

    def edit(session):
        edit_post(session, author, lock_post(session, author, post_id), {"media": changed})
        submit_post(session, author, post_id, neutrality_declared=True, justifications=[])

    scene.do(edit)
    scene.approve(post_of(scene, delivery_id), due_in=0)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "waiting"
    prepare(delivery_id)
    deliver(delivery_id)
    assert [attachment.alt for attachment, _ in gallery.handed] == ["Ein Schulhof", "Ein Parkplatz"]
    assert gallery.shown[0].media[0].handle == "Griff 2"


def test_what_was_approved_anew_meanwhile_is_not_taken_for_prepared(scene, gallery, approved):
    delivery_id = approved()

    def take():
        scene.force("update delivery set payload_sha256 = repeat('0', 64)")
        return Handle("Griff", 3600)

    gallery.take = take
    prepare(delivery_id)
    assert scene.row(delivery_id).prepared_until is None


@pytest.mark.req("UP-05")
@pytest.mark.parametrize("label", [CONSOLE, PORTAL, GALLERY])
@pytest.mark.parametrize("instead", [b"etwas anderes", None])
def test_an_exchanged_file_is_not_sent_and_somebody_is_told(
    scene, channel, gallery, force, said, label, instead
):
    scene.gallery()
    image = scene.image()
    delivery_id, other = scene.approved(label, media=[image]), scene.approved(CONSOLE)
    (sha256,) = force("select sha256 from media where id = :id", id=image.media_id)[0]
    place = place_of(sha256)
    place.unlink() if instead is None else place.write_bytes(instead)
    prepare(delivery_id)
    assert gallery.handed == []
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:hash_mismatch"
    assert (channel.calls, gallery.shown) == ([], [])
    alarms = [entry["guard"] for entry in said.entries if entry["event"] == "delivery.guard_alarm"]
    assert alarms == ["G16"]
    deliver(other)
    assert scene.state(other) == "sent"


def test_a_file_exchanged_after_it_was_handed_over_holds_as_well(scene, gallery, approved, force):
    delivery_id = approved()
    prepare(delivery_id)
    for (sha256,) in force("select sha256 from media"):
        place_of(sha256).write_bytes(b"etwas anderes")
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:hash_mismatch"
    assert gallery.shown == []


OBSTACLES = {
    "a stop": lambda scene, _: scene.stop(),
    "another installation's channel": lambda scene, _: scene.set_channel(GALLERY, environment="other"),
    "a paused channel": lambda scene, _: scene.set_channel(GALLERY, state="paused"),
    "a closed door": lambda scene, _: scene.set_channel(GALLERY, access_ok=False),
    "a hold": lambda scene, key: scene.set(key, state="held", hold_reason="by_person"),
    "a withdrawal": lambda scene, key: scene.cancel(key),
    "another text": lambda scene, key: scene.set(key, payload='{"media":[{'),
    "a channel by hand": lambda scene, _: scene.set_channel(GALLERY, idempotency="manual"),
    "a restored database": lambda scene, _: scene.force("update publishing_control set mode = 'restore'"),
}


@pytest.mark.parametrize("what", OBSTACLES)
def test_what_may_not_leave_is_not_handed_over_either(scene, gallery, approved, force, what):
    delivery_id = approved(due_in=200)
    OBSTACLES[what](scene, delivery_id)
    prepare(delivery_id)
    force("update publishing_control set mode = 'normal'")
    assert gallery.handed == []
    assert scene.row(delivery_id).prepare_tries == 0


def test_two_workers_at_once_hand_over_once(scene, gallery, approved):
    delivery_id = approved()
    gallery.take = lambda: (time.sleep(0.2), Handle("Griff", 3600))[1]
    at_once(*[lambda: prepare(delivery_id)] * 3)
    assert len(gallery.handed) == 2
    assert scene.row(delivery_id).prepared_until is not None


def test_nothing_is_handed_over_when_the_window_is_past(scene, gallery, approved):
    delivery_id = approved()
    scene.shift(delivery_id, -1801)
    assert wake_unprepared() == []
    prepare(delivery_id)
    assert gallery.handed == []


def test_a_preparation_that_nobody_begins_is_made_by_the_dispatcher(scene, gallery, approved, monkeypatch):
    delivery_id = approved()
    rung = []
    monkeypatch.setattr(celery, "send_task", lambda name, arguments, **_: rung.append((name, *arguments)))
    monkeypatch.setattr(dispatcher, "connect_plainly", QuietBell)
    one = Dispatcher()
    one.turn()
    assert ("preparation.prepare", str(delivery_id)) in rung
    assert find_left_to_prepare() == []
    scene.force("update delivery set woken_at = now() - interval '11 seconds'")
    assert find_left_to_prepare() == [delivery_id]
    one.turn()
    one._hands.shutdown(wait=True)  # noqa: SLF001 - what it does beside its loop
    assert scene.row(delivery_id).prepared_until is not None


class QuietBell:
    """A connection on which nobody rings."""

    closed = False

    def execute(self, _):
        """Listen."""

    def notifies(self, **_):
        return []


def test_old_handles_are_forgotten(scene, gallery, approved, force):
    delivery_id = approved()
    prepare(delivery_id)
    assert scene.do(forget_old_handles) == 0
    force("update prepared_image set valid_until = now() where handle = 'Griff 1'")
    assert scene.do(forget_old_handles) == 1
    assert force("select handle from prepared_image") == [("Griff 2",)]


def post_of(scene, delivery_id):
    return scene.do(lambda session: session.get_one(Post, scene.row(delivery_id).post_id))


def sha256_of(scene, delivery_id):
    def read(session):
        return session.get_one(Post, scene.row(delivery_id).post_id).current_revision.sha256

    return scene.do(read)


def now_of(scene):
    from app import clock
    from tests.workers.scene import moment

    return clock.from_instant(scene.do(moment, 0))
