"""Signing up."""

revision = "duty_days_0003"
down_revision = "duty_days_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
