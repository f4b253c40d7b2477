"""Indexes that make long lists quick."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_initials")
        batch_op.create_index("ix_person_sorted", ["initials", "name"], unique=False)
        batch_op.create_index("ix_person_employer_text", ["employer_text"], unique=False)
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index("ix_deputy_speciality", ["speciality"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index("ix_deputy_speciality")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_employer_text")
        batch_op.drop_index("ix_person_sorted")
        batch_op.create_index("ix_person_initials", ["initials"], unique=False)
