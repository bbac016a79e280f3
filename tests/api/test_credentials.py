"""Connecting a channel: secrets go in, a fingerprint comes out, and who may do it."""

import base64
from functools import reduce
from operator import getitem
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from app.seal import BrokenSealError, Sealed, unseal
from tests.api.parts import assert_problem, fetch, installed_with, register, run
from tests.factories import soon

TOKEN = "geheim-c9f1e2-zeichen"
SIGNING = "whsec_" + base64.b64encode(b"x" * 32).decode()
BODIES = {
    "mastodon": {"endpoint": "https://social.example", "access_token": TOKEN},
    "bluesky": {
        "endpoint": "https://pds.example:8443",
        "identifier": "land.example",
        "app_password": "abcd-efgh",
    },
    "webhook": {"endpoint": "https://empfang.example/haken/1", "signing_secret": SIGNING},
}
SECRETS = {
    "mastodon": {"access_token": TOKEN},
    "bluesky": {"identifier": "land.example", "app_password": "abcd-efgh"},
    "webhook": {"signing_secret": SIGNING},
}


def body(platform="mastodon", /, **changes):
    fields = {"platform": platform} | BODIES[platform] | changes
    return {name: value for name, value in fields.items() if value is not ...}


def path(channel_id):
    return f"/channels/{channel_id}/credentials"


@pytest.fixture
def channel(standing_office):
    return register("mastodon", f"Mastodon {uuid4()}")


@pytest.fixture(scope="module")
def sealed_rows(postgres, standing_office):
    """What lies in the database for a channel, as only the publisher may read it."""
    engine = create_engine(postgres.url("redaktion_publisher", standing_office))

    def read(channel_id):
        with engine.connect() as connection:
            query = "select * from credential where channel_id = :id order by kind"
            return connection.execute(text(query), {"id": channel_id}).all()

    yield read
    engine.dispose()


def sealed_of(row):
    return Sealed(row.key_version, row.wrapped_key, row.nonce, row.ciphertext)


@pytest.mark.req("CC-01")
@pytest.mark.parametrize("platform", BODIES)
def test_what_a_manager_sets_is_sealed_for_the_publisher(everyone, sealed_rows, keys, platform):
    channel = register(platform, f"{platform} {uuid4()}")
    kanal = everyone("kanal")
    answer = kanal.put(path(channel), body(platform, expires_at="2030-03-01T10:00:00Z"))
    assert answer.status_code == 200, answer.text
    shown = answer.json()["credentials"]
    assert set(shown) == {"fingerprint", "set_at", "expires_at"}
    assert shown["expires_at"] == "2030-03-01T10:00:00Z"
    assert everyone("mb").get(f"/channels/{channel}").json() == answer.json()
    (row,) = sealed_rows(channel)
    assert (row.kind, row.environment, row.fingerprint) == (platform, "local", shown["fingerprint"])
    opened = unseal(sealed_of(row), owner_id=channel, kind=platform, private_keys=keys.private)
    assert opened == SECRETS[platform]


@pytest.mark.req("CC-01")
def test_two_rows_that_were_exchanged_open_no_more(everyone, sealed_rows, keys):
    channels = [register("mastodon", f"Mastodon {uuid4()}") for _ in range(2)]
    for channel in channels:
        assert everyone("kanal").put(path(channel), body()).status_code == 200
    rows = [sealed_rows(channel)[0] for channel in channels]
    for channel, row in zip(channels, reversed(rows), strict=True):
        with pytest.raises(BrokenSealError):
            unseal(sealed_of(row), owner_id=channel, kind="mastodon", private_keys=keys.private)


def test_the_channel_is_asked_anew_who_it_is_and_not_connected_before(everyone, channel):
    run("update channel set checked_at = now(), environment = 'woanders' where id = :id", id=channel)
    answer = everyone("kanal").put(path(channel), body())
    assert answer.json()["connected"] is False
    row = fetch("select endpoint, checked_at, environment from channel where id = :id", id=channel)
    assert row == [("https://social.example", None, "local")]


def test_new_credentials_take_the_place_of_all_that_were_there(everyone, channel, sealed_rows):
    kanal = everyone("kanal")
    first = kanal.put(path(channel), body()).json()["credentials"]
    run(
        "insert into credential (id, channel_id, kind, environment, key_version, wrapped_key, nonce, ciphertext,"
        " fingerprint) values (gen_random_uuid(), :id, 'session', 'local', 1, '', '', '', 'x')",
        id=channel,
    )
    shown = everyone("mb").get(f"/channels/{channel}").json()["credentials"]
    assert shown == first
    second = kanal.put(path(channel), body()).json()["credentials"]
    assert second["fingerprint"] != first["fingerprint"]
    (row,) = sealed_rows(channel)
    assert (row.kind, row.fingerprint) == ("mastodon", second["fingerprint"])


def test_a_channel_in_use_stays_in_use_while_its_credentials_are_replaced(everyone, channel):
    run("update channel set idempotency = 'key', access_ok = false where id = :id", id=channel)
    assert everyone("kanal").put(path(channel), body()).json()["connected"] is True
    assert fetch("select access_ok from channel where id = :id", id=channel) == [(False,)]


def test_disconnecting_erases_the_secrets_and_closes_the_access(everyone, channel, sealed_rows):
    kanal = everyone("kanal")
    kanal.put(path(channel), body())
    run("update channel set idempotency = 'key', access_ok = true where id = :id", id=channel)
    answer = kanal.delete(path(channel))
    assert (answer.status_code, answer.content) == (204, b"")
    assert sealed_rows(channel) == []
    shown = kanal.get(f"/channels/{channel}").json()
    assert (shown["credentials"], shown["connected"]) == (None, False)
    row = fetch("select endpoint, access_ok, idempotency from channel where id = :id", id=channel)
    assert row == [(None, False, None)]
    assert_problem(kanal.delete(path(channel)), 404, "not-found")


def test_a_channel_that_needs_no_credentials_cannot_be_disconnected(everyone):
    portal = everyone("kanal").channel("Landesportal")
    assert_problem(everyone("kanal").delete(path(portal)), 404, "not-found")
    assert everyone("kanal").get(f"/channels/{portal}").json()["connected"] is True


def test_a_channel_served_by_hand_stays_with_its_person(everyone, channel):
    run("update channel set idempotency = 'manual' where id = :id", id=channel)
    everyone("kanal").put(path(channel), body())
    assert everyone("kanal").delete(path(channel)).status_code == 204
    row = fetch("select access_ok, idempotency from channel where id = :id", id=channel)
    assert row == [(True, "manual")]


@pytest.mark.req("AC-01")
def test_each_step_is_one_event_without_secrets(everyone, channel):
    kanal = everyone("kanal")
    fingerprint = kanal.put(path(channel), body()).json()["credentials"]["fingerprint"]
    kanal.delete(path(channel))
    query = "select action, body, actor_id is not null from event where object_id = :id order by at"
    (_, connected, disconnected) = fetch(query, id=channel)
    assert connected == (
        "channel.connect",
        {"kind": "mastodon", "host": "social.example", "fingerprint": fingerprint, "expires_at": None},
        True,
    )
    assert disconnected == ("channel.disconnect", {}, True)


@pytest.mark.req("AU-09")
def test_it_needs_a_recent_sign_in(people):
    channel, kanal = register("mastodon", "Mastodon"), people("kanal")
    kanal.put(path(channel), body())
    run("update sign_in set issued_at = issued_at - interval '301 seconds'")
    assert_problem(kanal.put(path(channel), body()), 403, "reauth-required")
    assert_problem(kanal.delete(path(channel)), 403, "reauth-required")
    run("update sign_in set issued_at = issued_at + interval '301 seconds'")
    assert kanal.put(path(channel), body()).status_code == 200


@pytest.mark.parametrize("name", ["mb", "mb.lead", "desk1", "revision", "admin"])
def test_nobody_else_connects_a_channel(everyone, channel, name):
    assert_problem(everyone(name).put(path(channel), body()), 403, "not-allowed")
    assert_problem(everyone(name).delete(path(channel)), 403, "not-allowed")


def test_a_manager_connects_no_channel_that_is_not_entrusted_to_them(everyone):
    channel = register("mastodon", f"Mastodon {uuid4()}")
    run("delete from entrusted_channel where channel_id = :id", id=channel)
    assert_problem(everyone("kanal").put(path(channel), body()), 403, "not-allowed")
    assert_problem(everyone("kanal").delete(path(channel)), 403, "not-allowed")
    unknown = "01890000-0000-7000-8000-000000000000"
    assert_problem(everyone("kanal").put(path(unknown), body()), 404, "not-found")


@pytest.mark.parametrize(
    ("platform", "changes", "field", "key"),
    [
        ("mastodon", {"platform": ...}, "platform", "missing"),
        ("mastodon", {"platform": "twitter"}, "platform", "enum"),
        ("mastodon", {"platform": 7}, "platform", "enum"),
        ("bluesky", {}, "platform", "credential-platform"),
        ("mastodon", {"access_token": ...}, "access_token", "missing"),
        ("mastodon", {"access_token": None}, "access_token", "string-type"),
        ("mastodon", {"access_token": ""}, "access_token", "string-too-short"),
        ("mastodon", {"access_token": "x" * 4097}, "access_token", "string-too-long"),
        ("mastodon", {"access_token": f"{TOKEN}\n"}, "access_token", "secret.unprintable"),
        ("mastodon", {"access_token": f"Bearer {TOKEN}"}, "access_token", "secret.unprintable"),
        ("mastodon", {"access_token": f"{TOKEN}ß"}, "access_token", "secret.unprintable"),
        ("mastodon", {"app_password": TOKEN}, "app_password", "unknown-field"),
        ("mastodon", {"endpoint": ...}, "endpoint", "missing"),
        ("mastodon", {"endpoint": "social.example"}, "endpoint", "url.invalid"),
        ("mastodon", {"endpoint": "ftp://social.example"}, "endpoint", "url.invalid"),
        ("mastodon", {"endpoint": "http://social.example"}, "endpoint", "endpoint-without-tls"),
        ("mastodon", {"endpoint": f"https://x:{TOKEN}@social.example"}, "endpoint", "endpoint.decorated"),
        ("mastodon", {"endpoint": f"https://social.example?t={TOKEN}"}, "endpoint", "endpoint.decorated"),
        ("mastodon", {"endpoint": f"https://social.example#{TOKEN}"}, "endpoint", "endpoint.decorated"),
        ("mastodon", {"endpoint": "https://social.example/@land"}, "endpoint", "endpoint.path"),
        ("mastodon", {"expires_at": "2020-01-01T00:00:00Z"}, "expires_at", "time.past"),
        ("mastodon", {"expires_at": "bald"}, "expires_at", "time.invalid"),
        ("bluesky", {"identifier": ...}, "identifier", "missing"),
        ("bluesky", {"identifier": "land example"}, "identifier", "secret.unprintable"),
        ("webhook", {"signing_secret": "kurz"}, "signing_secret", "secret.signing"),
        ("webhook", {"signing_secret": "whsec_a2V5"}, "signing_secret", "secret.signing"),
        ("webhook", {"signing_secret": SIGNING[6:]}, "signing_secret", "secret.signing"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_never_quoted(
    everyone, channel, sealed_rows, platform, changes, field, key
):
    told = everyone("kanal").put(path(channel), body(platform, **changes))
    issues = assert_problem(told, 422)["issues"]
    assert [(issue["field"], issue["key"]) for issue in issues] == [(field, key)]
    assert TOKEN not in told.text
    assert sealed_rows(channel) == []


def test_an_address_that_the_installation_itself_names_needs_no_tls(everyone, channel):
    kanal = everyone("kanal")
    with installed_with(private_hosts="127.0.0.1:3000"):
        assert kanal.put(path(channel), body(endpoint="http://127.0.0.1:3000/")).status_code == 200
        told = kanal.put(path(channel), body(endpoint="http://127.0.0.1:3001"))
    assert_problem(told, 422, "endpoint-without-tls")


def test_without_a_key_nothing_is_stored_and_the_operator_is_named(everyone, channel, tmp_path):
    with installed_with(public_keys=tmp_path):
        told = assert_problem(everyone("kanal").put(path(channel), body()), 503, "no-sealing-key")
    assert "redaktion key new" in told["detail"]
    assert everyone("kanal").get(f"/channels/{channel}").json()["credentials"] is None


@pytest.mark.req("LI-05")
def test_if_match_keeps_from_replacing_what_one_has_not_seen(everyone, channel):
    kanal = everyone("kanal")
    seen = kanal.get(f"/channels/{channel}").headers["ETag"]
    first = kanal.put(path(channel), body(), if_match=seen)
    assert first.status_code == 200
    assert first.headers["ETag"] == kanal.get(f"/channels/{channel}").headers["ETag"] != seen
    assert_problem(kanal.put(path(channel), body(), if_match=seen), 412, "stale")
    assert_problem(kanal.delete(path(channel), if_match=seen), 412, "stale")
    assert kanal.get(f"/channels/{channel}").json() == first.json()
    assert kanal.delete(path(channel), if_match=first.headers["ETag"]).status_code == 204


@pytest.mark.req("CC-05")
def test_no_answer_of_any_route_has_a_field_for_a_secret():
    from app.main import create_app

    whole = create_app().openapi()
    secret = {"wrapped_key", "nonce", "ciphertext", "secrets"} | {
        name
        for model in ("MastodonIn", "BlueskyIn", "WebhookIn")
        for name in whole["components"]["schemas"][model]["properties"]
    } - {"platform", "endpoint", "expires_at"}
    assert secret >= {"access_token", "app_password", "signing_secret"}
    found = {
        (route, name)
        for route, operations in whole["paths"].items()
        for operation in operations.values()
        for answer in operation["responses"].values()
        for name in names_in(answer, whole, set())
        if name in secret
    }
    assert found == {("/api/v1/auth/token", "access_token")}, "one's own sign-in is the one exception"


def names_in(schema, whole, seen):
    """All names of fields in a schema, through every reference."""
    if isinstance(schema, list):
        for part in schema:
            yield from names_in(part, whole, seen)
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if reference and reference not in seen:
        seen.add(reference)
        yield from names_in(reduce(getitem, reference.split("/")[1:], whole), whole, seen)
    yield from schema.get("properties", {})
    for part in schema.values():
        yield from names_in(part, whole, seen)


def test_the_ways_to_a_secret_are_all_seen_by_that_test():
    schemas = {"A": {"properties": {"b": {"items": {"$ref": "#/components/schemas/B"}}}}, "B": {}}
    schemas["B"] = {"anyOf": [{"properties": {"c": {"$ref": "#/components/schemas/A"}}}]}
    assert set(names_in({"$ref": "#/components/schemas/A"}, {"components": {"schemas": schemas}}, set())) == {
        "b",
        "c",
    }


def test_credentials_may_expire_soon(everyone, channel):
    assert everyone("kanal").put(path(channel), body(expires_at=soon(60))).status_code == 200
