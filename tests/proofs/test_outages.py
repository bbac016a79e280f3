"""What is away for a while costs lateness at the most: what leaves, what is held, and who is told."""

import math
import time

import pytest

from tests.embedded.conftest import wait_until
from tests.proofs.length import either
from tests.proofs.servers import lateness_of, sent_how_often
from tests.workers.whole_office import BOTH

PATIENCE_S = 90
BROKER_AWAY_S, DATABASE_AWAY_S = either(12, 600), either(4, 120)
EVERY_S = either(2, 5)
LATE_WITHOUT_BROKER_S = 30
LATE_AFTER_DATABASE_S = 15


def approved(office, seconds):
    """A post on two channels, due in so many seconds."""
    return office.approve(office.submit(seconds))


def late(office, posts, share=0.99):
    """The lateness that this share of the deliveries did not exceed."""
    wait_until(lambda: all(office.is_sent(post) for post in posts), PATIENCE_S)
    seconds = lateness_of(office, posts)
    assert seconds[0] >= 0
    return seconds[math.ceil(share * len(seconds)) - 1]


@pytest.mark.xdist_group("proofs")
def test_without_a_broker_publication_goes_on(office, servers, record_property):
    servers.valkey.stop()
    posts, until = [], time.monotonic() + BROKER_AWAY_S
    while time.monotonic() < until:
        posts.append(approved(office, 1))
        time.sleep(EVERY_S)
    seconds = late(office, posts)
    assert seconds <= LATE_WITHOUT_BROKER_S
    servers.valkey.start()
    assert {sent_how_often(office, post) for post in posts} == {len(BOTH)}
    wait_until(lambda: late(office, [approved(office, 1)]) < 2, PATIENCE_S)
    told = f"{BROKER_AWAY_S} s weg: {len(posts) * len(BOTH)} gesendet, p99 {seconds:.1f} s, gehalten 0"
    record_property("Valkey", told)


@pytest.mark.xdist_group("proofs")
def test_without_a_database_nothing_leaves_and_nothing_is_lost(office, servers, record_property):
    ahead = [approved(office, 2 + number) for number in range(either(5, 20))]
    servers.postgres.stop()
    begun = time.monotonic()
    refused = office.client.get("/readyz")
    assert refused.status_code == 503
    answer = office.mb.post("/posts", {})
    assert (answer.status_code, answer.json()["key"]) == (503, "busy")
    time.sleep(DATABASE_AWAY_S - (time.monotonic() - begun))
    servers.postgres.start()
    wait_until(office.answers, PATIENCE_S)
    seconds = late(office, ahead, 1)
    assert seconds <= DATABASE_AWAY_S + LATE_AFTER_DATABASE_S
    assert {sent_how_often(office, post) for post in ahead} == {len(BOTH)}
    assert "redaktion_invariant_violations 0.0\n" in office.client.get("/metrics").text
    told = f"{DATABASE_AWAY_S} s weg: {len(ahead) * len(BOTH)} gesendet, verloren 0, spätestens nach {seconds:.1f} s"
    record_property("PostgreSQL", told)
