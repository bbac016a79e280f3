"""How many follow the story's own channels: half a year of made-up numbers, for nobody counts at demo channels."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.actions.reporting import enter_reported
from app.loading.life.cast import Cast
from app.models import MetricsSnapshot

COUNTS: Final = {
    "hand": (812, 845, 901, 1_004, 1_240, 1_311),
    "ticker": (2_350, 2_344, 2_390, 2_402, 2_377, 2_415),
}
MONTH: Final = timedelta(days=30)


def count_followers(session: Session, cast: Cast, today: date) -> None:
    """Enter the followers of some channels, the last ones today."""
    for name, counts in COUNTS.items():
        for months_ago, followers in enumerate(reversed(counts)):
            values = {
                "channel_id": cast.channels[name],
                "as_of": today - months_ago * MONTH,
                "followers": followers,
                "views": None,
                "source": "erfunden",
            }
            enter_reported(session, cast["kanal"], MetricsSnapshot, values)
