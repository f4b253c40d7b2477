"""Visits."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0003"
down_revision = "enterprise_visits_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_enterprise_visits__campaign_in_order")),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__campaign_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__campaign")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__campaign_station_id"), ["station_id"], unique=False)

    op.create_table(
        "enterprise_visits__route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__route_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__route")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__route", schema=None) as batch_op:
        batch_op.create_index("ix_enterprise_visits__route_station_id_day", ["station_id", "day"], unique=False)

    op.create_table(
        "enterprise_visits__visit_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__visit_sheet_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__visit_sheet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__visit_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_sheet_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_sheet_station_id"), ["station_id"], unique=False)

    op.create_table(
        "enterprise_visits__visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("route_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("met", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_later", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(), nullable=True),
        sa.Column("logged_by", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'held', 'cancelled')", name=op.f("ck_enterprise_visits__visit_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["enterprise_visits__campaign.id"],
            name=op.f("fk_enterprise_visits__visit_campaign_id_enterprise_visits__campaign"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__visit_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["route_id"],
            ["enterprise_visits__route.id"],
            name=op.f("fk_enterprise_visits__visit_route_id_enterprise_visits__route"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__visit_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__visit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_day"), ["day"], unique=False)
        batch_op.create_index("ix_enterprise_visits__visit_enterprise_id_day", ["enterprise_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_route_id"), ["route_id"], unique=False)
        batch_op.create_index("ix_enterprise_visits__visit_station_id_day", ["station_id", "day"], unique=False)

    op.create_table(
        "enterprise_visits__visit_deputy",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("was_there", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('asked', 'coming', 'declined')", name=op.f("ck_enterprise_visits__visit_deputy_answer_known")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__visit_deputy_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["enterprise_visits__visit.id"],
            name=op.f("fk_enterprise_visits__visit_deputy_visit_id_enterprise_visits__visit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("visit_id", "deputy_id", name=op.f("pk_enterprise_visits__visit_deputy")),
    )
    with op.batch_alter_table("enterprise_visits__visit_deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_deputy_deputy_id"), ["deputy_id"], unique=False)

    op.create_table(
        "enterprise_visits__visit_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_enterprise_visits__visit_photo_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["enterprise_visits__visit.id"],
            name=op.f("fk_enterprise_visits__visit_photo_visit_id_enterprise_visits__visit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__visit_photo")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__visit_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_photo_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__visit_photo_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("enterprise_visits__visit_photo")
    op.drop_table("enterprise_visits__visit_deputy")
    op.drop_table("enterprise_visits__visit")
    op.drop_table("enterprise_visits__visit_sheet")
    op.drop_table("enterprise_visits__route")
    op.drop_table("enterprise_visits__campaign")
