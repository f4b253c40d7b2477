"""When signing up for a sitting opens and closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.api.data import day_in_words
from core.api.work import STATION_ZONE
from plugins.duty_days.signing_up.errors import NotOpenYet, SigningUpClosed


@dataclass(frozen=True, slots=True)
class Times:
    """When deputies may sign up for a sitting: where nobody said, from when it is there until its day is over."""

    day: date
    begins: time | None = None
    opens_days: int | None = None
    closes_hours: int | None = None

    @property
    def opens_on(self) -> date | None:
        """The day on which it opens; None where it is open from the start."""
        return None if self.opens_days is None else self.day - timedelta(days=self.opens_days)

    @property
    def begins_at(self) -> datetime:
        """When the sitting begins; one without hours begins with its day."""
        return datetime.combine(self.day, self.begins or time(), STATION_ZONE)

    @property
    def closes_at(self) -> datetime:
        """The first instant at which it is closed."""
        if self.closes_hours is None:
            return datetime.combine(self.day + timedelta(days=1), time(), STATION_ZONE)
        return self.begins_at - timedelta(hours=self.closes_hours)

    def is_open(self, at: datetime) -> bool:
        """Whether deputies may sign up now."""
        return (self.opens_on is None or day_of(at) >= self.opens_on) and at < self.closes_at

    def moves_up(self, at: datetime) -> bool:
        """Whether who waits still moves up by itself: nobody is sent to a sitting that has begun."""
        return self.is_open(at) and at < self.begins_at

    def check(self, at: datetime) -> None:
        """Raise NotOpenYet, SigningUpClosed. That a day has passed is not said here."""
        if self.opens_on is not None and day_of(at) < self.opens_on:
            raise NotOpenYet(day=day_in_words(self.opens_on))
        if self.closes_hours is not None and at >= self.closes_at:
            closed = self.closes_at.astimezone(STATION_ZONE)
            raise SigningUpClosed(day=day_in_words(closed.date()), time=closed.strftime("%H:%M"))


def day_of(at: datetime) -> date:
    """The day at the stations."""
    return at.astimezone(STATION_ZONE).date()
