"""The hooks of alliances: what other plugins add to them. They import them from :mod:`plugins.alliances.api`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.api.declare import Panel, extension_point
from plugins.alliances.actions.offered import ActionKind, BecameMatter, OrganMustAct
from plugins.alliances.minutes.offered import MinutesSection

if TYPE_CHECKING:
    from datetime import date

    from core.api.data import Session, Station, Viewer
    from plugins.alliances.models import Alliance
    from plugins.alliances.models.meetings import Meeting


@extension_point(when="page", gives=Panel, costs="Its panel is missing from the pages of alliances.")
def alliances_panels(  # type: ignore[empty-body]  # a hook has a promise, not a body
    session: Session, viewer: Viewer, alliance: Alliance, day: date
) -> Iterable[Panel]:
    """Panels of the page of an alliance, beside its members and what it does: as trials, or a directory of what members can do.

    Asked only for viewers who may see the alliance.
    """


@extension_point(
    when="question", gives=MinutesSection, costs="Its sections are missing from the minutes that are drawn."
)
def alliances_minutes_sections(  # type: ignore[empty-body]
    session: Session, station: Station, meeting: Meeting
) -> Iterable[MinutesSection]:
    """Further sections of the minutes of a meeting, as trials to agree on: asked when minutes are drawn from the record.

    What is given is written into the text once, and belongs to who writes the minutes from then on. Plugins that are off
    at the station are not asked.
    """


@extension_point(
    when="question", gives=ActionKind, costs="Its kinds cannot be chosen; action items of these kinds stay as they are."
)
def alliances_action_kinds(session: Session, station: Station) -> Iterable[ActionKind]:  # type: ignore[empty-body]
    """Further kinds of action items, beside the usual one, and what each asks for besides.

    They are offered where an action item is entered at the station; their keys begin with the plugin's name.
    """


@extension_point(
    when="question",
    gives=BecameMatter,
    one=True,
    costs="The action item stays open, and says so on its page.",
)
def alliances_action_passed_on(session: Session, station: Station, told: OrganMustAct) -> BecameMatter | None:
    """An action item that an organ must take is to become a matter: who takes it over answers with their record.

    The first that answers has it. May write: the call has a savepoint of its own. Asked when the organ is named, and
    again every night as long as nobody has taken it over.
    """
