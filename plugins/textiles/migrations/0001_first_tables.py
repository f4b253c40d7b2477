"""Capabilities, labour needs, salons and segments of textiles."""

import sqlalchemy as sa
from alembic import op

revision = "textiles_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "textiles__capability",
        sa.Column("process", sa.String(length=30), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "period IN ('day', 'month', 'year', 'standing')", name=op.f("ck_textiles__capability_period_known")
        ),
        sa.CheckConstraint(
            "capacity BETWEEN 1 AND 1000000000", name=op.f("ck_textiles__capability_capacity_in_reason")
        ),
        sa.CheckConstraint("lead_days BETWEEN 0 AND 730", name=op.f("ck_textiles__capability_lead_days_in_reason")),
        sa.CheckConstraint(
            "minimum IS NULL OR minimum BETWEEN 1 AND 1000000000",
            name=op.f("ck_textiles__capability_minimum_in_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_textiles__capability_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_textiles__capability_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_textiles__capability")),
        sa.UniqueConstraint(
            "enterprise_id",
            "process",
            "dimension",
            name=op.f("uq_textiles__capability_enterprise_id_process_dimension"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("textiles__capability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__capability_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_textiles__capability_process"), ["process"], unique=False)
        batch_op.create_index(batch_op.f("ix_textiles__capability_station_id"), ["station_id"], unique=False)

    op.create_table(
        "textiles__certificate",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_textiles__certificate_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_textiles__certificate_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_textiles__certificate")),
        sa.UniqueConstraint(
            "enterprise_id", "name", "number", name=op.f("uq_textiles__certificate_enterprise_id_name_number")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("textiles__certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__certificate_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_textiles__certificate_station_id"), ["station_id"], unique=False)

    op.create_table(
        "textiles__labour_need",
        sa.Column("trade", sa.String(length=30), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("persons BETWEEN 1 AND 100000", name=op.f("ck_textiles__labour_need_persons_in_reason")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_textiles__labour_need_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_textiles__labour_need_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_textiles__labour_need")),
        sa.UniqueConstraint(
            "enterprise_id", "trade", "month", name=op.f("uq_textiles__labour_need_enterprise_id_trade_month")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("textiles__labour_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__labour_need_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_textiles__labour_need_month"), ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_textiles__labour_need_station_id"), ["station_id"], unique=False)

    op.create_table(
        "textiles__salon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("forum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_textiles__salon_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_textiles__salon")),
        sa.UniqueConstraint("forum", name=op.f("uq_textiles__salon_forum")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("textiles__salon", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__salon_station_id"), ["station_id"], unique=False)

    op.create_table(
        "textiles__segment_part",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segment.id"],
            name=op.f("fk_textiles__segment_part_segment_id_segment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_textiles__segment_part")),
    )
    op.create_table(
        "textiles__free_capacity",
        sa.Column("capability_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount BETWEEN 0 AND 1000000000", name=op.f("ck_textiles__free_capacity_amount_in_reason")),
        sa.ForeignKeyConstraint(
            ["capability_id"],
            ["textiles__capability.id"],
            name=op.f("fk_textiles__free_capacity_capability_id_textiles__capability"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("capability_id", "month", name=op.f("pk_textiles__free_capacity")),
    )
    with op.batch_alter_table("textiles__free_capacity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__free_capacity_month"), ["month"], unique=False)

    op.create_table(
        "textiles__salon_session",
        sa.Column("meeting", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salon_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["salon_id"],
            ["textiles__salon.id"],
            name=op.f("fk_textiles__salon_session_salon_id_textiles__salon"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_textiles__salon_session")),
    )
    with op.batch_alter_table("textiles__salon_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_textiles__salon_session_salon_id"), ["salon_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("textiles__salon_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__salon_session_salon_id"))

    op.drop_table("textiles__salon_session")
    with op.batch_alter_table("textiles__free_capacity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__free_capacity_month"))

    op.drop_table("textiles__free_capacity")
    op.drop_table("textiles__segment_part")
    with op.batch_alter_table("textiles__salon", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__salon_station_id"))

    op.drop_table("textiles__salon")
    with op.batch_alter_table("textiles__labour_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__labour_need_station_id"))
        batch_op.drop_index(batch_op.f("ix_textiles__labour_need_month"))
        batch_op.drop_index(batch_op.f("ix_textiles__labour_need_enterprise_id"))

    op.drop_table("textiles__labour_need")
    with op.batch_alter_table("textiles__certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__certificate_station_id"))
        batch_op.drop_index(batch_op.f("ix_textiles__certificate_enterprise_id"))

    op.drop_table("textiles__certificate")
    with op.batch_alter_table("textiles__capability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_textiles__capability_station_id"))
        batch_op.drop_index(batch_op.f("ix_textiles__capability_process"))
        batch_op.drop_index(batch_op.f("ix_textiles__capability_enterprise_id"))

    op.drop_table("textiles__capability")
