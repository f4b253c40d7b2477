"""Meetings."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0002"
down_revision = "alliances_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__forum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"],
            ["alliances__alliance.id"],
            name=op.f("fk_alliances__forum_alliance_id_alliances__alliance"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_alliances__forum_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__forum")),
        sa.UniqueConstraint("station_id", "name", name=op.f("uq_alliances__forum_station_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__forum_alliance_id"), "alliances__forum", ["alliance_id"])

    op.create_table(
        "alliances__meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_alliances__meeting_state_known")),
        sa.CheckConstraint("ends > begins", name=op.f("ck_alliances__meeting_in_order")),
        sa.CheckConstraint("number BETWEEN 1 AND 9999", name=op.f("ck_alliances__meeting_number_in_reason")),
        sa.CheckConstraint(
            "number IS NULL OR forum_id IS NOT NULL", name=op.f("ck_alliances__meeting_number_of_a_forum")
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"],
            ["alliances__alliance.id"],
            name=op.f("fk_alliances__meeting_alliance_id_alliances__alliance"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["alliances__forum.id"],
            name=op.f("fk_alliances__meeting_forum_id_alliances__forum"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_alliances__meeting_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__meeting_alliance_id"), "alliances__meeting", ["alliance_id"])
    op.create_index(op.f("ix_alliances__meeting_day"), "alliances__meeting", ["day"])
    op.create_index(op.f("ix_alliances__meeting_forum_id"), "alliances__meeting", ["forum_id"])
    op.create_index("ix_alliances__meeting_station_id_day", "alliances__meeting", ["station_id", "day"])
    op.create_index(
        "uq_alliances__meeting_number",
        "alliances__meeting",
        ["forum_id", "number"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )

    op.create_table(
        "alliances__agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("left_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("from_item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_item_id"],
            ["alliances__agenda_item.id"],
            name=op.f("fk_alliances__agenda_item_from_item_id_alliances__agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["alliances__meeting.id"],
            name=op.f("fk_alliances__agenda_item_meeting_id_alliances__meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__agenda_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__agenda_item_from_item_id"), "alliances__agenda_item", ["from_item_id"])
    op.create_index(
        "ix_alliances__agenda_item_meeting_id_position", "alliances__agenda_item", ["meeting_id", "position"]
    )

    op.create_table(
        "alliances__participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attendance", sa.String(length=10), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(), nullable=True),
        sa.Column("link", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN member_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN deputy_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN account_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN name <> '' THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_alliances__participant_one_of_a_kind"),
        ),
        sa.CheckConstraint(
            "answer IN ('asked', 'coming', 'declined')", name=op.f("ck_alliances__participant_answer_known")
        ),
        sa.CheckConstraint(
            "attendance IN ('present', 'excused', 'absent')", name=op.f("ck_alliances__participant_attendance_known")
        ),
        sa.CheckConstraint(
            "part IN ('chairs', 'attends', 'sits_in', 'records')", name=op.f("ck_alliances__participant_part_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_alliances__participant_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_alliances__participant_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["alliances__meeting.id"],
            name=op.f("fk_alliances__participant_meeting_id_alliances__meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["alliances__member.id"],
            name=op.f("fk_alliances__participant_member_id_alliances__member"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__participant")),
        sa.UniqueConstraint("link", name=op.f("uq_alliances__participant_link")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__participant_account_id"), "alliances__participant", ["account_id"])
    op.create_index(op.f("ix_alliances__participant_deputy_id"), "alliances__participant", ["deputy_id"])
    op.create_index(op.f("ix_alliances__participant_meeting_id"), "alliances__participant", ["meeting_id"])
    op.create_index(op.f("ix_alliances__participant_member_id"), "alliances__participant", ["member_id"])
    op.create_index(
        "uq_alliances__participant_account",
        "alliances__participant",
        ["meeting_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("account_id IS NOT NULL"),
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "uq_alliances__participant_deputy",
        "alliances__participant",
        ["meeting_id", "deputy_id"],
        unique=True,
        sqlite_where=sa.text("deputy_id IS NOT NULL"),
        postgresql_where=sa.text("deputy_id IS NOT NULL"),
    )
    op.create_index(
        "uq_alliances__participant_member",
        "alliances__participant",
        ["meeting_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("member_id IS NOT NULL"),
        postgresql_where=sa.text("member_id IS NOT NULL"),
    )
    op.create_index(
        "uq_alliances__participant_name",
        "alliances__participant",
        ["meeting_id", "name", "organisation"],
        unique=True,
        sqlite_where=sa.text("name <> ''"),
        postgresql_where=sa.text("name <> ''"),
    )


def downgrade() -> None:
    op.drop_table("alliances__participant")
    op.drop_table("alliances__agenda_item")
    op.drop_table("alliances__meeting")
    op.drop_table("alliances__forum")
