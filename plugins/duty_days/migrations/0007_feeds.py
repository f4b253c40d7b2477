"""Secret addresses of calendar feeds, and how often a duty day was changed."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0007"
down_revision = "duty_days_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_days__feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(deputy_id IS NULL) <> (station_id IS NULL)", name=op.f("ck_duty_days__feed_of_one")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_duty_days__feed_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__feed_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__feed")),
        sa.UniqueConstraint("selector", name=op.f("uq_duty_days__feed_selector")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_duty_days__feed_deputy_id", "duty_days__feed", ["deputy_id"])
    op.create_index("ix_duty_days__feed_station_id", "duty_days__feed", ["station_id"])
    op.add_column("duty_days__duty_day", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("duty_days__duty_day", sa.Column("changed_at", sa.DateTime(), nullable=True))
    days = sa.table("duty_days__duty_day", sa.column("changed_at", sa.DateTime()))
    op.execute(days.update().values(changed_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0)))


def downgrade() -> None:
    with op.batch_alter_table("duty_days__duty_day") as batch_op:
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")
    op.drop_table("duty_days__feed")
