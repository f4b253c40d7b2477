"""Receiving."""

revision = "duty_days_0005"
down_revision = "duty_days_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
