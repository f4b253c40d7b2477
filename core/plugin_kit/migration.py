"""Writing the next migration from the models: what differs from the tables that the revisions so far make."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext

from core.database import Database, Instant
from core.database.migrations import Unit, compare_options, core_unit, plugin_unit, revisions, upgrade
from core.database.models import load_all
from core.errors import DomainError
from core.plugin_host.manifest import Manifest, discover
from core.plugin_kit.places import Place, make_importable
from core.words import lazy as _

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


class NothingToMigrate(DomainError):
    """Models and revisions agree."""

    code = "nothing_to_migrate"
    message = _(
        "The models of %(unit)s agree with its migrations: there is nothing to write. For one that moves records, take --empty and write it by hand."
    )


class NoModels(DomainError):
    """A plugin without models."""

    code = "no_models"
    message = _(
        "%(plugin)s has no models: write them in %(file)s, on a Base of its own with registry = plugin_registry()."
    )


def write_for(place: Place, title: str, *, empty: bool = False) -> Path:
    """The file of the next revision of the plugin at a place. Raises NoModels or NothingToMigrate."""
    load_all()
    make_importable(place)
    if find_spec(f"{place.package}.models") is None:
        raise NoModels(plugin=place.name, file=str(place.folder / "models.py"))
    import_module(f"{place.package}.models")
    unit = plugin_unit(place.name, place.migrations)
    return write_next(unit, title, before=[core_unit(), *required_units(place.manifest)], empty=empty)


def required_units(manifest: Manifest) -> Iterator[Unit]:
    """What migrates before a plugin: the plugins it requires, and those that these require, each once."""
    installed = {found.name: found for found in discover()}
    seen: set[str] = set()

    def of(names: Iterable[str]) -> Iterator[Unit]:
        for name in names:
            found = installed.get(name)
            if found and found.manifest and name not in seen:
                seen.add(name)
                yield from of(found.manifest.requires)
                yield plugin_unit(name, found.folder / "migrations")

    return of(manifest.requires)


def write_next(unit: Unit, title: str, *, before: Iterable[Unit], empty: bool = False) -> Path:
    """The file of the next revision of a unit, whose models are imported; ``before`` is what must be migrated first.

    Raises NothingToMigrate unless an ``empty`` one is wanted.
    """
    script = differences(unit, before)
    ups, downs = script.upgrade_ops, script.downgrade_ops
    if ups is None or downs is None or (ups.is_empty() and not empty):
        raise NothingToMigrate(unit=unit.name)
    known = revisions(unit.versions)
    number = f"{len(known) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    text = TEMPLATE.format(
        title=title[:1].upper() + title[1:],
        revision=number if unit.name == "core" else f"{unit.name}_{number}",
        down=known[-1] if known else None,
        up=_code(ups),
        down_code=_code(downs),
    )
    file = unit.versions / "_".join(part for part in (number, slug) if part)
    file = file.with_suffix(".py")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    revisions.cache_clear()
    return file


def differences(unit: Unit, before: Iterable[Unit]) -> MigrationScript:
    """What lies between a unit's revisions and its models, found on a database made for it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/migration.db")
        try:
            for each in (*before, unit):
                upgrade(database, each)
            with database.engine.connect() as connection:
                options = compare_options(unit) | {"render_item": _our_types, "version_table": unit.version_table}
                context = MigrationContext.configure(connection, opts=options)
                return produce_migrations(context, options["target_metadata"])
        finally:
            database.dispose()


def _code(operations: Any) -> str:
    code = render_python_code(operations, render_as_batch=True, render_item=_our_types)
    lines = [line for line in code.splitlines() if not line.strip().startswith("# ###")]
    return "\n".join(lines).strip() or "pass"


def _our_types(kind: str, item: Any, context: Any) -> str | Literal[False]:  # noqa: ARG001 - Alembic's signature
    """Our own column types as what they are in the database: a migration must outlive our code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False
