"""The way that letters take: whether it is open."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column


class Way:
    """What letters have to pass: one at a time, in order. While it fails nobody tries it before `resumes_at`."""

    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failing_since: Mapped[datetime | None]
    resumes_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
