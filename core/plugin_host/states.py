"""The states a plugin can be in, and what the host knows of one while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType

from core.database.migrations import Unit, plugin_unit
from core.errors import DomainError
from core.plugin_host.failures import Failure
from core.plugin_host.manifest import Found
from core.words import LazyText
from core.words import lazy as _


class State(StrEnum):
    """What became of a plugin."""

    ACTIVE = "active"
    DISABLED = "disabled"
    PENDING = "pending"
    WAITING = "waiting"
    INCOMPATIBLE = "incompatible"
    FAILED = "failed"
    MISSING = "missing"

    @property
    def words(self) -> LazyText:
        """The state as people say it."""
        return _WORDS[self]


_WORDS = {
    State.ACTIVE: _("active"),
    State.DISABLED: _("disabled"),
    State.PENDING: _("waiting for migrations"),
    State.WAITING: _("waiting for another plugin"),
    State.INCOMPATIBLE: _("incompatible"),
    State.FAILED: _("failed"),
    State.MISSING: _("not installed"),
}


@dataclass(slots=True)
class Plugin:
    """A plugin in this process: where it was found, how far it came, and why no further."""

    found: Found
    state: State = State.ACTIVE
    reason: DomainError | None = None
    module: ModuleType | None = None
    pending: tuple[str, ...] = ()
    failures: list[Failure] = field(default_factory=list)
    """What went wrong while it was loaded."""

    @property
    def name(self) -> str:
        """The name it is found, enabled and purged under."""
        return self.found.name

    @property
    def title(self) -> str:
        """What people call it; its name where its manifest cannot be read."""
        return str(self.found.manifest.title) if self.found.manifest else self.name

    @property
    def is_active(self) -> bool:
        """Whether its hooks are called."""
        return self.state is State.ACTIVE

    @property
    def requires(self) -> tuple[str, ...]:
        """What it cannot work without."""
        return self.found.manifest.requires if self.found.manifest else ()

    @property
    def uses(self) -> tuple[str, ...]:
        """What it adds to where present."""
        return self.found.manifest.uses if self.found.manifest else ()

    @property
    def on_everywhere(self) -> bool:
        """Whether a station has it before anybody decides."""
        return self.found.manifest is None or self.found.manifest.on_everywhere

    @property
    def prefix(self) -> str:
        """What the names of its tables begin with."""
        return f"{self.name}__"

    @property
    def unit(self) -> Unit | None:
        """Its migrations, if it has any."""
        folder = self.found.folder / "migrations"
        return plugin_unit(self.name, folder) if self.found.manifest and folder.is_dir() else None
