"""The extension points of LianZhan: one documented function for each thing a plugin may add.

A plugin implements what it needs in its ``__init__.py``:

    @implements(hooks.station_panels)
    def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
        return [Panel(title=_("Looms"), template="looms/panel.html", context={"looms": looms_of(session, station)})]

An implementation may leave parameters out, though a type checker asks for all of them; it cannot ask for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.access import Permission, Viewer
from core.plugin_host.declarations import (
    CliGroup,
    Deed,
    DemoScenario,
    DutyRuleUnderstood,
    Figure,
    HandOver,
    Holding,
    Job,
    NavItem,
    Panel,
    PersonalData,
    Register,
    Released,
    SettingsForm,
)
from core.plugin_host.marks import extension_point

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Say which hook may have been meant; a type checker says so of itself."""
        import difflib

        known = [each for each, value in globals().items() if hasattr(value, "extension_point")]
        near = difflib.get_close_matches(name, known, 1)
        meant = f"did you mean hooks.{near[0]}?" if near else f"there are {', '.join(sorted(known))}."
        raise AttributeError(f"there is no hook {name}; {meant}", name=name)


if TYPE_CHECKING:
    from flask import Blueprint
    from sqlalchemy.orm import Session

    from core.chains.models import Chain
    from core.deputies.models import Deputy
    from core.enterprises.models import Enterprise
    from core.stations.models import Station

API_VERSION = 1
"""The version of this page: plugins say in plugin.toml which versions they were written for."""

WITHDRAWN = "The plugin is withdrawn: its state is failed, and nothing of it is shown or run until it is mended."
PANEL_LOST = "Its panel shows an error card instead; administrators see what failed and where."


# Said once, when the platform starts


@extension_point(when="start", costs=WITHDRAWN)
def blueprints() -> Iterable[Blueprint]:  # type: ignore[empty-body]  # a hook has a promise, not a body
    """The pages of the plugin, as one blueprint with the plugin's name.

    Routes live under ``/p/<plugin>/`` or ``/stations/<id:station>/p/<plugin>/``, and each declares who may open it with
    ``requires`` or ``public``. The blueprint is tried on a scratch application first: handlers for the whole
    application, URL converters, Jinja globals and foreign addresses are refused.
    """


@extension_point(when="start", gives=Permission, costs=WITHDRAWN)
def permissions() -> Iterable[Permission]:  # type: ignore[empty-body]
    """What one may be allowed to do in the plugin, and which roles may by default.

    Names begin with the plugin's: ``duty_days.sign_up``.
    """


@extension_point(when="start", gives=NavItem, costs=WITHDRAWN)
def nav_items() -> Iterable[NavItem]:  # type: ignore[empty-body]
    """Menu entries, each shown to those who have its permission, where the plugin is switched on."""


@extension_point(when="start", gives=CliGroup, costs=WITHDRAWN)
def cli_groups() -> Iterable[CliGroup]:  # type: ignore[empty-body]
    """Commands of the plugin, found beside those of the core under ``lianzhan``."""


@extension_point(when="start", gives=Job, costs=WITHDRAWN)
def jobs() -> Iterable[Job]:  # type: ignore[empty-body]
    """Work to be done every so often or daily at a time; a job that raises is tried again at its next time."""


@extension_point(when="start", gives=Figure, costs=WITHDRAWN)
def figures() -> Iterable[Figure]:  # type: ignore[empty-body]
    """Numbers the plugin computes from its records, for ``lianzhan figures`` and for pages."""


@extension_point(when="start", gives=Register, costs=WITHDRAWN)
def registers() -> Iterable[Register]:  # type: ignore[empty-body]
    """Official tables printed from the plugin's records: a page, an Excel file and a PDF each, at every station and region.

    Keys begin with the plugin's name: ``duty_days.days``. Who may read them is the core's question (``registers.read``).
    """


@extension_point(when="start", gives=SettingsForm, costs=WITHDRAWN)
def settings_forms() -> Iterable[SettingsForm]:  # type: ignore[empty-body]
    """Options an administrator decides on a page, and an office for its region where the option says ``regional``.

    Keys begin with the plugin's name: ``duty_days.reminder``. ``option(session, THE_OPTION)`` gives what was decided.
    """


@extension_point(when="start", gives=PersonalData, costs=WITHDRAWN)
def personal_data() -> Iterable[PersonalData]:  # type: ignore[empty-body]
    """What the plugin's tables keep about people: every table with a foreign key to a person or deputy is named.

    It goes into the copy people take of their own data, and says what an erasure blanks or removes.
    """


@extension_point(when="start", gives=DemoScenario, costs=WITHDRAWN)
def demo_scenarios() -> Iterable[DemoScenario]:  # type: ignore[empty-body]
    """The plugin's part of the demonstration of a place, loaded through the services people use."""


# Asked while a page is built


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def home_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:  # type: ignore[empty-body]
    """Panels of the public home page, seen by strangers too."""


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def station_panels(  # type: ignore[empty-body]
    session: Session, viewer: Viewer, station: Station, day: date
) -> Iterable[Panel]:
    """Panels of a station's public page; not asked where the plugin is switched off for the station."""


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def deputy_panels(  # type: ignore[empty-body]
    session: Session, viewer: Viewer, deputy: Deputy, day: date
) -> Iterable[Panel]:
    """Panels of a deputy's page."""


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def chain_panels(  # type: ignore[empty-body]
    session: Session, viewer: Viewer, chain: Chain, day: date
) -> Iterable[Panel]:
    """Panels of a chain's page: what the enterprises of the chain do together.

    A chain runs through many stations, so it is asked wherever the plugin is on for the platform. The page shows the
    panels to whoever may open it, a stranger too should it be public one day: ask the viewer before telling more.
    """


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def enterprise_panels(  # type: ignore[empty-body]
    session: Session, viewer: Viewer, enterprise: Enterprise, day: date
) -> Iterable[Panel]:
    """Panels of an enterprise's page, asked as :func:`chain_panels` are."""


@extension_point(when="page", gives=Deed, costs="Its deeds are missing from the page; the others stand there.")
def deputy_deeds(session: Session, deputy: Deputy, day: date) -> Iterable[Deed]:  # type: ignore[empty-body]
    """What the plugin's records know the deputy has done before this day, newest first, for the public page.

    Strangers read it: no enterprise that asked for confidence, no name of anybody who was received.
    """


@extension_point(when="page", gives=Panel, costs=PANEL_LOST)
def start_panels(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:  # type: ignore[empty-body]
    """Panels of the page a person sees after logging in: what is waiting for them today."""


# Asked, and told, by an import


@extension_point(
    when="question", gives=DutyRuleUnderstood, one=True, costs="The words are kept and shown as not yet understood."
)
def duty_words(words: str) -> DutyRuleUnderstood | None:
    """How the plugin understands a station's duty rule as written in a spreadsheet; None if it does not.

    The first answer counts. Called for the preview of an import, and must not write.
    """


@extension_point(
    when="event", costs="What the plugin wrote for this station is taken back; the station itself is imported."
)
def station_imported(session: Session, station: Station) -> None:
    """A station was created or changed by an import. May write: the call has a savepoint of its own."""


# Asked, and told, when deputies leave


@extension_point(when="question", gives=Holding, costs="The page does not say what the plugin's records hold for them.")
def deputies_hold(  # type: ignore[empty-body]
    session: Session, deputies: Sequence[int], day: date
) -> Iterable[Holding]:
    """What these deputies still hold from this day on: places on duty days, pairings.

    Asked for many deputies at once, before they leave; must not write.
    """


@extension_point(
    when="question", gives=Released, costs="What the plugin released is taken back: those who left still hold it."
)
def deputies_left(  # type: ignore[empty-body]
    session: Session, deputies: Sequence[int], day: date
) -> Iterable[Released]:
    """These deputies exercise no mandate from this day on: release what they hold, and pass on what others wait for.

    May write: the call has a savepoint of its own. What has happened stays theirs. What is answered is kept, and
    handed to :func:`deputies_back` if a term change is taken back.
    """


@extension_point(when="event", costs="What was released stays released; the deputies themselves are back.")
def deputies_back(session: Session, released: Sequence[Released]) -> None:
    """A term change was taken back: give the deputies what :func:`deputies_left` released, as far as it is still free.

    Every plugin is told of everything and takes what is of its own ``kind``. May write, in a savepoint of its own.
    """


# Asked, and told, when a station closes or is merged into another


@extension_point(
    when="question", gives=HandOver, costs="The preview does not say what becomes of the plugin's records."
)
def station_hands_over(  # type: ignore[empty-body]
    session: Session, station: Station, into: Station | None, day: date
) -> Iterable[HandOver]:
    """What would become of the plugin's records of a station that closes on this day, or is merged into another.

    One sentence each, shown before anything is saved. Must not write. The day is never before today, also where the
    closing is recorded late: what has happened meanwhile has happened there.
    """


@extension_point(when="event", costs="What the plugin wrote for it is taken back; the station itself is closed.")
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    """A station has closed, or was merged into another. May write: the call has a savepoint of its own.

    The day is that of :func:`station_hands_over`. What has happened stays with the closed station, whose page remains readable.
    """
