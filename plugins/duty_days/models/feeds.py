"""Calendar feeds: the secret addresses of deputies and stations, and how often a duty day was changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import instance_state

from plugins.duty_days.models.base import NEVER_AGAIN, Base
from plugins.duty_days.models.days import DutyDay, Sitting


class Feed(Base):
    """A secret address at which a calendar program reads the days of a deputy, or of a station with names.

    The address is computed from the selector and the installation's key: who has read the database knows no address.
    A revoked row stays, so that the address can say it was revoked.
    """

    __tablename__ = "duty_days__feed"
    __table_args__ = (CheckConstraint("(deputy_id IS NULL) <> (station_id IS NULL)", name="of_one"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    selector: Mapped[str] = mapped_column(String(16), unique=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


TOLD_BY_CALENDARS = (
    DutyDay.day,
    DutyDay.station_id,
    DutyDay.state,
    DutyDay.theme,
    DutyDay.leader,
    Sitting.begins,
    Sitting.ends,
)
"""What a calendar program must notice when it changes: the SEQUENCE of the day grows."""


def _note_change(changed: DutyDay | Sitting, value: Any, before: Any, initiator: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    if value == before or not instance_state(changed).persistent:
        return
    duty_day = changed if isinstance(changed, DutyDay) else changed.duty_day
    duty_day.sequence += 1
    duty_day.changed_at = datetime.now(UTC)


for _attribute in TOLD_BY_CALENDARS:
    event.listen(_attribute, "set", _note_change, active_history=True)
