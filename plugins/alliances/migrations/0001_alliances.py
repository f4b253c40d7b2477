"""Alliances."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__alliance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("dissolved_because", sa.String(length=200), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("charter_file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "dissolved_on IS NULL OR (founded_on IS NOT NULL AND dissolved_on >= founded_on)",
            name=op.f("ck_alliances__alliance_days_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_alliances__alliance_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["charter_file_id"],
            ["stored_file.id"],
            name=op.f("fk_alliances__alliance_charter_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_alliances__alliance_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__alliance")),
        sa.UniqueConstraint("station_id", "name", name=op.f("uq_alliances__alliance_station_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__alliance_chain_id"), "alliances__alliance", ["chain_id"])
    op.create_index(op.f("ix_alliances__alliance_charter_file_id"), "alliances__alliance", ["charter_file_id"])
    op.create_table(
        "alliances__member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("joined", sa.Date(), nullable=False),
        sa.Column("left", sa.Date(), nullable=True),
        sa.Column("reason_left", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN enterprise_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN deputy_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN name <> '' THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_alliances__member_one_of_a_kind"),
        ),
        sa.CheckConstraint("role <> 'deputy' OR deputy_id IS NOT NULL", name=op.f("ck_alliances__member_deputy_named")),
        sa.CheckConstraint(
            "role IN ('leading', 'member', 'expert', 'deputy', 'grower')", name=op.f("ck_alliances__member_role_known")
        ),
        sa.CheckConstraint('"left" IS NULL OR "left" >= joined', name=op.f("ck_alliances__member_days_in_order")),
        sa.ForeignKeyConstraint(
            ["alliance_id"],
            ["alliances__alliance.id"],
            name=op.f("fk_alliances__member_alliance_id_alliances__alliance"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_alliances__member_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_alliances__member_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__member")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alliances__member_alliance_id_joined", "alliances__member", ["alliance_id", "joined"])
    op.create_index(op.f("ix_alliances__member_deputy_id"), "alliances__member", ["deputy_id"])
    op.create_index(op.f("ix_alliances__member_enterprise_id"), "alliances__member", ["enterprise_id"])
    op.create_index(
        "uq_alliances__member_deputy",
        "alliances__member",
        ["alliance_id", "deputy_id"],
        unique=True,
        sqlite_where=sa.text('"left" IS NULL'),
        postgresql_where=sa.text('"left" IS NULL'),
    )
    op.create_index(
        "uq_alliances__member_enterprise",
        "alliances__member",
        ["alliance_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text('"left" IS NULL'),
        postgresql_where=sa.text('"left" IS NULL'),
    )


def downgrade() -> None:
    op.drop_table("alliances__member")
    op.drop_table("alliances__alliance")
