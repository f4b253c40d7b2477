"""Difficulties, policy measures, and what enterprises' contacts say without an account."""

import sqlalchemy as sa
from alembic import op

revision = "enterprise_visits_0004"
down_revision = "enterprise_visits_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_visits__measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("organ_text", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_enterprise_visits__measure_days_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stored_file.id"],
            name=op.f("fk_enterprise_visits__measure_document_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["region.code"],
            name=op.f("fk_enterprise_visits__measure_region_code_region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__measure")),
        sa.UniqueConstraint(
            "region_code", "name", "number", name=op.f("uq_enterprise_visits__measure_region_code_name_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__measure_document_id"), "enterprise_visits__measure", ["document_id"])
    op.create_index(op.f("ix_enterprise_visits__measure_region_code"), "enterprise_visits__measure", ["region_code"])
    op.create_table(
        "enterprise_visits__contact_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("contact_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__contact_link_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__contact_link")),
        sa.UniqueConstraint("selector", name=op.f("uq_enterprise_visits__contact_link_selector")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enterprise_visits__contact_link_enterprise_id"), "enterprise_visits__contact_link", ["enterprise_id"]
    )
    op.create_table(
        "enterprise_visits__contact_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('confirmed', 'denied', 'difficulty', 'need')",
            name=op.f("ck_enterprise_visits__contact_deed_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["enterprise_visits__contact_link.id"],
            name=op.f("fk_enterprise_visits__contact_deed_link_id_enterprise_visits__contact_link"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__contact_deed")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enterprise_visits__contact_deed_at"), "enterprise_visits__contact_deed", ["at"])
    op.create_index(op.f("ix_enterprise_visits__contact_deed_link_id"), "enterprise_visits__contact_deed", ["link_id"])
    op.create_table(
        "enterprise_visits__difficulty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("office_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("said_by", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("passed_key", sa.String(length=80), nullable=False),
        sa.Column("passed_to", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('financing', 'recruiting', 'land', 'inspections', 'logistics', 'energy', 'market', 'technology', 'environment', 'taxes', 'other')",
            name=op.f("ck_enterprise_visits__difficulty_kind_known"),
        ),
        sa.CheckConstraint(
            "said_by IN ('deputy', 'contact', 'station')", name=op.f("ck_enterprise_visits__difficulty_said_by_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'mutual_help', 'with_organ', 'solved_by_organ', 'planned', 'suggestion')",
            name=op.f("ck_enterprise_visits__difficulty_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('with_organ', 'solved_by_organ') OR organ_id IS NOT NULL",
            name=op.f("ck_enterprise_visits__difficulty_organ_named"),
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputy.id"],
            name=op.f("fk_enterprise_visits__difficulty_deputy_id_deputy"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_enterprise_visits__difficulty_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"],
            ["organ.id"],
            name=op.f("fk_enterprise_visits__difficulty_organ_id_organ"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["region.code"],
            name=op.f("fk_enterprise_visits__difficulty_region_code_region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_enterprise_visits__difficulty_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["enterprise_visits__visit.id"],
            name=op.f("fk_enterprise_visits__difficulty_visit_id_enterprise_visits__visit"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__difficulty")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_counted_on"), "enterprise_visits__difficulty", ["counted_on"]
    )
    op.create_index(op.f("ix_enterprise_visits__difficulty_day"), "enterprise_visits__difficulty", ["day"])
    op.create_index(op.f("ix_enterprise_visits__difficulty_deputy_id"), "enterprise_visits__difficulty", ["deputy_id"])
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_enterprise_id"), "enterprise_visits__difficulty", ["enterprise_id"]
    )
    op.create_index(op.f("ix_enterprise_visits__difficulty_organ_id"), "enterprise_visits__difficulty", ["organ_id"])
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_region_code"), "enterprise_visits__difficulty", ["region_code"]
    )
    op.create_index(op.f("ix_enterprise_visits__difficulty_state"), "enterprise_visits__difficulty", ["state"])
    op.create_index(
        "ix_enterprise_visits__difficulty_station_id_state", "enterprise_visits__difficulty", ["station_id", "state"]
    )
    op.create_index(op.f("ix_enterprise_visits__difficulty_visit_id"), "enterprise_visits__difficulty", ["visit_id"])
    op.create_table(
        "enterprise_visits__visit_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("took_place", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["enterprise_visits__visit.id"],
            name=op.f("fk_enterprise_visits__visit_answer_visit_id_enterprise_visits__visit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__visit_answer")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_enterprise_visits__visit_answer_visit_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "enterprise_visits__visit_measure",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["enterprise_visits__measure.id"],
            name=op.f("fk_enterprise_visits__visit_measure_measure_id_enterprise_visits__measure"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["enterprise_visits__visit.id"],
            name=op.f("fk_enterprise_visits__visit_measure_visit_id_enterprise_visits__visit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("visit_id", "measure_id", name=op.f("pk_enterprise_visits__visit_measure")),
    )
    op.create_index(
        op.f("ix_enterprise_visits__visit_measure_measure_id"), "enterprise_visits__visit_measure", ["measure_id"]
    )
    op.create_table(
        "enterprise_visits__difficulty_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("difficulty_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'mutual_help', 'with_organ', 'solved_by_organ', 'planned', 'suggestion')",
            name=op.f("ck_enterprise_visits__difficulty_event_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["difficulty_id"],
            ["enterprise_visits__difficulty.id"],
            name=op.f("fk_enterprise_visits__difficulty_event_difficulty_id_enterprise_visits__difficulty"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"],
            ["organ.id"],
            name=op.f("fk_enterprise_visits__difficulty_event_organ_id_organ"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_visits__difficulty_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_event_account_id"), "enterprise_visits__difficulty_event", ["account_id"]
    )
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_event_difficulty_id"),
        "enterprise_visits__difficulty_event",
        ["difficulty_id"],
    )
    op.create_index(
        op.f("ix_enterprise_visits__difficulty_event_organ_id"), "enterprise_visits__difficulty_event", ["organ_id"]
    )


def downgrade() -> None:
    op.drop_table("enterprise_visits__difficulty_event")
    op.drop_table("enterprise_visits__visit_measure")
    op.drop_table("enterprise_visits__visit_answer")
    op.drop_table("enterprise_visits__difficulty")
    op.drop_table("enterprise_visits__contact_deed")
    op.drop_table("enterprise_visits__contact_link")
    op.drop_table("enterprise_visits__measure")
