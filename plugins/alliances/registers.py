"""The registers of meetings and of action items, printed from the records."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, case, func, select

from core.api.data import Account, Deputy, Enterprise, Organ, Person
from core.api.declare import FigureScope, Register, RegisterColumn, _
from plugins.alliances.models import Action, Alliance, Forum, Meeting, Member, Minutes, Participant

STATES: Final = {
    "open": _("Action item: open"),
    "doing": _("Action item: in hand"),
    "done": _("Action item: done"),
    "dropped": _("Action item: dropped"),
}


def meetings_held(_scope: FigureScope) -> Select[Any]:
    """The meetings that were held, a meeting a line. The host keeps to place and period."""
    return (
        select(
            Meeting.id.label("id"),
            Meeting.station_id.label("station_id"),
            Meeting.day.label("day"),
            Meeting.title.label("title"),
            Meeting.number.label("number"),
            func.coalesce(Forum.name, Alliance.name, "").label("whose"),
            Meeting.place.label("place"),
            _came(Participant.part.in_(("chairs", "attends", "records"))).label("attended"),
            _came(Participant.part == "sits_in").label("sat_in"),
            Minutes.issued_on.label("issued_on"),
        )
        .outerjoin(Forum, Forum.id == Meeting.forum_id)
        .outerjoin(Alliance, Alliance.id == Meeting.alliance_id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.state == "held")
    )


def _came(condition: Any) -> Any:
    """How many of these participants were there."""
    counted = select(func.count()).select_from(Participant)
    there = counted.where(Participant.meeting_id == Meeting.id, Participant.attendance == "present", condition)
    return there.correlate(Meeting).scalar_subquery()


def action_items(_scope: FigureScope) -> Select[Any]:
    """The action items by the day until which they were to be done, with who had to do each."""
    return (
        select(
            Action.id.label("id"),
            Action.station_id.label("station_id"),
            Action.due.label("day"),
            Action.words.label("words"),
            func.coalesce(Alliance.name, "").label("alliance"),
            _owner().label("owner"),
            Action.state.label("state"),
            Action.closed_on.label("closed_on"),
            Action.outcome.label("outcome"),
        )
        .outerjoin(Alliance, Alliance.id == Action.alliance_id)
        .where(Action.due.is_not(None))
    )


def _owner() -> Any:
    """The name of the member, deputy, account or organ that has to do it."""
    of_member = (
        select(case((Member.name != "", Member.name), else_=func.coalesce(Enterprise.name, Person.name)))
        .outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(Deputy, Deputy.id == Member.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Member.id == Action.member_id)
    )
    of_deputy = select(Person.name).join(Deputy, Deputy.person_id == Person.id).where(Deputy.id == Action.deputy_id)
    of_account = select(Account.name).where(Account.id == Action.account_id)
    of_organ = select(Organ.name).where(Organ.id == Action.organ_id)
    named = (query.correlate(Action).scalar_subquery() for query in (of_member, of_deputy, of_account, of_organ))
    return func.coalesce(*named, "")


REGISTERS: Final = (
    Register(
        key="alliances.meetings",
        title=_("Register of meetings"),
        lead=_("The meetings of alliances and forums that were held, how many came, and when the minutes were issued."),
        columns=(
            RegisterColumn(key="day", title=_("Day"), kind="day"),
            RegisterColumn(key="title", title=_("Meeting")),
            RegisterColumn(key="number", title=_("Session number"), kind="number"),
            RegisterColumn(key="whose", title=_("Forum or alliance")),
            RegisterColumn(key="place", title=_("Place")),
            RegisterColumn(key="attended", title=_("How many attended"), kind="number", total=True),
            RegisterColumn(key="sat_in", title=_("How many sat in"), kind="number", total=True),
            RegisterColumn(key="issued_on", title=_("Minutes issued on"), kind="day"),
        ),
        query=meetings_held,
        order=50,
    ),
    Register(
        key="alliances.actions",
        title=_("Register of action items"),
        lead=_("What was agreed to be done by a day of the period, who had to do it, and what came of it."),
        columns=(
            RegisterColumn(key="day", title=_("Due on"), kind="day"),
            RegisterColumn(key="words", title=_("Action item")),
            RegisterColumn(key="alliance", title=_("Alliance")),
            RegisterColumn(key="owner", title=_("Who does it")),
            RegisterColumn(key="state", title=_("State"), words=STATES),
            RegisterColumn(key="closed_on", title=_("Closed on"), kind="day"),
            RegisterColumn(key="outcome", title=_("What came of the action item")),
        ),
        query=action_items,
        order=51,
        holds_personal_data=True,
    ),
)
