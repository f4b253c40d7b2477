"""The menu: what features and plugins offer, narrowed to what the viewer may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from core.access import Viewer
from core.plugin_host.declarations import NavItem, Place
from core.stations.models import Station
from core.web.request import platform, session


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu item as a page shows it."""

    label: str
    url: str
    icon: str
    current: bool
    place: Place = "main"


def menu(items: Iterable[NavItem], viewer: Viewer, *places: Place) -> list[MenuEntry]:
    """The entries this viewer sees at these places (the head of every page, if none is named), in order."""
    wanted = places or ("main",)
    shown = sorted(
        (item for item in items if item.place in wanted and (item.permission is None or viewer.may(item.permission))),
        key=lambda item: item.order,
    )
    here = (request.endpoint or "").partition(".")[0]
    return [
        MenuEntry(
            str(item.title),
            url_for(item.endpoint),
            item.icon,
            item.endpoint.partition(".")[0] == here,
            item.place,
        )
        for item in platform().host.still_on(session(), shown)
    ]


def station_menu(items: Iterable[NavItem], viewer: Viewer, station: Station) -> list[MenuEntry]:
    """What plugins offer at this station to this viewer, in order."""
    scope = station.scope()
    shown = sorted(
        (
            item
            for item in items
            if item.place == "station" and (item.permission is None or viewer.may(item.permission, scope))
        ),
        key=lambda item: item.order,
    )
    return [
        MenuEntry(
            str(item.title), url_for(item.endpoint, station=station), item.icon, request.endpoint == item.endpoint
        )
        for item in platform().host.still_on(session(), shown, station.id)
    ]
