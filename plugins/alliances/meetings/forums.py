"""Forums: founding one, correcting it, closing it, and which number its next session has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station, day_in_words
from plugins.alliances.meetings.errors import ForumClosed, ForumNameTaken, SessionNumberTaken
from plugins.alliances.models import Forum, Meeting


def found_forum(
    session: Session, station: Station, *, name: str, words: str = "", alliance_id: int | None = None
) -> Forum:
    """A further standing forum of the station. Raises ForumNameTaken."""
    forum = Forum(station=station, station_id=station.id)
    change_forum(session, forum, name=name, words=words, alliance_id=alliance_id)
    return forum


def change_forum(session: Session, forum: Forum, *, name: str, words: str, alliance_id: int | None) -> None:
    """Correct what is known of it. Raises ForumNameTaken."""
    with session.no_autoflush:
        same = select(Forum.id).where(Forum.station_id == forum.station_id, Forum.name == name)
        if any(number != forum.id for number in session.scalars(same)):
            raise ForumNameTaken(name=name)
    forum.name, forum.words, forum.alliance_id = name, words, alliance_id
    session.add(forum)
    session.flush()


def close_forum(session: Session, forum: Forum, day: date) -> None:
    """No further session is planned from now on. Twice is once."""
    forum.closed_on = forum.closed_on or day
    session.flush()


def open_forum_again(session: Session, forum: Forum) -> None:
    """Further sessions may be planned."""
    forum.closed_on = None
    session.flush()


def next_number(session: Session, forum_id: int) -> int:
    """The number after the highest one; those that were left out stay free."""
    query = select(func.max(Meeting.number)).where(Meeting.forum_id == forum_id, Meeting.state != "cancelled")
    return (session.scalar(query) or 0) + 1


def check_number(session: Session, forum: Forum, number: int | None, *, but: int | None = None) -> None:
    """Raises ForumClosed for a new session of a closed forum, SessionNumberTaken where another one has the number."""
    if but is None and not forum.is_open:
        raise ForumClosed
    if number is None:
        return
    query = select(Meeting.id, Meeting.title, Meeting.day).where(
        Meeting.forum_id == forum.id, Meeting.number == number, Meeting.state != "cancelled", Meeting.id != (but or 0)
    )
    if (taken := session.execute(query).first()) is not None:
        raise SessionNumberTaken(
            forum=forum.name,
            number=number,
            title=taken.title,
            day=day_in_words(taken.day),
            next=next_number(session, forum.id),
        )
