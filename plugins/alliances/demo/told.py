"""Meetings of a demonstration, from the invitation to the issued minutes: through the same services as people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.api.data import Station
from plugins.alliances.actions import service as actions
from plugins.alliances.demo.places import Place, Words
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes import service as minutes
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.models import Action, Meeting, Minutes, Participant
from plugins.alliances.writing import service as writing

Asked = Mapping[str, Guests]
"""Who is asked in which part."""
ABSENT_EVERY: Final = 9
"""Every so many-th participant is excused."""


def hold(here: Place, station: Station, wish: Plan, asked: Asked, agenda: Sequence[str], excuse: str) -> Meeting:
    """A meeting that took place: everybody came but a few, who are excused."""
    at = here.at(wish.day, 9)
    meeting = meetings.plan(here.session, station, wish, account_id=here.writer, at=at)
    for title in agenda:
        meetings.add(here.session, meeting, title=title)
    meetings.hold(here.session, meeting, today=wish.day)
    _invite(here, meeting, asked, wish.day)
    came = here.session.scalars(
        select(Participant).where(Participant.meeting_id == meeting.id).order_by(Participant.id)
    )
    for number, one in enumerate(came.all(), 1):
        if number % ABSENT_EVERY == 0 and one.part == "attends":
            meetings.mark(here.session, one, "excused", reason=excuse, today=wish.day)
        else:
            meetings.mark(here.session, one, "present", today=wish.day)
    return meeting


def plan(here: Place, station: Station, wish: Plan, asked: Asked, agenda: Sequence[str], declines: str) -> Meeting:
    """A meeting to come: most have said that they come, one does not, and some have not answered."""
    at = here.at(here.today - timedelta(days=2), 9)
    meeting = meetings.plan(here.session, station, wish, account_id=here.writer, at=at)
    for title in agenda:
        meetings.add(here.session, meeting, title=title)
    _invite(here, meeting, asked, here.today - timedelta(days=2))
    asked_ones = here.session.scalars(
        select(Participant).where(Participant.meeting_id == meeting.id).order_by(Participant.id)
    ).all()
    answered = here.at(here.today - timedelta(days=1), 15)
    for number, one in enumerate(asked_ones):
        if number % 4 != 3:
            meetings.answer(here.session, one, comes=number != 2, reason=declines if number == 2 else "", at=answered)
    return meeting


def taking_the_record(here: Place) -> dict[str, Guests]:
    """Who runs the station takes the record."""
    return {"records": Guests(accounts=[here.writer])} if here.writer else {}


def _invite(here: Place, meeting: Meeting, asked: Asked, day: date) -> None:
    for part, guests in asked.items():
        meetings.invite(here.session, meeting, guests, part=part, at=here.at(day, 9))


def write_record(here: Place, meeting: Meeting, said: Sequence[tuple[int, str, str]]) -> None:
    """What was said to each item of the agenda, and by whom; what was agreed has no speaker."""
    document = writing.document_of(here.session, meeting.id, "record")
    items = [item.id for item in meeting.agenda]
    for place, speaker, words in said:
        writing.add(
            here.session,
            document,
            speaker=speaker,
            words=words,
            agenda_item_id=items[place - 1],
            account_id=here.writer,
            at=here.at(meeting.day, 11),
        )


def draw(here: Place, meeting: Meeting, decided: Sequence[tuple[str, str, int]]) -> Minutes:
    """Minutes drawn from the record the day after, with what was decided, by whom, within so many days."""
    at = here.at(meeting.day + timedelta(days=1), 10)
    made = minutes.draw(here.session, meeting, account_id=here.writer, at=at)
    for words, owner, days in decided:
        due = meeting.day + timedelta(days=days)
        minutes.decide(here.session, made, words=words, owner=owner, due=due, account_id=here.writer, at=at)
    return made


def circulate(here: Place, made: Minutes, comments: Sequence[str] = ()) -> None:
    """Sent to who took part; some say something, and the first is answered."""
    day = made.meeting.day + timedelta(days=2)
    until = day + timedelta(days=7)
    minutes.circulate(here.session, made, until=until, account_id=here.writer, at=here.at(day, 9))
    recipients = recipients_of(here.session, made)
    for number, words in enumerate(comments):
        who = recipients[(number + 1) % len(recipients)]
        said = minutes.comment(here.session, made, words, recipient=who, name=who.title, at=here.at(day, 15))
        if number == 0 and len(comments) > 1:
            minutes.settle(here.session, said, here.words["settled"], account_id=here.writer, at=here.at(day, 16))


def sign(here: Place, made: Minutes, how_many: int | None = None) -> None:
    """Who is asked signs off, by the link; all of them, or the first so many."""
    at = here.at(made.meeting.day + timedelta(days=3), 10)
    for one in [one for one in recipients_of(here.session, made) if one.signs][:how_many]:
        minutes.sign(here.session, one, how="link", at=at)


def issue(here: Place, made: Minutes, after: int) -> None:
    """Issued by the office so many days after the meeting, which it did not attend."""
    day = made.meeting.day + timedelta(days=after)
    number = minutes.next_number(here.session, made.station_id, day.year)
    issuer = here.issuer
    minutes.issue(
        here.session,
        made,
        number=number,
        issued_on=day,
        issuer=issuer.name if issuer else here.words["issuer"],
        account_id=issuer.id if issuer else None,
        today=here.today,
        at=here.at(day, 16),
    )


def amend(here: Place, made: Minutes, words: str, reason: str, after: int) -> None:
    """A dated amendment of what was issued."""
    day = made.meeting.day + timedelta(days=after)
    account = here.issuer.id if here.issuer else None
    at = here.at(day, 10)
    minutes.amend(here.session, made, words=words, reason=reason, day=day, account_id=account, today=here.today, at=at)


def act(here: Place, made: Minutes, ways: Callable[[int], Words]) -> list[Action]:
    """Each decision becomes an action item; `ways` says by its place what became of it."""
    found = []
    for number, decision in enumerate(made.decisions):
        told = ways(number)
        action = actions.agree(
            here.session,
            made.meeting.station,
            words=decision.words,
            owner=_owner(decision),
            due=decision.due,
            alliance_id=made.meeting.alliance_id,
            meeting_id=made.meeting_id,
            at=here.at(made.meeting.day + timedelta(days=3)),
            account_id=here.writer,
        )
        decision.action_id = action.id
        _say(here, action, told)
        found.append(action)
    here.session.flush()
    return found


def _owner(decision: object) -> str:
    kinds = ("member", "deputy", "account", "organ")
    named = ((kind, getattr(decision, f"{kind}_id", None)) for kind in kinds)
    return next(f"{kind}:{number}" for kind, number in named if number is not None)


def _say(here: Place, action: Action, told: Words) -> None:
    """How it went, until it was done or as far as it has come."""
    for state, words in told.items():
        day = min((action.due or here.today) - timedelta(days=2), here.today - timedelta(days=1))
        actions.say(
            here.session, action, words=words, state=state, today=day, at=here.at(day, 14), account_id=here.writer
        )
