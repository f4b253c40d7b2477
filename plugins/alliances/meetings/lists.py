"""Lists of meetings and of who takes part: columns, never records, narrowed inside the query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise, Person, Placement, Reach, Station, serving_deputies
from plugins.alliances.models import Alliance, Forum, Meeting, Member, Participant

TITLE: Final[ColumnElement[str]] = func.coalesce(
    Enterprise.name, Person.name, func.nullif(Member.name, ""), Account.name, Participant.name
)
"""Who somebody is, in words."""
ORGANISATION: Final[ColumnElement[str]] = func.coalesce(
    func.nullif(Participant.organisation, ""), func.nullif(Member.organisation, ""), ""
)
PART_ORDER: Final = case(
    (Participant.part == "chairs", 0), (Participant.part == "attends", 1), (Participant.part == "sits_in", 2), else_=3
)
IN_ORDER: Final = (PART_ORDER, Participant.id)


def participants(meeting_id: int) -> Select[Any]:
    """Everybody on the list of a meeting, in no order yet."""
    return (
        select(  # type: ignore[return-value]  # columns by name, not by type
            Participant.id,
            TITLE.label("title"),
            ORGANISATION.label("organisation"),
            Participant.part,
            Participant.answer,
            Participant.answered_at,
            Participant.reason,
            Participant.reminders,
            Participant.attendance,
            Participant.checked_in_at,
            Participant.name,
            Participant.account_id,
            Member.role.label("role"),
            func.coalesce(Participant.deputy_id, Member.deputy_id).label("deputy_id"),
        )
        .select_from(Participant)
        .outerjoin(Member, Member.id == Participant.member_id)
        .outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(Deputy, Deputy.id == func.coalesce(Participant.deputy_id, Member.deputy_id))
        .outerjoin(Person, Person.id == Deputy.person_id)
        .outerjoin(Account, Account.id == Participant.account_id)
        .where(Participant.meeting_id == meeting_id)
    )


def narrowed(query: Select[Any], *, words: str, part: str, answer: str, attendance: str) -> Select[Any]:
    """Those with these words in their name or organisation, in this part, with this answer or attendance."""
    if words:
        query = query.where(or_(TITLE.contains(words, autoescape=True), ORGANISATION.contains(words, autoescape=True)))
    if part:
        query = query.where(Participant.part == part)
    if answer:
        query = query.where(Participant.answer == answer)
    if attendance:
        wanted = Participant.attendance
        query = query.where(wanted.is_(None) if attendance == "unknown" else wanted == attendance)
    return query


def in_parts(session: Session, meeting_id: int, most: int) -> dict[str, list[Row[Any]]]:
    """Who chairs, takes the record, and the first of those who attend and sit in: at most so many of each."""
    place = func.row_number().over(partition_by=Participant.part, order_by=Participant.id).label("place")
    ranked = participants(meeting_id).add_columns(place).subquery()
    found: dict[str, list[Row[Any]]] = {}
    for row in session.execute(select(ranked).where(ranked.c.place <= most).order_by(ranked.c.id)):
        found.setdefault(row.part, []).append(row)
    return found


def meetings(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The meetings that meet all conditions, in no order yet."""
    asked = select(func.count()).where(Participant.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()
    return (
        select(  # type: ignore[return-value]  # columns by name, not by type
            Meeting.id,
            Meeting.title,
            Meeting.number,
            Meeting.theme,
            Meeting.day,
            Meeting.begins,
            Meeting.ends,
            Meeting.place,
            Meeting.state,
            Meeting.station_id,
            Meeting.forum_id,
            Meeting.alliance_id,
            Station.name.label("station"),
            Forum.name.label("forum"),
            Alliance.name.label("alliance"),
            asked.label("asked"),
        )
        .select_from(Meeting)
        .join(Station, Station.id == Meeting.station_id)
        .outerjoin(Forum, Forum.id == Meeting.forum_id)
        .outerjoin(Alliance, Alliance.id == Meeting.alliance_id)
        .where(*conditions)
    )


def waiting_for(session: Session, deputy_id: int, today: date) -> Sequence[Row[Any]]:
    """The meetings still to come that a deputy is asked to and has not declined, soonest first."""
    query = (
        meetings(Participant.is_one_of([deputy_id]), Meeting.state == "planned", Meeting.day >= today)
        .join(Participant, Participant.meeting_id == Meeting.id)
        .add_columns(Participant.id.label("participant_id"), Participant.answer)
        .where(Participant.answer != "declined")
    )
    return session.execute(query.order_by(Meeting.day, Meeting.begins, Meeting.id).limit(3)).all()


def mine(session: Session, deputy_id: int, today: date) -> Sequence[Row[Any]]:
    """The meetings a deputy is asked to, those still to come first and soonest first, then the last ones held."""
    query = (
        meetings(Participant.is_one_of([deputy_id]))
        .join(Participant, Participant.meeting_id == Meeting.id)
        .add_columns(
            Participant.id.label("participant_id"), Participant.part, Participant.answer, Participant.attendance
        )
    )
    coming = query.where(Meeting.day >= today, Meeting.state != "held").order_by(
        Meeting.day, Meeting.begins, Meeting.id
    )
    past = query.where(or_(Meeting.day < today, Meeting.state == "held"), Meeting.state != "cancelled")
    return [
        *session.execute(coming.limit(50)),
        *session.execute(past.order_by(Meeting.day.desc(), Meeting.id.desc()).limit(20)),
    ]


def forums_of(session: Session, station_id: int) -> Sequence[Row[Any]]:
    """The forums of a station: open ones first, with how many sessions were held and the highest number."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Forum.id,
            Forum.name,
            Forum.words,
            Forum.closed_on,
            Forum.alliance_id,
            func.count(Meeting.id).filter(Meeting.state == "held").label("held"),
            func.max(Meeting.number).filter(Meeting.state != "cancelled").label("latest"),
        )
        .outerjoin(Meeting, Meeting.forum_id == Forum.id)
        .where(Forum.station_id == station_id)
        .group_by(Forum.id)
        .order_by(Forum.closed_on.is_not(None), Forum.name, Forum.id)
        .limit(200)
    )
    return session.execute(query).all()


def alliances_of(session: Session, station_id: int) -> Sequence[tuple[int, str]]:
    """The alliances the station looks after that are not dissolved: for a choice."""
    query = select(Alliance.id, Alliance.name).where(Alliance.station_id == station_id, Alliance.dissolved_on.is_(None))
    return [(number, name) for number, name in session.execute(query.order_by(Alliance.name, Alliance.id))]


def invitable(session: Session, meeting: Meeting, own_account: int | None) -> dict[str, list[tuple[int, str]]]:
    """Whom the meeting may still ask: ``members`` of its alliance on its day, ``deputies`` in office, ``accounts`` of the station."""
    known = select(Participant.member_id).where(
        Participant.meeting_id == meeting.id, Participant.member_id.is_not(None)
    )
    asked = select(func.coalesce(Participant.deputy_id, Member.deputy_id)).outerjoin(
        Member, Member.id == Participant.member_id
    )
    asked = asked.where(
        Participant.meeting_id == meeting.id, func.coalesce(Participant.deputy_id, Member.deputy_id) > 0
    )
    told = select(Participant.account_id).where(Participant.meeting_id == meeting.id, Participant.account_id > 0)
    deputies: Select[Any] = (
        select(Deputy.id, Person.name)  # type: ignore[assignment]  # columns by name, not by type
        .join(Deputy.person)
        .where(Deputy.id.in_(placed_at(meeting.station_id, meeting.day)), Deputy.id.not_in(asked))
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    persons = select(Deputy.person_id)
    at_station = Account.in_reach(Reach(station_ids=frozenset({meeting.station_id})))
    accounts: Select[Any] = (
        select(Account.id, Account.name)  # type: ignore[assignment]  # columns by name, not by type
        .where(or_(at_station, Account.id == (own_account or 0)), Account.is_active, Account.id.not_in(told))
        .where(or_(Account.person_id.is_(None), Account.person_id.not_in(persons)))
        .order_by(Account.name, Account.id)
    )
    found = {"deputies": _pairs(session, deputies), "accounts": _pairs(session, accounts), "members": []}
    if meeting.alliance_id is not None:
        members = members_on(meeting.alliance_id, meeting.day).where(Member.id.not_in(known))
        members = members.where(or_(Member.deputy_id.is_(None), Member.deputy_id.not_in(asked)))
        found["members"] = _pairs(session, members)
    return found


def members_on(alliance_id: int, day: date) -> Select[Any]:
    """The members of an alliance on a day, number and name, in the order in which they joined."""
    title = func.coalesce(Enterprise.name, Person.name, Member.name)
    query: Select[Any] = select(Member.id, title)  # type: ignore[assignment]  # columns by name, not by type
    return (
        query.outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(Deputy, Deputy.id == Member.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Member.alliance_id == alliance_id, Member.joined <= day, or_(Member.left.is_(None), Member.left > day))
        .order_by(Member.id)
    )


def placed_at(station_id: int, day: date) -> Select[Any]:
    """The deputies in office who are placed at the station or its rooms on a day."""
    here = select(Station.id).where(or_(Station.id == station_id, Station.parent_id == station_id))
    return select(Placement.deputy_id).where(
        Placement.station_id.in_(here),
        or_(Placement.begins.is_(None), Placement.begins <= day),
        or_(Placement.ends.is_(None), Placement.ends > day),
        Placement.deputy_id.in_(serving_deputies(day)),
    )


def _pairs(session: Session, query: Select[Any]) -> list[tuple[int, str]]:
    return [(number, name) for number, name in session.execute(query)]


def of_alliance(session: Session, alliance_id: int, most: int = 6) -> Sequence[Row[Any]]:
    """The meetings of an alliance that were not cancelled, the latest first."""
    query: Any = select(
        Meeting.id, Meeting.title, Meeting.number, Meeting.day, Meeting.begins, Meeting.ends, Meeting.state
    )
    ours = query.where(Meeting.alliance_id == alliance_id, Meeting.state != "cancelled")
    return session.execute(ours.order_by(Meeting.day.desc(), Meeting.id.desc()).limit(most)).all()
