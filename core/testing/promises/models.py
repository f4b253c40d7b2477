"""The models that are held to the promises."""

from __future__ import annotations

from sqlalchemy.orm import Mapper
from sqlalchemy.orm.mapper import _all_registries

from core.testing.promises.world import World


def models_of(world: World) -> list[type]:
    """Every model of the core and of the plugins, or those of the plugins the world is about."""
    return [mapper.class_ for registry in _all_registries() for mapper in registry.mappers if _is_asked(world, mapper)]


def _is_asked(world: World, mapper: Mapper[object]) -> bool:
    if world.about is None:
        return True
    table = getattr(mapper.local_table, "name", "")
    return any(table == name or table.startswith(f"{name}__") for name in world.about)
