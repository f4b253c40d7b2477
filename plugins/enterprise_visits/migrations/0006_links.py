"""Links: members of the standing committee with deputies, deputies with residents."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0006"
down_revision = "enterprise_visits_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__resident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("village", sa.String(length=80), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__resident_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__resident")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__resident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__resident_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__resident_station_id"), ["station_id"], unique=False)

    op.create_table(
        "enterprise_visits__committee_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends IS NULL OR ends >= begins", name=op.f("ck_enterprise_visits__committee_link_days_in_order")
        ),
        sa.CheckConstraint("member_id <> deputy_id", name=op.f("ck_enterprise_visits__committee_link_not_oneself")),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__committee_link_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__committee_link_member_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__committee_link")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__committee_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__committee_link_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_visits__committee_link_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_enterprise_visits__committee_link_open",
            ["deputy_id"],
            unique=True,
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )

    op.create_table(
        "enterprise_visits__committee_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__committee_member_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__committee_member")),
        sa.UniqueConstraint("deputy_id", name=op.f("uq_enterprise_visits__committee_member_deputy_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "enterprise_visits__resident_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends IS NULL OR ends >= begins", name=op.f("ck_enterprise_visits__resident_link_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__resident_link_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["enterprise_visits__resident.id"],
            name=op.f("fk_enterprise_visits__resident_link_resident_id_enterprise_visits__resident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__resident_link")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_visits__resident_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_visits__resident_link_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enterprise_visits__resident_link_resident_id"), ["resident_id"], unique=False
        )
        batch_op.create_index(
            "uq_enterprise_visits__resident_link_open",
            ["resident_id"],
            unique=True,
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("enterprise_visits__resident_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enterprise_visits__resident_link_open",
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__resident_link_resident_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__resident_link_deputy_id"))

    op.drop_table("enterprise_visits__resident_link")
    op.drop_table("enterprise_visits__committee_member")
    with op.batch_alter_table("enterprise_visits__committee_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enterprise_visits__committee_link_open",
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__committee_link_member_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__committee_link_deputy_id"))

    op.drop_table("enterprise_visits__committee_link")
    with op.batch_alter_table("enterprise_visits__resident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__resident_station_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_visits__resident_phone"))

    op.drop_table("enterprise_visits__resident")
