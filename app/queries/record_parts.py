"""The pieces that the pages of a file are made of, and how an instant is written in it."""

from datetime import datetime

from app import clock
from app.pieces import Piece as Piece
from app.pieces import facts as facts
from app.pieces import quote as quote
from app.pieces import section as section
from app.pieces import table as table
from app.pieces import text as text


def moment(instant: datetime) -> str:
    """Return an instant as German readers write it."""
    return clock.berlin(instant)
