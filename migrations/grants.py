"""What the application's role may do, table by table. What is not listed is not granted."""

from typing import Final

from sqlalchemy import Connection, inspect, text

READ, ADD, CHANGE, DROP = "SELECT", "INSERT", "UPDATE", "DELETE"

GRANTS: Final[dict[str, tuple[str, ...]]] = {
    "alembic_version": (READ,),
    "approval": (READ, ADD),
    "entrusted_channel": (READ, ADD, DROP),
    "channel": (READ, ADD, CHANGE),
    "channel_status": (READ, ADD, CHANGE, DROP),
    "delivery": (READ, ADD, CHANGE),
    "delivery_attempt": (READ, ADD, CHANGE),
    "event": (READ, ADD),
    "event_head": (READ,),
    "event_link": (READ,),
    "invariant_violations": (READ,),
    "membership": (READ, ADD, CHANGE, DROP),
    "organisation": (READ, ADD, CHANGE),
    "organisation_name": (READ, ADD, CHANGE, DROP),
    "platform": (READ, ADD, CHANGE),
    "post": (READ, ADD, CHANGE),
    "publishing_control": (READ, CHANGE),
    "publishing_stop": (READ, ADD, CHANGE),
    "rendering": (READ, ADD),
    "revision": (READ, ADD),
    "sign_in": (READ, ADD, CHANGE, DROP),
    "stored_answer": (READ, ADD, DROP),
    "takedown": (READ, ADD, CHANGE),
    "user": (READ, ADD, CHANGE),
    "variant": (READ, ADD, CHANGE),
}


def grant(connection: Connection, role: str | None) -> None:
    """Give the role exactly the rights listed, on the tables and views that exist."""
    owner = connection.execute(text("select current_user")).scalar_one()
    if role is None or role == owner:
        return
    inspector = inspect(connection)
    existing = set(inspector.get_table_names()) | set(inspector.get_view_names())
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"revoke all on all tables in schema public from {quoted}"))
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    for table, rights in GRANTS.items():
        if table in existing:
            connection.execute(text(f'grant {", ".join(rights)} on "{table}" to {quoted}'))
