"""What is known of enterprises and deputies before they are paired."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0002"
down_revision = "enterprise_visits_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__competitors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("bars_employers", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["region.code"],
            name=op.f("fk_enterprise_visits__competitors_region_code_region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__competitors")),
        sa.UniqueConstraint("region_code", "name", name=op.f("uq_enterprise_visits__competitors_region_code_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "enterprise_visits__competitor",
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("competitors_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competitors_id"],
            ["enterprise_visits__competitors.id"],
            name=op.f("fk_enterprise_visits__competitor_competitors_id_enterprise_visits__competitors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__competitor_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_enterprise_visits__competitor")),
    )
    op.create_index(
        op.f("ix_enterprise_visits__competitor_competitors_id"), "enterprise_visits__competitor", ["competitors_id"]
    )

    op.create_table(
        "enterprise_visits__need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("speciality", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__need_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__need")),
        sa.UniqueConstraint(
            "enterprise_id", "speciality", name=op.f("uq_enterprise_visits__need_enterprise_id_speciality")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "enterprise_visits__wanted",
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("deputies", sa.Integer(), nullable=False),
        sa.CheckConstraint("deputies BETWEEN 1 AND 20", name=op.f("ck_enterprise_visits__wanted_deputies_in_reason")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__wanted_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_enterprise_visits__wanted")),
    )
    op.create_table(
        "enterprise_visits__interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= declared_on", name=op.f("ck_enterprise_visits__interest_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__interest_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__interest_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__interest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__interest_deputy_id"), "enterprise_visits__interest", ["deputy_id"])
    op.create_index(
        op.f("ix_enterprise_visits__interest_enterprise_id"), "enterprise_visits__interest", ["enterprise_id"]
    )
    op.create_index(
        "uq_enterprise_visits__interest_open",
        "enterprise_visits__interest",
        ["deputy_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )

    op.create_table(
        "enterprise_visits__wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("side IN ('deputy', 'enterprise')", name=op.f("ck_enterprise_visits__wish_side_known")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_enterprise_visits__wish_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__wish_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__wish")),
        sa.UniqueConstraint(
            "deputy_id", "enterprise_id", "side", name=op.f("uq_enterprise_visits__wish_deputy_id_enterprise_id_side")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__wish_enterprise_id"), "enterprise_visits__wish", ["enterprise_id"])


def downgrade() -> None:
    op.drop_table("enterprise_visits__wish")
    op.drop_table("enterprise_visits__interest")
    op.drop_table("enterprise_visits__wanted")
    op.drop_table("enterprise_visits__need")
    op.drop_table("enterprise_visits__competitor")
    op.drop_table("enterprise_visits__competitors")
