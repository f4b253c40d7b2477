"""Rules of every rhythm."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "duty_days_0002"
down_revision = "duty_days_0001"
branch_labels = None
depends_on = None

OLD_UNIQUE = "uq_duty_days__rule_station_id_kind_day_nth_weekday"
NEW_UNIQUE = "uq_duty_days__rule_station_id_kind_facts"
BOUNDS = {
    "day_of_a_month": "day BETWEEN 0 AND 31",
    "nth_of_a_month": "nth BETWEEN -1 AND 5",
    "weekday_of_a_week": "weekday BETWEEN 0 AND 6",
    "places_in_reason": "places BETWEEN 1 AND 50",
}
KNOWN = {
    "policy_known": "policy IN ('keep', 'next', 'previous', 'leave_out')",
    "policy_for_known": "policy_for IN ('holidays', 'days_off')",
}


def upgrade() -> None:
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facts", sa.String(length=2000), nullable=True))
        batch_op.add_column(sa.Column("parts", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("policy", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("policy_for", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("added", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("left_out", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        batch_op.alter_column("kind", existing_type=sa.String(length=20), type_=sa.String(length=80))
        batch_op.drop_constraint(OLD_UNIQUE, type_="unique")
    _say_anew()
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        for name in BOUNDS:
            batch_op.drop_constraint(op.f(f"ck_duty_days__rule_{name}"), type_="check")
        for name in ("day", "nth", "weekday", "places", "begins", "ends"):
            batch_op.drop_column(name)
        batch_op.alter_column("facts", existing_type=sa.String(length=2000), nullable=False)
        batch_op.alter_column("parts", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("policy", existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column("policy_for", existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column("added", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("left_out", existing_type=sa.JSON(), nullable=False)
        batch_op.create_unique_constraint(op.f(NEW_UNIQUE), ["station_id", "kind", "facts"])
        for name, condition in KNOWN.items():
            batch_op.create_check_constraint(op.f(f"ck_duty_days__rule_{name}"), condition)
    with op.batch_alter_table("duty_days__duty_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_from", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("duty_days__duty_day", schema=None) as batch_op:
        batch_op.drop_column("moved_from")
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("nth", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("weekday", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("places", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("begins", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("ends", sa.Time(), nullable=True))
        batch_op.drop_constraint(NEW_UNIQUE, type_="unique")
    _say_as_before()
    with op.batch_alter_table("duty_days__rule", schema=None) as batch_op:
        for name in KNOWN:
            batch_op.drop_constraint(op.f(f"ck_duty_days__rule_{name}"), type_="check")
        for name in ("facts", "parts", "policy", "policy_for", "added", "left_out", "valid_until"):
            batch_op.drop_column(name)
        for name in ("day", "nth", "weekday", "places"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("kind", existing_type=sa.String(length=80), type_=sa.String(length=20))
        batch_op.create_unique_constraint(op.f(OLD_UNIQUE), ["station_id", "kind", "day", "nth", "weekday"])
        for name, condition in BOUNDS.items():
            batch_op.create_check_constraint(op.f(f"ck_duty_days__rule_{name}"), condition)


def _rules() -> sa.Table:
    """The table with the columns of both versions, as far as they are read and written here."""
    text, number = sa.String(), sa.Integer()
    columns: dict[str, Any] = {
        "id": number,
        "kind": text,
        "facts": text,
        "parts": sa.JSON(),
        "policy": text,
        "policy_for": text,
    }
    columns |= {"added": sa.JSON(), "left_out": sa.JSON(), "day": number, "nth": number, "weekday": number}
    columns |= {"places": number, "begins": sa.Time(), "ends": sa.Time()}
    return sa.table("duty_days__rule", *(sa.column(name, kind) for name, kind in columns.items()))  # type: ignore[return-value]


def _say_anew() -> None:
    """Every rule there is, in the words of the new columns."""
    rules = _rules()
    bind = op.get_bind()
    old = (rules.c.id, rules.c.kind, rules.c.day, rules.c.nth, rules.c.weekday, rules.c.places)
    for row in bind.execute(sa.select(*old, rules.c.begins, rules.c.ends)).all():
        if row.kind == "day_of_month":
            kind, facts = "dates", {"days": [row.day], "months": []}
        else:
            kind, facts = "weekdays", {"nths": [row.nth], "weekdays": [row.weekday], "months": []}
        hours = {"begins": row.begins and row.begins.strftime("%H:%M"), "ends": row.ends and row.ends.strftime("%H:%M")}
        part = {"part": "day", "purpose": "receives", **hours, "minimum": min(1, row.places), "places": row.places}
        said = {"kind": kind, "facts": json.dumps(facts, sort_keys=True, separators=(",", ":")), "parts": [part]}
        said |= {"policy": "keep", "policy_for": "holidays", "added": [], "left_out": []}
        bind.execute(sa.update(rules).where(rules.c.id == row.id).values(said))


def _say_as_before() -> None:
    """Rules that the old columns cannot say are gone; the days they made stay, as extra days."""
    from datetime import time

    rules = _rules()
    days = sa.table("duty_days__duty_day", sa.column("rule_id", sa.Integer()))
    bind = op.get_bind()
    for row in bind.execute(sa.select(rules.c.id, rules.c.kind, rules.c.facts, rules.c.parts)).all():
        facts = json.loads(row.facts)
        said: dict[str, Any] = {"day": 0, "nth": 0, "weekday": 0}
        if row.kind == "dates" and facts["months"] == [] and len(facts["days"]) == 1 and facts["days"][0] > 0:
            said |= {"kind": "day_of_month", "day": facts["days"][0]}
        elif row.kind == "weekdays" and facts["months"] == [] and len(facts["nths"]) == len(facts["weekdays"]) == 1:
            said |= {"kind": "nth_weekday", "nth": facts["nths"][0], "weekday": facts["weekdays"][0]}
        else:
            bind.execute(sa.update(days).where(days.c.rule_id == row.id).values(rule_id=None))
            bind.execute(sa.delete(rules).where(rules.c.id == row.id))
            continue
        first = row.parts[0]
        said |= {name: first[name] and time.fromisoformat(first[name]) for name in ("begins", "ends")}
        bind.execute(sa.update(rules).where(rules.c.id == row.id).values({**said, "places": first["places"]}))
