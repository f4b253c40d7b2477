"""Action items, what was said about them, and those on an agenda."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0003"
down_revision = "alliances_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organ_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reference_title", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (state IN ('open', 'doing'))", name=op.f("ck_alliances__action_closed_with_a_day")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'doing', 'done', 'dropped')", name=op.f("ck_alliances__action_state_known")
        ),
        sa.CheckConstraint(
            "(CASE WHEN member_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN deputy_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN account_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN organ_id IS NOT NULL THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_alliances__action_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_alliances__action_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"],
            ["alliances__alliance.id"],
            name=op.f("fk_alliances__action_alliance_id_alliances__alliance"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_alliances__action_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["alliances__meeting.id"],
            name=op.f("fk_alliances__action_meeting_id_alliances__meeting"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["alliances__member.id"],
            name=op.f("fk_alliances__action_member_id_alliances__member"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organ.id"], name=op.f("fk_alliances__action_organ_id_organ"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_alliances__action_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__action")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__action_account_id"), "alliances__action", ["account_id"])
    op.create_index(op.f("ix_alliances__action_alliance_id"), "alliances__action", ["alliance_id"])
    op.create_index(op.f("ix_alliances__action_deputy_id"), "alliances__action", ["deputy_id"])
    op.create_index(op.f("ix_alliances__action_due"), "alliances__action", ["due"])
    op.create_index(op.f("ix_alliances__action_meeting_id"), "alliances__action", ["meeting_id"])
    op.create_index(op.f("ix_alliances__action_member_id"), "alliances__action", ["member_id"])
    op.create_index(op.f("ix_alliances__action_organ_id"), "alliances__action", ["organ_id"])
    op.create_index("ix_alliances__action_station_id_state", "alliances__action", ["station_id", "state"])
    op.create_table(
        "alliances__action_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('', 'open', 'doing', 'done', 'dropped')", name=op.f("ck_alliances__action_note_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["alliances__action.id"],
            name=op.f("fk_alliances__action_note_action_id_alliances__action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__action_note")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__action_note_account_id"), "alliances__action_note", ["account_id"])
    op.create_index(op.f("ix_alliances__action_note_action_id"), "alliances__action_note", ["action_id"])
    op.create_table(
        "alliances__on_agenda",
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["alliances__action.id"],
            name=op.f("fk_alliances__on_agenda_action_id_alliances__action"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["alliances__agenda_item.id"],
            name=op.f("fk_alliances__on_agenda_agenda_item_id_alliances__agenda_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agenda_item_id", name=op.f("pk_alliances__on_agenda")),
    )
    op.create_index(op.f("ix_alliances__on_agenda_action_id"), "alliances__on_agenda", ["action_id"])


def downgrade() -> None:
    op.drop_table("alliances__on_agenda")
    op.drop_table("alliances__action_note")
    op.drop_table("alliances__action")
