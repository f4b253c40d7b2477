"""What the commands of a plugin read from: the installation they are typed at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def reading() -> Iterator[Session]:
    """A session that reads, of the installation that the environment's settings describe."""
    from core.platform import Platform  # late: the platform brings the plugins, and this is handed to them

    platform = Platform.from_environ()
    with platform.host.database.reading() as session:
        yield session
