"""Pairing."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("brings_back", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('station', 'chain', 'region')", name=op.f("ck_enterprise_visits__proposal_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'published', 'dropped', 'replaced')",
            name=op.f("ck_enterprise_visits__proposal_state_known"),
        ),
        sa.CheckConstraint(
            "at_least >= 0 AND at_least <= at_most", name=op.f("ck_enterprise_visits__proposal_numbers_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_enterprise_visits__proposal_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__proposal_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__proposal")),
        sa.UniqueConstraint("area", "number", name=op.f("uq_enterprise_visits__proposal_area_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__proposal_chain_id"), "enterprise_visits__proposal", ["chain_id"])
    op.create_index(op.f("ix_enterprise_visits__proposal_station_id"), "enterprise_visits__proposal", ["station_id"])
    op.create_index(
        "uq_enterprise_visits__proposal_draft",
        "enterprise_visits__proposal",
        ["area"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'ready')"),
        postgresql_where=sa.text("state IN ('waiting', 'ready')"),
    )
    op.create_table(
        "enterprise_visits__pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("how_ended", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.CheckConstraint("ends IS NULL OR ends >= begins", name=op.f("ck_enterprise_visits__pairing_days_in_order")),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__pairing_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__pairing_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__pairing_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["enterprise_visits__proposal.id"],
            name=op.f("fk_enterprise_visits__pairing_version_id_enterprise_visits__proposal"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__pairing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__pairing_deputy_id"), "enterprise_visits__pairing", ["deputy_id"])
    op.create_index(
        op.f("ix_enterprise_visits__pairing_enterprise_id"), "enterprise_visits__pairing", ["enterprise_id"]
    )
    op.create_index(op.f("ix_enterprise_visits__pairing_station_id"), "enterprise_visits__pairing", ["station_id"])
    op.create_index(op.f("ix_enterprise_visits__pairing_version_id"), "enterprise_visits__pairing", ["version_id"])
    op.create_index(
        "uq_enterprise_visits__pairing_open",
        "enterprise_visits__pairing",
        ["deputy_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text("ends IS NULL"),
        postgresql_where=sa.text("ends IS NULL"),
    )
    op.create_table(
        "enterprise_visits__proposed_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__proposed_pair_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__proposed_pair_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["enterprise_visits__proposal.id"],
            name=op.f("fk_enterprise_visits__proposed_pair_proposal_id_enterprise_visits__proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__proposed_pair")),
        sa.UniqueConstraint(
            "proposal_id",
            "deputy_id",
            "enterprise_id",
            name=op.f("uq_enterprise_visits__proposed_pair_proposal_id_deputy_id_enterprise_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enterprise_visits__proposed_pair_deputy_id"), "enterprise_visits__proposed_pair", ["deputy_id"]
    )
    op.create_index(
        op.f("ix_enterprise_visits__proposed_pair_enterprise_id"), "enterprise_visits__proposed_pair", ["enterprise_id"]
    )
    op.create_table(
        "enterprise_visits__ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('locked', 'forbidden')", name=op.f("ck_enterprise_visits__ruling_kind_known")),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__ruling_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__ruling_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__ruling")),
        sa.UniqueConstraint(
            "deputy_id", "enterprise_id", name=op.f("uq_enterprise_visits__ruling_deputy_id_enterprise_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__ruling_enterprise_id"), "enterprise_visits__ruling", ["enterprise_id"])


def downgrade() -> None:
    op.drop_table("enterprise_visits__ruling")
    op.drop_table("enterprise_visits__proposed_pair")
    op.drop_table("enterprise_visits__pairing")
    op.drop_table("enterprise_visits__proposal")
