"""All models of the core, imported in one place, for migrations and for tests that enumerate them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

CORE = Path(__file__).parent.parent


def load_all() -> list[str]:
    """Import every module of the core that declares tables; returns their names."""
    names = [
        f"core.{file.parent.name}.models" for file in sorted(CORE.glob("*/models.py")) if file.parent.name != "database"
    ]
    for name in [*names, "core.submissions", "core.decided"]:
        import_module(name)
    return [*names, "core.submissions", "core.decided"]
