"""The menu: what features and plugins offer, narrowed to what the viewer may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import request, url_for

from core.access import Viewer
from core.plugin_host.declarations import NavItem, Place
from core.stations.models import Station
from core.web.request import platform, session
from core.web.request import viewer as asking
from core.words import gettext as _

SIDE_BY_SIDE: Final = 2
"""So many entries of a plugin stand in the head of a page by themselves."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu item as a page shows it."""

    label: str
    url: str
    icon: str
    current: bool
    place: Place = "main"
    part: str = ""
    """The title of the plugin that offers it; empty for the core's own."""


@dataclass(frozen=True, slots=True)
class MenuPart:
    """What one plugin offers, behind one word."""

    label: str
    icon: str
    entries: Sequence[MenuEntry]

    @property
    def current(self) -> bool:
        """Whether the page that is open is one of these."""
        return any(entry.current for entry in self.entries)


def gathered(entries: Sequence[MenuEntry]) -> list[MenuEntry | MenuPart]:
    """A plugin with many entries has one word, where its first entry stood."""
    of: dict[str, list[MenuEntry]] = {}
    for entry in entries:
        of.setdefault(entry.part, []).append(entry)
    shown: list[MenuEntry | MenuPart] = []
    for entry in entries:
        together = of[entry.part]
        if not entry.part or len(together) <= SIDE_BY_SIDE:
            shown.append(entry)
        elif entry is together[0]:
            shown.append(MenuPart(entry.part, entry.icon, together))
    return shown


def menu(items: Iterable[NavItem], viewer: Viewer, *places: Place) -> list[MenuEntry]:
    """The entries this viewer sees at these places (the head of every page, if none is named), in order."""
    wanted = places or ("main",)
    shown = sorted(
        (item for item in items if item.place in wanted and (item.permission is None or viewer.may(item.permission))),
        key=lambda item: item.order,
    )
    here = (request.endpoint or "").partition(".")[0]
    entries = _entries(
        shown,
        None,
        lambda item: MenuEntry(
            str(item.title),
            url_for(item.endpoint),
            item.icon,
            item.endpoint.partition(".")[0] == here,
            item.place,
            platform().host.title_of(item),
        ),
    )
    return _with_one_current(entries)


def _with_one_current(entries: list[MenuEntry]) -> list[MenuEntry]:
    """Of several entries of the part that is open only one is current: the nearest above the page, or the first."""
    path = request.script_root + request.path
    ours = [entry for entry in entries if entry.current]
    above = [entry for entry in ours if path.startswith(entry.url)]
    one = max(above, key=lambda entry: len(entry.url)) if above else next(iter(ours), None)
    return [replace(entry, current=entry is one) for entry in entries]


def station_menu(items: Iterable[NavItem], viewer: Viewer, station: Station) -> list[MenuEntry]:
    """What features and plugins offer at this station to this viewer, in order."""
    scope, host = station.scope(), platform().host
    shown = sorted(
        (
            item
            for item in items
            if item.place == "station" and (item.permission is None or viewer.may(item.permission, scope))
        ),
        key=lambda item: item.order,
    )
    return _entries(
        shown,
        station.id,
        lambda item: MenuEntry(
            str(item.title),
            url_for(item.endpoint, station=station),
            item.icon,
            request.endpoint == item.endpoint,
            item.place,
            host.title_of(item),
        ),
    )


def station_tabs(station: Station) -> list[MenuEntry | MenuPart]:
    """The station's own page, and the others that this viewer may open: what each of them shows on top.

    A plugin with many pages has one word there, as in the head of the page.
    """
    front = MenuEntry(
        _("Station"), url_for("stations.show", station=station), "geo-alt", request.endpoint == "stations.show"
    )
    return gathered([front, *station_menu(platform().nav_items, asking(), station)])


def _entries(
    items: Iterable[NavItem], station_id: int | None, entry_of: Callable[[NavItem], MenuEntry]
) -> list[MenuEntry]:
    """The entries of plugins that are on; one that cannot be shown costs itself, not the page."""
    host = platform().host
    entries = []
    for item in host.still_on(session(), items, station_id):
        try:
            entries.append(entry_of(item))
        except Exception as error:
            if not host.blames(item, error):
                raise
    return entries
