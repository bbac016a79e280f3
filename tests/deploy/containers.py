"""docker-compose.yml brought up with podman, on a machine that may have neither systemd nor an image registry."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import yaml

from dev import apt_install

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
PROJECT = "redaktion-trial"
LOGS = Path(tempfile.gettempdir()) / "redaktion-trial-logs"
BASE = "docker.io/library/debian:12-slim"
SERVERS = {
    "postgres": "docker.io/library/postgres:18-bookworm",
    "valkey": "docker.io/valkey/valkey:9.1-trixie",
}
CERTIFICATES = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
NEEDED = {
    "podman": "podman",
    "runc": "runc",
    "debootstrap": "debootstrap",
    "iptables": "iptables",
    "/usr/lib/podman/netavark": "netavark",
    "/usr/lib/podman/aardvark-dns": "aardvark-dns",
    "catatonit": "catatonit",
    "rsync": "rsync",
}
WITHOUT_SYSTEMD = """
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
"""


def what_is_missing():
    """Return a sentence about what this machine lacks and how to get it; nothing if all is there."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "compose-test braucht Linux und root: sudo python3 dev.py compose-test"
    lacking = [package for program, package in NEEDED.items() if not shutil.which(program)]
    lacking = [package for package in lacking if not apt_install(package)]
    return f"Es fehlt: {' '.join(lacking)}. Debian: apt-get install {' '.join(lacking)}" if lacking else ""


class Containers:
    """One run of the whole file: a folder of its own for secrets, and ports that nobody else uses."""

    def __init__(self, folder: Path, https_port: int, http_port: int):
        self.folder = folder
        self.secrets = folder / "secrets"
        self.backup = folder / "backup"
        self.address = f"https://localhost:{https_port}"
        self.plain_address = f"http://localhost:{http_port}"
        self.file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self.stand_ins = []
        self.environment = {
            **os.environ,
            "REDAKTION_BASE_URL": self.address,
            "REDAKTION_SECRETS": str(self.secrets),
            "REDAKTION_BACKUP": str(self.backup),
            "REDAKTION_HTTPS_PORT": str(https_port),
            "REDAKTION_HTTP_PORT": str(http_port),
            "DISABLE_HC_SYSTEMD": "true",
        }
        if not Path("/run/systemd/system").exists():
            (folder / "containers.conf").write_text(WITHOUT_SYSTEMD)
            self.environment |= {
                "CONTAINERS_CONF": str(folder / "containers.conf"),
                "BUILDAH_ISOLATION": "chroot",
            }

    def podman(self, *words, check=True, within_s=120):
        """Run podman and return what it did; its complaint is the test's."""
        done = subprocess.run(
            [shutil.which("podman"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            errors="replace",  # a log may end within a letter
            timeout=within_s,
            check=False,
        )
        assert not check or done.returncode == 0, f"podman {' '.join(words)}:\n{done.stdout}\n{done.stderr}"
        return done

    def compose(self, *words, within_s=300):
        """Run podman-compose on the file."""
        command = [sys.executable, "-m", "podman_compose", "-p", PROJECT, "-f", str(FILE), *words]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
        )
        assert done.returncode == 0, f"podman-compose {' '.join(words)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def by_hand(self, service, *words, **variables):
        """Run a command by hand, as an operator does."""
        set_ = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        return self.compose("--profile", "by-hand", "run", "--rm", "--no-deps", "-T", *set_, service, *words)

    def build(self):
        """Build our images; where the base or a server's image cannot be had, make one first."""
        base = self._have(BASE) or self._bootstrap()
        for name, image in SERVERS.items():
            if not self._have(image):
                own = f"localhost/redaktion-stand-in-{name}:0"
                self._build(ROOT / "tests" / "deploy" / "stand_in", base, name, own)
                self.environment[f"REDAKTION_{name.upper()}_IMAGE"] = own
                self.stand_ins.append(image)
        for target, image in (("app", "redaktionssystem"), ("proxy", "redaktionssystem-proxy")):
            self._build(ROOT, base, target, f"localhost/{image}:0.1.0")

    def _have(self, image):
        """Return the image's name if it is here or can be pulled."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self.podman("image", "exists", image, check=False).returncode == 0:
                return image
            if self.podman("pull", "--quiet", image, check=False, within_s=120).returncode == 0:
                return image
        return None

    def _bootstrap(self):
        """Make the base from Debian's packages, as Debian makes it, and keep it for the next run."""
        own = "localhost/redaktion-base:12"
        if self.podman("image", "exists", own, check=False).returncode:
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(
                    [shutil.which("debootstrap"), "--variant=minbase", "bookworm", folder],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                archive = self.folder / "base.tar"
                subprocess.run([shutil.which("tar"), "-C", folder, "-cf", archive, "."], check=True)
            self.podman("import", str(archive), own, within_s=300)
            archive.unlink()
        return own

    def _build(self, folder, base, target, tag):
        nothing = self.folder / "nothing"
        nothing.touch()
        pip = Path(os.environ.get("PIP_CONFIG_FILE", nothing))
        outside = [f"--secret=id=pip,src={pip}", f"--secret=id=ca,src={CERTIFICATES}"]
        self.podman(
            *("build", f"--build-arg=BASE={base}", *outside, "--target", target, "--tag", tag, str(folder)),
            within_s=1200,
        )

    def save_files(self):
        """Copy images and the record's end to the backup, as the machine's clock does."""
        told = {"DOCKER": shutil.which("podman"), "COMPOSE_PROJECT_NAME": PROJECT}
        subprocess.run(
            [ROOT / "deploy" / "save-files", self.backup / "files"],
            env=self.environment | told,
            check=True,
            timeout=60,
        )

    def names(self, service, *which):
        """The names of a service's containers that run; of all with `--all`."""
        label = f"label=com.docker.compose.service={service}"
        project = f"label=com.docker.compose.project={PROJECT}"
        words = ("ps", *which, "--filter", label, "--filter", project, "--format", "{{.Names}}")
        return self.podman(*words).stdout.split()

    def one(self, service):
        [name] = self.names(service)
        return name

    def look(self, name):
        """What podman knows of a container."""
        return json.loads(self.podman("inspect", name).stdout)[0]

    def inside(self, service, *command, check=False, within_s=60):
        """Run a command inside a container of the service."""
        return self.podman("exec", self.names(service)[0], *command, check=check, within_s=within_s)

    def health(self, name):
        state = self.look(name)["State"]
        return (state.get("Health") or state.get("Healthcheck") or {}).get("Status", "")

    def start(self):
        """Start every service when what it depends on is as the file wants it, and wait until all are well.

        podman 4 cannot wait itself.
        """
        waiting = [name for name, service in self.file["services"].items() if "profiles" not in service]
        while waiting:
            for name in list(waiting):
                wanted = self.file["services"][name].get("depends_on", {})
                if not set(wanted) & set(waiting):
                    for other, terms in wanted.items():
                        self.wait_for(other, terms["condition"])
                    self.compose("up", "--detach", "--no-deps", "--no-build", name)
                    waiting.remove(name)
        for name, service in self.file["services"].items():
            if "healthcheck" in service:
                self.wait_for(name, "service_healthy")

    def wait_for(self, service, condition, within_s=180):
        """Wait until a service is healthy, or has ended well."""
        until = time.monotonic() + within_s
        while True:
            name = f"{PROJECT}_{service}_1"
            state = self.look(name)["State"]
            if condition == "service_completed_successfully" and state["Status"] == "exited":
                assert state["ExitCode"] == 0, self.last_words(name)
                return
            if condition == "service_healthy" and self.health(name) == "healthy":
                return
            assert time.monotonic() < until, f"{service}: {condition}\n{self.last_words(name)}"
            time.sleep(0.5)

    def last_words(self, name):
        """The end of what a container said, on both of its outputs."""
        said = self.podman("logs", name)
        return (said.stdout + said.stderr)[-6000:]

    def keep_logs(self):
        """Keep what each container said, for whoever has to find out why a step failed."""
        LOGS.mkdir(exist_ok=True)
        project = f"label=com.docker.compose.project={PROJECT}"
        names = self.podman("ps", "--all", "--filter", project, "--format", "{{.Names}}").stdout.split()
        for name in names:
            said = self.podman("logs", "--timestamps", name, check=False)
            (LOGS / f"{name}.log").write_text(said.stdout + said.stderr)

    def stop(self, grace_s=50):
        """Stop every container as `docker compose stop` does, the second one of a service included."""
        for service in self.file["services"]:
            for name in self.names(service):
                self.podman("stop", "--time", str(grace_s), name)

    def down(self):
        """Take everything down, volumes and networks included."""
        for service in self.file["services"]:  # podman-compose forgets the second one of a service
            for name in self.names(service, "--all"):
                self.podman("rm", "--force", "--time", "10", name, check=False)
        self.compose("--profile", "by-hand", "down", "--volumes", "--timeout", "50")


class Nurse(threading.Thread):
    """Asks each container for its health when its time has come, as podman's timers do where systemd runs them."""

    def __init__(self, containers):
        super().__init__(daemon=True)
        self._containers = containers
        self._is_over = threading.Event()
        self._due = {}

    def run(self):
        while not self._is_over.wait(0.5):
            for service, terms in self._containers.file["services"].items():
                if "healthcheck" in terms and "profiles" not in terms:
                    for name in self._containers.names(service):
                        if time.monotonic() >= self._due.get(name, 0):
                            interval_s = int(terms["healthcheck"]["interval"].removesuffix("s"))
                            self._due[name] = time.monotonic() + interval_s
                            self._containers.podman("healthcheck", "run", name, check=False)

    def dismiss(self):
        self._is_over.set()
        self.join(60)
