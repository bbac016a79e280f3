"""Tokens, second factors, deputies, agencies and services; what the desk says on behalf of others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PEOPLE = ("ministry_editor", "ministry_lead", "central_editor", "channel_manager", "auditor", "admin")
FLAGS = (("user", "password_is_initial"), ("post", "on_behalf"))


def upgrade() -> None:
    for table, name in FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        op.alter_column(table, name, server_default=None)
    _let_services_be()
    _limit_memberships()
    _create_tokens()
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_second_factor_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )


def downgrade() -> None:
    op.drop_table("second_factor")
    op.drop_table("api_token")
    op.drop_constraint(op.f("ck_membership_a_deputy_has_an_end"), "membership")
    op.drop_constraint(op.f("ck_membership_an_agency_has_an_end"), "membership")
    op.execute("delete from membership where role in ('agency', 'service') or deputy_for_id is not null")
    _restrict_roles(PEOPLE)
    op.drop_column("membership", "deputy_for_id")
    op.drop_constraint(op.f("ck_user_a_service_has_no_address"), "user")
    op.drop_constraint(op.f("ck_user_a_service_has_no_password"), "user")
    op.execute(
        "update \"user\" set email = id || '@dienst.invalid', password_hash = '', locked_at = now() where owner_id is not null"
    )
    op.alter_column("user", "email", nullable=False)
    op.alter_column("user", "password_hash", nullable=False)
    op.drop_column("user", "owner_id")
    for table, name in FLAGS:
        op.drop_column(table, name)


def _let_services_be() -> None:
    op.add_column("user", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_user_owner_id"), "user", "user", ["owner_id"], ["id"], ondelete="RESTRICT")
    op.alter_column("user", "email", nullable=True)
    op.alter_column("user", "password_hash", nullable=True)
    for name, column in (("address", "email"), ("password", "password_hash")):
        op.create_check_constraint(
            op.f(f"ck_user_a_service_has_no_{name}"), "user", f"(owner_id is null) = ({column} is not null)"
        )


def _limit_memberships() -> None:
    op.add_column("membership", sa.Column("deputy_for_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_membership_deputy_for_id"),
        "membership",
        "user",
        ["deputy_for_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    _restrict_roles((*PEOPLE, "agency", "service"))
    op.create_check_constraint(
        op.f("ck_membership_a_deputy_has_an_end"),
        "membership",
        "deputy_for_id is null or valid_to is not null",
    )
    op.create_check_constraint(
        op.f("ck_membership_an_agency_has_an_end"),
        "membership",
        "role <> 'agency' or (valid_to is not null and not can_approve)",
    )


def _restrict_roles(roles: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_membership_role"), "membership")
    names = ", ".join(f"'{role}'" for role in roles)
    op.create_check_constraint(op.f("ck_membership_role"), "membership", f"role in ({names})")


def _create_tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "expires_at <= created_at + interval '90 days'", name=op.f("ck_api_token_ninety_days")
        ),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_token_scopes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_api_token_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_api_token_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
    )
    op.create_index("ix_api_token_user_id", "api_token", ["user_id", "id"])
