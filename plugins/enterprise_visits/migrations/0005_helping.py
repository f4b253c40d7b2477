"""Mutual help, introductions and investment leads."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0005"
down_revision = "enterprise_visits_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__mutual_help",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount", sa.String(length=120), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('information', 'materials', 'brand', 'people', 'equipment')",
            name=op.f("ck_enterprise_visits__mutual_help_kind_known"),
        ),
        sa.CheckConstraint("side IN ('offer', 'seek')", name=op.f("ck_enterprise_visits__mutual_help_side_known")),
        sa.CheckConstraint(
            "ends IS NULL OR begins <= ends", name=op.f("ck_enterprise_visits__mutual_help_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"],
            ["chain.id"],
            name=op.f("fk_enterprise_visits__mutual_help_chain_id_chain"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__mutual_help_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__mutual_help_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__mutual_help")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__mutual_help", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__mutual_help_chain_id"), ["chain_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enterprise_visits__mutual_help_enterprise_id"), ["enterprise_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_enterprise_visits__mutual_help_station_id"), ["station_id"], unique=False)

    op.create_table(
        "enterprise_visits__introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("seek_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('open', 'talking', 'agreed', 'nothing')",
            name=op.f("ck_enterprise_visits__introduction_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__introduction_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["enterprise_visits__mutual_help.id"],
            name=op.f("fk_enterprise_visits__introduction_offer_id_enterprise_visits__mutual_help"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["seek_id"],
            ["enterprise_visits__mutual_help.id"],
            name=op.f("fk_enterprise_visits__introduction_seek_id_enterprise_visits__mutual_help"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__introduction")),
        sa.UniqueConstraint("offer_id", "seek_id", name=op.f("uq_enterprise_visits__introduction_offer_id_seek_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__introduction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__introduction_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__introduction_seek_id"), ["seek_id"], unique=False)

    op.create_table(
        "enterprise_visits__lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("investor", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "stage IN ('lead', 'contact', 'negotiating', 'signed', 'project', 'ended')",
            name=op.f("ck_enterprise_visits__lead_stage_known"),
        ),
        sa.CheckConstraint(
            "amount IS NULL OR amount BETWEEN 0 AND 100000000", name=op.f("ck_enterprise_visits__lead_amount_in_reason")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_enterprise_visits__lead_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_enterprise_visits__lead_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segment.id"],
            name=op.f("fk_enterprise_visits__lead_segment_id_segment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__lead_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__lead")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_chain_id"), ["chain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_segment_id"), ["segment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_station_id"), ["station_id"], unique=False)

    op.create_table(
        "enterprise_visits__lead_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('lead', 'contact', 'negotiating', 'signed', 'project', 'ended')",
            name=op.f("ck_enterprise_visits__lead_event_stage_known"),
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["enterprise_visits__lead.id"],
            name=op.f("fk_enterprise_visits__lead_event_lead_id_enterprise_visits__lead"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__lead_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__lead_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_event_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__lead_event_lead_id"), ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_table("enterprise_visits__lead_event")
    op.drop_table("enterprise_visits__lead")
    op.drop_table("enterprise_visits__introduction")
    op.drop_table("enterprise_visits__mutual_help")
