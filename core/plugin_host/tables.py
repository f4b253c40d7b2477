"""A plugin's models in the shared metadata: what they may be, and how they are taken out again."""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import InvalidRequestError, NoReferencedColumnError, NoReferencedTableError
from sqlalchemy.orm import Mapper, RelationshipProperty, registry
from sqlalchemy.orm.mapper import _all_registries

from core.database import Base, metadata
from core.plugin_host.errors import PluginRefused
from core.plugin_host.states import Plugin
from core.words import LazyText
from core.words import lazy as _

CoreAttributes = dict[Mapper[Any], frozenset[str]]
"""What the models of the core are made of, before a plugin is imported."""


def core_attributes() -> CoreAttributes:
    """The mapped attributes of the core's models as they are now."""
    return {mapper: frozenset(_attributes(mapper)) for mapper in Base.registry.mappers}


def take_back(known: CoreAttributes) -> list[str]:
    """Take off the core's models what has been added to them since, and say what it was.

    A relationship written onto a model of the core would, misspelt, break every query of the core.
    """
    added = []
    for mapper, names in known.items():
        for name in sorted(_attributes(mapper) - names):
            added.append(f"{mapper.class_.__name__}.{name}")
            mapper._props.pop(name, None)  # noqa: SLF001 - SQLAlchemy adds attributes to a mapper, and never takes one off
            mapper._init_properties.pop(name, None)  # noqa: SLF001
            if name in vars(mapper.class_):
                type.__delattr__(mapper.class_, name)  # SQLAlchemy's own __delattr__ refuses
            manager = mapper.class_manager
            manager.local_attrs.pop(name, None)
            manager.pop(name, None)
            manager._reset_memoizations()  # noqa: SLF001
            mapper._expire_memoizations()  # noqa: SLF001
    return added


def _attributes(mapper: Mapper[Any]) -> set[str]:
    return {*mapper._props, *mapper._init_properties}  # noqa: SLF001 - reading them in the public way would configure them


def check_models(plugin: Plugin, before: frozenset[str], known: CoreAttributes) -> None:
    """Raise PluginRefused, or what SQLAlchemy raises, unless the plugin's tables and mappers are in order by themselves.

    ``before`` are the tables that existed before the plugin was imported, ``known`` what the core's models were.
    """
    for name in sorted(set(metadata.tables) - before):
        if not name.startswith(plugin.prefix):
            problem = _(
                "its table %(table)s must be named %(prefix)s%(table)s, so that tables of two plugins never meet.",
                table=name,
                prefix=plugin.prefix,
            )
            raise PluginRefused(plugin=plugin.name, problem=problem)
    tables = _tables(plugin)
    if tables and plugin.unit is None:
        raise PluginRefused(plugin=plugin.name, problem=_("it has tables but no folder `migrations` that makes them."))
    for table in tables:
        _check_foreign_keys(plugin, table)
    if added := take_back(known):
        raise _refused(
            plugin,
            _(
                "it adds %(attribute)s to a model of the core. Models of the core stay as they are; ask for what belongs to them in a query.",
                attribute=added[0],
            ),
        )
    registries = _registries(plugin)
    for mapper in (mapper for each in registries for mapper in each.mappers):
        _check_mapper(plugin, mapper)
    if registries:
        Base.registry.configure()
        for each in registries:
            each.configure(cascade=True)


def forget(plugin: Plugin) -> None:
    """Take the plugin's tables, mappers and modules out of the process, as if it had never been imported."""
    for each in _registries(plugin):
        if each is Base.registry:
            _take_off(each, [mapper for mapper in each.mappers if _is_of(plugin, mapper)])
        else:
            each.dispose(cascade=True)
    for table in _tables(plugin):
        metadata.remove(table)
    package = plugin.found.package
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
    parent, _dot, child = package.rpartition(".")
    if parent in sys.modules:
        vars(sys.modules[parent]).pop(child, None)


def _take_off(base: registry, mappers: list[Mapper[object]]) -> None:
    """Take classes that should not be there off the core's Base; SQLAlchemy has this only for a registry as a whole."""
    for mapper in mappers:
        base._managers.pop(mapper.class_manager, None)  # noqa: SLF001
        base._dispose_manager_and_mapper(mapper.class_manager)  # noqa: SLF001


def forget_strays(before: frozenset[str], plugin: Plugin) -> None:
    """Take out tables with foreign names that importing the plugin has left behind."""
    mapped = {mapper.local_table.name for mapper in Base.registry.mappers if isinstance(mapper.local_table, Table)}
    for name in set(metadata.tables) - before - mapped:
        if not name.startswith(plugin.prefix):
            metadata.remove(metadata.tables[name])


def _tables(plugin: Plugin) -> list[Table]:
    return [table for name, table in metadata.tables.items() if name.startswith(plugin.prefix)]


def _registries(plugin: Plugin) -> set[registry]:
    """The registries that map a class of the plugin; SQLAlchemy knows them even where an import stopped half way."""
    return {each for each in _all_registries() if any(_is_of(plugin, mapper) for mapper in each.mappers)}


def _is_of(plugin: Plugin, mapper: Mapper[object]) -> bool:
    package = plugin.found.package
    return mapper.class_.__module__ == package or mapper.class_.__module__.startswith(f"{package}.")


def _check_foreign_keys(plugin: Plugin, table: Table) -> None:
    for key in table.foreign_keys:
        try:
            target = key.column.table.name
        except (NoReferencedTableError, NoReferencedColumnError, InvalidRequestError):
            raise _refused(
                plugin,
                _(
                    "%(table)s.%(column)s points to %(target)s, which does not exist.",
                    **_ends(table, key.parent.name, key.target_fullname),
                ),
            ) from None
        owner = target.partition("__")[0] if "__" in target else ""
        ends = _ends(table, key.parent.name, target)
        if owner and owner != plugin.name and owner not in plugin.requires:
            raise _refused(
                plugin,
                _(
                    "%(table)s.%(column)s points to %(target)s, of a plugin it does not require. Keep a reference (plugin, kind, id) instead.",
                    **ends,
                ),
            )
        if not owner and key.ondelete not in (None, "RESTRICT"):
            raise _refused(
                plugin,
                _(
                    '%(table)s.%(column)s must say ondelete="RESTRICT": records of the core must not take records of a plugin with them.',
                    **ends,
                ),
            )


def _check_mapper(plugin: Plugin, mapper: Mapper[object]) -> None:
    if mapper.registry is Base.registry:
        if _is_of(plugin, mapper):
            raise _refused(
                plugin,
                _(
                    "%(model)s stands on the core's Base. Use one of the plugin's own, with registry = plugin_registry().",
                    model=mapper.class_.__name__,
                ),
            )
        return
    for name, attribute in mapper._init_properties.items() | vars(mapper).get("_props", {}).items():  # noqa: SLF001 - reading them in the public way would configure them
        if isinstance(attribute, RelationshipProperty) and attribute.backref is not None:
            raise _refused(
                plugin,
                _(
                    "%(model)s.%(name)s has a backref. Write both sides with back_populates, within the plugin.",
                    model=mapper.class_.__name__,
                    name=name,
                ),
            )


def _ends(table: Table, column: str, target: str) -> dict[str, str]:
    return {"table": table.name, "column": column, "target": target}


def _refused(plugin: Plugin, problem: LazyText) -> PluginRefused:
    return PluginRefused(plugin=plugin.name, problem=problem)
