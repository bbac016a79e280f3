"""Packages: whether the page in the Landesportal that they name can be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FINDINGS = ("reachable", "not_public", "unreachable", "not_called")


def upgrade() -> None:
    kind = sa.Enum(*FINDINGS, name="portal_finding", native_enum=False, create_constraint=True, length=None)
    op.add_column("package", sa.Column("portal_finding", kind, nullable=True))
    op.add_column("package", sa.Column("portal_checked_at", INSTANT, nullable=True))
    op.add_column("package", sa.Column("portal_next_check_at", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("package", "portal_next_check_at")
    op.drop_column("package", "portal_checked_at")
    op.drop_column("package", "portal_finding")
