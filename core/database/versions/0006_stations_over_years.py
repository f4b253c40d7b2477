"""Stations over the years, and their standards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "build_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("first_year BETWEEN 1980 AND 2100", name=op.f("ck_build_plan_first_year_in_reason")),
        sa.CheckConstraint(
            "last_year >= first_year AND last_year <= first_year + 9", name=op.f("ck_build_plan_years_in_reason")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_build_plan_region_code_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_build_plan")),
        sa.UniqueConstraint("region_code", "name", name=op.f("uq_build_plan_region_code_name")),
    )
    with op.batch_alter_table("build_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_build_plan_region_code"), ["region_code"], unique=False)
    op.create_table(
        "organ",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_organ_region_code_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organ")),
        sa.UniqueConstraint("region_code", "name", name=op.f("uq_organ_region_code_name")),
    )
    with op.batch_alter_table("organ", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organ_region_code"), ["region_code"], unique=False)
    op.create_table(
        "standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("stars", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('checklist', 'rating', 'staff')", name=op.f("ck_standard_kind_known")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_standard_days_in_order")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_standard_region_code_region"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["standard.id"], name=op.f("fk_standard_replaces_id_standard"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint("region_code", "name", "version", name=op.f("uq_standard_region_code_name_version")),
    )
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_standard_replaces_id"), ["replaces_id"], unique=False)
    op.create_table(
        "build_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("build_plan_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 9999", name=op.f("ck_build_target_number_in_reason")),
        sa.ForeignKeyConstraint(
            ["build_plan_id"],
            ["build_plan.id"],
            name=op.f("fk_build_target_build_plan_id_build_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_build_target")),
        sa.UniqueConstraint("build_plan_id", "tier", "year", name=op.f("uq_build_target_build_plan_id_tier_year")),
    )
    with op.batch_alter_table("build_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_build_target_build_plan_id"), ["build_plan_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("wants_evidence", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.CheckConstraint("least BETWEEN 0 AND 99", name=op.f("ck_criterion_least_in_reason")),
        sa.CheckConstraint("points BETWEEN 0 AND 1000", name=op.f("ck_criterion_points_in_reason")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standard.id"], name=op.f("fk_criterion_standard_id_standard"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_standard_id"), ["standard_id"], unique=False)
    op.create_table(
        "liaison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=True),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('leader', 'committee', 'organ')", name=op.f("ck_liaison_kind_known")),
        sa.CheckConstraint("ends IS NULL OR begins IS NULL OR ends >= begins", name=op.f("ck_liaison_days_in_order")),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organ.id"], name=op.f("fk_liaison_organ_id_organ"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_liaison_station_id_station"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison")),
    )
    with op.batch_alter_table("liaison", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_liaison_organ_id"), ["organ_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_liaison_station_id"), ["station_id"], unique=False)
        batch_op.create_index(
            "uq_liaison_current",
            ["station_id", "kind", "name"],
            unique=True,
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )
    op.create_table(
        "self_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_by", sa.String(length=80), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'reviewed')", name=op.f("ck_self_check_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standard.id"], name=op.f("fk_self_check_standard_id_standard"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_self_check_station_id_station"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.UniqueConstraint(
            "station_id", "standard_id", "year", name=op.f("uq_self_check_station_id_standard_id_year")
        ),
    )
    with op.batch_alter_table("self_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_check_standard_id"), ["standard_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_self_check_station_id"), ["station_id"], unique=False)
    op.create_table(
        "station_brand",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("slogan", sa.String(length=120), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_file.id"], name=op.f("fk_station_brand_photo_id_stored_file"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_brand_station_id_station"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_brand")),
    )
    with op.batch_alter_table("station_brand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_brand_photo_id"), ["photo_id"], unique=False)
    op.create_table(
        "station_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["station.id"], name=op.f("fk_station_event_other_id_station"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name=op.f("fk_station_event_station_id_station"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_event")),
    )
    with op.batch_alter_table("station_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_event_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_station_event_station_id"), ["station_id"], unique=False)
    op.create_table(
        "self_check_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("self_check_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_self_check_answer_criterion_id_criterion"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["self_check_id"],
            ["self_check.id"],
            name=op.f("fk_self_check_answer_self_check_id_self_check"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check_answer")),
        sa.UniqueConstraint(
            "self_check_id", "criterion_id", name=op.f("uq_self_check_answer_self_check_id_criterion_id")
        ),
    )
    with op.batch_alter_table("self_check_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_check_answer_criterion_id"), ["criterion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_self_check_answer_self_check_id"), ["self_check_id"], unique=False)
    op.create_table(
        "self_check_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["self_check_answer.id"],
            name=op.f("fk_self_check_photo_answer_id_self_check_answer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_file.id"], name=op.f("fk_self_check_photo_photo_id_stored_file"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check_photo")),
    )
    with op.batch_alter_table("self_check_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_check_photo_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_self_check_photo_photo_id"), ["photo_id"], unique=False)
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begins", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends", sa.Date(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_staff_station_id_person_id_role"), type_="unique")
        batch_op.create_index(
            "uq_staff_current",
            ["station_id", "person_id", "role"],
            unique=True,
            sqlite_where=sa.text("ends IS NULL"),
            postgresql_where=sa.text("ends IS NULL"),
        )
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_station_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_station_merged_into_id_station"), "station", ["merged_into_id"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_station_merged_into_id_station"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_station_merged_into_id"))
        batch_op.drop_column("merged_into_id")
    op.execute(sa.text("DELETE FROM staff WHERE ends IS NOT NULL"))  # one row a person and role, as it was
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_current", sqlite_where=sa.text("ends IS NULL"), postgresql_where=sa.text("ends IS NULL")
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_staff_station_id_person_id_role"), ["station_id", "person_id", "role"]
        )
        batch_op.drop_column("ends")
        batch_op.drop_column("begins")
    with op.batch_alter_table("self_check_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_check_photo_photo_id"))
        batch_op.drop_index(batch_op.f("ix_self_check_photo_answer_id"))
    op.drop_table("self_check_photo")
    with op.batch_alter_table("self_check_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_check_answer_self_check_id"))
        batch_op.drop_index(batch_op.f("ix_self_check_answer_criterion_id"))
    op.drop_table("self_check_answer")
    with op.batch_alter_table("station_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_event_station_id"))
        batch_op.drop_index(batch_op.f("ix_station_event_other_id"))
    op.drop_table("station_event")
    with op.batch_alter_table("station_brand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_brand_photo_id"))
    op.drop_table("station_brand")
    with op.batch_alter_table("self_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_check_station_id"))
        batch_op.drop_index(batch_op.f("ix_self_check_standard_id"))
    op.drop_table("self_check")
    with op.batch_alter_table("liaison", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_liaison_current", sqlite_where=sa.text("ends IS NULL"), postgresql_where=sa.text("ends IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_liaison_station_id"))
        batch_op.drop_index(batch_op.f("ix_liaison_organ_id"))
    op.drop_table("liaison")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_standard_id"))
    op.drop_table("criterion")
    with op.batch_alter_table("build_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_build_target_build_plan_id"))
    op.drop_table("build_target")
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_standard_region_code"))
    op.drop_table("standard")
    with op.batch_alter_table("organ", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organ_region_code"))
    op.drop_table("organ")
    with op.batch_alter_table("build_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_build_plan_region_code"))
    op.drop_table("build_plan")
