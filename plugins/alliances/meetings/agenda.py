"""The agenda: what a meeting begins with because the last one left it open, and what is added, moved and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from plugins.alliances.actions.service import open_of
from plugins.alliances.meetings.errors import MeetingCancelled
from plugins.alliances.models import Action, AgendaItem, Meeting, OnAgenda


def begin(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Put what earlier meetings of the same forum or alliance left open on the agenda: items first, then actions."""
    for item in left_open_for(session, meeting):
        _append(session, meeting, item.title, item.speaker, item.words, item.id)
    for action in _open_actions(session, meeting):
        item = _append(session, meeting, action.words[:200], "", "", None)
        session.add(OnAgenda(agenda_item_id=item.id, action_id=action.id))
    session.flush()
    return meeting.agenda


def left_open_for(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Items that earlier meetings of the same forum, else alliance, did not deal with and nobody has taken up since."""
    if meeting.forum_id is None and meeting.alliance_id is None:
        return []
    again = aliased(AgendaItem)
    query = (
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .where(
            AgendaItem.left_open,
            Meeting.id != meeting.id,
            Meeting.state != "planned",
            ~select(again.id).where(again.from_item_id == AgendaItem.id).exists(),
        )
        .order_by(Meeting.day, Meeting.id, AgendaItem.position, AgendaItem.id)
    )
    if meeting.forum_id is not None:
        query = query.where(Meeting.forum_id == meeting.forum_id)
    else:
        query = query.where(Meeting.alliance_id == meeting.alliance_id, Meeting.forum_id.is_(None))
    return session.scalars(query).all()


def add(session: Session, meeting: Meeting, *, title: str, speaker: str = "", words: str = "") -> AgendaItem:
    """A further item, the last one. Raises MeetingCancelled."""
    if meeting.state == "cancelled":
        raise MeetingCancelled
    return _append(session, meeting, title, speaker, words, None)


def change_item(session: Session, item: AgendaItem, *, title: str, speaker: str, words: str) -> None:
    """Correct an item."""
    item.title, item.speaker, item.words = title, speaker, words
    session.flush()


def shift(session: Session, item: AgendaItem, to: Literal["earlier", "later"]) -> None:
    """Change places with the neighbour; the first does not go earlier, nor the last later."""
    items = list(item.meeting.agenda)
    place = items.index(item)
    other = place - 1 if to == "earlier" else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    for position, one in enumerate(items, 1):
        if one.position != position:
            one.position = position
    session.flush()
    session.expire(item.meeting, ["agenda"])


def remove(session: Session, item: AgendaItem) -> None:
    """Take an item out; what an earlier meeting left open waits for the next one again."""
    for link in session.scalars(select(OnAgenda).where(OnAgenda.agenda_item_id == item.id)):
        session.delete(link)
    session.delete(item)
    session.flush()


def actions_on(session: Session, meeting_id: int) -> dict[int, Action]:
    """The actions that items of this agenda speak of, by the number of the item."""
    query = (
        select(OnAgenda.agenda_item_id, Action)
        .join(OnAgenda.action)
        .join(AgendaItem, AgendaItem.id == OnAgenda.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting_id)
    )
    return {number: action for number, action in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _append(
    session: Session, meeting: Meeting, title: str, speaker: str, words: str, from_item_id: int | None
) -> AgendaItem:
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    item = AgendaItem(
        meeting_id=meeting.id,
        position=(last or 0) + 1,
        title=title,
        speaker=speaker,
        words=words,
        from_item_id=from_item_id,
    )
    session.add(item)
    session.flush()
    session.expire(meeting, ["agenda"])
    return item


def _open_actions(session: Session, meeting: Meeting) -> Sequence[Action]:
    if meeting.forum_id is None and meeting.alliance_id is None:
        return []
    if meeting.forum_id is not None:
        return open_of(session, forum_id=meeting.forum_id)
    return open_of(session, alliance_id=meeting.alliance_id)
