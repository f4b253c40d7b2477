"""What the platform remembers about plugins: whether they are enabled, where they are switched off, what failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

OF_PLUGIN = {"of_plugin": True}
"""Marks the column of a core table that names a plugin: `plugin purge` removes that plugin's rows."""


class PluginState(Base):
    """An administrator's decision that a plugin is to run, or not. Without a row, plugins of this distribution run."""

    __tablename__ = "plugin_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_enabled: Mapped[bool]
    stops: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was disabled. A process in which it ran before the last time leaves it off until it is started again."""

    code_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Of a third-party plugin: the code that was enabled."""
    code_version: Mapped[str] = mapped_column(String(80), default="", server_default="")
    enabled_at: Mapped[datetime | None]
    enabled_by: Mapped[str] = mapped_column(String(80), default="", server_default="")

    def stop(self) -> None:
        """Disable the plugin, in every process, until that process is started with it enabled."""
        if self.is_enabled:
            self.stops += 1
        self.is_enabled = False


class PluginSwitch(Base):
    """A decision about a plugin at one station. Without a row, the plugin's manifest decides."""

    __tablename__ = "plugin_switch"

    plugin: Mapped[str] = mapped_column(String(40), primary_key=True, info=OF_PLUGIN)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool]


class PluginFailure(Base):
    """A failure of a hook, counted: the same error at the same place is one row."""

    __tablename__ = "plugin_failure"
    __table_args__ = (UniqueConstraint("plugin", "hook", "digest"),)
    __audited__ = False  # An observation of the machine; clearing it is audited as an event.

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40), info=OF_PLUGIN)
    hook: Mapped[str] = mapped_column(String(120))
    error: Mapped[str] = mapped_column(String(200))
    """The class of the error; its words may hold personal data and are not kept."""
    place: Mapped[str] = mapped_column(String(200))
    """The line of the plugin that raised."""
    trace: Mapped[str] = mapped_column(Text)
    """The lines that led there, one below the other."""
    digest: Mapped[str] = mapped_column(String(16))
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
