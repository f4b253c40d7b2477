"""Texts that were overtaken wait here, with the base they were written on, until somebody puts both together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account
from plugins.alliances.models.writing import Document, OvertakenText, Passage
from plugins.alliances.writing.errors import Overtaken
from plugins.alliances.writing.said import Said
from plugins.alliances.writing.service import version_of, write


def keep_waiting(
    session: Session, passage: Passage, base: int, mine: Said, *, account_id: int | None, at: datetime
) -> OvertakenText:
    """Keep what was overtaken. The same text of the same account on the same base waits once."""
    query = select(OvertakenText).where(
        OvertakenText.passage_id == passage.id, OvertakenText.account_id == account_id, OvertakenText.base == base
    )
    for known in session.scalars(query):
        if Said.of(known) == mine:
            return known
    text = OvertakenText(
        passage=passage,
        base=base,
        heading=mine.heading,
        speaker=mine.speaker,
        words=mine.words,
        account_id=account_id,
        at=at,
    )
    session.add(text)
    session.flush()
    return text


def both_texts(session: Session, text: OvertakenText) -> Overtaken:
    """Both texts as they stand now, and a proposal of both in one."""
    seen = version_of(session, text.passage, text.base)
    return Overtaken(
        base=Said.of(seen) if seen is not None else Said(),
        theirs=Said.of(text.passage),
        mine=Said.of(text),
        removed=text.passage.removed,
    )


def settle(
    session: Session, text: OvertakenText, seen: int, said: Said, *, account_id: int | None, at: datetime
) -> OvertakenText | None:
    """Write what was put together from both. None if that did it; a text that waits, if a third one was faster.

    Raises DocumentClosed, NoRecordOfCancelled, NothingSaid, BothWordings.
    """
    passage = text.passage
    further: OvertakenText | None = None
    try:
        write(
            session,
            passage,
            seen,
            heading=said.heading,
            speaker=said.speaker,
            words=said.words,
            account_id=account_id,
            at=at,
        )
    except Overtaken as again:
        further = keep_waiting(session, passage, seen, again.mine, account_id=account_id, at=at)
    if further is not text:
        drop(session, text)
    return further


def drop(session: Session, text: OvertakenText) -> None:
    """Nobody needs it any more."""
    session.delete(text)
    session.flush()


def waiting_in(session: Session, document: Document) -> Sequence[Any]:
    """What waits to be put together in a document: ``id``, ``passage_id``, ``heading``, ``at``, ``account_id``, ``who``."""
    query = (
        select(
            OvertakenText.id,
            OvertakenText.passage_id,
            OvertakenText.heading,
            OvertakenText.at,
            OvertakenText.account_id,
            Account.name.label("who"),
        )
        .join(OvertakenText.passage)
        .outerjoin(Account, Account.id == OvertakenText.account_id)
        .where(Passage.document_id == document.id)
        .order_by(OvertakenText.id)
    )
    return session.execute(query).all()
