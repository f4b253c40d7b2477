"""The text of record and minutes: passages, their versions, and what was written at the same time."""

import sqlalchemy as sa
from alembic import op

revision = "alliances_0004"
down_revision = "alliances_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliances__document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("latest", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("kind IN ('record', 'minutes')", name=op.f("ck_alliances__document_kind_known")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["alliances__meeting.id"],
            name=op.f("fk_alliances__document_meeting_id_alliances__meeting"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__document")),
        sa.UniqueConstraint("meeting_id", "kind", name=op.f("uq_alliances__document_meeting_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alliances__passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["alliances__agenda_item.id"],
            name=op.f("fk_alliances__passage_agenda_item_id_alliances__agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["alliances__document.id"],
            name=op.f("fk_alliances__passage_document_id_alliances__document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__passage")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__passage_agenda_item_id"), "alliances__passage", ["agenda_item_id"])
    op.create_index("ix_alliances__passage_document_id_position", "alliances__passage", ["document_id", "position"])
    op.create_table(
        "alliances__passage_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "deed IN ('added', 'written', 'moved', 'removed', 'restored')",
            name=op.f("ck_alliances__passage_version_deed_known"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["alliances__document.id"],
            name=op.f("fk_alliances__passage_version_document_id_alliances__document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["alliances__passage.id"],
            name=op.f("fk_alliances__passage_version_passage_id_alliances__passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__passage_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_alliances__passage_version_document_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__passage_version_account_id"), "alliances__passage_version", ["account_id"])
    op.create_index(
        "ix_alliances__passage_version_passage_id_number", "alliances__passage_version", ["passage_id", "number"]
    )
    op.create_table(
        "alliances__overtaken_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["alliances__passage.id"],
            name=op.f("fk_alliances__overtaken_text_passage_id_alliances__passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances__overtaken_text")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alliances__overtaken_text_account_id"), "alliances__overtaken_text", ["account_id"])
    op.create_index(op.f("ix_alliances__overtaken_text_passage_id"), "alliances__overtaken_text", ["passage_id"])


def downgrade() -> None:
    op.drop_table("alliances__overtaken_text")
    op.drop_table("alliances__passage_version")
    op.drop_table("alliances__passage")
    op.drop_table("alliances__document")
