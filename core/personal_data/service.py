"""Personal data: a copy for the person, and requests to have something put right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from core import audit
from core.access import Reach
from core.deputies.models import Deputy
from core.errors import DomainError
from core.exports.workbooks import Sheet, write_workbook
from core.people.models import Person
from core.personal_data.kept import Kept
from core.personal_data.models import CorrectionRequest
from core.stations.models import Staff
from core.words import lazy as _


class AnsweredAlready(DomainError):
    """Somebody else was faster."""

    code = "correction_answered"
    status = 409
    message = _("%(name)s has answered this request already. See below what was said.")


def copy_of(kept: Sequence[Kept]) -> IO[bytes]:
    """What is kept about a person, as a workbook with one sheet a table."""
    stream = io.BytesIO()
    write_workbook(stream, [Sheet(one.title, one.head, one.rows) for one in kept])
    stream.seek(0)
    return stream


def copied(session: Session, person: Person) -> None:
    """Write down that a copy was taken."""
    audit.record(session, "copy", person, {})


def region_of(session: Session, person: Person) -> str:
    """The region whose office looks after the person: as deputy, else as staff; empty where neither."""
    as_deputy = session.scalar(select(Deputy.region_code).where(Deputy.person_id == person.id))
    if as_deputy:
        return as_deputy
    staff = session.scalars(
        select(Staff).where(Staff.person_id == person.id).order_by(Staff.id.desc()).limit(1)
    ).first()
    return staff.station.region_code if staff else ""


def ask_to_correct(session: Session, person: Person, words: str, at: datetime) -> CorrectionRequest:
    """Ask the office to put something right."""
    request = CorrectionRequest(person_id=person.id, region_code=region_of(session, person), words=words, at=at)
    session.add(request)
    session.flush()
    return request


def answer(session: Session, request: CorrectionRequest, words: str, by: str, at: datetime) -> None:
    """Say what became of a request. Raises AnsweredAlready."""
    if not request.is_open:
        raise AnsweredAlready(name=request.answered_by)
    request.answer, request.answered_at, request.answered_by = words, at, by
    session.flush()


def requests_in(reach: Reach) -> Select[CorrectionRequest]:
    """The requests an office looks after, with their people."""
    return (
        select(CorrectionRequest).where(CorrectionRequest.in_reach(reach)).options(joinedload(CorrectionRequest.person))
    )


def deputy_of(session: Session, person: Person) -> Deputy | None:
    """The person's record as a deputy."""
    return session.scalars(select(Deputy).where(Deputy.person_id == person.id)).one_or_none()


def requests_of(session: Session, person: Person) -> Sequence[CorrectionRequest]:
    """A person's own requests, the newest first."""
    return session.scalars(
        select(CorrectionRequest).where(CorrectionRequest.person_id == person.id).order_by(CorrectionRequest.id.desc())
    ).all()
