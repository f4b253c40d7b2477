"""Terms, deputy groups and delegations."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputy_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_deputy_group_region_code_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy_group")),
        sa.UniqueConstraint("region_code", "name", name=op.f("uq_deputy_group_region_code_name")),
    )
    with op.batch_alter_table("deputy_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_group_region_code"), ["region_code"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("is_convener", sa.Boolean(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends IS NULL OR begins IS NULL OR ends >= begins", name=op.f("ck_group_member_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_group_member_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["deputy_group.id"], name=op.f("fk_group_member_group_id_deputy_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            "uq_group_member_open",
            ["group_id", "deputy_id"],
            unique=True,
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )

    op.create_table(
        "coming_placement",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("is_move", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_coming_placement_mandate_id_mandate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_coming_placement_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("mandate_id", name=op.f("pk_coming_placement")),
    )
    with op.batch_alter_table("coming_placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coming_placement_station_id"), ["station_id"], unique=False)

    op.create_table(
        "mandate_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_event_mandate_id_mandate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_event")),
    )
    with op.batch_alter_table("mandate_event", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_event_mandate_id_day", ["mandate_id", "day"], unique=False)

    op.create_table(
        "term_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("terms_before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_term_change_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_term_change_import_batch_id_import_batch"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_term_change_region_code_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_change")),
    )
    with op.batch_alter_table("term_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_change_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_term_change_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_term_change_region_code"), ["region_code"], unique=False)
        batch_op.create_index(
            "uq_term_change_open",
            ["region_code"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'applied')"),
            postgresql_where=sa.text("state IN ('draft', 'applied')"),
        )

    op.create_table(
        "term_change_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_change_id", sa.Integer(), nullable=False),
        sa.Column("plugin", sa.String(length=80), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_term_change_handover_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_change_id"],
            ["term_change.id"],
            name=op.f("fk_term_change_handover_term_change_id_term_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_change_handover")),
    )
    with op.batch_alter_table("term_change_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_change_handover_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_term_change_handover_term_change_id"), ["term_change_id"], unique=False)

    op.create_table(
        "term_change_item",
        sa.Column("term_change_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("leaves", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputy.id"], name=op.f("fk_term_change_item_deputy_id_deputy"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_change_id"],
            ["term_change.id"],
            name=op.f("fk_term_change_item_term_change_id_term_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("term_change_id", "deputy_id", name=op.f("pk_term_change_item")),
    )
    with op.batch_alter_table("term_change_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_change_item_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index("ix_term_change_item_term_change_id_part", ["term_change_id", "part"], unique=False)

    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begins", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends", sa.Date(), nullable=True))

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("end_reason", sa.String(length=200), server_default="", nullable=False))

    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_coming", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_column("is_coming")

    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_column("end_reason")
        batch_op.drop_column("reason")

    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_column("ends")
        batch_op.drop_column("begins")

    with op.batch_alter_table("term_change_item", schema=None) as batch_op:
        batch_op.drop_index("ix_term_change_item_term_change_id_part")
        batch_op.drop_index(batch_op.f("ix_term_change_item_deputy_id"))

    op.drop_table("term_change_item")
    with op.batch_alter_table("term_change_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_term_change_handover_term_change_id"))
        batch_op.drop_index(batch_op.f("ix_term_change_handover_deputy_id"))

    op.drop_table("term_change_handover")
    with op.batch_alter_table("term_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_term_change_open",
            sqlite_where=sa.text("state IN ('draft', 'applied')"),
            postgresql_where=sa.text("state IN ('draft', 'applied')"),
        )
        batch_op.drop_index(batch_op.f("ix_term_change_region_code"))
        batch_op.drop_index(batch_op.f("ix_term_change_import_batch_id"))
        batch_op.drop_index(batch_op.f("ix_term_change_account_id"))

    op.drop_table("term_change")
    with op.batch_alter_table("mandate_event", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_event_mandate_id_day")

    op.drop_table("mandate_event")
    with op.batch_alter_table("coming_placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coming_placement_station_id"))

    op.drop_table("coming_placement")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_member_open", sqlite_where=sa.text("ends IS NULL"), postgresql_where=sa.text("ends IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_group_member_group_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_deputy_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("deputy_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_group_region_code"))

    op.drop_table("deputy_group")
