"""Our own two channels: the portal, whose page is our own row, and the console, which is a folder."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from app.channels.base import Account, Message, Receipt, Temporary
from app.channels.console import Console
from app.channels.registry import Surroundings, connector
from app.workers.calls import call

ADDRESS = "https://redaktion.example"
LONG_AGO = datetime.fromtimestamp(0, UTC)


@pytest.fixture(params=["console", "portal"])
def channel(request, tmp_path):
    return connector(request.param, Surroundings(ADDRESS, tmp_path / "not" / "yet"), Account(uuid7()))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "console"


@pytest.fixture
def console(folder):
    return Console(folder)


def files(folder):
    return sorted(folder.iterdir())


def test_a_receipt_names_the_delivery(channel, message, deadline):
    receipt = channel.publish(message, deadline)
    assert str(message.delivery_id) in receipt.remote_id
    assert receipt.remote_url is None or receipt.remote_url.startswith(ADDRESS)


def test_removing_what_was_never_there_is_quiet(channel, message, deadline):
    channel.remove(str(message.delivery_id), deadline)


def test_the_portal_gives_the_address_of_the_page(message, deadline, tmp_path):
    for base in (ADDRESS, ADDRESS + "/"):
        portal = connector("portal", Surroundings(base, tmp_path), Account(uuid7()))
        receipt = portal.publish(message, deadline)
        assert receipt.remote_url == f"{ADDRESS}/portal/posts/{message.delivery_id}"


def test_the_console_leaves_one_file_with_the_approved_words(console, folder, message, deadline):
    for _ in range(3):
        console.publish(message, deadline)
    assert files(folder) == [folder / f"{message.delivery_id}.json"]
    assert json.loads(files(folder)[0].read_text(encoding="utf-8")) == {
        "delivery_id": str(message.delivery_id),
        "channel_id": str(message.channel_id),
        "text": message.text,
        "payload_sha256": message.payload_sha256,
    }


def test_a_second_call_never_rewrites_what_is_there(console, folder, message, deadline):
    console.publish(message, deadline)
    path = files(folder)[0]
    before = path.stat()
    console.publish(message, deadline)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns, before.st_nlink) == (
        after.st_ino,
        after.st_mtime_ns,
        after.st_nlink,
    )


def test_eight_threads_leave_one_whole_file(console, folder, deadline):
    for _ in range(25):
        message = Message(uuid7(), uuid7(), uuid7(), "Ä" * 50_000, "de", None, "0" * 64)
        with ThreadPoolExecutor(8) as threads:
            receipts = set(threads.map(lambda _, sent=message: console.publish(sent, deadline), range(8)))
        assert receipts == {Receipt(str(message.delivery_id))}
        assert [path.name for path in files(folder)] == [f"{message.delivery_id}.json"]
        assert message.text in files(folder)[0].read_text(encoding="utf-8")
        console.remove(str(message.delivery_id), deadline)


def test_a_message_is_found_however_old_its_file_seems(console, message, deadline):
    receipt = console.publish(message, deadline)
    assert console.find(message, datetime.now(UTC) + timedelta(hours=1), deadline) == receipt


def test_nobody_removes_a_file_outside_the_folder(console, folder, message, deadline):
    console.publish(message, deadline)
    outside = folder.parent / "outside.json"
    outside.touch()
    console.remove("../outside", deadline)
    assert outside.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda console, message, deadline: console.publish(message, deadline),
        lambda console, message, deadline: console.remove(str(message.delivery_id), deadline),
        lambda console, message, deadline: console.find(message, LONG_AGO, deadline),
    ],
    ids=["publish", "remove", "find"],
)
def test_a_folder_that_cannot_be_used_is_certainly_without_effect(console, folder, message, deadline, act):
    folder.touch()
    outcome = call(lambda: act(console, message, deadline))
    assert type(outcome) is Temporary
    assert str(folder) not in str(outcome)


def test_a_disk_that_is_full_leaves_nothing_behind(console, folder, message, deadline, monkeypatch):
    def fill_up(path, *_, **__):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", fill_up)
    assert type(call(lambda: console.publish(message, deadline))) is Temporary
    assert files(folder) == []
