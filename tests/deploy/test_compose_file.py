"""docker-compose.yml keeps what SECURITY promises of containers; compose-test shows that it also runs."""

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from app.settings import Settings
from app.workers.celery_app import QUEUES, celery

ROOT = Path(__file__).resolve().parents[2]
FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = FILE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
BY_HAND = {name for name, terms in SERVICES.items() if "profiles" in terms}
RUNNING = {name: terms for name, terms in SERVICES.items() if name not in BY_HAND | {"migrate"}}
PUBLISHERS = {"dispatcher", "publish", "remove", "prepare", "reconcile", "preflight", "notify"}
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

everybody = pytest.mark.parametrize("name", SERVICES)


def secrets_of(name):
    """What a container finds in /run/secrets: name there -> name in the file."""
    return {
        row.get("target", row["source"]) if isinstance(row, dict) else row: row["source"]
        if isinstance(row, dict)
        else row
        for row in SERVICES[name].get("secrets", [])
    }


def mounts_of(name):
    return {row.split(":")[-2 if row.endswith(":ro") else -1] for row in SERVICES[name].get("volumes", [])}


def seconds(text):
    return int(text.removesuffix("s"))


@pytest.mark.parametrize(
    "name",
    [
        "docker-compose.yml",
        "deploy/first-machine.yml",
        "deploy/further-machine.yml",
        "deploy/own-database.yml",
    ],
)
def test_it_keeps_to_the_schema_of_compose_files(name):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*command, ROOT / name], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["further-machine", "own-database"])
def test_what_is_elsewhere_is_reached_through_a_relay_alone(name):
    beside = yaml.safe_load((ROOT / "deploy" / f"{name}.yml").read_text(encoding="utf-8"))
    assert set(beside) == {"services"}  # the networks stay as closed as they are
    assert set(beside["services"]) == {"relay"}
    relay = beside["services"]["relay"]
    assert set(relay["networks"]) <= {"data", "bell", "out"}
    for term in (
        "user",
        "read_only",
        "cap_drop",
        "security_opt",
        "mem_limit",
        "cpus",
        "pids_limit",
        "logging",
    ):
        assert relay[term] == SERVICES["proxy"][term]


def test_the_first_machine_opens_what_the_others_need():
    further = yaml.safe_load((ROOT / "deploy" / "further-machine.yml").read_text(encoding="utf-8"))
    first = yaml.safe_load((ROOT / "deploy" / "first-machine.yml").read_text(encoding="utf-8"))
    networks = further["services"]["relay"]["networks"]
    assert {name for terms in networks.values() for name in terms.get("aliases", [])} == set(
        first["services"]
    )
    for name, terms in first["services"].items():
        assert set(SERVICES[name]["networks"]) < set(terms["networks"])


def test_every_queue_has_its_worker_and_every_worker_its_queue():
    workers = {
        name: terms["command"][1:]
        for name, terms in SERVICES.items()
        if terms.get("command", [""])[0] == "worker"
    }
    assert sorted(queue for queues in workers.values() for queue in queues) == sorted(QUEUES)
    assert all(queues == [name] for name, queues in workers.items())
    assert {"postgres", "valkey", "migrate", "web", "dispatcher", "beat", "proxy"} <= set(SERVICES)


@pytest.mark.req("CO-01")
@everybody
def test_a_container_has_no_rights_and_cannot_write_its_root(name):
    terms = SERVICES[name]
    assert terms["read_only"] is True
    assert terms["cap_drop"] == ["ALL"]
    assert terms["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "devices", "pid", "ipc", "userns_mode"} & set(terms)
    assert any(mount.startswith("/tmp:") for mount in terms["tmpfs"])  # noqa: S108 - inside the container
    number, group = terms["user"].split(":")
    assert (number, group) in {("10001", "10001"), ("999", "999")} or name == "setup"
    assert "cap_add" not in terms or name == "setup"


def test_only_the_preparation_is_root_and_it_has_no_network():
    terms = SERVICES["setup"]
    assert (terms["user"], terms["network_mode"]) == ("0:0", "none")
    assert terms["volumes"] == [
        "${REDAKTION_SECRETS:-./secrets}:/secrets",
        "${REDAKTION_BACKUP:-./backup}:/backup",
    ]


@pytest.mark.req("CO-01")
@everybody
def test_a_container_has_limits(name):
    terms = SERVICES[name]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(terms)
    assert terms["logging"]["options"]["max-size"]


@pytest.mark.req("CO-01")
@everybody
def test_an_image_is_named_by_version(name):
    image = re.sub(r"\$\{\w+:-(.+)\}", r"\1", SERVICES[name]["image"])
    _, _, tag = image.rpartition(":")
    assert re.match(r"\d", tag), image
    if image.startswith("redaktionssystem"):
        assert tag == VERSION


@pytest.mark.req("SS-02")
def test_only_publishers_and_the_door_have_a_way_out():
    outward = {name for name, terms in FILE["networks"].items() if not terms.get("internal")}
    assert outward == {"door", "out"}
    leaving = {name for name, terms in SERVICES.items() if outward & set(terms.get("networks", []))}
    assert leaving == PUBLISHERS | {"proxy"}
    assert all("networks" in terms or terms.get("network_mode") == "none" for terms in SERVICES.values())
    assert {name for name, terms in SERVICES.items() if "ports" in terms} == {"proxy"}


@pytest.mark.req("CO-02")
def test_each_network_holds_only_whom_it_must():
    def members(network):
        return {name for name, terms in SERVICES.items() if network in terms.get("networks", [])}

    assert members("door") == {"proxy"}
    assert members("front") == {"proxy", "web", "watcher"}
    assert members("bell") == PUBLISHERS | {"valkey", "web", "housekeeping", "beat"}
    assert secrets_of("web")["redaktion_broker_url"] == "web_broker_url"
    assert members("data") == set(SERVICES) - {"proxy", "valkey", "setup", "restore"}
    assert SERVICES["restore"]["network_mode"] == "none"


@pytest.mark.req("CC-02")
@everybody
def test_no_secret_is_in_an_environment(name):
    environment = SERVICES[name].get("environment", {})
    assert not {key for key in environment if re.search("PASSWORD|TOKEN|_URL|KEY", key)} - {
        "POSTGRES_PASSWORD_FILE",
        "REDAKTION_BASE_URL",
        "REDAKTION_PUBLIC_KEYS",
        "REDAKTION_PRIVATE_KEYS",
        "REDAKTION_SECOND_FACTOR_KEY",
    }
    assert all(terms.keys() == {"file"} for terms in FILE["secrets"].values())
    assert set(secrets_of(name).values()) <= set(FILE["secrets"])


@pytest.mark.req("CC-03", "DB-01", "AU-05")
def test_keys_and_roles_are_where_they_belong():
    private = {name for name in SERVICES if "/run/keys/private" in mounts_of(name)}
    assert private == PUBLISHERS | {"keys"}
    assert private == {
        name for name in SERVICES if "REDAKTION_PRIVATE_KEYS" in SERVICES[name].get("environment", {})
    }
    role = {name: secrets_of(name).get("redaktion_database_url") for name in SERVICES}
    assert {name for name, held in role.items() if held == "publisher_database_url"} == PUBLISHERS | {"keys"}
    assert {name for name, held in role.items() if held == "app_database_url"} == {
        "web",
        "housekeeping",
        "beat",
        "watcher",
        "office",
        "migrate",
    }
    owners = {name for name in SERVICES if "owner_database_url" in secrets_of(name).values()}
    assert owners == {"migrate"}
    assert {name for name in SERVICES if "second_factor_key" in secrets_of(name)} == {"web"}
    assert SERVICES["web"]["environment"]["REDAKTION_SECOND_FACTOR_KEY"] == "/run/secrets/second_factor_key"
    assert not any("ca.key" in secrets_of(name).values() for name in SERVICES)


def test_images_are_written_by_web_cleaned_away_by_housekeeping_and_only_read_by_publishers():
    held = {
        name: [
            row for row in SERVICES[name].get("volumes", []) if row.startswith("${REDAKTION_MEDIA:-media}:")
        ]
        for name in SERVICES
    }
    assert {name for name, rows in held.items() if rows} == PUBLISHERS | {"web", "housekeeping"}
    assert all(rows[0].endswith(":ro") is (name in PUBLISHERS) for name, rows in held.items() if rows)


@pytest.mark.req("AC-04")
def test_the_ends_of_the_chain_are_written_by_housekeeping_and_read_where_it_is_checked():
    held = {
        name: [
            row.removeprefix("record:") for row in SERVICES[name].get("volumes", []) if row[:7] == "record:"
        ]
        for name in SERVICES
    }
    writing, reading = "/var/lib/redaktion", "/var/lib/record:ro"
    assert {name: rows for name, rows in held.items() if rows} == {
        "housekeeping": [writing],
        "office": [writing],
        "web": [reading],
        "watcher": [reading],
    }
    for name in ("web", "watcher"):
        assert SERVICES[name]["environment"]["REDAKTION_RECORD_DIR"] == "/var/lib/record"
    # whoever mounts the new volume first gives it its owner, so that the folder is the same everywhere
    assert "/var/lib/redaktion /var/lib/redaktion/media /var/lib/record" in DOCKERFILE


def test_the_watcher_needs_neither_the_broker_nor_whoever_publishes():
    watcher = SERVICES["watcher"]
    assert watcher["networks"] == ["front", "data"]
    assert set(watcher["depends_on"]) == {"migrate"}
    assert set(secrets_of("watcher")) == {"redaktion_database_url", "ca.pem"}
    assert Settings(portal_address=watcher["environment"]["REDAKTION_PORTAL_ADDRESS"]).portal_address


def test_publishers_keep_their_marks_outside_the_database_and_apart_from_its_backup():
    held = {name for name in SERVICES if "/var/lib/redaktion/high-water" in mounts_of(name)}
    assert held == PUBLISHERS


def test_only_the_database_reaches_its_backup_and_keys_never_lie_in_it():
    held = {name for name in SERVICES if "/backup" in mounts_of(name)}
    assert held == {"postgres", "restore", "setup"}
    assert not secrets_of("restore")
    server = (ROOT / "deploy/postgres/postgresql.conf").read_text(encoding="utf-8")
    assert {"archive_mode = on", "archive_timeout = 60"} <= set(server.splitlines())
    assert "\ncheckpoint_timeout = 60 " in server


def test_a_secret_is_named_as_the_setting_it_fills():
    for name in SERVICES:
        for target in secrets_of(name):
            assert (
                not target.startswith("redaktion_")
                or target.removeprefix("redaktion_") in Settings.model_fields
            )


@pytest.mark.req("CO-03")
@pytest.mark.parametrize("name", RUNNING)
def test_a_container_that_does_no_work_is_unhealthy_in_ninety_seconds(name):
    check = RUNNING[name]["healthcheck"]
    wait = seconds(check["interval"]) * check["retries"] + seconds(check["timeout"])
    if name not in {"postgres", "valkey", "proxy"}:
        assert check["test"] == ["CMD", "python", "-m", "app.health", name]
        wait += 0 if name == "web" else 2 * Settings().canary_s
    assert wait <= 90


def test_whoever_calls_channels_has_time_to_finish():
    grace = {name: seconds(SERVICES[name]["stop_grace_period"]) for name in PUBLISHERS | {"housekeeping"}}
    assert all(given > celery.conf.worker_soft_shutdown_timeout for given in grace.values())
    assert all(SERVICES[name]["environment"]["REMAP_SIGTERM"] == "SIGQUIT" for name in grace)


def test_nothing_starts_before_the_migration_and_what_ends_comes_back():
    for name, terms in RUNNING.items():
        assert terms["restart"] == "unless-stopped"
        if name not in {"postgres", "valkey", "proxy"}:
            assert terms["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_nothing_stands_in_the_way_of_several():
    scalable = PUBLISHERS | {"web", "housekeeping", "beat", "watcher"}
    assert not any({"container_name", "ports", "hostname"} & set(SERVICES[name]) for name in scalable)


@pytest.mark.req("DE-01")
def test_the_image_holds_the_locked_packages_and_nothing_that_installs():
    assert "--require-hashes" in DOCKERFILE
    assert "--only-binary :all:" in DOCKERFILE
    assert "--without-pip /opt/redaktion/venv" in DOCKERFILE
    assert DOCKERFILE.count("\nUSER 10001:10001\n") == 2
    assert not re.search(r"(?i)^(ENV|ARG) .*(password|token|secret|index)", DOCKERFILE, re.MULTILINE)


@pytest.mark.req("DE-01")
def test_the_image_tells_what_it_holds():
    lock = ROOT / "requirements.txt"
    told = subprocess.run(
        [sys.executable, ROOT / "deploy" / "sbom.py", lock, VERSION],
        capture_output=True,
        text=True,
        check=True,
    )
    bill = json.loads(told.stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    held = {row["purl"] for row in bill["components"]}
    assert {
        f"pkg:pypi/{name}@{importlib.metadata.version(name)}" for name in ("celery", "fastapi", "psycopg")
    } <= held
    assert all(row["name"] in lock.read_text(encoding="utf-8") for row in bill["components"])
    assert f"sbom.py /tmp/requirements.txt {VERSION} > /opt/redaktion/sbom.json" in DOCKERFILE


@pytest.mark.req("DE-01")
def test_a_bill_that_is_not_the_locks_is_none(tmp_path):
    (tmp_path / "lock.txt").write_text("celery==0.1 \\\n")
    told = subprocess.run(
        [sys.executable, ROOT / "deploy" / "sbom.py", tmp_path / "lock.txt", VERSION],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "the lock says 0.1" in told.stderr


def test_only_what_is_named_gets_into_an_image():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert lines[0] == "*"
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = {source for row in copied for source in row.split()}
    assert {line[1:].split("/")[0] for line in lines if line.startswith("!")} == {
        source.split("/")[0] for source in sources
    }


@pytest.mark.req("CO-02")
def test_database_and_broker_speak_tls_only():
    rules = [
        line.split()
        for line in (ROOT / "deploy/postgres/pg_hba.conf").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert [(rule[0], rule[-1]) for rule in rules] == [
        ("local", "peer"),
        ("local", "peer"),
        ("hostssl", "scram-sha-256"),
    ]
    broker = (ROOT / "deploy/valkey/valkey.conf").read_text(encoding="utf-8")
    assert {"port 0", "tls-port 6379", "maxmemory-policy noeviction", "appendfsync everysec"} <= set(
        broker.splitlines()
    )
