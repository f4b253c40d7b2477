"""The sheet of a meeting: its minutes as they stand or as they were issued, or its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.alliances.minutes.paper import Paper
from plugins.alliances.minutes.reading import attendance_of
from plugins.alliances.minutes.service import paper_of
from plugins.alliances.models.meetings import AgendaItem, Meeting
from plugins.alliances.models.writing import Document, Passage
from plugins.alliances.papers import sheet
from plugins.alliances.papers.sheet import Kind, Sheet

PARTS: Final = ("chairs", "attends", "sits_in", "excused", "absent", "records")


def sheet_of(session: Session, meeting: Meeting, kind: Kind) -> Sheet | None:
    """What the paper of a meeting says; None as long as nothing was written."""
    return minutes_sheet(session, meeting) if kind == "minutes" else record_sheet(session, meeting)


def minutes_sheet(session: Session, meeting: Meeting) -> Sheet | None:
    """The minutes: the final text with its amendments, or the draft; None as long as none are drawn."""
    paper = paper_of(session, meeting)
    if paper is None:
        return None
    return Sheet(
        kind="minutes",
        station=paper.station,
        alliance=paper.alliance,
        forum=paper.forum,
        number=paper.session,
        title=paper.title,
        theme=paper.theme,
        day=paper.day,
        begins=paper.begins,
        ends=paper.ends,
        place=paper.place,
        **_attendance(paper.attendance),
        passages=tuple(sheet.Passage(heading=one.heading, words=one.words, key=one.key) for one in paper.sections),
        decisions=tuple(sheet.Agreed(words=one.words, owner=one.owner, due=one.due) for one in paper.decisions),
        signed=tuple(sheet.Signed(name=_who(one.who, one.name), on=one.day) for one in paper.signed),
        issued=_issued(paper),
        amendments=tuple(
            sheet.Amended(number=one.number, day=one.day, words=one.words, reason=one.reason)
            for one in paper.amendments
        ),
    )


def record_sheet(session: Session, meeting: Meeting) -> Sheet | None:
    """The record, who said what in turn; None as long as nothing was written."""
    said = _said(session, meeting.id)
    if not said:
        return None
    return Sheet(
        kind="record",
        station=meeting.station.name,
        alliance=meeting.alliance.name if meeting.alliance else "",
        forum=meeting.forum.name if meeting.forum else "",
        number=meeting.number,
        title=meeting.title,
        theme=meeting.theme,
        day=meeting.day,
        begins=meeting.begins,
        ends=meeting.ends,
        place=meeting.place,
        **_attendance(attendance_of(session, meeting.id)),
        agenda=_agenda(session, meeting),
        passages=tuple(
            sheet.Passage(heading=row.heading or row.item or "", speaker=row.speaker, words=row.words) for row in said
        ),
    )


def _said(session: Session, meeting_id: int) -> Sequence[Any]:
    query = (
        select(Passage.heading, Passage.speaker, Passage.words, AgendaItem.title.label("item"))
        .join(Document, Document.id == Passage.document_id)
        .outerjoin(AgendaItem, AgendaItem.id == Passage.agenda_item_id)
        .where(Document.meeting_id == meeting_id, Document.kind == "record", ~Passage.removed)
        .order_by(Passage.position, Passage.id)
    )
    return session.execute(query).all()


def _agenda(session: Session, meeting: Meeting) -> tuple[str, ...]:
    query = select(AgendaItem.title).where(AgendaItem.meeting_id == meeting.id)
    return tuple(session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)))


def _attendance(names: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    return {part: tuple(names.get(part, ())) for part in PARTS}


def _who(who: str, name: str) -> str:
    """The member, and who signed for it."""
    return who if name in ("", who) else f"{who} {name}"


def _issued(paper: Paper) -> sheet.Issued | None:
    if paper.issued_on is None or paper.issue_year is None or paper.issue_number is None:
        return None
    return sheet.Issued(
        year=paper.issue_year, number=paper.issue_number, on=paper.issued_on, issuer=paper.issuer, digest=paper.digest
    )
