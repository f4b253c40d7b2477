"""Notices."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_robot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("secret_url", sa.String(length=400), nullable=False),
        sa.Column("secret_sign", sa.String(length=200), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("rests_until", sa.DateTime(), nullable=True),
        sa.CheckConstraint("service IN ('wecom', 'dingtalk', 'feishu')", name=op.f("ck_notice_robot_service_known")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_notice_robot_station_id_station"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_robot")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice_robot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_robot_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_robot_station_id"), ["station_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_notice_told_to_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_notice_account_id_key")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notice_person_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_at"), ["at"], unique=False)
        batch_op.create_index("ix_notice_unread_of_account", ["account_id", "read_at"], unique=False)
        batch_op.create_index("ix_notice_unread_of_person", ["person_id", "read_at"], unique=False)

    op.create_table(
        "notice_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("robot_id", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("good_until", sa.DateTime(), nullable=True),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'uncertain', 'failed', 'given_up')",
            name=op.f("ck_notice_delivery_state_known"),
        ),
        sa.CheckConstraint("(account_id IS NULL) <> (robot_id IS NULL)", name=op.f("ck_notice_delivery_sent_to_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_delivery_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["robot_id"], ["notice_robot.id"], name=op.f("fk_notice_delivery_robot_id_notice_robot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_notice_delivery_station_id_station"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_delivery")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_notice_delivery_account_id_key")),
        sa.UniqueConstraint("robot_id", "key", name=op.f("uq_notice_delivery_robot_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_delivery_at"), ["at"], unique=False)
        batch_op.create_index("ix_notice_delivery_due", ["state", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_delivery_station_id"), ["station_id"], unique=False)

    op.create_table(
        "notice_wish",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("mail_asked_at", sa.DateTime(), nullable=True),
        sa.Column("mail_confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_wish_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_wish")),
    )


def downgrade() -> None:
    op.drop_table("notice_wish")
    op.drop_table("notice_delivery")
    op.drop_table("notice")
    op.drop_table("notice_robot")
