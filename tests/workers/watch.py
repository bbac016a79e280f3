"""The watcher's turns, one after the other, without waiting for a minute to pass; and the public pages it asks."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sqlalchemy import select

from app import db
from app.actions.addressing import address_due
from app.actions.heartbeats import write_heartbeat
from app.messages.findings import FINDINGS, say_finding
from app.models import Finding, Letter, Notification
from app.models.letter import Medium
from app.settings import settings
from app.workers.watcher import PARTS, Watcher


class Watch:
    """A watcher that has been up for a while, and what it found."""

    def __init__(self, force):
        self.force = force
        self.is_up = True
        self.watcher = new_watcher()

    def turn(self):
        """One turn, a minute or a night after the last; all parts have just shown work unless told otherwise."""
        self.force("update rule_look set looked_at = looked_at - interval '2 hours'")
        if self.is_up:
            with db.transaction() as session:
                write_heartbeat(session, "worker/1", host="here", parts=PARTS)
        self.watcher.turn()

    def open(self, rule=None):
        """The open findings, the oldest first."""
        return self._findings(Finding.ended_at.is_(None), rule)

    def ended(self, rule=None):
        """The findings that are over."""
        return self._findings(Finding.ended_at.is_not(None), rule)

    def _findings(self, condition, rule):
        with db.transaction() as session:
            rows = session.execute(select(Finding).where(condition).order_by(Finding.opened_at)).scalars()
            return [row for row in rows if rule in {None, row.rule}]

    def told(self):
        """What people were told of findings."""
        with db.transaction() as session:
            address_due(session, settings=settings())
        with db.transaction() as session:
            query = select(Notification).where(Notification.kind.startswith("finding."))
            return list(session.execute(query.order_by(Notification.created_at)).scalars())

    def mailed(self):
        """How many mails about findings each recipient has got."""
        self.told()
        with db.transaction() as session:
            query = select(Letter).join(Notification, Notification.id == Letter.notification_id)
            rows = session.execute(
                query.where(Letter.medium == Medium.MAIL, Notification.kind.startswith("finding."))
            ).scalars()
            return sorted(row.user.email if row.user else row.address for row in rows)

    def comes_and_goes(self, rule, *, mend, subject=None):
        """The rule fires, is told once though it is seen twice, and ends once it is mended. Return its sentence."""
        self.turn()
        self.turn()
        [finding] = self.open()
        assert finding.rule == rule
        assert subject is None or finding.subject_id == str(subject)
        sentence = say_finding(rule, finding.detail)
        [notice] = self.told()
        assert notice.kind == f"finding.{FINDINGS[rule].level}"
        assert (notice.context["name"], notice.context["sentence"]) == (FINDINGS[rule].title, sentence)
        mend()
        self.turn()
        assert self.open() == []
        assert [row.id for row in self.ended()] == [finding.id]
        assert len(self.told()) == 1
        return sentence


def new_watcher():
    """A watcher that has been up for longer than a part may be silent."""
    watcher = Watcher()
    watcher._patient_until = 0  # noqa: SLF001 - as after its first 90 seconds
    return watcher


class Pages:
    """The public pages as the world gets them; what `wrong` says stands before what the office answers."""

    def __init__(self, client):
        self.wrong = {}
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self):
                wrong = pages.wrong.get(self.path.rpartition("/")[2])
                self.send_response(wrong or client.head(self.path).status_code)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
