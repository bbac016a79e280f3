"""A real SMTP server whose temper a test chooses, and the office's outbox as a test looks at it."""

import email
import os
import signal
from email.policy import default

from aiosmtpd.controller import Controller
from sqlalchemy import select, text

from app import db
from app.actions.notifications import notify_user
from app.models import Channel
from app.models.notification import NotificationKind
from app.settings import settings
from app.workers import notifications
from tests.embedded.conftest import free_port


class Server:
    """Takes mails. `on_rcpt` and `on_data` may answer otherwise; None cuts the connection without a word.

    `how` is what aiosmtpd knows of TLS and of signing in.
    """

    def __init__(self, **how):
        self.how = how
        self.taken = []
        self.tries = []
        self.on_rcpt = self.on_data = lambda: "250 OK"
        self.after_data = lambda: None
        self._controller = None
        self.port = free_port()

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        self.tries.append(address)
        answer = self.on_rcpt()
        if answer is None:
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        answer = self.on_data()
        if answer is None or answer.startswith("250"):
            self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        if answer is None:
            server.transport.abort()
            return "421 gone"
        self.after_data()
        return answer

    def start(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.how)
        self._controller.start()

    def stop(self):
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address):
        """The subjects of what this address got, in order."""
        return [mail["Subject"] for mail in self.taken if address in mail["To"]]


class Outbox:
    """What is on its way, and time that passes by shifting the rows' instants."""

    def __init__(self, force):
        self.force = force
        self._number = 0

    def user_id(self, name):
        return self.force('select id from "user" where email = :email', email=f"{name}@redaktion.example")[0][
            0
        ]

    def tell(self, *names, kind=NotificationKind.LATE, **context):
        """Let something be told to these people, each of an occasion of its own; return the occasions."""
        said = {"channel": "Landesportal", "due_at": "2026-11-24T11:30:00+00:00", "late_s": 400} | context
        for name in names:
            self._number += 1
            with db.transaction() as session:
                about = session.execute(select(Channel).where(Channel.label == "Landesportal")).scalar_one()
                notify_user(session, kind, self.user_id(name), about, once=f"{self._number:04}", **said)

    def sweep(self):
        notifications.sweep()

    def pass_time(self, seconds):
        """Let so much time pass for everything that waits."""
        self.force(
            "update letter set due_at = due_at - make_interval(secs => :s), lease_until = lease_until - "
            "make_interval(secs => :s), next_attempt_at = next_attempt_at - make_interval(secs => :s)",
            s=seconds,
        )
        for way in ("mail_way", "hook"):
            self.force(
                f"update {way} set resumes_at = resumes_at - make_interval(secs => :s), "  # noqa: S608 - our own tables
                "failing_since = failing_since - make_interval(secs => :s)",
                s=seconds,
            )

    def states(self, medium="mail"):
        query = "select state from letter where medium = :medium order by due_at, id"
        return [row.state for row in self.force(query, medium=medium)]

    def letters(self, medium="mail"):
        query = (
            'select letter.*, "user".email from letter left join "user" on "user".id = letter.user_id '
            "where medium = :medium order by letter.id"
        )
        return self.force(query, medium=medium)

    def mails(self):
        """What lies in the demo's mailbox, oldest first."""
        paths = sorted(settings().mailbox.glob("*.eml"))
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]

    def way(self):
        return self.force("select * from mail_way")[0]


def dies_at(point, work):
    """Do work in a process of its own that is to die at the point; tell whether it did."""
    db.engine().dispose()
    child = os.fork()
    if child == 0:
        os.environ["REDAKTION_CRASH_AT"] = point
        try:
            work()
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def as_the_office(statement, **values):
    """Run SQL with the rights of the application, and return its rows, if any."""
    with db.transaction() as session:
        result = session.execute(text(statement), values)
        return result.all() if result.returns_rows else []
