"""How migrations run: as the owner, one at a time, with short locks, and the application's grants set afterwards."""

from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, make_url, text

from app.models import Base
from app.settings import settings
from migrations.fitting import note_fitting
from migrations.grants import grant

MIGRATION_LOCK = 7_465_500


def run() -> None:
    """Bring the database to the wanted revision under an advisory lock, then grant the application its rights."""
    engine = create_engine(settings().migration_url, poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("set local lock_timeout = '3s'"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
            script = ScriptDirectory.from_config(context.config)
            note_fitting(connection, script, context.get_context().get_current_revision())
        grant(connection, make_url(settings().database_url).username)
        if publisher := settings().publisher_database_url:
            grant(connection, make_url(publisher).username, is_publisher=True)
    engine.dispose()


run()
