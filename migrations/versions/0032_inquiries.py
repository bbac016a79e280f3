"""Inquiries of parliament with their questions, surveys, frozen versions and co-signatures."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES: Final = (
    "inquiry",
    "inquiry_question",
    "survey",
    "survey_answer",
    "inquiry_version",
    "co_signature",
)
NEVER_CHANGED: Final = ("inquiry_version", "co_signature")


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("as_of <= deadline", name=op.f("ck_inquiry_as_of_before_deadline")),
        sa.UniqueConstraint("number", name=op.f("uq_inquiry_number")),
        _key("inquiry", "opened_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_table(
        "inquiry_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inquiry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column(
            "block",
            _choice(
                "block",
                "channels",
                "costs",
                "advertising",
                "staffing",
                "strategies",
                "followers",
                "removals",
                "text",
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.UniqueConstraint("inquiry_id", "position", name=op.f("uq_inquiry_question_inquiry_id_position")),
        _key("inquiry_question", "inquiry_id", "inquiry.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_question")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inquiry_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(signed_at, signed_by_id, signed_sha256) in (0, 3)",
            name=op.f("ck_survey_signed_whole"),
        ),
        sa.UniqueConstraint(
            "inquiry_id", "organisation_id", name=op.f("uq_survey_inquiry_id_organisation_id")
        ),
        _key("survey", "inquiry_id", "inquiry.id"),
        _key("survey", "organisation_id", "organisation.id"),
        _key("survey", "signed_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column(
            "block",
            _choice(
                "block",
                "channels",
                "costs",
                "advertising",
                "staffing",
                "strategies",
                "followers",
                "removals",
                "text",
            ),
            nullable=False,
        ),
        sa.Column("word", _choice("word", "confirmed", "corrected", "not_applicable"), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint(
            "word <> 'corrected' or remark is not null", name=op.f("ck_survey_answer_corrected_says_what")
        ),
        _key("survey_answer", "survey_id", "survey.id", "CASCADE"),
        _key("survey_answer", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("survey_id", "block", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "inquiry_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inquiry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kept_by_id", sa.Uuid(), nullable=False),
        sa.UniqueConstraint("inquiry_id", "number", name=op.f("uq_inquiry_version_inquiry_id_number")),
        _key("inquiry_version", "inquiry_id", "inquiry.id"),
        _key("inquiry_version", "kept_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_version")),
    )
    op.create_table(
        "co_signature",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.text("clock_timestamp()"), nullable=False),
        _key("co_signature", "version_id", "inquiry_version.id"),
        _key("co_signature", "organisation_id", "organisation.id"),
        _key("co_signature", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("version_id", "organisation_id", name=op.f("pk_co_signature")),
    )
    for table in NEVER_CHANGED:
        op.execute(f"""
            create trigger never_changes before update or delete on {table}
            for each row execute function refuse_change()
        """)
        op.execute(f"""
            create trigger never_emptied before truncate on {table}
            for each statement execute function refuse_change()
        """)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)


def _key(table: str, column: str, target: str, ondelete: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)
