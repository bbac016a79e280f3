"""The public directory: when somebody last said that a channel's entry is right."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("confirmed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("channel", "confirmed_on")
