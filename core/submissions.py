"""Sent twice is once: which filled-in forms have already been answered, and where their senders were sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base


class Submission(Base):
    """A form that was accepted. `key` names the account and the one filling-in of the form (its ``once`` field)."""

    __tablename__ = "submission"
    __audited__ = False  # Bookkeeping of the web's edge; what the form did is audited itself.

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    location: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime]


# With every form that is sent: put together once, and past the ORM.
_EARLIER = select(Submission.location).where(Submission.key == bindparam("of"))
_REMEMBER = insert(Submission)


def earlier_answer(session: Session, key: str) -> str | None:
    """Where the first sending of this form was sent to, or None if this is the first."""
    return session.scalar(_EARLIER, {"of": key})


def remember(session: Session, key: str, location: str, at: datetime) -> None:
    """Remember the answer in the same transaction as what it did. A simultaneous twin fails here."""
    session.connection().execute(_REMEMBER, {"key": key, "location": location, "at": at})
