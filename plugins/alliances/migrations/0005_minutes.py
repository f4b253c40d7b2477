"""Minutes: drawn, circulated, signed off, issued and amended; what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0005"
down_revision = "alliances_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("circulated_at", sa.DateTime(), nullable=True),
        sa.Column("comments_until", sa.Date(), nullable=True),
        sa.Column("signed_version", sa.Integer(), nullable=True),
        sa.Column("issue_year", sa.Integer(), nullable=True),
        sa.Column("issue_number", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("newest_digest", sa.String(length=64), nullable=False),
        sa.Column("final", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'issued' OR (issue_year IS NOT NULL AND issue_number IS NOT NULL AND issued_on IS NOT NULL AND digest <> '')",
            name=op.f("ck_alliances__minutes_issued_whole"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'circulated', 'signed_off', 'issued')", name=op.f("ck_alliances__minutes_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["alliances__document.id"],
            name=op.f("fk_alliances__minutes_document_id_alliances__document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["alliances__meeting.id"],
            name=op.f("fk_alliances__minutes_meeting_id_alliances__meeting"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_alliances__minutes_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__minutes")),
        sa.UniqueConstraint("document_id", name=op.f("uq_alliances__minutes_document_id")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_alliances__minutes_meeting_id")),
        sa.UniqueConstraint(
            "station_id",
            "issue_year",
            "issue_number",
            name=op.f("uq_alliances__minutes_station_id_issue_year_issue_number"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__minutes_issued_by"), "alliances__minutes", ["issued_by"])
    op.create_index("ix_alliances__minutes_state_station_id", "alliances__minutes", ["state", "station_id"])

    op.create_table(
        "alliances__amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__amendment_minutes_id_alliances__minutes"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__amendment")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_alliances__amendment_minutes_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__amendment_account_id"), "alliances__amendment", ["account_id"])

    op.create_table(
        "alliances__decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organ_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN member_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN deputy_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN account_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN organ_id IS NOT NULL THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_alliances__decision_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_alliances__decision_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["alliances__action.id"],
            name=op.f("fk_alliances__decision_action_id_alliances__action"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_alliances__decision_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["alliances__member.id"],
            name=op.f("fk_alliances__decision_member_id_alliances__member"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__decision_minutes_id_alliances__minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organ.id"], name=op.f("fk_alliances__decision_organ_id_organ"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__decision")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__decision_account_id"), "alliances__decision", ["account_id"])
    op.create_index(op.f("ix_alliances__decision_action_id"), "alliances__decision", ["action_id"])
    op.create_index(op.f("ix_alliances__decision_deputy_id"), "alliances__decision", ["deputy_id"])
    op.create_index(op.f("ix_alliances__decision_member_id"), "alliances__decision", ["member_id"])
    op.create_index("ix_alliances__decision_minutes_id_position", "alliances__decision", ["minutes_id", "position"])
    op.create_index(op.f("ix_alliances__decision_organ_id"), "alliances__decision", ["organ_id"])

    op.create_table(
        "alliances__drawn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__drawn_minutes_id_alliances__minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["alliances__passage.id"],
            name=op.f("fk_alliances__drawn_passage_id_alliances__passage"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__drawn")),
        sa.UniqueConstraint("minutes_id", "source", name=op.f("uq_alliances__drawn_minutes_id_source")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__drawn_passage_id"), "alliances__drawn", ["passage_id"])

    op.create_table(
        "alliances__minutes_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('drawn', 'circulated', 'taken_back', 'signed_off', 'text_changed', 'issued')",
            name=op.f("ck_alliances__minutes_step_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__minutes_step_minutes_id_alliances__minutes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__minutes_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__minutes_step_account_id"), "alliances__minutes_step", ["account_id"])
    op.create_index(op.f("ix_alliances__minutes_step_minutes_id"), "alliances__minutes_step", ["minutes_id"])

    op.create_table(
        "alliances__recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN member_id IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN participant_id IS NOT NULL THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_alliances__recipient_one_of_a_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["alliances__member.id"],
            name=op.f("fk_alliances__recipient_member_id_alliances__member"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__recipient_minutes_id_alliances__minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["alliances__participant.id"],
            name=op.f("fk_alliances__recipient_participant_id_alliances__participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__recipient")),
        sa.UniqueConstraint("minutes_id", "member_id", name=op.f("uq_alliances__recipient_minutes_id_member_id")),
        sa.UniqueConstraint(
            "minutes_id", "participant_id", name=op.f("uq_alliances__recipient_minutes_id_participant_id")
        ),
        sa.UniqueConstraint("selector", name=op.f("uq_alliances__recipient_selector")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__recipient_member_id"), "alliances__recipient", ["member_id"])
    op.create_index(op.f("ix_alliances__recipient_participant_id"), "alliances__recipient", ["participant_id"])

    op.create_table(
        "alliances__comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "settled_at IS NOT NULL OR answer = ''", name=op.f("ck_alliances__comment_answered_when_settled")
        ),
        sa.CheckConstraint(
            "(recipient_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_alliances__comment_said_by_one")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["alliances__minutes.id"],
            name=op.f("fk_alliances__comment_minutes_id_alliances__minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["alliances__passage.id"],
            name=op.f("fk_alliances__comment_passage_id_alliances__passage"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["alliances__recipient.id"],
            name=op.f("fk_alliances__comment_recipient_id_alliances__recipient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__comment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__comment_account_id"), "alliances__comment", ["account_id"])
    op.create_index(op.f("ix_alliances__comment_at"), "alliances__comment", ["at"])
    op.create_index("ix_alliances__comment_minutes_id_at", "alliances__comment", ["minutes_id", "at"])
    op.create_index(op.f("ix_alliances__comment_passage_id"), "alliances__comment", ["passage_id"])
    op.create_index(op.f("ix_alliances__comment_recipient_id"), "alliances__comment", ["recipient_id"])

    op.create_table(
        "alliances__sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("how <> 'paper' OR reason <> ''", name=op.f("ck_alliances__sign_off_paper_with_reason")),
        sa.CheckConstraint("how IN ('link', 'account', 'paper')", name=op.f("ck_alliances__sign_off_way_known")),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["alliances__recipient.id"],
            name=op.f("fk_alliances__sign_off_recipient_id_alliances__recipient"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__sign_off")),
        sa.UniqueConstraint("recipient_id", "digest", name=op.f("uq_alliances__sign_off_recipient_id_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__sign_off_account_id"), "alliances__sign_off", ["account_id"])


def downgrade() -> None:
    op.drop_table("alliances__sign_off")
    op.drop_table("alliances__comment")
    op.drop_table("alliances__recipient")
    op.drop_table("alliances__minutes_step")
    op.drop_table("alliances__drawn")
    op.drop_table("alliances__decision")
    op.drop_table("alliances__amendment")
    op.drop_table("alliances__minutes")
