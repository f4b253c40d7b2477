"""Signing up."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0003"
down_revision = "duty_days_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in _added():
        op.add_column(f"duty_days__{table}", column)
    op.create_table(
        "duty_days__stationed_organ",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_day_id", sa.Integer(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_day_id"],
            ["duty_days__duty_day.id"],
            name=op.f("fk_duty_days__stationed_organ_duty_day_id_duty_days__duty_day"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"],
            ["organ.id"],
            name=op.f("fk_duty_days__stationed_organ_organ_id_organ"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__stationed_organ")),
        sa.UniqueConstraint("duty_day_id", "organ_id", name=op.f("uq_duty_days__stationed_organ_duty_day_id_organ_id")),
    )
    op.create_index(op.f("ix_duty_days__stationed_organ_organ_id"), "duty_days__stationed_organ", ["organ_id"])
    op.create_table(
        "duty_days__sign_up_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("opens_days", sa.Integer(), nullable=True),
        sa.Column("closes_hours", sa.Integer(), nullable=True),
        sa.Column("composition", sa.JSON(), nullable=False),
        sa.CheckConstraint("opens_days BETWEEN 0 AND 366", name=op.f("ck_duty_days__sign_up_choice_opens_in_reason")),
        sa.CheckConstraint(
            "closes_hours BETWEEN 0 AND 1440", name=op.f("ck_duty_days__sign_up_choice_closes_in_reason")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_duty_days__sign_up_choice_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__sign_up_choice")),
        sa.UniqueConstraint("station_id", name=op.f("uq_duty_days__sign_up_choice_station_id")),
    )
    op.create_table(
        "duty_days__waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        _of_deputy("waiting"),
        _of_sitting("waiting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__waiting")),
        sa.UniqueConstraint("sitting_id", "deputy_id", name=op.f("uq_duty_days__waiting_sitting_id_deputy_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_days__waiting_deputy_id"), "duty_days__waiting", ["deputy_id"])
    op.create_table(
        "duty_days__invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('', 'yes', 'no')", name=op.f("ck_duty_days__invitation_answer_known")),
        _of_deputy("invitation"),
        _of_sitting("invitation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__invitation")),
        sa.UniqueConstraint("sitting_id", "deputy_id", name=op.f("uq_duty_days__invitation_sitting_id_deputy_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_days__invitation_deputy_id"), "duty_days__invitation", ["deputy_id"])
    op.create_table(
        "duty_days__leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("ck_duty_days__leave_in_order")),
        _of_deputy("leave"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__leave")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_days__leave_deputy_id"), "duty_days__leave", ["deputy_id"])
    op.create_table(
        "duty_days__preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("not_weekdays", sa.JSON(), nullable=False),
        sa.Column("not_months", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("part IN ('', 'morning', 'afternoon')", name=op.f("ck_duty_days__preference_part_known")),
        _of_deputy("preference"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__preference")),
        sa.UniqueConstraint("deputy_id", name=op.f("uq_duty_days__preference_deputy_id")),
    )


def _added() -> list[tuple[str, sa.Column[Any]]]:
    """The further columns of the tables that are there, made anew each time: a column belongs to one table."""
    return [
        ("duty_day", sa.Column("leader", sa.String(length=80), server_default="", nullable=False)),
        ("duty_day", sa.Column("leader_post", sa.String(length=80), server_default="", nullable=False)),
        ("duty_day", sa.Column("opens_days", sa.Integer(), nullable=True)),
        ("duty_day", sa.Column("closes_hours", sa.Integer(), nullable=True)),
        ("duty_day", sa.Column("composition", sa.JSON(), nullable=True)),
        ("sitting", sa.Column("minimum", sa.Integer(), server_default="1", nullable=False)),
        ("sitting", sa.Column("purpose", sa.String(length=20), server_default="receives", nullable=False)),
        ("slot", sa.Column("how", sa.String(length=20), server_default="", nullable=False)),
    ]


def _of_deputy(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_duty_days__{table}_deputy_id_deputy")
    return sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=name, ondelete="RESTRICT")


def _of_sitting(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_duty_days__{table}_sitting_id_duty_days__sitting")
    return sa.ForeignKeyConstraint(["sitting_id"], ["duty_days__sitting.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("preference", "leave", "invitation", "waiting", "sign_up_choice", "stationed_organ"):
        op.drop_table(f"duty_days__{table}")
    for table, column in reversed(_added()):
        op.drop_column(f"duty_days__{table}", column.name)
