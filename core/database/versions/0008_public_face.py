"""What the public sees: profiles of deputies, reports to voters, and where stations lie."""

import sqlalchemy as sa
from alembic import op

from core.database.tables import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("photo_public", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("email_public", sa.Boolean(), nullable=False),
        sa.Column("wechat", sa.String(length=40), nullable=False),
        sa.Column("wechat_public", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_in_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_profile_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_file.id"], name=op.f("fk_profile_photo_id_stored_file"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("deputy_id", name=op.f("uq_profile_deputy_id")),
    )
    op.create_index(op.f("ix_profile_photo_id"), "profile", ["photo_id"])
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_deed_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
    )
    op.create_index(op.f("ix_deed_deputy_id"), "deed", ["deputy_id"])
    op.create_table(
        "region_duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_region_duties_region_code_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_duties")),
        sa.UniqueConstraint("region_code", name=op.f("uq_region_duties_region_code")),
    )
    _announcements()
    op.add_column("station", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("station", sa.Column("longitude", sa.Double(), nullable=True))
    op.add_column("station", sa.Column("initials", sa.String(length=80), server_default="", nullable=False))
    _write_initials()


def _announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'announced', 'cancelled')", name=op.f("ck_announcement_state_known")),
        sa.CheckConstraint("ends IS NULL OR begins IS NOT NULL", name=op.f("ck_announcement_ends_after_begins")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["deputy.id"], name=op.f("fk_announcement_proposed_by_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_announcement_region_code_region"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_announcement_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_day"), "announcement", ["day"])
    op.create_index(op.f("ix_announcement_station_id"), "announcement", ["station_id"])
    op.create_index(op.f("ix_announcement_proposed_by_id"), "announcement", ["proposed_by_id"])
    op.create_index("ix_announcement_region_code_day", "announcement", ["region_code", "day"])
    op.create_table(
        "announcement_reporter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_reporter_announcement_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_announcement_reporter_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_reporter")),
        sa.UniqueConstraint(
            "announcement_id", "deputy_id", name=op.f("uq_announcement_reporter_announcement_id_deputy_id")
        ),
    )
    op.create_index(op.f("ix_announcement_reporter_deputy_id"), "announcement_reporter", ["deputy_id"])


def _write_initials() -> None:
    """Stations are searched by the pinyin initials of their names: those that are there get theirs."""
    station = sa.table("station", sa.column("id"), sa.column("name"), sa.column("initials"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(station.c.id, station.c.name)).all()
    if rows:
        from pypinyin import Style, lazy_pinyin  # late: 55 MB

        for number, name in rows:
            initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]
            connection.execute(station.update().where(station.c.id == number).values(initials=initials))


def downgrade() -> None:
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.drop_column("initials")
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
    op.drop_table("announcement_reporter")
    op.drop_table("announcement")
    op.drop_table("region_duties")
    op.drop_table("deed")
    op.drop_table("profile")
