import stat

import pytest
from kombu import Connection

from app.embedded.valkey import Valkey


@pytest.fixture
def valkey(data_dir):
    server = Valkey(data_dir)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(valkey):
    with Connection(valkey.url(3)) as connection:
        yield connection.default_channel.client


def test_celery_reaches_the_database_of_its_number(client):
    assert client.connection_pool.connection_kwargs["db"] == 3
    assert client.ping()


def test_it_forgets_nothing_when_full_and_writes_its_log(client):
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("append*") | {
        "appendonly": "yes",
        "appendfsync": "everysec",
    } == client.config_get("append*")


def test_it_listens_on_no_port_and_nobody_else_can_enter_its_folder(valkey, client):
    assert client.config_get("port") == {"port": "0"}
    assert stat.S_IMODE(valkey.sockets.stat().st_mode) == 0o700


def test_what_was_waiting_waits_again_after_a_stop(valkey, client):
    client.lpush("bell", "a delivery's id")
    valkey.stop()
    assert not valkey.is_ready()
    valkey.start()
    assert client.lpop("bell") == b"a delivery's id"


def test_a_hard_kill_does_not_stop_the_next_start(valkey):
    valkey.process.kill()
    valkey.process.wait()
    valkey.start()
    assert valkey.is_ready()
