"""The way out: what is never called, what is pinned, and what the caller learns when it breaks."""

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from app import egress
from app.clock import boot_time
from app.egress import Answer, Egress, ForbiddenError, LostError, NotSentError, is_public
from tests.channels.ugly import SILENT_S, Ugly, listen

PUBLIC = "93.184.215.14"
FORBIDDEN_ADDRESSES = [
    "0.0.0.0", "0.1.2.3",  # noqa: S104 - a destination here
    "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.1.2.3",
    "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "3fff::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
FORBIDDEN_URLS = [
    "", "kanal.example", "//kanal.example/", "file:///etc/passwd", "ftp://kanal.example/", "gopher://kanal.example/",
    "unix:///run/sock", "javascript:alert(1)", "https://", "https:///pfad", "http://", "https://kanal.example:22/",
    "https://kanal.example:6379/", "http://kanal.example:8080/", "https://kanal.example:0/", "https://kanal.example:-1/",
    "https://kanal.example:99999/", "https://user@kanal.example/", "https://user:word@kanal.example/",
    "https://kanal.example@127.0.0.1/", "https://kanal.example%2f@127.0.0.1/", "https://exa mple/",
    "https://kanal.example/\r\nX-Evil: 1", "https://[::1/", "https://[fe80::1%25eth0/", "https://kanal.example:80a/",
]  # fmt: skip
SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "http://10.0.0.1/",
    "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://168.63.129.16/", "http://0.0.0.0/",
    "https://127.0.0.1/", "http://127.0.0.1:80/", "https://127.0.0.1:443/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
]  # fmt: skip


@pytest.fixture
def deadline():
    return boot_time() + 60


@pytest.fixture
def server():
    with Ugly() as server:
        yield server


@pytest.fixture
def way(server):
    return Egress(frozenset({server.host}))


@pytest.fixture
def resolver(monkeypatch):
    """A resolver whose answers a test scripts, one list of addresses a question."""
    asked, answers, real = [], [], socket.getaddrinfo

    def getaddrinfo(host, port, *rest, **named):
        if host.replace(".", "").isdigit():
            return real(host, port, *rest, **named)
        asked.append(host)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(egress.socket, "getaddrinfo", getaddrinfo)
    return asked, answers


@pytest.mark.req("SS-01")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_an_inner_address_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "2a00:1450::1", "64:ff9b::5db8:d70e"]
)
def test_an_outer_address_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.req("SS-01")
@pytest.mark.parametrize("url", FORBIDDEN_URLS)
def test_nobody_is_called_at_an_address_nobody_means_honestly(url, deadline, resolver):
    asked, answers = resolver
    answers.append([PUBLIC])
    with pytest.raises(ForbiddenError):
        Egress().send("GET", url, deadline=deadline)
    assert asked == []


@pytest.mark.req("SS-01")
@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_of_an_inner_address_leads_inside(url, deadline):
    with pytest.raises((ForbiddenError, NotSentError)) as refused:
        Egress().send("GET", url, deadline=deadline)
    assert isinstance(refused.value, ForbiddenError) or "not known" in str(refused.value)


@pytest.mark.req("SS-01")
def test_one_inner_address_among_outer_ones_is_enough_to_refuse(resolver, deadline):
    resolver[1].append([PUBLIC, "127.0.0.1"])
    with pytest.raises(ForbiddenError):
        Egress().send("GET", "https://kanal.example/", deadline=deadline)


@pytest.mark.req("SS-01")
def test_a_resolver_that_changes_its_answer_is_asked_only_once(resolver, deadline, monkeypatch):
    asked, answers = resolver
    answers += [[PUBLIC], ["127.0.0.1"]]
    connected = []

    def connect_tcp(_self, host, port, *_):
        connected.append((host, port))
        raise egress.httpcore2.ConnectError

    monkeypatch.setattr(egress.httpcore2.SyncBackend, "connect_tcp", connect_tcp)
    with pytest.raises(NotSentError):
        Egress().send("GET", "https://kanal.example/", deadline=deadline)
    assert asked == ["kanal.example"]
    assert connected == [(PUBLIC, 443)]


def test_the_next_address_is_tried_when_one_does_not_answer(way, server, resolver, deadline):
    resolver[1].append(["127.0.0.2", "127.0.0.1"])
    with Ugly() as only_here:
        named = Egress(frozenset({f"kanal.example:{only_here.port}"}))
        answer = named.send("GET", f"http://kanal.example:{only_here.port}/", deadline=deadline)
    assert answer.status == 200


@pytest.mark.req("SS-02")
def test_a_private_host_is_called_only_if_the_installation_names_it(server, deadline):
    url = f"http://{server.host}/"
    with pytest.raises(ForbiddenError):
        Egress().send("GET", url, deadline=deadline)
    assert server.requests == []
    assert Egress(frozenset({server.host})).send("GET", url, deadline=deadline).status == 200


@pytest.mark.req("SS-02")
def test_naming_one_port_does_not_open_another(server, deadline):
    for named in (f"127.0.0.1:{server.port + 1}", "127.0.0.1", "127.0.0.1:80", f"localhost:{server.port}"):
        with pytest.raises(ForbiddenError):
            Egress(frozenset({named})).send("GET", f"http://{server.host}/", deadline=deadline)


def test_the_name_stays_in_the_host_header(server, deadline, resolver):
    resolver[1].append(["127.0.0.1"])
    named = Egress(frozenset({f"kanal.example:{server.port}"}))
    named.send("GET", f"http://kanal.example:{server.port}/", deadline=deadline)
    assert server.requests[0].headers["host"] == f"kanal.example:{server.port}"


def test_tls_asks_for_the_name_and_a_stranger_gets_no_byte(deadline, resolver, monkeypatch):
    """A certificate nobody vouches for: the handshake shows the name, and fails before the request."""
    resolver[1].append(["127.0.0.1"])
    seen = []

    def read_hello(line):
        seen.append(line.recv(4096))
        line.close()

    with listen(read_hello) as port:
        named = Egress(frozenset({f"kanal.example:{port}"}))
        with pytest.raises(NotSentError):
            named.send("POST", f"https://kanal.example:{port}/", deadline=deadline, content=b"geheim")
    assert b"kanal.example" in seen[0]
    assert b"geheim" not in b"".join(seen)


def test_a_proxy_of_the_environment_is_not_used(way, server, deadline, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert way.send("GET", f"http://{server.host}/", deadline=deadline).status == 200


@pytest.mark.req("SS-01")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_not_a_way(way, server, deadline, status):
    server.mood = lambda line, _: line.answer(status, {"Location": f"http://{server.host}/inside"})
    assert way.send("GET", f"http://{server.host}/", deadline=deadline).status == status
    assert [request.path for request in server.requests] == ["/"]


def test_every_call_has_a_connection_of_its_own(way, server, deadline):
    for _ in range(3):
        way.send("GET", f"http://{server.host}/", deadline=deadline)
    assert len({request.client for request in server.requests}) == 3


def test_a_refused_connection_has_sent_nothing(deadline):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(NotSentError):
            Egress(frozenset({host})).send("POST", f"http://{host}/", deadline=deadline)


def test_a_name_that_is_not_known_has_sent_nothing(deadline):
    with pytest.raises(NotSentError):
        Egress().send("POST", "https://kanal.invalid/", deadline=deadline)


def test_a_resolver_that_hangs_does_not_hold_us(monkeypatch):
    over = threading.Event()

    def hang(*_, **__):
        over.wait(SILENT_S)
        raise OSError

    monkeypatch.setattr(egress.socket, "getaddrinfo", hang)
    begun = boot_time()
    with pytest.raises(NotSentError):
        Egress(connect_timeout_s=0.3).send("GET", "https://kanal.example/", deadline=begun + 600)
    assert boot_time() - begun < SILENT_S
    over.set()


def test_a_port_that_never_accepts_is_given_up_after_the_connect_timeout():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        host = f"127.0.0.1:{deaf.getsockname()[1]}"
        with filled_backlog(deaf.getsockname()):
            begun = boot_time()
            with pytest.raises(NotSentError):
                Egress(frozenset({host}), 0.3).send("GET", f"http://{host}/", deadline=begun + 600)
            assert boot_time() - begun < SILENT_S


@contextmanager
def filled_backlog(address):
    lines = [socket.socket() for _ in range(8)]
    for line in lines:
        line.settimeout(0)
        line.connect_ex(address)
    yield
    for line in lines:
        line.close()


def test_a_deadline_that_is_over_sends_nothing(way, server):
    with pytest.raises(NotSentError):
        way.send("POST", f"http://{server.host}/", deadline=boot_time() - 1)
    assert server.requests == []


@pytest.mark.parametrize("mood", ["silence", "cut", "half a status line", "nonsense"])
def test_after_the_first_byte_nobody_knows(way, server, mood):
    moods = {
        "silence": lambda line, _: line.wait(),
        "cut": lambda line, _: line.reset(),
        "half a status line": lambda line, _: line.raw(b"HTTP/1.1 20"),
        "nonsense": lambda line, _: line.raw(b"\x00\xff" * 100 + b"\r\n\r\n"),
    }
    server.mood = moods[mood]
    begun = boot_time()
    with pytest.raises(LostError):
        way.send("POST", f"http://{server.host}/", deadline=begun + 3, content=b"{}")
    assert boot_time() - begun < SILENT_S


def test_a_server_that_trickles_is_left_at_the_deadline(way, server):
    server.mood = lambda line, _: line.trickle(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000)
    begun = boot_time()
    with pytest.raises(LostError):
        way.send("POST", f"http://{server.host}/", deadline=begun + 3)
    assert boot_time() - begun < SILENT_S


def test_a_body_that_trickles_leaves_the_status_known(way, server):
    server.mood = lambda line, _: line.trickle(
        b"x" * 1000, after=b"HTTP/1.1 429 x\r\nContent-Length: 1000\r\n\r\n"
    )
    answer = way.send("POST", f"http://{server.host}/", deadline=boot_time() + 3)
    assert (answer.status, answer.is_whole) == (429, False)


@pytest.mark.req("SS-03")
def test_ten_megabytes_are_not_read(way, server, deadline):
    server.mood = lambda line, _: line.answer(200, {}, b"x" * 10_000_000)
    answer = way.send("GET", f"http://{server.host}/", deadline=deadline)
    assert (len(answer.body), answer.is_whole) == (1_000_000, False)


@pytest.mark.req("SS-03")
def test_an_endless_header_is_not_read(way, server):
    server.mood = lambda line, _: line.raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000)
    with pytest.raises(LostError):
        way.send("GET", f"http://{server.host}/", deadline=boot_time() + 3)


@pytest.mark.req("SS-03")
def test_a_small_answer_that_would_unfold_into_a_huge_one_is_not_unfolded(way, server, deadline):
    import gzip

    server.mood = lambda line, _: line.answer(
        200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 50_000_000)
    )
    answer = way.send("GET", f"http://{server.host}/", deadline=deadline)
    assert (answer.body, answer.is_whole) == (b"", False)
    assert server.requests[0].headers["accept-encoding"] == "identity"


def test_a_status_is_kept_when_the_body_breaks_off(way, server, deadline):
    server.mood = lambda line, _: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalb")
    answer = way.send("GET", f"http://{server.host}/", deadline=deadline)
    assert answer == Answer(200, {"content-length": "100"}, b"halb", is_whole=False)


def test_a_header_that_cannot_be_written_down_sends_nothing(way, server, deadline):
    for value in ("ein\r\nX-Evil: 1", "ein\x00", "Schlüssel", "☃"):
        with pytest.raises(ForbiddenError):
            way.send("POST", f"http://{server.host}/", deadline=deadline, headers={"Authorization": value})
    assert server.requests == []


def test_what_the_other_side_says_stands_in_no_error(way, server, deadline):
    server.mood = lambda line, _: line.raw(b"<script>alert(1)</script>\r\n\r\n")
    with pytest.raises(LostError) as lost:
        way.send("GET", f"http://{server.host}/", deadline=deadline)
    assert "script" not in str(lost.value)
