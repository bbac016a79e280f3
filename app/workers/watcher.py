"""The watcher: looks every minute whether everything is as it should be, apart from those who publish.

A process of its own that needs nothing but the database: no broker, no queue, no key. Whoever publishes can hang, and
it still looks. It tells by rows alone; that it is alive shows by its heartbeat and by when it last looked.
"""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.actions.findings import settle_findings
from app.actions.rule_looks import claim_rule, note_failure, set_clock_ok
from app.clock import boot_time
from app.log import describe, set_up
from app.models.finding import FindingRule
from app.queries.audit import HEADS_FILE
from app.queries.watch import RULES
from app.queries.watch.base import Around, PortalLook, Rule
from app.queries.watch.clock_wrong import read_clocks
from app.settings import settings
from app.workers.celery_app import QUEUES
from app.workers.heartbeat import Heart, Patience, sign_off
from app.workers.portal_pages import ask_portal

log = structlog.get_logger()
TURN_S: Final = 60
STEP_S: Final = 1
PARTS: Final = ("dispatcher", "beat", *QUEUES)
"""Whose signs of work are missed."""


class Watcher:
    """One loop in one process; several may run and do not get in each other's way."""

    def __init__(self) -> None:
        self._running = True
        self._heart, self._patience = Heart(["watcher"]), Patience()
        self._patient_until = boot_time() + settings().silent_s

    def run(self) -> None:
        """Go on until told to stop. A database that is away is waited for."""
        log.info("watcher.started")
        due_at = boot_time()
        while self._running:
            self._patience.renew()
            self._heart.beat_by_turn()
            if boot_time() >= due_at:
                due_at = boot_time() + TURN_S
                self.turn()
            time.sleep(STEP_S)
        sign_off()
        log.info("watcher.stopped")

    def watch(self) -> None:
        """End the process if a turn hangs."""
        self._patience.check_for_ever()

    def stop(self, signal_number: int = 0, frame: FrameType | None = None) -> None:  # noqa: ARG002 - a signal's shape
        """End after the current turn."""
        self._running = False

    def turn(self) -> None:
        """Look by every rule; one that fails says so and keeps no other from looking."""
        try:
            portal = ask_portal()
            for rule in RULES:
                look_by(rule, portal, is_patient=boot_time() < self._patient_until)
                self._patience.renew()
            keep_clock_ok()
        except SQLAlchemyError as error:
            log.warning("watcher.database_away", error=type(error).__name__)


def look_by(rule: Rule, portal: PortalLook, *, is_patient: bool = False) -> None:
    """Look by one rule, if it is its turn, and write what was found and what is over. Raises only without a database."""
    try:
        _look(rule, portal, is_patient=is_patient)
    except Exception as error:  # noqa: BLE001 - a rule that is broken must not keep the others from looking
        with db.transaction() as session:
            note_failure(session, rule.name, type(error).__name__)
        log.error("watcher.look_failed", rule=rule.name.value, **describe(error))  # noqa: TRY400 - told by describe


def _look(rule: Rule, portal: PortalLook, *, is_patient: bool) -> None:
    with db.transaction() as session:
        row = claim_rule(session, rule.name, every=rule.every)
        if row is None:
            return
        memory = dict(row.memory)
        seen = rule.look(
            session, Around(PARTS, settings().silent_s, is_patient, heads_file(), portal, memory)
        )
        faults = {(fault.subject_type, str(fault.subject_id)): fault.detail for fault in seen.faults}
        new, ended = settle_findings(session, rule.name, faults, is_whole=seen.is_whole)
        row.looked_at, row.error, row.memory = db.now(session), None, memory
    for finding in new:
        log.error("finding.opened", rule=finding.rule, subject=finding.subject_id)
    for finding in ended:
        log.info("finding.ended", rule=finding.rule, subject=finding.subject_id)


def heads_file() -> Path:
    """Return where the ends of the chain are kept outside the database."""
    return settings().heads_dir / HEADS_FILE


def keep_clock_ok() -> None:
    """Stop what leaves while the database's clock is wrong, and let it leave again after (G07)."""
    with db.transaction() as session:
        is_ok = read_clocks(session).is_usable
        is_news = set_clock_ok(session, is_ok=is_ok)
    if is_news:
        log.error("clock.judged", rule=FindingRule.CLOCK_WRONG.value, is_ok=is_ok)


def main() -> None:
    """Run a watcher."""
    set_up("watcher")
    watcher = Watcher()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, watcher.stop)
    watcher.watch()
    watcher.run()
