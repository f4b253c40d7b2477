"""The menu: what features and plugins offer, narrowed to what the viewer may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from core.access import Viewer
from core.plugin_host.declarations import NavItem, Place
from core.web.request import platform, session


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu item as a page shows it."""

    label: str
    url: str
    icon: str
    current: bool


def menu(items: Iterable[NavItem], viewer: Viewer, place: Place = "main") -> list[MenuEntry]:
    """The entries this viewer sees, in order."""
    shown = sorted(
        (item for item in items if item.place == place and (item.permission is None or viewer.may(item.permission))),
        key=lambda item: item.order,
    )
    shown = platform().host.still_on(session(), shown)
    here = (request.endpoint or "").partition(".")[0]
    return [
        MenuEntry(str(item.title), url_for(item.endpoint), item.icon, item.endpoint.partition(".")[0] == here)
        for item in shown
    ]
