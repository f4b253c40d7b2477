"""Versions: all of a document in time, two of them compared, and a whole document as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Account
from plugins.alliances.models.writing import Document, Passage, PassageVersion
from plugins.alliances.writing.compare import Compared, compared
from plugins.alliances.writing.errors import PassageChanged
from plugins.alliances.writing.said import Said
from plugins.alliances.writing.service import keep_version, open_for_writing


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that is not the same in two versions of its document, or in two of its own."""

    passage_id: int
    kind: str
    """``added``, ``removed``, ``changed`` or ``moved``."""
    heading: Compared
    speaker: Compared
    words: Compared
    now: int
    """The newest version of the passage."""

    @property
    def title(self) -> str:
        """What it is called: its heading, else who speaks; in the later version, else in the earlier."""
        sides = (self.heading.after, self.heading.before, self.speaker.after, self.speaker.before)
        return next((text for side in sides if (text := "".join(piece.text for piece in side))), "")


def listed_versions(document: Document, passage_id: int | None = None) -> Select[Any]:
    """The versions of a document, or of one of its passages, with who made each; without their words."""
    query = (
        select(
            PassageVersion.id,
            PassageVersion.number,
            PassageVersion.deed,
            PassageVersion.at,
            PassageVersion.passage_id,
            PassageVersion.heading,
            PassageVersion.speaker,
            func.substr(PassageVersion.words, 1, 60).label("beginning"),
            Account.name.label("who"),
        )
        .outerjoin(Account, Account.id == PassageVersion.account_id)
        .where(PassageVersion.document_id == document.id)
    )
    return query if passage_id is None else query.where(PassageVersion.passage_id == passage_id)


def differences(
    session: Session, document: Document, earlier: int, later: int, passage_id: int | None = None
) -> Sequence[Difference]:
    """What differs between two versions, passage by passage, in the order of the later one.

    The text of a document in version 12 is what each passage said when the document had come to 12.
    """
    before, after = (_standing(session, document, number, passage_id) for number in (earlier, later))
    touched = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    numbers = {found[one] for found in (before, after) for one in touched if one in found}
    texts = _texts(session, document, numbers)
    newest = dict(_newest(session, touched))
    found = []
    for one in touched:
        then, now = texts.get(before.get(one, 0)), texts.get(after.get(one, 0))
        if (difference := _difference(one, then, now, newest[one])) is not None:
            place = now.position if now is not None else then.position if then is not None else 0
            found.append((place, one, difference))
    return [difference for _place, _number, difference in sorted(found, key=lambda row: row[:2])]


def restore_document(
    session: Session, document: Document, number: int, seen: int, *, account_id: int | None, at: datetime
) -> int:
    """Make the whole document as it was in a version: a further version of each passage that differs. Says how many.

    Raises PassageChanged where it is not as the one who restores saw it, DocumentClosed, NoRecordOfCancelled.
    """
    open_for_writing(session, document)
    if document.latest != seen:
        raise PassageChanged
    before = _standing(session, document, number)
    texts = _texts(session, document, set(before.values()))
    changed = 0
    passages = select(Passage).where(Passage.document_id == document.id).order_by(Passage.position, Passage.id)
    for passage in session.scalars(passages.execution_options(populate_existing=True)):
        then = texts.get(before.get(passage.id, 0))
        if _make_as_it_was(passage, then):
            keep_version(session, passage, "restored", account_id, at)
            changed += 1
    return changed


def _make_as_it_was(passage: Passage, then: Any) -> bool:
    """Whether anything had to be changed; what did not exist then is taken out."""
    if then is None:
        changed = not passage.removed
        passage.removed = True
        return changed
    names = ("heading", "speaker", "words", "position", "removed")
    changed = any(getattr(passage, name) != getattr(then, name) for name in names)
    for name in names:
        setattr(passage, name, getattr(then, name))
    return changed


def _standing(session: Session, document: Document, number: int, passage_id: int | None = None) -> Mapping[int, int]:
    """Which version of each passage stood when the document had come to this number."""
    query = (
        select(PassageVersion.passage_id, func.max(PassageVersion.number))
        .where(PassageVersion.document_id == document.id, PassageVersion.number <= number)
        .group_by(PassageVersion.passage_id)
    )
    if passage_id is not None:
        query = query.where(PassageVersion.passage_id == passage_id)
    return {passage: newest for passage, newest in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _texts(session: Session, document: Document, numbers: set[int]) -> Mapping[int, Any]:
    query = select(
        PassageVersion.number,
        PassageVersion.heading,
        PassageVersion.speaker,
        PassageVersion.words,
        PassageVersion.position,
        PassageVersion.removed,
    ).where(PassageVersion.document_id == document.id, PassageVersion.number.in_(sorted(numbers)))
    return {row.number: row for row in session.execute(query)}


def _newest(session: Session, passages: Sequence[int]) -> Sequence[tuple[int, int]]:
    query = select(Passage.id, Passage.version).where(Passage.id.in_(passages))
    return [(number, version) for number, version in session.execute(query)]


def _difference(passage_id: int, then: Any, now: Any, newest: int) -> Difference | None:
    was, is_ = (one is not None and not one.removed for one in (then, now))
    before = Said.of(then) if was and then is not None else Said()
    after = Said.of(now) if is_ and now is not None else Said()
    if not (was or is_):
        return None
    if was and is_ and before == after:
        if then is not None and now is not None and then.position == now.position:
            return None
        kind = "moved"
    else:
        kind = "changed" if was and is_ else "added" if is_ else "removed"
    return Difference(
        passage_id,
        kind,
        compared(before.heading, after.heading),
        compared(before.speaker, after.speaker),
        compared(before.words, after.words),
        newest,
    )
