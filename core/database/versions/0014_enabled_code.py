"""Which code of a plugin was enabled."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXTS = {"code_digest": 64, "code_version": 80, "enabled_by": 80}


def upgrade() -> None:
    for name, length in TEXTS.items():
        op.add_column("plugin_state", sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    op.add_column("plugin_state", sa.Column("enabled_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("plugin_state", schema=None) as batch_op:
        for name in (*TEXTS, "enabled_at"):
            batch_op.drop_column(name)
