"""What weaving adds to alliances: loaded only where that plugin is active."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugins.weaving.models import Turn
from sqlalchemy import select

from core.api.data import Session, Station, Viewer
from core.api.declare import Panel, _, implements
from plugins.alliances.api import (
    ActionField,
    ActionKind,
    Alliance,
    BecameMatter,
    Meeting,
    MinutesSection,
    OrganMustAct,
    alliances_action_kinds,
    alliances_action_passed_on,
    alliances_minutes_sections,
    alliances_panels,
)


# region alliances_panels
@implements(alliances_panels)
def turns_of_alliance(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterable[Panel]:
    """The coming turns at the looms of the station that looks after the alliance."""
    turns = session.scalars(select(Turn).where(Turn.station_id == alliance.station_id, Turn.day >= day)).all()
    if turns:
        yield Panel(title=_("Woven for the alliance"), template="weaving/turns.html", context={"turns": turns})


# endregion


# region alliances_action_kinds
@implements(alliances_action_kinds)
def warping(session: Session, station: Station) -> Iterable[ActionKind]:
    """A warp to be put on a loom, and of which yarn."""
    yarn = ActionField(key="yarn", title=_("Of which yarn"))
    yield ActionKind(key="weaving.warp", title=_("A warp to be put on"), fields=[yarn])


# endregion


# region alliances_action_passed_on
@implements(alliances_action_passed_on)
def a_turn_for_the_organ(session: Session, station: Station, told: OrganMustAct) -> BecameMatter | None:
    """What an organ must do about looms is kept as a turn."""
    if "loom" not in told.words:
        return None
    turn = Turn(station_id=station.id, day=told.due or date(2026, 12, 1), words=told.words)
    session.add(turn)
    session.flush()
    return BecameMatter(key=f"weaving:turn:{turn.id}", title=_("Turn %(n)s", n=turn.id))


# endregion


# region alliances_minutes_sections
@implements(alliances_minutes_sections)
def turns_agreed_on(session: Session, station: Station, meeting: Meeting) -> Iterable[MinutesSection]:
    """The turns after the meeting, as a list to agree on."""
    turns = session.scalars(select(Turn).where(Turn.station_id == station.id, Turn.day > meeting.day)).all()
    if turns:
        words = "\n".join(f"- {turn.day}: {turn.words}" for turn in turns)
        yield MinutesSection(key="weaving.turns", title=_("Turns at the loom"), words=words)


# endregion
