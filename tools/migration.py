"""Write the next migration of the core or a plugin from its models: ``python -m tools.migration core "add stars"``."""

from __future__ import annotations

import sys
from pathlib import Path

from core.database.migrations import core_unit
from core.database.models import load_all
from core.errors import DomainError
from core.plugin_kit.migration import write_for, write_next
from core.plugin_kit.places import place_of


def main(name: str, title: str) -> None:
    """Compare models with the tables that the existing revisions make, and write what differs as a new revision."""
    try:
        if name == "core":
            load_all()
            print(write_next(core_unit(), title, before=()))
        else:
            print(write_for(place_of(Path("plugins") / name), title))
    except DomainError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main(*sys.argv[1:3])
