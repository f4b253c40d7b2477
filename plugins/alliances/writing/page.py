"""What stands round a text while it is written: its passages, the agenda, the people, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from core.api.data import Account
from plugins.alliances.meetings.lists import IN_ORDER, participants
from plugins.alliances.models.actions import Action
from plugins.alliances.models.meetings import AgendaItem, Meeting
from plugins.alliances.models.writing import Document, Passage, PassageVersion
from plugins.alliances.writing.waiting import waiting_in


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a page of a text shows beside the form: rows of what concerns its meeting."""

    meeting: Meeting
    kind: str
    document: Document | None
    agenda: Sequence[Any]
    """``id``, ``words``."""
    people: Sequence[Any]
    """``title``, ``organisation``, ``part``, ``attendance``."""
    actions: Sequence[Any]
    """``id``, ``words``, ``state``, ``due``."""
    waiting: Sequence[Any]
    may_write: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody who may can write."""
        return self.meeting.state != "cancelled" and not (self.document is not None and self.document.closed)

    @property
    def takes_words(self) -> bool:
        """Whether the one who looks can write now."""
        return self.may_write and self.is_open


def desk_of(session: Session, meeting: Meeting, kind: str, document: Document | None, *, may_write: bool) -> Desk:
    """What stands round the record or the minutes of a meeting."""
    things = session.execute(_agenda_and_actions(meeting.id)).all()
    return Desk(
        meeting=meeting,
        kind=kind,
        document=document,
        agenda=[one for one in things if one.state is None],
        people=session.execute(participants(meeting.id).order_by(*IN_ORDER)).all(),
        actions=[one for one in things if one.state is not None],
        waiting=waiting_in(session, document) if document is not None and may_write else (),
        may_write=may_write,
    )


def bare_desk(document: Document, *, may_write: bool) -> Desk:
    """A text alone, for pages that look back at it."""
    return Desk(document.meeting, document.kind, document, (), (), (), (), may_write)


def _agenda_and_actions(meeting_id: int) -> Any:
    """The items of the agenda, which have no state, and the actions; one statement."""
    actions = select(Action.id, Action.words, Action.state, Action.due, literal(0).label("place"))
    agenda = select(
        AgendaItem.id, AgendaItem.title, cast(null(), String), cast(null(), Date), AgendaItem.position.label("place")
    )
    return union_all(
        actions.where(Action.meeting_id == meeting_id), agenda.where(AgendaItem.meeting_id == meeting_id)
    ).order_by("place", "due", "id")


def passages_of(session: Session, document: Document | None) -> Sequence[Any]:
    """The passages of a text in order, with who wrote each last and when; no former version is loaded."""
    if document is None:
        return ()
    query = (
        select(
            Passage.id,
            Passage.heading,
            Passage.speaker,
            Passage.words,
            Passage.agenda_item_id,
            PassageVersion.at,
            Account.name.label("who"),
        )
        .join(
            PassageVersion,
            (PassageVersion.document_id == Passage.document_id) & (PassageVersion.number == Passage.version),
        )
        .outerjoin(Account, Account.id == PassageVersion.account_id)
        .where(Passage.document_id == document.id, ~Passage.removed)
        .order_by(Passage.position, Passage.id)
    )
    return session.execute(query).all()
