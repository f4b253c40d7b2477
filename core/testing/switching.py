"""Where a plugin is on: the switch an administrator has on the page of the plugins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.plugin_host import service
from core.plugin_host.host import host_of
from core.stations.models import Station


def switch(session: Session, plugin: str, station: Station, *, is_on: bool) -> None:
    """Switch a plugin on or off at one station; its records there stay."""
    service.switch(host_of(session), session, plugin, station, is_on=is_on)
