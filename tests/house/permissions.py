"""Where the reviewed permissions of this repository stand.

``python -m tests.house.permissions`` writes the answers into tests/core/permissions.txt and
tests/plugins/<name>/permissions.txt. Read the difference before you commit it: it is what people may do.
"""

from pathlib import Path

from core.testing.promises.permissions import Review
from core.testing.promises.world import World
from tests.house.checkout import ROOT


def file_of(owner: str, world: World) -> Path:
    """Where the answers of a feature or plugin stand."""
    return (
        ROOT / "tests" / "plugins" / owner / "permissions.txt"
        if owner in world.plugins
        else ROOT / "tests" / "core" / "permissions.txt"
    )


REVIEW = Review(file_of, "python -m tests.house.permissions")

if __name__ == "__main__":
    for file in REVIEW.write():
        print(file.relative_to(ROOT))  # noqa: T201 - a command for people
