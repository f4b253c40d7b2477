"""Reading minutes: those of a meeting, their text as it stands, and the final one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy
from plugins.alliances.minutes.paper import Amended, Decided, Paper, Section, content, digest_of, read_back
from plugins.alliances.models.alliances import Member
from plugins.alliances.models.meetings import Meeting, Participant
from plugins.alliances.models.minutes import Decision, Drawn, Minutes
from plugins.alliances.models.writing import Passage

SECTION: Final = "section:"
"""How the source of a passage begins that a plugin gave."""
PARTS: Final = ("chairs", "attends", "sits_in", "records")
WHO: Final = (
    joinedload(Participant.member).options(
        joinedload(Member.enterprise), joinedload(Member.deputy).joinedload(Deputy.person)
    ),
    joinedload(Participant.deputy).joinedload(Deputy.person),
    joinedload(Participant.account),
)
"""What it takes to say who a participant is."""
OWNER: Final = (
    joinedload(Decision.member).options(
        joinedload(Member.enterprise), joinedload(Member.deputy).joinedload(Deputy.person)
    ),
    joinedload(Decision.deputy).joinedload(Deputy.person),
    joinedload(Decision.account),
    joinedload(Decision.organ),
)


def minutes_of(session: Session, meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting; None as long as none are drawn."""
    return session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).one_or_none()


def final_of(session: Session, meeting: Meeting) -> Paper | None:
    """The minutes of a meeting as they were issued, with their amendments; None as long as they are not."""
    minutes = minutes_of(session, meeting)
    return paper_of_minutes(session, minutes) if minutes is not None and minutes.is_issued else None


def paper_of(session: Session, meeting: Meeting) -> Paper | None:
    """The minutes of a meeting as they stand: the final text, or the draft; None as long as none are drawn."""
    minutes = minutes_of(session, meeting)
    return paper_of_minutes(session, minutes) if minutes is not None else None


def paper_of_minutes(session: Session, minutes: Minutes) -> Paper:
    """These minutes as they stand: the final text, or the draft."""
    if minutes.final is not None:
        amendments = [Amended(one.number, one.day, one.words, one.reason, one.digest) for one in minutes.amendments]
        return read_back(minutes.final, minutes.digest, amendments)
    return draft_of(session, minutes)


def draft_of(
    session: Session,
    minutes: Minutes,
    decisions: Sequence[Decision] | None = None,
    passages: Sequence[Any] | None = None,
) -> Paper:
    """What the minutes would say now; three statements, less for who has read decisions or passages already."""
    decided = decisions_of(session, minutes) if decisions is None else decisions
    rows = passages_of(session, minutes) if passages is None else passages
    meeting = minutes.meeting
    return Paper(
        title=meeting.title,
        forum=meeting.forum.name if meeting.forum else "",
        session=meeting.number,
        alliance=meeting.alliance.name if meeting.alliance else "",
        station=meeting.station.name,
        theme=meeting.theme,
        day=meeting.day,
        begins=meeting.begins,
        ends=meeting.ends,
        place=meeting.place,
        attendance=attendance_of(session, meeting.id),
        sections=sections_of(rows),
        decisions=[Decided(one.words, one.owner, one.due) for one in decided],
    )


def text_digest(session: Session, minutes: Minutes) -> str:
    """The digest of the text as it stands: what a sign-off is bound to."""
    return digest_of(content(draft_of(session, minutes)))


def sections_of(passages: Sequence[Any]) -> list[Section]:
    """The passages as they are read."""
    return [Section(row.heading, row.words, section_key(row.source)) for row in passages]


def passages_of(session: Session, minutes: Minutes) -> Sequence[Any]:
    """The passages of the text in order: ``id``, ``heading``, ``words``, and of a plugin's section its ``source``."""
    of_plugin = (Drawn.passage_id == Passage.id) & Drawn.source.startswith(SECTION)
    query = (
        select(Passage.id, Passage.heading, Passage.words, Drawn.source)
        .outerjoin(Drawn, of_plugin)
        .where(Passage.document_id == minutes.document_id, ~Passage.removed)
        .order_by(Passage.position, Passage.id)
    )
    return session.execute(query).all()


def section_key(source: str | None) -> str:
    """The key of the section that a plugin gave; empty for any other passage."""
    return source.removeprefix(SECTION) if source else ""


def decisions_of(session: Session, minutes: Minutes) -> Sequence[Decision]:
    """What was decided, in order, with who sees to it."""
    query = select(Decision).where(Decision.minutes_id == minutes.id).options(*OWNER)
    return session.scalars(query.order_by(Decision.position, Decision.id)).all()


def attendance_of(session: Session, meeting_id: int) -> dict[str, list[str]]:
    """Who was there, by part, and who was not; parts without anybody are left out."""
    found: dict[str, list[str]] = {}
    for one in participants_of(session, meeting_id):
        if one.attendance == "present":
            found.setdefault(one.part, []).append(named(one))
        elif one.attendance is not None:
            found.setdefault(one.attendance, []).append(named(one))
    return {part: found[part] for part in (*PARTS, "excused", "absent") if part in found}


def participants_of(session: Session, meeting_id: int) -> Sequence[Participant]:
    """Who was asked to a meeting, in the order in which they were entered."""
    query = select(Participant).where(Participant.meeting_id == meeting_id).options(*WHO).order_by(Participant.id)
    return session.scalars(query).all()


def named(one: Participant) -> str:
    """Who it is, with whom they come from or who came for them."""
    brackets = (
        "\N{FULLWIDTH LEFT PARENTHESIS}%s\N{FULLWIDTH RIGHT PARENTHESIS}"  # it stands in the text, as people write it
    )
    return one.title + brackets % one.organisation if one.organisation else one.title
