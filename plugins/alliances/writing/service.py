"""Writing: adding, writing, moving, removing and restoring passages; nobody overwrites anybody silently.

Who writes says on which version they wrote (`base`). Where the passage says something else by now, nothing is written and
:class:`Overtaken` carries both texts. Each change is a version with the next number of its document.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugins.alliances.models.meetings import AgendaItem
from plugins.alliances.models.writing import Document, Passage, PassageVersion
from plugins.alliances.writing import placing
from plugins.alliances.writing.errors import (
    BothWordings,
    DocumentClosed,
    NoRecordOfCancelled,
    NothingSaid,
    Overtaken,
    PassageChanged,
)
from plugins.alliances.writing.merge import left_open
from plugins.alliances.writing.said import Said

Deed = Literal["added", "written", "moved", "removed", "restored"]
_STANDING: Final = ("heading", "speaker", "words", "position", "version", "removed")


def find_document(session: Session, meeting_id: int, kind: str) -> Document | None:
    """The record or the minutes of a meeting, if somebody began them."""
    query = select(Document).where(Document.meeting_id == meeting_id, Document.kind == kind)
    return session.scalars(query).one_or_none()


def document_of(session: Session, meeting_id: int, kind: str) -> Document:
    """The record or the minutes of a meeting; begun where there are none."""
    found = find_document(session, meeting_id, kind)
    if found is not None:
        return found
    made = Document(meeting_id=meeting_id, kind=kind, latest=0, closed=False)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Somebody else began it at the same moment.
        return session.scalars(select(Document).where(Document.meeting_id == meeting_id, Document.kind == kind)).one()
    return made


def add(
    session: Session,
    document: Document,
    *,
    heading: str = "",
    speaker: str = "",
    words: str = "",
    agenda_item_id: int | None = None,
    account_id: int | None,
    at: datetime,
) -> Passage:
    """A further passage: behind what was said to the same item of the agenda, else at the end.

    The first passage of an item has its title for a heading where none is given.
    Raises DocumentClosed, NoRecordOfCancelled, NothingSaid, BothWordings.
    """
    open_for_writing(session, document)
    behind = _last_of_item(session, document, agenda_item_id)
    if not heading and agenda_item_id is not None and behind is None:
        heading = session.scalar(select(AgendaItem.title).where(AgendaItem.id == agenda_item_id)) or ""
    said = _sound(Said.typed(heading, speaker, words))
    position = _room(session, document, behind, account_id, at)
    return _put(
        session, Passage(document=document, position=position, agenda_item_id=agenda_item_id), said, account_id, at
    )


def insert(
    session: Session,
    behind: Passage,
    *,
    heading: str = "",
    speaker: str = "",
    words: str = "",
    account_id: int | None,
    at: datetime,
) -> Passage:
    """A further passage right behind another, and to the same item of the agenda. Raises what add() raises."""
    document = behind.document
    open_for_writing(session, document)
    said = _sound(Said.typed(heading, speaker, words))
    position = _room(session, document, behind.id, account_id, at)
    passage = Passage(document=document, position=position, agenda_item_id=behind.agenda_item_id)
    return _put(session, passage, said, account_id, at)


def write(
    session: Session,
    passage: Passage,
    base: int,
    *,
    heading: str = "",
    speaker: str = "",
    words: str = "",
    account_id: int | None,
    at: datetime,
) -> Passage:
    """Change what stands in a passage, by somebody who saw its version `base`. The same text again is no version.

    Raises Overtaken where it says something else by now, DocumentClosed, NoRecordOfCancelled, NothingSaid, BothWordings.
    """
    open_for_writing(session, passage.document)
    session.refresh(passage, _STANDING)
    mine, theirs = _sound(Said.typed(heading, speaker, words)), Said.of(passage)
    if mine == theirs and not passage.removed:
        return passage
    if base != passage.version:
        seen = version_of(session, passage, base)
        if seen is None or Said.of(seen) != theirs or seen.removed != passage.removed:
            raise Overtaken(
                base=Said.of(seen) if seen is not None else Said(), theirs=theirs, mine=mine, removed=passage.removed
            )
    passage.heading, passage.speaker, passage.words = mine.heading, mine.speaker, mine.words
    passage.removed = False
    keep_version(session, passage, "written", account_id, at)
    return passage


def shift(
    session: Session,
    passage: Passage,
    seen: int,
    to: Literal["earlier", "later"],
    *,
    account_id: int | None,
    at: datetime,
) -> None:
    """Change places with the neighbour; the first goes no earlier and the last no later.

    Raises PassageChanged where it was moved or taken out meanwhile, DocumentClosed, NoRecordOfCancelled.
    """
    open_for_writing(session, passage.document)
    session.refresh(passage, _STANDING)
    then = version_of(session, passage, seen)
    if passage.removed or then is None or then.position != passage.position:
        raise PassageChanged
    order = list(placing.in_order(session, passage.document))
    place = [number for number, _position in order].index(passage.id)
    index = place - 2 if to == "earlier" else place + 1
    if index < -1 or index >= len(order):
        return
    behind = order[index][0] if index >= 0 else None
    passage.position = _room(session, passage.document, behind, account_id, at, first=behind is None)
    keep_version(session, passage, "moved", account_id, at)


def remove(session: Session, passage: Passage, seen: int, *, account_id: int | None, at: datetime) -> None:
    """Take a passage out; its versions stay, and it can be brought back. Twice is once.

    Raises PassageChanged where somebody wrote in it meanwhile, DocumentClosed, NoRecordOfCancelled.
    """
    open_for_writing(session, passage.document)
    session.refresh(passage, _STANDING)
    if passage.removed:
        return
    _check_seen(session, passage, seen)
    passage.removed = True
    keep_version(session, passage, "removed", account_id, at)


def restore(session: Session, version: PassageVersion, seen: int, *, account_id: int | None, at: datetime) -> Passage:
    """Make a passage say again what it said in a version; where it stands now, it stays.

    Raises PassageChanged where it is not as the one who restores saw it, DocumentClosed, NoRecordOfCancelled.
    """
    passage = version.passage
    open_for_writing(session, passage.document)
    session.refresh(passage, _STANDING)
    _check_seen(session, passage, seen)
    if Said.of(passage) != Said.of(version) or passage.removed != version.removed:
        passage.heading, passage.speaker, passage.words = version.heading, version.speaker, version.words
        passage.removed = version.removed
        keep_version(session, passage, "restored", account_id, at)
    return passage


def close(session: Session, document: Document) -> None:
    """Nobody writes in it any more."""
    document.closed = True
    session.flush()


def version_of(session: Session, passage: Passage, number: int) -> PassageVersion | None:
    """A version of this passage; None where the number is none of its."""
    query = select(PassageVersion).where(PassageVersion.passage_id == passage.id, PassageVersion.number == number)
    return session.scalars(query).one_or_none()


def open_for_writing(session: Session, document: Document) -> None:
    """Wait for one's turn to write. Raises DocumentClosed, NoRecordOfCancelled."""
    # Columns only: PostgreSQL locks no row on the far side of an outer join.
    session.execute(select(Document.id).where(Document.id == document.id).with_for_update())
    session.refresh(document, ("latest", "closed"))
    if document.closed:
        raise DocumentClosed
    if document.meeting.state == "cancelled":
        raise NoRecordOfCancelled


def keep_version(session: Session, passage: Passage, deed: Deed, account_id: int | None, at: datetime) -> None:
    """Keep how the passage stands now, under the next number of its document."""
    document = passage.document
    document.latest += 1
    passage.version = document.latest
    session.add(
        PassageVersion(
            document_id=document.id,
            passage_id=passage.id,
            number=document.latest,
            heading=passage.heading,
            speaker=passage.speaker,
            words=passage.words,
            position=passage.position,
            removed=passage.removed,
            deed=deed,
            account_id=account_id,
            at=at,
        )
    )
    session.flush()


def _put(session: Session, passage: Passage, said: Said, account_id: int | None, at: datetime) -> Passage:
    passage.heading, passage.speaker, passage.words = said.heading, said.speaker, said.words
    passage.version, passage.removed = 0, False
    session.add(passage)
    session.flush()
    keep_version(session, passage, "added", account_id, at)
    return passage


def _sound(said: Said) -> Said:
    if said.is_empty:
        raise NothingSaid
    if places := left_open(said.words):
        raise BothWordings(n=places)
    return said


def _check_seen(session: Session, passage: Passage, seen: int) -> None:
    if seen == passage.version:
        return
    then = version_of(session, passage, seen)
    if then is None or Said.of(then) != Said.of(passage) or then.removed != passage.removed:
        raise PassageChanged


def _last_of_item(session: Session, document: Document, agenda_item_id: int | None) -> int | None:
    if agenda_item_id is None:
        return None
    query = (
        select(Passage.id)
        .where(Passage.document_id == document.id, Passage.agenda_item_id == agenda_item_id, ~Passage.removed)
        .order_by(Passage.position.desc(), Passage.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _room(
    session: Session,
    document: Document,
    behind: int | None,
    account_id: int | None,
    at: datetime,
    *,
    first: bool = False,
) -> int:
    """A position behind this passage; without one the first or the last. Makes room where there is none."""
    order = list(placing.in_order(session, document))
    numbers = [number for number, _position in order]
    index = -1 if first else numbers.index(behind) if behind in numbers else len(order) - 1
    position = placing.after(order, index)
    if position is None:
        # Forty came between the same two: the one behind gives way, and has a version that says so.
        gives_way = session.get_one(Passage, numbers[index + 1])
        gives_way.position = _room(session, document, gives_way.id, account_id, at)
        keep_version(session, gives_way, "moved", account_id, at)
        position = (order[index][1] + gives_way.position) // 2
    return position
