"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_days__rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.CheckConstraint("day BETWEEN 0 AND 31", name=op.f("ck_duty_days__rule_day_of_a_month")),
        sa.CheckConstraint("nth BETWEEN -1 AND 5", name=op.f("ck_duty_days__rule_nth_of_a_month")),
        sa.CheckConstraint("places BETWEEN 1 AND 50", name=op.f("ck_duty_days__rule_places_in_reason")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_duty_days__rule_weekday_of_a_week")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__rule_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__rule")),
        sa.UniqueConstraint(
            "station_id",
            "kind",
            "day",
            "nth",
            "weekday",
            name=op.f("uq_duty_days__rule_station_id_kind_day_nth_weekday"),
        ),
    )
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__rule_station_id"), ["station_id"], unique=False)

    op.create_table(
        "duty_days__duty_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.CheckConstraint("state IN ('open', 'cancelled')", name=op.f("ck_duty_days__duty_day_state_known")),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["duty_days__rule.id"],
            name=op.f("fk_duty_days__duty_day_rule_id_duty_days__rule"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_duty_days__duty_day_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__duty_day")),
        sa.UniqueConstraint("station_id", "day", name=op.f("uq_duty_days__duty_day_station_id_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__duty_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__duty_day_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__duty_day_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "duty_days__sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_day_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["duty_day_id"],
            ["duty_days__duty_day.id"],
            name=op.f("fk_duty_days__sitting_duty_day_id_duty_days__duty_day"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__sitting")),
        sa.UniqueConstraint("duty_day_id", "part", name=op.f("uq_duty_days__sitting_duty_day_id_part")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "duty_days__slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("place BETWEEN 1 AND 50", name=op.f("ck_duty_days__slot_place_in_reason")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_duty_days__slot_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["duty_days__sitting.id"],
            name=op.f("fk_duty_days__slot_sitting_id_duty_days__sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__slot")),
        sa.UniqueConstraint("sitting_id", "deputy_id", name=op.f("uq_duty_days__slot_sitting_id_deputy_id")),
        sa.UniqueConstraint("sitting_id", "place", name=op.f("uq_duty_days__slot_sitting_id_place")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__slot_deputy_id"), ["deputy_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("duty_days__slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__slot_deputy_id"))

    op.drop_table("duty_days__slot")
    op.drop_table("duty_days__sitting")
    with op.batch_alter_table("duty_days__duty_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__duty_day_rule_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__duty_day_day"))

    op.drop_table("duty_days__duty_day")
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__rule_station_id"))

    op.drop_table("duty_days__rule")
