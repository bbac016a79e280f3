"""Limits per account, address and token, also when the shared counters are gone (SECURITY AU-10, LI-01)."""

import pytest
from fastapi.testclient import TestClient
from redis import Redis

from app import clock
from app.actions import sign_in
from app.embedded.valkey import Valkey
from app.errors import TooOftenError
from app.settings import Settings, settings
from app.throttle import STORE_REST_S, Throttle, site_of
from tests.api.parts import assert_problem, limited
from tests.conftest import PASSWORD
from tests.embedded.conftest import make_data_dir
from tests.factories import API, Person, Program, soon

LIMITS = {"sign_ins_per_account": 10, "sign_ins_per_address": 50}
FIVE_MINUTES = 300


@pytest.fixture
def store():
    """Counters that nobody has used yet."""
    with make_data_dir() as folder:
        server = Valkey(folder)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def doors(office, store):
    """Clients of the office from as many addresses as wanted, with the limits that an installation has."""
    from app.main import serve

    with limited(**LIMITS, broker_url=store.url()):
        yield lambda address="192.0.2.1": TestClient(serve(), client=(address, 5000))


def try_door(door, email="mb@redaktion.example", password="geraten", **headers):  # noqa: S107 - it opens nothing
    return door.post(f"{API}/auth/token", json={"email": email, "password": password}, headers=headers)


@pytest.mark.req("AU-10")
def test_of_a_hundred_tries_ten_are_looked_at_whether_or_not_the_account_exists(doors):
    told = []
    for email in ("mb@redaktion.example", "niemand@redaktion.example"):
        answers = [try_door(doors(f"192.0.2.{number}"), email) for number in range(100)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 90
        for answer in answers[10:]:
            assert_problem(answer, 429, "too-often")
            assert 1 <= int(answer.headers["retry-after"]) <= FIVE_MINUTES
        told.append((answers[0].json(), answers[10].json()["title"]))
    assert told[0] == told[1]


@pytest.mark.req("AU-10")
def test_the_right_password_does_not_help_once_the_tries_are_used_up(doors):
    door = doors()
    for _ in range(10):
        assert try_door(door, " MB@Redaktion.example").status_code == 401
    assert_problem(try_door(door, password=PASSWORD), 429, "too-often")
    assert try_door(door, "mw@redaktion.example", PASSWORD).status_code == 200


@pytest.mark.req("AU-10")
def test_one_address_cannot_try_many_accounts_and_no_header_makes_it_another(doors):
    door = doors()
    codes = [try_door(door, f"p{number}@redaktion.example").status_code for number in range(60)]
    assert codes == [401] * 50 + [429] * 10
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert_problem(try_door(door, "neu@redaktion.example", **{header: "198.51.100.7"}), 429)
    assert try_door(doors("192.0.2.2"), "neu@redaktion.example").status_code == 401


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_whoever_has_one_ipv6_address_has_its_whole_network(address, site):
    assert site_of(address) == site


@pytest.mark.req("AU-10")
def test_a_password_is_checked_whether_or_not_the_account_exists(doors, monkeypatch):
    checked, check = [], sign_in.is_right_password

    def watch(password_hash, password):
        checked.append(password_hash.split("$")[1:4])
        return check(password_hash, password)

    monkeypatch.setattr(sign_in, "is_right_password", watch)
    for email in ("mb@redaktion.example", "niemand@redaktion.example"):
        assert try_door(doors(), email).status_code == 401
    known, unknown = checked
    assert known[0] == unknown[0] == "argon2id"


@pytest.mark.req("LI-01")
def test_a_token_has_its_own_limit(doors):
    mb = Person(doors(), "mb")
    body = {"name": "T", "scopes": ["posts:read"], "expires_at": soon(86400)}
    first, second = (Program(mb.client, mb.post("/tokens", body).json()["token"]) for _ in range(2))
    with limited(requests_per_token=5):
        assert [first.get("/posts").status_code for _ in range(5)] == [200] * 5
        answer = first.get("/posts")
        assert_problem(answer, 429, "too-often")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert second.get("/posts").status_code == 200
        assert mb.get("/posts").status_code == 200


@pytest.mark.req("LI-01")
def test_an_account_has_its_limit_over_all_its_sign_ins_and_a_lower_one_for_what_costs(doors):
    first, second, other = (Person(doors(), name) for name in ("mb", "mb", "mb.lead"))
    post = other.write()
    with limited(requests_per_account=6, costly_requests=2):
        assert first.get("/posts", q="Tablets").status_code == 200
        assert second.post(f"/posts/{post['id']}/check").status_code == 200
        for answer in (first.get("/posts", q="Tablets"), second.post(f"/posts/{post['id']}/check")):
            assert_problem(answer, 429, "too-often")
        assert [first.get("/posts").status_code for _ in range(3)] == [200, 200, 429]
        assert_problem(second.get("/me"), 429, "too-often")
        assert other.get("/me").status_code == 200


def refusals(limits, tries, who="mb"):
    """Which of the tries were refused."""
    found = []
    for _ in range(tries):
        try:
            limits.count(limits.sign_in_by_account, who)
            found.append(False)
        except TooOftenError:
            found.append(True)
    return found


@pytest.mark.req("LI-01")
def test_all_web_processes_count_together_and_each_alone_when_the_store_is_gone(store):
    some = Settings(broker_url=store.url(), sign_ins_per_account=10)
    first, second = Throttle(some), Throttle(some)
    assert refusals(first, 6) == [False] * 6
    assert refusals(second, 6) == [False] * 4 + [True] * 2
    store.stop()
    assert refusals(first, 6) == [False] * 4 + [True] * 2, "its own six were not forgotten"
    assert refusals(second, 10) == [False] * 4 + [True] * 6
    assert refusals(first, 12, "mw") == [False] * 10 + [True] * 2


@pytest.mark.req("LI-01")
def test_signing_in_goes_on_with_limits_while_the_store_is_gone_and_the_store_counts_again_later(
    doors, store, monkeypatch
):
    door = doors()
    assert try_door(door, password=PASSWORD).status_code == 200
    store.stop()
    codes = [try_door(door).status_code for _ in range(12)]
    assert codes == [401] * 9 + [429] * 3
    store.start()
    other = Throttle(settings())
    assert refusals(other, 5, "mw@redaktion.example") == [False] * 5
    later = clock.boot_time() + STORE_REST_S
    monkeypatch.setattr(clock, "boot_time", lambda: later)
    codes = [try_door(door, "mw@redaktion.example").status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


def test_no_address_and_no_account_is_readable_in_the_store(doors, store):
    try_door(doors("192.0.2.77"))
    with Redis(unix_socket_path=str(store.socket)) as counters:
        keys = counters.keys("*")
    assert len(keys) == 2
    assert not any(b"redaktion.example" in key or b"192.0.2" in key for key in keys)
