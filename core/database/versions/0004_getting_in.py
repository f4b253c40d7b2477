"""Activation slips, devices and second factors."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("totp_secret", sa.String(64), nullable=True))
        account.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
    with op.batch_alter_table("login_attempt") as attempt:
        attempt.add_column(sa.Column("kind", sa.String(20), server_default="password", nullable=False))
    op.create_table(
        "account_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.String(20), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name=op.f("ck_account_slip_ended_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_slip_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_slip")),
    )
    op.create_index(op.f("ix_account_slip_account_id"), "account_slip", ["account_id"])
    op.create_index("ix_account_slip_token_digest", "account_slip", ["token_digest"])
    for name, columns in (
        ("uq_account_slip_open", ["account_id", "kind"]),
        ("uq_account_slip_token", ["token_digest"]),
    ):
        op.create_index(
            name,
            "account_slip",
            columns,
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
    op.create_table(
        "account_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("slip_id", sa.Integer(), nullable=True),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("system", sa.String(40), nullable=False),
        sa.Column("browser", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_device_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["account_slip.id"], name=op.f("fk_account_device_slip_id_account_slip"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_device")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_account_device_secret_digest")),
    )
    op.create_index(op.f("ix_account_device_account_id"), "account_device", ["account_id"])
    op.create_index(op.f("ix_account_device_slip_id"), "account_device", ["slip_id"])
    op.create_table(
        "account_recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_recovery_code_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_recovery_code")),
    )
    op.create_index(op.f("ix_account_recovery_code_account_id"), "account_recovery_code", ["account_id"])


def downgrade() -> None:
    op.drop_table("account_recovery_code")
    op.drop_table("account_device")
    op.drop_table("account_slip")
    with op.batch_alter_table("login_attempt") as attempt:
        attempt.drop_column("kind")
    with op.batch_alter_table("account") as account:
        account.drop_column("totp_step")
        account.drop_column("totp_secret")
