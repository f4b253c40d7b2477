"""Telling."""

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0006"
down_revision = "duty_days_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_days__known",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reminded", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_duty_days__known_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__known_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__known")),
        sa.UniqueConstraint("sitting_id", "deputy_id", name=op.f("uq_duty_days__known_sitting_id_deputy_id")),
    )
    with op.batch_alter_table("duty_days__known", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__known_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__known_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__known_station_id"), ["station_id"], unique=False)
    op.create_table(
        "duty_days__tells",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("lists", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("gaps", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__tells_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_duty_days__tells")),
    )


def downgrade() -> None:
    op.drop_table("duty_days__tells")
    op.drop_table("duty_days__known")
