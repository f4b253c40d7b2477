"""Preparing what people give, keeping it, forgetting it, sweeping what is left over."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table

from core.clock import now
from core.files.documents import checked
from core.files.errors import DocumentEmpty, DocumentTooLarge, PhotoEmpty, PhotoTooLarge
from core.files.models import StoredFile
from core.files.photos import rendered

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.access import Scope
    from core.files.store import Store

MOST_PHOTO_MB: Final = 25
MOST_DOCUMENT_MB: Final = 20
ABANDONED_AFTER: Final = timedelta(days=7)
MOST_FORGOTTEN: Final = 1000
"""In one run; the rest follows in the next."""
GRACE: Final = timedelta(days=1)
"""So long may pass between the bytes and the row that names them."""
_LONGEST_NAME = 100
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file that was checked and, a photo, written anew: ready to be kept."""

    kind: str
    media_type: str
    name: str
    data: bytes = field(repr=False)
    large: bytes = field(default=b"", repr=False)
    small: bytes = field(default=b"", repr=False)
    width: int | None = None
    height: int | None = None


def prepare_photo(data: bytes, name: str) -> Prepared:
    """The photo upright and without any word about place, time or camera. Slow: call it before the write transaction.

    Raises a PhotoRefused that says why, and what now.
    """
    name = safe_name(name, "photo")
    if not data:
        raise PhotoEmpty(name=name)
    if len(data) > MOST_PHOTO_MB * 2**20:
        raise PhotoTooLarge(name=name, limit=MOST_PHOTO_MB)
    full, large, small, (width, height) = rendered(data, name)
    return Prepared(
        kind="photo",
        media_type="image/jpeg",
        name=f"{_stem(name)}.jpg",
        data=full,
        large=large,
        small=small,
        width=width,
        height=height,
    )


def prepare_document(data: bytes, name: str) -> Prepared:
    """The document, which was checked by its content. Slow: call it before the write transaction.

    Raises a DocumentRefused that says why, and what now.
    """
    name = safe_name(name, "document")
    if not data:
        raise DocumentEmpty(name=name)
    if len(data) > MOST_DOCUMENT_MB * 2**20:
        raise DocumentTooLarge(name=name, limit=MOST_DOCUMENT_MB)
    content, media_type, ending = checked(data, name)
    return Prepared(kind="document", media_type=media_type, name=f"{_stem(name)}{ending}", data=content)


def keep(
    session: Session,
    files: Store,
    prepared: Prepared,
    *,
    scope: Scope,
    public: bool = False,
    owner: str = "core",
    account_id: int | None = None,
) -> StoredFile:
    """Keep the file: its bytes at once, its row with the transaction. Should that fail, a sweep takes the bytes.

    `scope` says whom it concerns: who may see files there sees this one, and strangers only if it is `public`.
    """
    lay_down(files, prepared)
    file = StoredFile(
        token=secrets.token_urlsafe(18),
        kind=prepared.kind,
        media_type=prepared.media_type,
        name=prepared.name,
        digest=files.digest(prepared.data),
        large_digest=files.digest(prepared.large) if prepared.large else "",
        small_digest=files.digest(prepared.small) if prepared.small else "",
        size=len(prepared.data),
        width=prepared.width,
        height=prepared.height,
        region_code=scope.region_code,
        station_id=scope.station_id,
        person_id=scope.person_id,
        is_public=public,
        owner=owner,
        account_id=account_id,
        created_at=now(),
    )
    session.add(file)
    session.flush()
    return file


def lay_down(files: Store, prepared: Prepared) -> None:
    """Write the bytes, which takes a moment: done before the write transaction, :func:`keep` finds them there."""
    for data in (prepared.data, prepared.large, prepared.small):
        if data:
            files.put(data)


def forget(session: Session, file: StoredFile) -> None:
    """Remove the file's row, once no record points to it; a sweep takes its bytes unless another file has the same."""
    session.delete(file)
    session.flush()


def sweep(session: Session, files: Store, at: datetime) -> int:
    """Remove the bytes no row names, unless they were put there within the last day; returns how many files went."""
    return files.sweep(wanted(session), at - GRACE)


def forget_abandoned(session: Session, at: datetime) -> int:
    """Forget the files that no record points to since a week and more, as when its record was removed; returns how many.

    Asks the database itself who may point: also the tables of a plugin that is switched off count.
    """
    keys = inspect(session.connection()).get_multi_foreign_keys()
    pointing = [
        (name, key["constrained_columns"][0])
        for (_schema, name), of_table in keys.items()
        for key in of_table
        if key["referred_table"] == StoredFile.__tablename__
    ]
    unnamed = select(StoredFile).where(StoredFile.created_at < at - ABANDONED_AFTER)
    for name, key_column in pointing:
        other = table(name, column(key_column))
        unnamed = unnamed.where(~select(other).where(other.c[key_column] == StoredFile.id).exists())
    files = session.scalars(unnamed.order_by(StoredFile.id).limit(MOST_FORGOTTEN)).all()
    for file in files:
        forget(session, file)
    return len(files)


def wanted(session: Session | Connection) -> frozenset[str]:
    """The digests that rows name."""
    columns = (StoredFile.digest, StoredFile.large_digest, StoredFile.small_digest)
    return frozenset(digest for row in session.execute(select(*columns)) for digest in row if digest)


def safe_name(given: str, otherwise: str) -> str:
    """A file name that is a name and nothing else: no folders, no signs that mean something to a system."""
    printable = "".join(sign if sign.isprintable() else " " for sign in given.replace("\\", "/").rpartition("/")[2])
    return _FORBIDDEN.sub(" ", printable).strip(" .")[-_LONGEST_NAME:] or otherwise


def _stem(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem.strip(" .") if dot and stem and len(ending) <= 5 else name
