"""What the two roles of the running office may do, table by table. What is not listed is not granted.

`app` serves people; `publisher` talks to platforms and may, beyond that, read what is sealed (SECURITY CC-04).
"""

from typing import Final

from sqlalchemy import Connection, inspect, text

READ, ADD, CHANGE, DROP = "SELECT", "INSERT", "UPDATE", "DELETE"

GRANTS: Final[dict[str, tuple[str, ...]]] = {
    "account_link": (READ, ADD, CHANGE, DROP),
    "alembic_version": (READ,),
    "approval": (READ, ADD),
    "co_signature": (READ, ADD),
    "entrusted_channel": (READ, ADD, DROP),
    "channel": (READ, ADD, CHANGE),
    "channel_notice": (READ, ADD),
    "channel_status": (READ, ADD, CHANGE, DROP),
    "channel_use": (READ, ADD, CHANGE),
    "check_rule": (READ, ADD, CHANGE),
    "check_run": (READ, ADD),
    "comment": (READ, ADD, CHANGE),
    "concept": (READ, ADD, CHANGE),
    "concept_version": (READ, ADD),
    "contribution": (READ, ADD, CHANGE),
    "cost_channel": (READ, ADD, DROP),
    "cost_item": (READ, ADD, CHANGE, DROP),
    "cost_position": (READ, ADD, CHANGE, DROP),
    "credential": (ADD, DROP),
    "decision": (READ, ADD),
    "delivery": (READ, ADD, CHANGE),
    "delivery_attempt": (READ, ADD, CHANGE),
    "election": (READ, ADD, CHANGE),
    "evaluation": (READ, ADD),
    "privacy_post": (READ, ADD),
    "event": (READ, ADD),
    "event_head": (READ,),
    "event_link": (READ,),
    "finding": (READ, ADD, CHANGE),
    "hook": (READ, ADD, CHANGE, DROP),
    "imprint_entry": (READ, ADD, CHANGE),
    "inquiry": (READ, ADD, CHANGE),
    "inquiry_question": (READ, ADD, CHANGE),
    "inquiry_version": (READ, ADD),
    "invariant_violations": (READ,),
    "letter": (READ, ADD, CHANGE, DROP),
    "lexicon_cue": (READ, ADD),
    "lexicon_term": (READ, ADD, DROP),
    "lexicon_version": (READ, ADD, CHANGE),
    "mail_way": (READ, CHANGE),
    "media": (READ, ADD, DROP),
    "membership": (READ, ADD, CHANGE, DROP),
    "metrics_snapshot": (READ, ADD, CHANGE, DROP),
    "notification": (READ, ADD, CHANGE, DROP),
    "notification_choice": (READ, ADD, CHANGE),
    "occasion": (READ, ADD, CHANGE, DROP),
    "opening": (READ, ADD),
    "organisation": (READ, ADD, CHANGE),
    "organisation_name": (READ, ADD, CHANGE, DROP),
    "package": (READ, ADD, CHANGE),
    "platform": (READ, ADD, CHANGE),
    "platform_facts": (READ, ADD, CHANGE),
    "platform_stop": (READ, ADD, CHANGE),
    "post": (READ, ADD, CHANGE),
    "post_search": (READ, ADD, CHANGE),
    "prepared_image": (READ, ADD, CHANGE, DROP),
    "printed_abbreviation": (READ, ADD, CHANGE),
    "publishing_control": (READ, CHANGE),
    "publishing_stop": (READ, ADD, CHANGE),
    "removal": (READ, ADD, CHANGE),
    "rendering": (READ, ADD),
    "resolution": (READ, ADD, CHANGE),
    "restoration": (READ, ADD, CHANGE),
    "restoration_look": (READ, ADD, CHANGE),
    "revision": (READ, ADD),
    "revision_media": (READ, ADD),
    "rule_look": (READ, ADD, CHANGE),
    "sign_in": (READ, ADD, CHANGE, DROP),
    "stored_answer": (READ, ADD, DROP),
    "staffing_record": (READ, ADD, CHANGE, DROP),
    "strategy": (READ, ADD, CHANGE, DROP),
    "strategy_goal": (READ, ADD, CHANGE, DROP),
    "survey": (READ, ADD, CHANGE),
    "survey_answer": (READ, ADD, CHANGE),
    "takedown": (READ, ADD, CHANGE),
    "takedown_answer": (READ, ADD),
    "takedown_delivery": (READ, ADD),
    "theme": (READ, ADD, CHANGE),
    "theme_comment": (READ, ADD),
    "theme_ministry": (READ, ADD, DROP),
    "user": (READ, ADD, CHANGE),
    "variant": (READ, ADD, CHANGE),
    "wording": (READ, ADD),
    "worker_heartbeat": (READ, ADD, CHANGE, DROP),
    "working_copy": (READ, ADD, CHANGE, DROP),
}
"""What both roles may do."""

READABLE_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "credential": (
        "id",
        "channel_id",
        "hook_id",
        "kind",
        "environment",
        "key_version",
        "fingerprint",
        "expires_at",
        "set_by_id",
        "set_at",
    ),
}
"""What both roles may read of a table that they may not read as a whole."""

FOR_WEB: Final[dict[str, tuple[str, ...]]] = {
    "api_token": (READ, ADD, CHANGE),
    "calendar_feed": (READ, ADD, CHANGE, DROP),
    "press_connection": (READ, ADD, CHANGE, DROP),
    "second_factor": (READ, ADD, CHANGE, DROP),
}
"""What only the web process may do: nobody else asks who is there."""

FOR_PUBLISHER: Final[dict[str, tuple[str, ...]]] = {"credential": (READ, CHANGE)}
"""What only the publisher may do."""


def grant(connection: Connection, role: str | None, *, is_publisher: bool = False) -> None:
    """Give the role exactly the rights listed, on the tables, views and columns that exist."""
    owner = connection.execute(text("select current_user")).scalar_one()
    if role is None or role == owner:
        return
    inspector = inspect(connection)
    existing = set(inspector.get_table_names()) | set(inspector.get_view_names())
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"revoke all on all tables in schema public from {quoted}"))
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    rights = [*GRANTS.items(), *(FOR_PUBLISHER if is_publisher else FOR_WEB).items()]
    for table, columns in READABLE_COLUMNS.items():
        if table in existing:
            known = {column["name"] for column in inspector.get_columns(table)}
            rights.append((table, (f"{READ} ({', '.join(name for name in columns if name in known)})",)))
    for table, allowed in rights:
        if table in existing:
            connection.execute(text(f'grant {", ".join(allowed)} on "{table}" to {quoted}'))
