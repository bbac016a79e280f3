"""Images of posts, by the hash of their bytes, and what platforms called them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RECORD = "revision_media"


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("uploader_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("width > 0 and height > 0 and size > 0", name=op.f("ck_media_has_an_extent")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_media_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["user.id"], name=op.f("fk_media_uploader_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    op.create_index("ix_media_sha256", "media", ["sha256"])
    op.create_index("ix_media_created_at", "media", ["created_at"])
    op.create_table(
        RECORD,
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_media_revision_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_revision_media_media_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("revision_id", "media_id", name=op.f("pk_revision_media")),
    )
    op.create_index("ix_revision_media_media_id", RECORD, ["media_id"])
    op.add_column("revision", sa.Column("content_warning", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("media", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("rendering", sa.Column("media", postgresql.JSONB(), nullable=True))
    op.create_table(
        "prepared_image",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_prepared_image_delivery_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "sha256", name=op.f("pk_prepared_image")),
    )
    op.add_column("delivery", sa.Column("prepared_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("prepare_tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("delivery", sa.Column("prepare_after", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("prepare_tries", "delivery", "prepare_tries between 0 and 3")
    op.execute(
        "create trigger never_changes before update on media for each row execute function refuse_change()"
    )
    op.execute(f"""
        create trigger never_changes before update or delete on {RECORD}
        for each row execute function refuse_change()
    """)
    op.execute(f"""
        create trigger never_emptied before truncate on {RECORD}
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.drop_table("prepared_image")
    for column in ("prepare_after", "prepare_tries", "prepared_until"):
        op.drop_column("delivery", column)
    op.drop_column("rendering", "media")
    op.drop_column("revision", "media")
    op.drop_column("revision", "content_warning")
    op.drop_table(RECORD)
    op.drop_table("media")
