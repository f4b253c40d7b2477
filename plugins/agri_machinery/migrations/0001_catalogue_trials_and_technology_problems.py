"""Catalogue, trials and technology problems."""

import sqlalchemy as sa
from alembic import op

revision = "agri_machinery_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agri_machinery__cooperation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends IS NULL OR ends >= begins", name=op.f("ck_agri_machinery__cooperation_days_in_order")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_agri_machinery__cooperation_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_agri_machinery__cooperation_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__cooperation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__cooperation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__cooperation_begins"), ["begins"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agri_machinery__cooperation_enterprise_id"), ["enterprise_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agri_machinery__cooperation_station_id"), ["station_id"], unique=False)

    op.create_table(
        "agri_machinery__product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("crop", sa.String(length=40), nullable=False),
        sa.Column("nitrogen", sa.Double(), nullable=True),
        sa.Column("phosphorus", sa.Double(), nullable=True),
        sa.Column("potassium", sa.Double(), nullable=True),
        sa.Column("row_spacing", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('variety', 'fertiliser', 'machine')", name=op.f("ck_agri_machinery__product_kind_known")
        ),
        sa.CheckConstraint(
            "nitrogen BETWEEN 0 AND 100 AND phosphorus BETWEEN 0 AND 100 AND potassium BETWEEN 0 AND 100",
            name=op.f("ck_agri_machinery__product_nutrients_possible"),
        ),
        sa.CheckConstraint("row_spacing BETWEEN 1 AND 500", name=op.f("ck_agri_machinery__product_spacing_possible")),
        sa.ForeignKeyConstraint(
            ["maker_id"],
            ["enterprise.id"],
            name=op.f("fk_agri_machinery__product_maker_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_agri_machinery__product_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__product")),
        sa.UniqueConstraint("station_id", "kind", "name", name=op.f("uq_agri_machinery__product_station_id_kind_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__product_maker_id"), ["maker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__product_station_id"), ["station_id"], unique=False)

    op.create_table(
        "agri_machinery__trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("grower_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("sown_on", sa.Date(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'finished', 'dropped')", name=op.f("ck_agri_machinery__trial_state_known")
        ),
        sa.CheckConstraint("goal BETWEEN -50 AND 200", name=op.f("ck_agri_machinery__trial_goal_possible")),
        sa.ForeignKeyConstraint(
            ["grower_id"],
            ["enterprise.id"],
            name=op.f("fk_agri_machinery__trial_grower_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_agri_machinery__trial_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__trial")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__trial_grower_id"), ["grower_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__trial_station_id"), ["station_id"], unique=False)

    op.create_table(
        "agri_machinery__factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["agri_machinery__trial.id"],
            name=op.f("fk_agri_machinery__factor_trial_id_agri_machinery__trial"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__factor")),
        sa.UniqueConstraint("trial_id", "position", name=op.f("uq_agri_machinery__factor_trial_id_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__factor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__factor_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "agri_machinery__plot_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["agri_machinery__trial.id"],
            name=op.f("fk_agri_machinery__plot_sheet_trial_id_agri_machinery__trial"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__plot_sheet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__plot_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__plot_sheet_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__plot_sheet_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "agri_machinery__problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("cooperation_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_on IS NOT NULL)", name=op.f("ck_agri_machinery__problem_settled_has_a_day")
        ),
        sa.CheckConstraint(
            "state IN ('raised', 'studied', 'tried', 'settled', 'dropped')",
            name=op.f("ck_agri_machinery__problem_state_known"),
        ),
        sa.CheckConstraint(
            "settled_on IS NULL OR settled_on >= raised_on", name=op.f("ck_agri_machinery__problem_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["cooperation_id"],
            ["agri_machinery__cooperation.id"],
            name=op.f("fk_agri_machinery__problem_cooperation_id_agri_machinery__cooperation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprise.id"],
            name=op.f("fk_agri_machinery__problem_enterprise_id_enterprise"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_agri_machinery__problem_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__problem")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_settled_on"), ["settled_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_station_id"), ["station_id"], unique=False)

    op.create_table(
        "agri_machinery__treatment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["agri_machinery__trial.id"],
            name=op.f("fk_agri_machinery__treatment_trial_id_agri_machinery__trial"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__treatment")),
        sa.UniqueConstraint("trial_id", "position", name=op.f("uq_agri_machinery__treatment_trial_id_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__treatment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__treatment_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "agri_machinery__level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("factor_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["factor_id"],
            ["agri_machinery__factor.id"],
            name=op.f("fk_agri_machinery__level_factor_id_agri_machinery__factor"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["agri_machinery__product.id"],
            name=op.f("fk_agri_machinery__level_product_id_agri_machinery__product"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__level")),
        sa.UniqueConstraint("factor_id", "position", name=op.f("uq_agri_machinery__level_factor_id_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__level_factor_id"), ["factor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__level_product_id"), ["product_id"], unique=False)

    op.create_table(
        "agri_machinery__plot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("treatment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("emergence", sa.Double(), nullable=True),
        sa.Column("fertiliser", sa.Double(), nullable=True),
        sa.Column("yield_kg", sa.Double(), nullable=True),
        sa.Column("cost", sa.Double(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.CheckConstraint("cost BETWEEN 0 AND 10000", name=op.f("ck_agri_machinery__plot_cost_possible")),
        sa.CheckConstraint("emergence BETWEEN 0 AND 100", name=op.f("ck_agri_machinery__plot_emergence_possible")),
        sa.CheckConstraint("fertiliser BETWEEN 0 AND 300", name=op.f("ck_agri_machinery__plot_fertiliser_possible")),
        sa.CheckConstraint(
            "number BETWEEN 1 AND 9999 AND block BETWEEN 1 AND 20", name=op.f("ck_agri_machinery__plot_place_possible")
        ),
        sa.CheckConstraint("yield_kg BETWEEN 0 AND 2000", name=op.f("ck_agri_machinery__plot_yield_kg_possible")),
        sa.ForeignKeyConstraint(
            ["treatment_id"],
            ["agri_machinery__treatment.id"],
            name=op.f("fk_agri_machinery__plot_treatment_id_agri_machinery__treatment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"],
            ["agri_machinery__trial.id"],
            name=op.f("fk_agri_machinery__plot_trial_id_agri_machinery__trial"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__plot")),
        sa.UniqueConstraint("trial_id", "number", name=op.f("uq_agri_machinery__plot_trial_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__plot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__plot_treatment_id"), ["treatment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agri_machinery__plot_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "agri_machinery__problem_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["agri_machinery__problem.id"],
            name=op.f("fk_agri_machinery__problem_step_problem_id_agri_machinery__problem"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agri_machinery__problem_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agri_machinery__problem_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agri_machinery__problem_step_problem_id"), ["problem_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("agri_machinery__problem_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_step_problem_id"))

    op.drop_table("agri_machinery__problem_step")
    with op.batch_alter_table("agri_machinery__plot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__plot_trial_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__plot_treatment_id"))

    op.drop_table("agri_machinery__plot")
    with op.batch_alter_table("agri_machinery__level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__level_product_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__level_factor_id"))

    op.drop_table("agri_machinery__level")
    with op.batch_alter_table("agri_machinery__treatment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__treatment_trial_id"))

    op.drop_table("agri_machinery__treatment")
    with op.batch_alter_table("agri_machinery__problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_station_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_settled_on"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_enterprise_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__problem_cooperation_id"))

    op.drop_table("agri_machinery__problem")
    with op.batch_alter_table("agri_machinery__plot_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__plot_sheet_trial_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__plot_sheet_at"))

    op.drop_table("agri_machinery__plot_sheet")
    with op.batch_alter_table("agri_machinery__factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__factor_trial_id"))

    op.drop_table("agri_machinery__factor")
    with op.batch_alter_table("agri_machinery__trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__trial_station_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__trial_grower_id"))

    op.drop_table("agri_machinery__trial")
    with op.batch_alter_table("agri_machinery__product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__product_station_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__product_maker_id"))

    op.drop_table("agri_machinery__product")
    with op.batch_alter_table("agri_machinery__cooperation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agri_machinery__cooperation_station_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__cooperation_enterprise_id"))
        batch_op.drop_index(batch_op.f("ix_agri_machinery__cooperation_begins"))

    op.drop_table("agri_machinery__cooperation")
