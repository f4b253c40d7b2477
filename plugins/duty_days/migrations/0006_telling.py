"""Telling."""

revision = "duty_days_0006"
down_revision = "duty_days_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
