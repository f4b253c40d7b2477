"""Write the next migration of the core or a plugin from its models: ``python -m tools.migration core "add stars"``."""

from __future__ import annotations

import re
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from core.database import Database, Instant
from core.database.migrations import Unit, compare_options, core_unit, plugin_unit, revisions, upgrade
from core.database.models import load_all

TEMPLATE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down_code}
'''


def main(name: str, title: str) -> None:
    """Compare models with the tables that the existing revisions make, and write what differs as a new revision."""
    load_all()
    if name != "core":
        import_module(f"plugins.{name}.models")
    unit = unit_of(name)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/migration.db")
        upgrade(database, core_unit())
        if name != "core":
            upgrade(database, unit)
        with database.engine.connect() as connection:
            options = compare_options(unit) | {"render_item": render_item}
            context = MigrationContext.configure(connection, opts=options | {"version_table": unit.version_table})
            script = produce_migrations(context, options["target_metadata"])
        up = render_python_code(script.upgrade_ops, render_as_batch=True, render_item=render_item)  # type: ignore[arg-type]
        down = render_python_code(script.downgrade_ops, render_as_batch=True, render_item=render_item)  # type: ignore[arg-type]
    known = revisions(unit.versions)
    number = f"{len(known) + 1:04d}"
    slug = re.sub(r"\W+", "_", title.lower()).strip("_")
    file = unit.versions / f"{number}_{slug}.py"
    file.parent.mkdir(exist_ok=True)
    prefix = "" if name == "core" else f"{name}_"
    text = TEMPLATE.format(
        title=title[0].upper() + title[1:],
        revision=f"{prefix}{number}",
        down=known[-1] if known else None,
        up=up,
        down_code=down,
    )
    file.write_text(text, encoding="utf-8")
    print(file)


def unit_of(name: str) -> Unit:
    """The unit of this name; a bundled plugin's folder is plugins/<name>/migrations."""
    return core_unit() if name == "core" else plugin_unit(name, Path("plugins") / name / "migrations")


def render_item(kind: str, item: Any, context: Any) -> str | bool:  # noqa: ARG001 - Alembic's signature
    """Our own column types as what they are in the database: a migration must outlive our code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False


if __name__ == "__main__":
    main(*sys.argv[1:3])
