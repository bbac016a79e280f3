"""The whole of docker-compose.yml, built and started: python3 dev.py compose-test. It is not part of `test`.

One office for all steps, in this order: bringing it up takes longer than all of them.
"""

import json
import shutil
import socket
import ssl
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from tests.conftest import PASSWORD
from tests.deploy.containers import PROJECT, Containers, Nurse, what_is_missing
from tests.embedded.conftest import free_port, wait_until
from tests.factories import Person, soon
from tests.pictures import picture

PEOPLE = {
    "mb": ("ministry_editor", "MB"),
    "desk1": ("central_editor", "StK"),
}
PUBLISHERS = ("dispatcher", "publish", "remove", "prepare", "reconcile", "preflight", "notify")
KNOCK = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 3); print('open')"
PLAIN = (
    "import sys, psycopg; psycopg.connect(sys.argv[1].replace('verify-full', 'disable'), connect_timeout=5)"
)


@pytest.fixture(scope="module")
def office():
    missing = what_is_missing()
    if missing:
        pytest.exit(missing, returncode=1)
    folder = Path(tempfile.mkdtemp(prefix="redaktion-trial-"))
    containers = Containers(folder, free_port(), free_port())
    nurse = Nurse(containers)
    try:
        containers.build()
        containers.by_hand("setup")
        nurse.start()
        containers.start()
        with httpx2.Client(
            base_url=containers.address,
            verify=ssl.create_default_context(cafile=str(folder / "secrets" / "ca.pem")),
            timeout=30,
        ) as client:
            containers.client = client
            yield containers
    finally:
        containers.keep_logs()
        with suppress(AssertionError):
            containers.down()
        nurse.dismiss()
        shutil.rmtree(folder)


def test_a_post_goes_its_way_through_the_door(office):
    office.by_hand("office", "register", "load")
    channel = ("channel", "add", "--platform", "portal", "--organisation", "StK", "--label", "Landesportal")
    office.by_hand("office", *channel, "--since", "2026")
    for name, (role, organisation) in PEOPLE.items():
        words = ("--name", f"{name} Beispiel", "--role", role, "--organisation", organisation)
        office.by_hand(
            "office", "user", "add", f"{name}@redaktion.example", *words, REDAKTION_PASSWORD=PASSWORD
        )
    office.mb, office.desk = (Person(office.client, name) for name in PEOPLE)
    refused = office.desk.get("/posts")
    assert (refused.status_code, refused.json()["key"]) == (403, "second-factor-missing")
    office.codes = office.desk.enrol()
    publish(office)


def publish(office, within_s=60):
    """Let a post go its whole way, and see it stand on the portal at its second and not before."""
    see_published(office, approve(office), within_s)


def approve(office, in_s=5):
    """Let a post be written and approved, and return its one delivery."""
    post = office.mb.submit(office.mb.write(at=soon(in_s)))
    [delivery] = office.desk.approve(post)["deliveries"]
    return delivery


def see_published(office, delivery, within_s=60):
    """See a delivery stand on the portal at its second and not before."""
    due = datetime.fromisoformat(delivery["due_at"])
    page = f"/portal/posts/{delivery['id']}"
    while office.client.get(page).status_code != 200:
        assert (datetime.now(UTC) - due).total_seconds() < within_s
        time.sleep(0.05)
    assert datetime.now(UTC) >= due
    assert "(MB)" in office.client.get(page).text


@pytest.mark.req("SS-02")
def test_only_publishers_find_a_way_out(office):
    with socket.create_server(("0.0.0.0", 0)) as outside:  # noqa: S104 - it stands for the world
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(("192.0.2.1", 9))
            address = (asked.getsockname()[0], str(outside.getsockname()[1]))
        for service in ("web", "housekeeping", "beat", "watcher", *PUBLISHERS):
            knocked = office.inside(service, "python", "-c", KNOCK, *address)
            assert ("open" in knocked.stdout) is (service in PUBLISHERS), service
        for service in ("postgres", "valkey"):
            knocked = office.inside(service, "bash", "-c", f"exec 3<>/dev/tcp/{address[0]}/{address[1]}")
            assert "unreachable" in knocked.stderr, service


@pytest.mark.req("CO-02")
def test_each_reaches_only_whom_it_needs(office):
    for service, other, port, is_open in (
        ("web", "postgres", "5432", True),
        ("web", "publish", "6379", False),
        ("publish", "valkey", "6379", True),
    ):
        knocked = office.inside(service, "python", "-c", KNOCK, other, port)
        assert ("open" in knocked.stdout) is is_open, (service, other)
    for other in ("postgres/5432", "valkey/6379"):
        assert office.inside("proxy", "bash", "-c", f"exec 3<>/dev/tcp/{other}").returncode != 0


@pytest.mark.req("CO-02")
def test_the_web_process_counts_in_the_broker_and_cannot_ring_there(office):
    ring = (
        "import redis; from app.settings import settings\n"
        "with redis.from_url(settings().broker_url) as broker:\n"
        "    broker.set('throttle:trial', 1, ex=5)\n"
        "    broker.lpush('publish', 'x')\n"
    )
    tried = office.inside("web", "python", "-c", ring)
    assert "NoPermissionError" in tried.stderr
    assert "lpush" in tried.stderr
    assert "throttle.store_gone" not in office.podman("logs", office.one("web")).stdout


@pytest.mark.req("CO-02")
def test_nobody_talks_to_database_or_broker_in_the_clear(office):
    address = (office.secrets / "app_database_url").read_text().replace("+psycopg", "")
    refused = office.inside("web", "python", "-c", PLAIN, address)
    assert "no encryption" in refused.stderr
    talk = "exec 3<>/dev/tcp/valkey/6379; printf 'PING\\r\\n' >&3; timeout 3 head -c 5 <&3"
    assert "PONG" not in office.inside("publish", "bash", "-c", talk).stdout
    query = "select usename, ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename like 'redaktion%'"
    rows = office.inside("postgres", "psql", "-U", "postgres", "-Atc", query, check=True).stdout.split()
    assert {row.split("|")[1] for row in rows} == {"t"}
    assert {row.split("|")[0] for row in rows} == {"redaktion_app", "redaktion_publisher"}


@pytest.mark.req("CO-01")
def test_every_container_is_without_rights_on_a_root_it_cannot_write(office):
    for service, terms in office.file["services"].items():
        for name in office.names(service):
            status = dict(
                line.split(":\t", 1)
                for line in office.podman("exec", name, "cat", "/proc/self/status").stdout.splitlines()
                if ":\t" in line
            )
            assert status["Uid"].split() == [terms["user"].split(":")[0]] * 4, service
            assert {int(status[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {0}
            assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2"), service
            for place in ("/", "/usr/bin/", "/opt/"):
                tried = office.podman("exec", name, "sh", "-c", f"echo > {place}x", check=False)
                assert tried.returncode != 0, (service, place)
            assert office.podman("exec", name, "sh", "-c", "echo > /tmp/x", check=False).returncode == 0


@pytest.mark.req("CC-02", "CC-03")
def test_no_secret_is_in_an_environment_and_web_has_no_private_key(office):
    planted = {
        part
        for path in office.secrets.rglob("*")
        if path.is_file() and path.name.endswith(("_url", "_token", "_password", "_key"))
        for part in path.read_text().replace("@", ":").split(":")
        if len(part) == 43
    }
    assert len(planted) == 8
    for service in office.file["services"]:
        for name in office.names(service):
            known = json.dumps(office.look(name)) + office.podman("logs", name).stdout
            assert not any(secret in known for secret in planted), service
    for service in ("web", "housekeeping", "beat", "watcher", "proxy"):
        assert office.inside(service, "sh", "-c", "ls /run/keys/private/*").returncode != 0
    assert "private.pem" in office.inside("publish", "sh", "-c", "ls /run/keys/private/*").stdout


@pytest.mark.req("BR-05")
def test_figures_are_not_to_be_had_through_the_door_but_with_the_bearer_inside(office):
    token = (office.secrets / "metrics_token").read_text()
    assert office.client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 404
    ask = (
        "import sys, urllib.request as u; r = u.Request('http://web:8000/metrics', headers={'Authorization': sys.argv[1]});"
        "print(u.urlopen(r, timeout=10).read().decode())"
    )
    figures = office.inside("housekeeping", "python", "-c", ask, f"Bearer {token}", check=True).stdout
    assert 'part="publish"' in figures
    assert "redaktion_invariant_violations 0.0" in figures
    assert office.inside("housekeeping", "python", "-c", ask, "Bearer falsch").returncode != 0


@pytest.mark.req("BR-01")
def test_the_door_adds_its_headers_to_its_own_refusals_only(office):
    for path in ("/metrics", "/portal"):
        answer = office.client.get(path)
        for header in ("strict-transport-security", "content-security-policy", "x-content-type-options"):
            assert len(answer.headers.get_list(header)) == 1, (path, header)
        assert "nginx/" not in answer.headers["server"]
    assert office.client.post("/api/v1/posts", content=bytes(25 * 1024 * 1024)).status_code == 413


def test_plain_http_leads_to_the_door(office):
    answer = httpx2.get(f"{office.plain_address}/portal?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"][:6]) == (301, "https:")


@pytest.mark.req("CO-03")
def test_a_worker_that_stands_still_is_unhealthy_in_ninety_seconds_and_comes_back(office):
    name = office.one("publish")
    signal_worker(office, "publish", "STOP")
    wait_until(lambda: office.health(name) == "unhealthy", 90)
    publish(office)
    signal_worker(office, "publish", "CONT")
    wait_until(lambda: office.health(name) == "healthy", 120)


def test_a_killed_worker_comes_back_and_works(office):
    name = office.one("publish")
    before = office.look(name)["State"]["Pid"]
    signal_worker(office, "publish", "KILL")
    wait_until(lambda: office.names("publish") and office.look(name)["State"]["Pid"] not in {0, before}, 60)
    publish(office)
    wait_until(lambda: office.health(name) == "healthy", 90)


def signal_worker(office, service, signal):
    """Send a signal to the Python process in a container, not to the one that watches over it."""
    send = (
        "import os, signal, pathlib\n"
        "for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):\n"
        f"    if b'app.cli' in path.read_bytes() and path.parent.name not in ('1', str(os.getpid())):\n"
        f"        os.kill(int(path.parent.name), signal.SIG{signal})"
    )
    office.inside(service, "python", "-c", send)


@pytest.mark.req("BK-01", "BK-02")
def test_what_was_lost_comes_back_from_the_backup_and_nothing_leaves_it(office):
    office.inside("postgres", "/etc/redaktion/backup", check=True)
    [copy] = office.backup.glob("database/base/*")
    delivery = approve(office, in_s=10)
    before = ask(office, "select clock_timestamp()")
    see_published(office, delivery)
    see_archived(office)
    assert "Probe: " in office.by_hand("restore", "--trial")

    office.stop()
    assert copy.name in office.by_hand("restore", copy.name, before)
    office.start()
    row = f"from delivery where id = '{delivery['id']}'"
    wait_until(lambda: ask(office, f"select hold_reason {row}") == "restored", 60)
    assert ask(office, f"select attempts {row}") == "0"
    assert office.client.get(f"/portal/posts/{delivery['id']}").status_code == 404
    assert ask(office, "select mode from publishing_control") == "restore"
    ask(office, "update publishing_control set mode = 'normal'")
    see_archived(office)
    assert "unversehrt" in office.by_hand("office", "audit", "verify")


def see_archived(office):
    """See that what was written until now is in the backup a minute later."""
    last = ask(office, "select pg_walfile_name(pg_current_wal_insert_lsn())")
    wait_until((office.backup / "database" / "wal" / f"{last}.gz").exists, 75)


def ask(office, query):
    """Ask the database as its administrator does, in its container."""
    words = ("psql", "-U", "postgres", "-d", "redaktion", "-Atqc", query)
    return office.inside("postgres", *words, check=True).stdout.strip()


def test_two_web_processes_and_two_publishers_share_the_work(office):
    for service in ("web", "publish"):
        office.compose("up", "--detach", "--no-deps", "--no-build", "--scale", f"{service}=2", service)
        wait_until(lambda service=service: len(office.names(service)) == 2, 60)
        for name in office.names(service):
            wait_until(lambda name=name: office.health(name) == "healthy", 120)
    office.mb = Person(office.client, "mb")
    office.desk = Person(office.client, "desk1", otp=office.codes.now())
    publish(office)
    wait_until(lambda: all_answer(office), 60)
    signal_worker(office, "web", "KILL")
    for _ in range(20):
        assert office.client.get("/portal").status_code == 200
    wait_until(lambda: [office.health(name) for name in office.names("web")] == ["healthy"] * 2, 90)


def all_answer(office):
    """Ask a few times, and tell whether every web process has answered a request of ours."""
    for _ in range(10):
        office.client.get("/portal")
    return all("request.answered" in office.podman("logs", name).stdout for name in office.names("web"))


def test_without_its_broker_publication_goes_on(office):
    office.compose("stop", "valkey")
    publish(office)
    office.compose("start", "valkey")
    office.wait_for("valkey", "service_healthy")
    for name in office.names("publish"):
        wait_until(lambda name=name: office.health(name) == "healthy", 150)


def test_an_image_is_kept_by_web_read_by_publishers_and_saved(office):
    image = office.mb.media(picture())
    assert office.mb.get(f"/media/{image['id']}/file").status_code == 200
    kept = f"find /var/lib/redaktion/media -name {image['sha256']}"
    for service in ("web", "publish"):
        assert image["sha256"] in office.inside(service, "sh", "-c", kept).stdout
    assert office.inside("publish", "sh", "-c", "echo > /var/lib/redaktion/media/x").returncode != 0
    office.save_files()
    [saved] = office.backup.glob(f"files/media/*/{image['sha256']}")
    assert sha256(saved.read_bytes()).hexdigest() == image["sha256"]


def test_a_new_pair_of_keys_is_made_and_taken_up(office):
    for words in (("new",), ("rotate",), ("list",)):
        said = office.by_hand("keys", "key", *words)
    assert "Schlüssel 2: öffentlich, privat; 0 Zugangsdaten" in said
    assert "2.public.pem" in office.inside("web", "sh", "-c", "ls /run/keys/public").stdout


def test_the_record_is_whole_and_kept_outside_the_database(office):
    assert "unversehrt" in office.by_hand("office", "audit", "verify")
    call = "from app.workers.housekeeping import keep_head; keep_head()"
    office.inside("housekeeping", "python", "-c", call, check=True)
    for service in ("web", "watcher"):
        assert office.inside(service, "cat", "/var/lib/record/audit-heads.jsonl", check=True).stdout
        assert office.inside(service, "touch", "/var/lib/record/audit-heads.jsonl").returncode != 0


def test_the_watcher_looks_and_finds_nothing(office):
    looked = "select count(*) from rule_look where error is null and looked_at > now() - interval '2 hours'"
    assert int(ask(office, looked)) >= 10
    assert int(ask(office, "select count(*) from finding where subject_id = 'web' and ended_at is null")) == 0


def test_logs_are_lines_of_json(office):
    for service in ("web", "dispatcher", "publish", "housekeeping", "beat", "watcher"):
        for name in office.names(service):
            lines = office.podman("logs", name).stdout.splitlines()
            assert all(json.loads(line)["timestamp"].endswith("Z") for line in lines), service


def test_asked_to_leave_every_process_leaves_in_order_and_nothing_stays(office):
    names = [name for service in ("web", "dispatcher", "publish", "beat") for name in office.names(service)]
    assert len(names) == 6
    office.stop()
    for name in names:
        assert office.look(name)["State"]["ExitCode"] in {0, 143}, name
    office.down()
    for what, name in (("ps --all", "Names"), ("network ls", "Name"), ("volume ls", "Name")):
        assert PROJECT not in office.podman(*what.split(), "--format", f"{{{{.{name}}}}}").stdout
