"""Rota."""

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0004"
down_revision = "duty_days_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty_days__slot", sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("duty_days__slot", sa.Column("proposal_id", sa.Integer(), nullable=True))
    op.create_table(
        "duty_days__round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__round")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "duty_days__proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("quick_cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'published', 'dropped')", name=op.f("ck_duty_days__proposal_state_known")
        ),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_duty_days__proposal_in_order")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__proposal_station_id_station"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["duty_days__round.id"],
            name=op.f("fk_duty_days__proposal_round_id_duty_days__round"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__proposal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_days__proposal_station_id"), "duty_days__proposal", ["station_id"])
    op.create_index(op.f("ix_duty_days__proposal_round_id"), "duty_days__proposal", ["round_id"])
    drafts = sa.text("state IN ('waiting', 'ready')")
    op.create_index(
        "uq_duty_days__proposal_draft",
        "duty_days__proposal",
        ["station_id"],
        unique=True,
        sqlite_where=drafts,
        postgresql_where=drafts,
    )
    op.create_table(
        "duty_days__proposed_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["duty_days__proposal.id"],
            name=op.f("fk_duty_days__proposed_place_proposal_id_duty_days__proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["duty_days__sitting.id"],
            name=op.f("fk_duty_days__proposed_place_sitting_id_duty_days__sitting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_duty_days__proposed_place_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__proposed_place")),
        sa.UniqueConstraint(
            "proposal_id",
            "sitting_id",
            "deputy_id",
            name=op.f("uq_duty_days__proposed_place_proposal_id_sitting_id_deputy_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_days__proposed_place_sitting_id"), "duty_days__proposed_place", ["sitting_id"])
    op.create_index(op.f("ix_duty_days__proposed_place_deputy_id"), "duty_days__proposed_place", ["deputy_id"])
    op.create_table(
        "duty_days__offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wanted_slot_id", sa.Integer(), nullable=True),
        sa.Column("wanted_day", sa.Date(), nullable=True),
        sa.Column("taker_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'asked', 'taken', 'done', 'withdrawn', 'refused', 'lapsed')",
            name=op.f("ck_duty_days__offer_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__offer_station_id_station"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["duty_days__slot.id"],
            name=op.f("fk_duty_days__offer_slot_id_duty_days__slot"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["deputy.id"], name=op.f("fk_duty_days__offer_giver_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["wanted_slot_id"],
            ["duty_days__slot.id"],
            name=op.f("fk_duty_days__offer_wanted_slot_id_duty_days__slot"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taker_id"], ["deputy.id"], name=op.f("fk_duty_days__offer_taker_id_deputy"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__offer")),
        sqlite_autoincrement=True,
    )
    for column in ("station_id", "slot_id", "giver_id", "wanted_slot_id", "taker_id"):
        op.create_index(op.f(f"ix_duty_days__offer_{column}"), "duty_days__offer", [column])
    pending = sa.text("state IN ('open', 'asked', 'taken')")
    op.create_index(
        "uq_duty_days__offer_pending",
        "duty_days__offer",
        ["slot_id"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_table(
        "duty_days__rota_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("needs_consent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_duty_days__rota_choice_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__rota_choice")),
        sa.UniqueConstraint("station_id", name=op.f("uq_duty_days__rota_choice_station_id")),
    )


def downgrade() -> None:
    op.drop_table("duty_days__rota_choice")
    op.drop_table("duty_days__offer")
    op.drop_table("duty_days__proposed_place")
    op.drop_table("duty_days__proposal")
    op.drop_table("duty_days__round")
    op.drop_column("duty_days__slot", "proposal_id")
    op.drop_column("duty_days__slot", "locked")
