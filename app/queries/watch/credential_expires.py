"""Credentials of a channel that expire within two weeks (SECURITY CC-09)."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.channel_access import EXPIRES_SOON
from app.models import Channel, Credential
from app.models.channel import ENDED
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, instant


def look(session: Session, _: Around) -> Seen:
    """Return the channels whose credentials expire soon, or have expired."""
    query = (
        select(Channel.id, Channel.label, func.min(Credential.expires_at).label("expires_at"))
        .join(Credential, Credential.channel_id == Channel.id)
        .where(Credential.expires_at <= func.now() + EXPIRES_SOON, Channel.state.not_in(ENDED))
        .group_by(Channel.id)
        .order_by(Channel.id)
    )
    return Seen(
        [
            Fault("channel", row.id, {"channel": row.label, "expires_at": instant(row.expires_at)})
            for row in session.execute(query)
        ]
    )


RULE: Final = Rule(FindingRule.CREDENTIAL_EXPIRES, look)
