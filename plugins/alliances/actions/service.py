"""Action items: agreeing on one, correcting it, saying how it goes, and what is still open for the next agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy, Station, Viewer, day_in_words
from plugins.alliances.actions import owners, telling
from plugins.alliances.actions.errors import (
    ActionClosed,
    ActionDueTooEarly,
    ActionElsewhere,
    ActionNotFromHere,
    ActionOfOthers,
    ActionWordless,
    DroppedUnexplained,
    NothingSaid,
)
from plugins.alliances.actions.kinds import details_of
from plugins.alliances.actions.passing_on import pass_on
from plugins.alliances.actions.words import MOVES, STATES
from plugins.alliances.models import Action, ActionNote, Alliance, Meeting, Member
from plugins.alliances.models.actions import OPEN, USUAL
from plugins.alliances.permissions import RUN

NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("doing", "done", "dropped"),
    "doing": ("done", "dropped", "open"),
    "done": ("open",),
    "dropped": ("open",),
}
"""Which states may follow."""
WITH_OWNER: Final = (
    joinedload(Action.member).joinedload(Member.enterprise),
    joinedload(Action.member).joinedload(Member.deputy).joinedload(Deputy.person),
    joinedload(Action.deputy).joinedload(Deputy.person),
    joinedload(Action.account),
    joinedload(Action.organ),
)
"""Who has to do them, in the same statement."""


def agree(  # noqa: PLR0913 - what was agreed on, by name
    session: Session,
    station: Station,
    *,
    words: str,
    owner: str,
    due: date | None = None,
    alliance_id: int | None = None,
    meeting_id: int | None = None,
    kind: str = USUAL,
    details: Mapping[str, str] | None = None,
    at: datetime,
    account_id: int | None = None,
) -> Action:
    """A new action item of the station, of one of its alliances or meetings; `owner` is a key: ``member:3``.

    Who has to do it is told; one for an organ is offered as a matter. Raises ActionWordless, ActionOwnerless,
    ActionOwnerElsewhere, ActionDueTooEarly, ActionKindUnknown, ActionElsewhere.
    """
    _check_place(session, station, alliance_id, meeting_id)
    action = Action(
        station=station,
        station_id=station.id,
        alliance_id=alliance_id,
        meeting_id=meeting_id,
        state="open",
        entered_at=at,
        entered_by=account_id,
    )
    change(session, action, words=words, owner=owner, due=due, kind=kind, details=details, at=at)
    return action


def change(
    session: Session,
    action: Action,
    *,
    words: str,
    owner: str,
    due: date | None,
    kind: str = USUAL,
    details: Mapping[str, str] | None = None,
    at: datetime,
) -> None:
    """Correct what was agreed on; who has to do it from now on is told. Raises as :func:`agree`, and ActionClosed."""
    if not action.is_open:
        raise ActionClosed(state=STATES[action.state])
    if not words.strip():
        raise ActionWordless
    before = owners.key_of(action)
    if not owner or owner != before:
        for name, number in owners.columns(session, action.station, action.alliance_id, owner).items():
            setattr(action, name, number)
    with session.no_autoflush:
        meeting = session.get(Meeting, action.meeting_id) if action.meeting_id else None
        if due is not None and meeting is not None and due < meeting.day:
            raise ActionDueTooEarly(day=day_in_words(meeting.day))
        known = action.details if kind == action.kind else None
        action.details = details_of(session, action.station, kind, details or {}, known)
    action.words, action.due, action.kind = words.strip(), due, kind
    session.add(action)
    session.flush()
    if owner != before:
        session.expire(action, ["member", "deputy", "account", "organ"])
        action.reference = action.reference_title = ""
        telling.of_given(session, action, at)
        pass_on(session, action, at)


def say(
    session: Session,
    action: Action,
    *,
    words: str = "",
    state: str = "",
    today: date,
    at: datetime,
    account_id: int | None = None,
) -> ActionNote:
    """Say how it goes, and bring it into another state if one is given.

    Raises NothingSaid, ActionNotFromHere, DroppedUnexplained, ActionClosed.
    """
    words = words.strip()
    if not (words or state):
        raise NothingSaid
    if not state and not action.is_open:
        raise ActionClosed(state=STATES[action.state])
    if state and state not in NEXT[action.state]:
        raise ActionNotFromHere(now=STATES[action.state], then=MOVES.get(state, "?"))
    if state == "dropped" and not words:
        raise DroppedUnexplained
    note = ActionNote(words=words, state=state, account_id=account_id, at=at)
    action.notes.append(note)
    if state:
        action.state = state
        action.closed_on = None if action.is_open else today
        action.outcome = "" if action.is_open else words
    session.flush()
    return note


def may_say(viewer: Viewer, action: Action) -> bool:
    """Whether the viewer says how it goes: who has to do it, and who keeps the alliances of the station."""
    own = action.is_of(viewer.deputy_id) or (viewer.account_id is not None and action.account_id == viewer.account_id)
    return own or viewer.may(RUN, action.scope())


def check_may_say(viewer: Viewer, action: Action) -> None:
    """Raises ActionOfOthers."""
    if not may_say(viewer, action):
        raise ActionOfOthers


def open_of(session: Session, *, alliance_id: int | None = None, forum_id: int | None = None) -> Sequence[Action]:
    """What an alliance agreed on, or a forum at its sessions, and is still to be done: what is due first, first.

    What meetings, agendas and minutes begin with. Without an alliance and a forum nothing.
    """
    of_forum = select(Meeting.id).where(Meeting.forum_id == forum_id)
    whose: Any = or_(
        Action.alliance_id == alliance_id if alliance_id is not None else false(),
        Action.meeting_id.in_(of_forum) if forum_id is not None else false(),
    )
    query = select(Action).where(whose, Action.state.in_(OPEN)).options(*WITH_OWNER)
    return session.scalars(query.order_by(Action.due.is_(None), Action.due, Action.id)).all()


def _check_place(session: Session, station: Station, alliance_id: int | None, meeting_id: int | None) -> None:
    """The alliance is the station's, and the meeting the alliance's or the station's. Raises ActionElsewhere."""
    if alliance_id is not None:
        alliance = session.get(Alliance, alliance_id)
        if alliance is None or alliance.station_id != station.id:
            raise ActionElsewhere
    if meeting_id is not None:
        meeting = session.get(Meeting, meeting_id)
        if meeting is None or meeting.station_id != station.id or (alliance_id not in (None, meeting.alliance_id)):
            raise ActionElsewhere
