"""The demo's elections: one that is over and one that is proposed, both made up, so that the pages have something to show."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.actions.elections import Entry, decide_election, propose_election
from app.loading.life.cast import Cast
from app.models.election import ElectionKind


def enter_elections(session: Session, cast: Cast) -> None:
    """Let the desk enter both. None of them counts today: the story's posts were approved by one person each."""
    today = clock.today()
    over = Entry(
        territory="Musterland (erfunden)",
        kind=ElectionKind.STATE,
        day=today - timedelta(days=60),
        source="Bekanntmachung der Landeswahlleitung Musterland (erfunden)",
    )
    decide_election(session, cast["desk2"], propose_election(session, cast["desk1"], over).id)
    ahead = Entry(
        territory="Landkreis Musterstadt (erfunden)",
        kind=ElectionKind.MUNICIPAL,
        day=today + timedelta(days=150),
        source="Bekanntmachung der Kreiswahlleitung Musterstadt (erfunden)",
        note="Zum Ausprobieren: Eine zweite Person der Zentralredaktion setzt sie in Kraft.",
    )
    propose_election(session, cast["desk1"], ahead)
