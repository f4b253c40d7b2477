"""The data everything is measured on: the Xinyi demonstration, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.clock import today
from core.deputies.models import Deputy, Placement
from core.settings import Settings
from core.stations.models import Station
from core.testing.serving import lianzhan
from plugins.duty_days.models import DutyDay, Sitting, Slot


@contextmanager
def demonstration() -> Iterator[Settings]:
    """The settings of a platform that shows Xinyi."""
    with TemporaryDirectory(prefix="lianzhan-bench-") as folder:
        data_dir = Path(folder)
        for command in (("db", "upgrade"), ("demo", "load", "xinyi")):
            done = lianzhan(*command, data_dir=data_dir)
            if done.returncode:
                raise RuntimeError(f"lianzhan {' '.join(command)}: {done.stdout}{done.stderr}")
        yield Settings.from_environ({"LIANZHAN_DATA_DIR": folder})


@dataclass(frozen=True, slots=True)
class Found:
    """The records whose pages are asked for."""

    station: int
    """The station with the most deputies."""
    deputy: int
    """Its first deputy."""
    sitting: int
    """A sitting in which the account ``deputy`` can take a place."""


def find(session: Session) -> Found:
    """What the demonstration has of each kind."""
    placed = select(Placement.station_id).where(Placement.ends.is_(None)).group_by(Placement.station_id)
    station = session.scalars(placed.order_by(func.count().desc()).limit(1)).one()
    deputy = session.scalars(
        select(Placement.deputy_id).where(Placement.station_id == station).order_by(Placement.deputy_id).limit(1)
    ).one()
    free = (
        select(Sitting.id)
        .join(DutyDay, DutyDay.id == Sitting.duty_day_id)
        .join(Station, Station.id == DutyDay.station_id)
        .where(DutyDay.day > today(), DutyDay.station_id.in_(_placed_at(session, "deputy")))
        .where(~select(Slot.id).where(Slot.sitting_id == Sitting.id, Slot.deputy_id.is_not(None)).exists())
        .order_by(DutyDay.day)
        .limit(1)
    )
    return Found(station, deputy, session.scalars(free).one())


def _placed_at(session: Session, username: str) -> list[int]:
    own = (
        select(Placement.station_id)
        .join(Deputy, Deputy.id == Placement.deputy_id)
        .join(Account, Account.person_id == Deputy.person_id)
        .where(Account.username == username)
    )
    return list(session.scalars(own))
