"""What the README and the API guide tell people to type works as it stands there, against a running demo."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from standardwebhooks import Webhook
from uuid_utils.compat import uuid7

from app.channels.base import Account, Message
from app.channels.webhook import Webhook as Connector
from app.clock import boot_time
from app.egress import Egress
from tests.conftest import PASSWORD
from tests.embedded.conftest import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
GUIDE, README = ROOT / "docs" / "api.md", ROOT / "README.md"
HERE = "http://127.0.0.1:8000"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
pytestmark = pytest.mark.xdist_group("running office")


def blocks(page, kind):
    """The blocks of one kind as one text, for the later ones build on the earlier."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} shows no {kind}"
    return "\n".join(found)


def carry_out(command, text, office, folder):
    """Run what stands there, with the office's own address and password; return what it printed."""
    text = text.replace(HERE, str(office.client.base_url).rstrip("/")).replace("export PASSWORD=…", "")
    script = folder / "script"
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [*command, script],
        cwd=folder,
        env={**os.environ, "PASSWORD": PASSWORD, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_shell_of_the_readme_brings_a_post_to_the_portal(running_office, tmp_path):
    told = carry_out(["bash", "-eu"], blocks(README, "sh"), running_office, tmp_path)
    assert "Neue Tablets für alle Schulen. (MB)" in told
    assert '"action":"delivery.sent"' in told


def test_the_shell_of_the_guide_brings_a_post_to_the_portal(running_office, tmp_path):
    told = carry_out(["bash", "-eu"], blocks(GUIDE, "sh"), running_office, tmp_path)
    assert "Eingereicht" in told
    assert "Freigegeben" in told
    assert '"action":"delivery.sent"' in told
    assert "Das Kürzel XYZ ist nicht im Verzeichnis." in told


def test_the_python_of_the_guide_writes_checks_changes_and_approves(running_office, tmp_path):
    told = carry_out([sys.executable, "-W", "error"], blocks(GUIDE, "python"), running_office, tmp_path)
    assert "Am Montag beginnt die Schule. (MB) []" in told
    assert "Freigegeben" in told
    assert re.search(r"\d{2,} Kanäle", told)
    assert "Intern: Hochwasser True False" in told
    assert told.splitlines()[-7:] == [
        "Ein einzelner Punkt",
        *("401 otp-required", "401 otp-wrong", "200 angemeldet"),
        *("200", "token-not-allowed", "401"),
    ]


@pytest.fixture
def receiver(tmp_path):
    """The guide's receiver of webhooks, running as it stands there."""
    port = free_port()
    script = tmp_path / "empfaenger.py"
    script.write_text(blocks(GUIDE, "python empfaenger").replace("8900", str(port)), encoding="utf-8")
    with (tmp_path / "heard").open("w+", encoding="utf-8") as heard:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", script], stdout=heard, stderr=subprocess.DEVNULL
        )
        try:
            yield (
                f"http://127.0.0.1:{port}",
                lambda: (tmp_path / "heard").read_text(encoding="utf-8").splitlines(),
            )
        finally:
            process.kill()
            process.wait()


def listens(address):
    try:
        return httpx2.get(address).status_code == 501
    except httpx2.TransportError:
        return False


@pytest.mark.req("SS-04")
def test_the_receiver_of_the_guide_takes_what_is_genuine_once_and_refuses_the_rest(receiver):
    address, heard = receiver
    wait_until(lambda: listens(address))
    account = Account(uuid7(), address, {"signing_secret": SECRET})
    channel = Connector(Egress(frozenset({address.removeprefix("http://")}), 2), account)
    message = Message(uuid7(), uuid7(), uuid7(), "Grüß Gott. (MB)", "de", None, "0" * 64)
    for _ in range(2):
        channel.publish(message, boot_time() + 5)
    channel.remove(str(message.delivery_id), boot_time() + 5)
    channel.publish(replace(message, delivery_id=uuid7(), text="Noch etwas. (MB)"), boot_time() + 5)
    assert heard() == ["post.published Grüß Gott. (MB)", "post.removed ", "post.published Noch etwas. (MB)"]
    for body, changes in FORGED:
        assert httpx2.post(address, content=body, headers=signed(b"{}") | changes).status_code == 401
    assert len(heard()) == 3


def signed(body, at=None):
    """The headers of an event, signed by the independent package."""
    moment = at or datetime.now(UTC)
    return {
        "webhook-id": "eins",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("eins", moment, body.decode()),
    }


FORGED = [
    (b'{"a": 1}', {}),
    (b"{}", {"webhook-id": "zwei"}),
    (b"{}", {"webhook-timestamp": ""}),
    (b"{}", {"webhook-signature": ""}),
    (b"{}", {"webhook-signature": "v1,ä".encode()}),
    (b"{}", signed(b"{}", datetime.now(UTC) - timedelta(minutes=6))),
]
