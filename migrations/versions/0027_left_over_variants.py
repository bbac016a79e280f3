"""What a published post left unapproved is found by an index, and nothing that was rejected, withdrawn or never submitted.

The trigger comes first: its lock on posts lasts until the rows that exist are marked, so that none slips through.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MARK = """
    create function mark_left_over() returns trigger language plpgsql as $$
    begin
        update variant set is_left_over = true where post_id = new.id and not is_approved and not is_left_over;
        return null;
    end $$
"""
TRIGGER = """
    create trigger marks_left_over after update of state on post
    for each row when (new.state = 'published' and old.state <> 'published') execute function mark_left_over()
"""
EXISTING = """
    update variant v set is_left_over = true from post p
    where p.id = v.post_id and p.state = 'published' and not v.is_approved
"""


def upgrade() -> None:
    op.execute(MARK)
    op.execute(TRIGGER)  # locks posts before variants, as the application does
    op.add_column(
        "variant", sa.Column("is_left_over", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(EXISTING)
    op.create_index(
        "ix_variant_left_over",
        "variant",
        ["id"],
        postgresql_where=sa.text("is_left_over and not is_approved"),
    )


def downgrade() -> None:
    op.execute("drop trigger marks_left_over on post")
    op.execute("drop function mark_left_over()")
    op.drop_index("ix_variant_left_over", table_name="variant")
    op.drop_column("variant", "is_left_over")
