"""The Word templates of stations, for minutes and for records."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0006"
down_revision = "alliances_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__paper_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.Column("held_since", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('minutes', 'record')", name=op.f("ck_alliances__paper_template_kind_known")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_alliances__paper_template_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["station.id"],
            name=op.f("fk_alliances__paper_template_station_id_station"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__paper_template")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__paper_template_file_id"), "alliances__paper_template", ["file_id"])
    op.create_index(
        "uq_alliances__paper_template_holds",
        "alliances__paper_template",
        ["station_id", "kind"],
        unique=True,
        sqlite_where=sa.text("held_since IS NOT NULL"),
        postgresql_where=sa.text("held_since IS NOT NULL"),
    )
    op.create_index(
        "uq_alliances__paper_template_on_trial",
        "alliances__paper_template",
        ["station_id", "kind"],
        unique=True,
        sqlite_where=sa.text("held_since IS NULL"),
        postgresql_where=sa.text("held_since IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("alliances__paper_template")
