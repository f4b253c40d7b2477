"""Turns at the loom."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "weaving__turn",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("station_id", sa.Integer, sa.ForeignKey("station.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("deputy_id", sa.Integer, sa.ForeignKey("deputy.id", ondelete="RESTRICT"), nullable=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
    )
    op.create_index("ix_weaving__turn_station_id", "weaving__turn", ["station_id"])
    op.create_index("ix_weaving__turn_deputy_id", "weaving__turn", ["deputy_id"])


def downgrade() -> None:
    op.drop_table("weaving__turn")
