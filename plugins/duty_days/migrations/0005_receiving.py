"""Receiving."""

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0005"
down_revision = "duty_days_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_days__visitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__visitor")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__visitor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__visitor_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__visitor_phone"), ["phone"], unique=False)

    op.create_table(
        "duty_days__paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_duty_days__paper_sheet_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__paper_sheet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__paper_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__paper_sheet_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__paper_sheet_station_id"), ["station_id"], unique=False)

    op.create_table(
        "duty_days__receiving_settings",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("most_bookings", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "grace_minutes BETWEEN 0 AND 240", name=op.f("ck_duty_days__receiving_settings_grace_in_reason")
        ),
        sa.CheckConstraint(
            "most_bookings BETWEEN 0 AND 200", name=op.f("ck_duty_days__receiving_settings_bookings_in_reason")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_duty_days__receiving_settings_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_duty_days__receiving_settings")),
    )
    op.create_table(
        "duty_days__attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(), nullable=True),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "how IN ('code', 'by_hand', 'entered_later')", name=op.f("ck_duty_days__attendance_how_known")
        ),
        sa.CheckConstraint(
            "state IN ('present', 'late', 'absent', 'replaced')", name=op.f("ck_duty_days__attendance_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_duty_days__attendance_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["deputy.id"],
            name=op.f("fk_duty_days__attendance_replaces_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["duty_days__sitting.id"],
            name=op.f("fk_duty_days__attendance_sitting_id_duty_days__sitting"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__attendance")),
        sa.UniqueConstraint("sitting_id", "deputy_id", name=op.f("uq_duty_days__attendance_sitting_id_deputy_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__attendance_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__attendance_replaces_id"), ["replaces_id"], unique=False)

    op.create_table(
        "duty_days__booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("arrives", sa.Time(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('booked', 'cancelled', 'came', 'missed')", name=op.f("ck_duty_days__booking_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["duty_days__sitting.id"],
            name=op.f("fk_duty_days__booking_sitting_id_duty_days__sitting"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"],
            ["duty_days__visitor.id"],
            name=op.f("fk_duty_days__booking_visitor_id_duty_days__visitor"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__booking")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_duty_days__booking_sitting_id_number")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_duty_days__booking_token_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__booking_address_digest"), ["address_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__booking_visitor_id"), ["visitor_id"], unique=False)

    op.create_table(
        "duty_days__reception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_day_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("party", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("passed_on", sa.Text(), nullable=False),
        sa.Column("passed_to", sa.String(length=200), nullable=False),
        sa.Column("passed_key", sa.String(length=80), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entered_later", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('booked', 'walk_in', 'visited')", name=op.f("ck_duty_days__reception_kind_known")),
        sa.CheckConstraint("persons > 0 OR NOT party", name=op.f("ck_duty_days__reception_a_party_has_persons")),
        sa.CheckConstraint("persons BETWEEN 0 AND 500", name=op.f("ck_duty_days__reception_persons_in_reason")),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["duty_days__booking.id"],
            name=op.f("fk_duty_days__reception_booking_id_duty_days__booking"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["duty_day_id"],
            ["duty_days__duty_day.id"],
            name=op.f("fk_duty_days__reception_duty_day_id_duty_days__duty_day"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["duty_days__sitting.id"],
            name=op.f("fk_duty_days__reception_sitting_id_duty_days__sitting"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"],
            ["duty_days__visitor.id"],
            name=op.f("fk_duty_days__reception_visitor_id_duty_days__visitor"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_days__reception")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_duty_days__reception_booking_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty_days__reception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__reception_duty_day_id"), ["duty_day_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__reception_passed_key"), ["passed_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__reception_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_days__reception_visitor_id"), ["visitor_id"], unique=False)

    op.create_table(
        "duty_days__received_by",
        sa.Column("reception_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_duty_days__received_by_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reception_id"],
            ["duty_days__reception.id"],
            name=op.f("fk_duty_days__received_by_reception_id_duty_days__reception"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reception_id", "deputy_id", name=op.f("pk_duty_days__received_by")),
    )
    with op.batch_alter_table("duty_days__received_by", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_days__received_by_deputy_id"), ["deputy_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("duty_days__received_by", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__received_by_deputy_id"))

    op.drop_table("duty_days__received_by")
    with op.batch_alter_table("duty_days__reception", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__reception_visitor_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__reception_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__reception_passed_key"))
        batch_op.drop_index(batch_op.f("ix_duty_days__reception_duty_day_id"))

    op.drop_table("duty_days__reception")
    with op.batch_alter_table("duty_days__booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__booking_visitor_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__booking_address_digest"))

    op.drop_table("duty_days__booking")
    with op.batch_alter_table("duty_days__attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__attendance_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__attendance_deputy_id"))

    op.drop_table("duty_days__attendance")
    op.drop_table("duty_days__receiving_settings")
    with op.batch_alter_table("duty_days__paper_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__paper_sheet_station_id"))
        batch_op.drop_index(batch_op.f("ix_duty_days__paper_sheet_at"))

    op.drop_table("duty_days__paper_sheet")
    with op.batch_alter_table("duty_days__visitor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_days__visitor_phone"))
        batch_op.drop_index(batch_op.f("ix_duty_days__visitor_day"))

    op.drop_table("duty_days__visitor")
