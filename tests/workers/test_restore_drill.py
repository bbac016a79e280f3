"""The restore drill on the whole office: backed up, gone on, killed, lost, made anew; nothing stands anywhere twice."""

import json
import re
import shutil
import signal
import time
from datetime import UTC, datetime

import pytest

from app.embedded.postgres import Postgres
from tests.embedded.conftest import make_data_dir, processes, wait_until
from tests.factories import Person, soon
from tests.workers.whole_office import open_office

CONSOLE = ("Konsole MB",)
RPO_S, RTO_S = 60, 15 * 60


def approved(office, at):
    """A post of MB for its console, approved."""
    return office.lead.approve(office.mb.submit(office.mb.write(channels=CONSOLE, at=at)))


def only(post):
    [row] = post["deliveries"]
    return row


def state(office, post):
    row = only(office.mb.read(post))
    return (row["state"], row.get("hold_reason"))


def lose_everything(office):
    """Pull the plug: every process at once, then the data; the channel and the keys are elsewhere."""
    office.process.send_signal(signal.SIGKILL)
    office.process.wait()
    wait_until(lambda: not any(str(office.folder) in command for _, command in processes().values()))
    lost = Postgres(office.folder)
    shutil.rmtree(lost.home)
    for name in ("high-water", "media", "audit-heads.jsonl", "backup-folder"):
        shutil.rmtree(office.folder / name, ignore_errors=True)
        (office.folder / name).unlink(missing_ok=True)


def measure_rpo(office):
    """Return after how many seconds what is committed now is in the backup."""
    server, begun = Postgres(office.folder), time.monotonic()
    now = server.ask("select pg_current_wal_flush_lsn()")
    wait_until(lambda: server.ask(f"select flush_lsn >= '{now}' from pg_stat_replication") == "t", RPO_S)  # noqa: S608 - its own answer
    return time.monotonic() - begun


def count_events(office):
    return int(Postgres(office.folder).ask("select count(*) from event", "redaktion"))


def carry_out(office, *words):
    done = office.redaktion(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.req("BK-01")
@pytest.mark.req("BK-02")
def test_after_a_loss_nothing_is_sent_twice_and_what_waited_is_released_by_people(tmp_path, capsys):
    folder = str(tmp_path / "sicherung")
    with make_data_dir() as data:
        with open_office(data=data, requests_per_account=10**6, costly_requests=10**6) as office:
            before = approved(office, soon(0))
            wait_until(lambda: state(office, before)[0] == "sent")
            said = carry_out(office, "backup", folder)
            assert "Ab jetzt kommt jede Änderung sofort dazu" in said
            later, lost = approved(office, soon(3600)), approved(office, soon(8))
            time.sleep(0.2)
            restore_to = datetime.now(UTC)
            wait_until(lambda: state(office, lost)[0] == "sent")
            committed, rpo = count_events(office), measure_rpo(office)
            lose_everything(office)
        with make_data_dir() as other:
            begun = time.monotonic()
            whole = carry_out(office, "restore", folder, "--data", str(other))
            rto = time.monotonic() - begun
            [kept] = re.findall(r"(\d+) Ereignisse", whole)
        assert int(kept) >= committed, "what was committed before the plug was pulled is there"
        said = carry_out(office, "restore", folder, "--to", restore_to.isoformat(), "--data", str(data))
        assert "Es geht nichts hinaus" in said
        again = office.redaktion("restore", folder, "--data", str(data))
        assert (again.returncode, "überschrieben wird sie nicht" in again.stderr) == (1, True)
        with open_office(data=data, requests_per_account=10**6, costly_requests=10**6) as office:
            assert (
                office.mb.post(f"/deliveries/{only(later)['id']}/cancel", {}).json()["key"] == "restore-mode"
            )
            wait_until(lambda: state(office, lost)[0] == "sent")
            wait_until(lambda: state(office, later) == ("held", "restored"))
            end_restore_mode(office)
            assert state(office, later) == ("held", "restored")
            sha256 = office.mb.read(later)["revision"]["sha256"]
            body = {"revision_sha256": sha256, "due_at": soon(5)}
            released = office.lead.post(f"/deliveries/{only(later)['id']}/release", body)
            assert released.status_code == 200, released.text
            wait_until(lambda: state(office, later)[0] == "sent")
            for post in (before, later, lost):
                told = office.mb.get(f"/posts/{post['id']}/timeline", limit=100).json()["items"]
                assert [row["action"] for row in told].count("delivery.begin") <= 1
            files = {path.name for path in (office.folder / "console").iterdir()}
            assert files == {f"{only(post)['id']}.json" for post in (before, later, lost)}
            assert "redaktion_invariant_violations 0.0\n" in office.client.get("/metrics").text
            verified = office.redaktion("audit", "verify")
            assert (verified.returncode, verified.stderr) == (0, "")
    with capsys.disabled():
        print(f"\nRPO {rpo:.1f} s, RTO {rto:.1f} s")  # noqa: T201 - the measured figures
    assert rpo < RPO_S
    assert rto < RTO_S


def end_restore_mode(office):
    desk, admin = office.desk, Person(office.client, "admin")

    def current():
        return desk.get("/restorations", limit=1).json()["items"][0]

    wait_until(lambda: current()["reconciled_at"] is not None)
    path = f"/restorations/{current()['id']}/confirm"
    for who in (desk, admin):
        answer = who.post(path, {"reason": "Kanäle verglichen."})
        assert answer.status_code == 200, answer.text
    assert json.loads(answer.text)["ended_at"] is not None
