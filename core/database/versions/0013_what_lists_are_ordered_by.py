"""What lists are ordered by."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")
NAMED = ("deputy_group", "enterprise", "organ", "station")
TOGETHER = 1_000
DEPUTIES = """
    UPDATE deputy SET sort_key = (
        SELECT person.initials || ' ' || person.name FROM person WHERE person.id = deputy.person_id
    )
"""


def upgrade() -> None:
    for table in (*NAMED, "deputy"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("sort_key", KEY, server_default="", nullable=False))
    for table in NAMED:
        fill(table)
    op.execute(DEPUTIES)
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_speciality"))
        batch_op.create_index("ix_deputy_by_speciality", ["speciality", "sort_key", "id", "region_code"], unique=False)
        batch_op.create_index("ix_deputy_sorted", ["sort_key", "id", "region_code"], unique=False)
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_held", ["level", "state", "deputy_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_held")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index("ix_deputy_sorted")
        batch_op.drop_index("ix_deputy_by_speciality")
        batch_op.create_index(batch_op.f("ix_deputy_speciality"), ["speciality"], unique=False)
    for table in ("deputy", *reversed(NAMED)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("sort_key")


# What follows is as names were ordered when this was written.


def fill(table: str) -> None:
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), sa.column("name"), sa.column("sort_key"))
    keys = [{"row": row.id, "key": key_of(row.name)} for row in connection.execute(sa.select(rows.c.id, rows.c.name))]
    statement = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values(sort_key=sa.bindparam("key"))
    for start in range(0, len(keys), TOGETHER):
        connection.execute(statement, keys[start : start + TOGETHER])


NUMERALS = {sign: value for value, sign in enumerate("\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")}
NUMERALS["\u96f6"] = 0
UNITS = {"\u5341": 10, "\u767e": 100, "\u5343": 1000}
NUMBER = re.compile(rf"\d+|[{''.join([*NUMERALS, *UNITS])}]+")


def key_of(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return NUMBER.sub(lambda found: ordered(value_of(found[0])), plain)[:200]


def ordered(number: int) -> str:
    digits = str(number)
    return f"{len(digits):02d}{digits}"


def value_of(written: str) -> int:
    if written[0].isdecimal():
        return int(written)
    if not any(sign in UNITS for sign in written):
        return int("".join(str(NUMERALS[sign]) for sign in written))
    total, digit = 0, None
    for sign in written:
        if sign in UNITS:
            total += (1 if digit is None else digit) * UNITS[sign]
            digit = None
        else:
            digit = NUMERALS[sign]
    return total + (digit or 0)
