"""Rules of every rhythm."""

revision = "duty_days_0002"
down_revision = "duty_days_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
