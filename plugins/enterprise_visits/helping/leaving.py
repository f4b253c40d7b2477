"""What becomes of offers, needs and leads when their station is merged into another one: what is open moves along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import HandOver, _
from plugins.enterprise_visits.models import Lead, MutualHelp
from plugins.enterprise_visits.models.helping import ENDED, PROJECT


def told(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """How many move; where the station only closes they stay, for the congress office to see to."""
    helps, leads = (session.scalar(query) or 0 for query in waiting(station, day))
    yield from said(helps, leads, into)


def waiting(station: Station, day: date) -> tuple[Select[int], Select[int]]:
    """How many offers and needs of the station are open, and how many leads under way."""
    helps, leads = _helps(station, day), _leads(station)
    return helps.with_only_columns(func.count(MutualHelp.id)), leads.with_only_columns(func.count(Lead.id))


def said(helps: int, leads: int, into: Station | None) -> Iterator[HandOver]:
    """What would become of so many; where the station only closes they stay."""
    if into is None:
        return
    if helps:
        yield HandOver(sentence=_("Open offers and needs: %(n)s. They move to %(name)s.", n=helps, name=into.name))
    if leads:
        yield HandOver(sentence=_("Investment leads under way: %(n)s. They move to %(name)s.", n=leads, name=into.name))


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """What is open belongs to the other station, and its chain, from now on; what is over stays where it was counted."""
    if into is None:
        return
    for told in session.scalars(_helps(station, day)):
        told.station_id, told.chain_id = into.id, into.chain_id
    for lead in session.scalars(_leads(station)):
        lead.station_id = into.id
        if lead.chain_id != into.chain_id:  # its segment is none of the other chain
            lead.chain_id, lead.segment_id = into.chain_id, None
    session.flush()


def _helps(station: Station, day: date) -> Select[Any]:
    return select(MutualHelp).where(MutualHelp.station_id == station.id, MutualHelp.open_on(day))


def _leads(station: Station) -> Select[Any]:
    return select(Lead).where(Lead.station_id == station.id, Lead.stage.not_in((PROJECT, ENDED)))
