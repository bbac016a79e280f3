"""A round: everything that is due leaves through this process, until nothing is.

One thread commits intents, another one outcomes, each for many deliveries at once; hands make the calls meanwhile. There
are never more than three times as many intents without a written outcome as there are hands (waiting for a hand, in one,
waiting to be written): that is what a killed process leaves unclear. What is due is read from PostgreSQL, urgent posts
first and the channels in turn, so that bells may be lost or doubled. What is due in a moment is read with it and begun at
its time, never before. Every line of the log names the task of the round.
"""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import lru_cache
from queue import Empty, SimpleQueue
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.actions.attempts import Outcome, Ticket
from app.channels.base import Account, ChannelError, Temporary
from app.log import about, describe
from app.queries.due import Due, find_ready
from app.settings import settings
from app.workers.calls import deadline_from_now
from app.workers.deliveries import accounts_for, begin_together, publish, record_together

log = structlog.get_logger()
GATHER_S = 0.02


class Round:
    """The rounds of one process; `hear` begins one, or tells the running one that there may be more."""

    def __init__(self, hands: int) -> None:
        self._number = hands
        self._hands = ThreadPoolExecutor(hands, thread_name_prefix="hand")
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="clerk")
        self._answers: list[tuple[Ticket, Outcome]] = []
        self._back: SimpleQueue[UUID | int | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_running = self._is_called = self._is_leaving = self._found_some = False
        self._busy: Counter[UUID] = Counter()  # calls begun or about to be, by channel
        self._open = 0  # intents whose outcome is not written yet
        self._agenda: list[Due] = []
        self._read_at = 0.0  # when the agenda was read, in the seconds of `time.monotonic`
        self._refused: set[UUID] = set()

    def hear(self) -> None:
        """Send everything that is due; return at once where a round is under way, which then looks again."""
        with self._lock:
            self._is_called = True
            if self._is_running:
                self._back.put(None)
                return
            self._is_running = True
        try:
            while self._goes_on():
                self._turn()
        except BaseException:
            self._is_running = False
            raise

    def leave(self) -> None:
        """Begin nothing more; calls that are out come to their end."""
        self._is_leaving = True

    def _goes_on(self) -> bool:
        """Tell whether there is more to do; a bell that rings while a round ends begins another one."""
        with self._lock:
            if self._is_called:
                self._is_called, self._found_some = False, True
                self._agenda, self._refused = [], set()
            self._found_some = self._found_some and not self._is_leaving
            self._is_running = self._found_some or self._open > 0
            return self._is_running

    def _turn(self) -> None:
        """Begin as much as there is room for, then wait for what is written down, for a bell, or for the next time."""
        has_begun = not self._is_leaving and bool(self._begin())
        self._take_back(within_s=self._patience(has_begun=has_begun))

    def _patience(self, *, has_begun: bool) -> float | None:
        """Return for how many seconds there is nothing to begin; None until something comes back, or a bell rings."""
        gone = time.monotonic() - self._read_at
        later = [one.wait_s - gone for one in self._agenda if one.wait_s > gone]
        if has_begun and len(later) < len(self._agenda):
            return 0.0
        if later and not self._is_leaving:
            return min(later)
        return None if self._open else 0.0

    def _begin(self) -> Sequence[Ticket]:
        chosen = self._choose()
        if not chosen:
            return []
        deadline = deadline_from_now()
        tickets = self._begin_together(chosen)
        self._refused |= {one.id for one in chosen} - {ticket.delivery_id for ticket in tickets}
        accounts = accounts_for(tickets)
        for ticket in tickets:
            self._busy[ticket.channel_id] += 1
            self._open += 1
            self._hands.submit(copy_context().run, self._call, ticket, accounts[ticket.channel_id], deadline)
        return tickets

    def _choose(self) -> list[Due]:
        """Take from the agenda what there is room for; some hands stay free for channels that are not in play yet."""
        room = 3 * self._number - self._open
        if room < self._number:
            return []  # enough is begun for every hand; a commit for many costs hardly more than one for few
        if not self._agenda:
            self._agenda, self._read_at = self._find_ready(), time.monotonic()
            self._found_some = bool(self._agenda)
        in_play = {one.channel_id for one in self._agenda} | set(self._busy)
        share = max(self._number // (len(in_play) + 1), self._number // 16, 1)
        taken, gone = self._busy.copy(), time.monotonic() - self._read_at
        chosen: list[Due] = []
        others: list[Due] = []
        for one in self._agenda:
            is_chosen = one.wait_s <= gone and len(chosen) < room and taken[one.channel_id] < share
            taken[one.channel_id] += is_chosen
            (chosen if is_chosen else others).append(one)
        self._agenda = others
        return chosen

    def _find_ready(self) -> list[Due]:
        try:
            with db.transaction() as session:
                return find_ready(session, without=self._refused)
        except SQLAlchemyError as error:
            log.warning("delivery.not_begun", **describe(error))
            return []

    def _begin_together(self, chosen: Sequence[Due]) -> list[Ticket]:
        """Begin these in one commit; where one of them cannot be begun at all, each in its own."""
        try:
            return begin_together(
                [one.id for one in chosen], with_images=any(one.has_images for one in chosen)
            )
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not keep the others back
            log.error("delivery.not_begun", **describe(error))  # noqa: TRY400 - it would quote the row
            return (
                []
                if len(chosen) == 1
                else [ticket for one in chosen for ticket in self._begin_together([one])]
            )

    def _call(self, ticket: Ticket, account: Account | ChannelError, deadline: float) -> None:
        with about(delivery_id=str(ticket.delivery_id)):
            try:
                outcome = publish(ticket, account, deadline)
            except Exception as error:  # noqa: BLE001 - the call itself raises nothing: there was none
                outcome = Temporary(f"not started: {type(error).__name__}")
        self._back.put(ticket.channel_id)
        with self._lock:
            self._answers.append((ticket, outcome))
            is_first = len(self._answers) == 1
        if is_first:
            self._clerk.submit(copy_context().run, self._write_down)

    def _write_down(self) -> None:
        """Commit everything that has come back by now; a lease ends what is lost here.

        In a crowd it waits for a moment: others come back meanwhile, and one commit does for all of them.
        """
        if self._open > self._number:
            time.sleep(GATHER_S)
        with self._lock:
            answers, self._answers = self._answers, []
        self._record(answers)
        self._back.put(len(answers))

    def _record(self, answers: Sequence[tuple[Ticket, Outcome]]) -> None:
        """Write down these in one commit; where one cannot be written, each in its own."""
        try:
            record_together(answers)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not cost the others
            log.error("delivery.not_recorded", **describe(error))  # noqa: TRY400 - it would quote the row
            for one in answers if len(answers) > 1 else ():
                self._record([one])

    def _take_back(self, *, within_s: float | None) -> None:
        """Count which calls have come back, and how many outcomes are written; wait for the first, None for ever."""
        with contextlib.suppress(Empty):
            while True:
                match self._back.get(timeout=within_s) if within_s != 0 else self._back.get_nowait():
                    case UUID() as channel_id:
                        self._busy[channel_id] -= 1
                    case int(written):
                        self._open -= written
                within_s = 0.0
        self._busy = +self._busy


@lru_cache
def rounds() -> Round:
    """Return this process's rounds."""
    return Round(settings().worker_threads)
