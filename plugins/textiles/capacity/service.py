"""Capabilities: entering them, keeping their free capacity up to date, and the certificates beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, option
from core.api.declare import SettingsForm, _, options
from plugins.textiles import enterprises, months
from plugins.textiles.capacity.errors import (
    AmountTooFine,
    CapabilityKnown,
    CertificateKnown,
    FreeAboveCapacity,
    ProcessUnknown,
    UnitForeign,
)
from plugins.textiles.models import Capability, Certificate, FreeCapacity
from plugins.textiles.models.capacity import LARGEST
from plugins.textiles.trade.units import DIMENSIONS, STANDING, UNITS, a_month, in_words
from plugins.textiles.trade.words import PROCESSES

MONTHS_AHEAD: Final = 6
"""For so many months, this one among them, free capacity is asked."""
STALE: Final = options.Number(
    key="textiles.stale_days",
    title=_("Capabilities are to be confirmed again after"),
    default=60,
    lowest=7,
    highest=730,
    unit=_("days"),
    regional=True,
)
SETTINGS: Final = SettingsForm(key="textiles-capacity", title=_("Textile capacities"), options=(STALE,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a capability, amounts in its unit."""

    process: str
    unit: str
    capacity: Decimal
    period: str = "month"
    lead_days: int = 0
    minimum: Decimal | None = None
    words: str = ""


def enter(session: Session, station: Station, enterprise: int, said: Said, today: date) -> Capability:
    """A further capability of an enterprise of the station's chain.

    Raises EnterpriseElsewhere, and what :func:`change` raises.
    """
    enterprises.check(session, station, enterprise)
    return change(session, Capability(station_id=station.id, enterprise_id=enterprise), said, today)


def change(session: Session, capability: Capability, said: Said, today: date) -> Capability:
    """Say it anew, which confirms it. Raises ProcessUnknown, UnitForeign, AmountTooFine, CapabilityKnown, FreeAboveCapacity."""
    dimension = dimension_of(said.process, said.unit)
    capacity = in_smallest(said.capacity, said.unit)
    minimum = None if said.minimum is None else in_smallest(said.minimum, said.unit)
    _check_alone(session, capability, said.process, dimension)
    period = "standing" if dimension in STANDING else said.period
    if capability.dimension not in (None, dimension):
        capability.free.clear()  # so many tons free say nothing of metres
    this_month = months.first_of(today)
    for one in capability.free if capability.id else ():
        if one.month < this_month:  # what was free then is past, and no page corrects it
            continue
        _check_room(one.month, one.amount, capacity, said.unit, period)
    capability.process, capability.dimension, capability.unit = said.process, dimension, said.unit
    capability.capacity, capability.minimum, capability.period = capacity, minimum, period
    capability.lead_days, capability.words, capability.updated_on = said.lead_days, said.words, today
    session.add(capability)
    session.flush()
    return capability


def say_free(session: Session, capability: Capability, free: Mapping[date, Decimal | None], today: date) -> None:
    """So much is free in these months; None: nobody knows. Raises AmountTooFine, FreeAboveCapacity."""
    there = {one.month: one for one in capability.free}
    for month, amount in free.items():
        known = there.get(month)
        if amount is None:
            if known is not None:
                capability.free.remove(known)
            continue
        smallest = in_smallest(amount, capability.unit) if amount else 0
        _check_room(month, smallest, capability.capacity, capability.unit, capability.period)
        if known is None:
            capability.free.append(FreeCapacity(month=month, amount=smallest))
        else:
            known.amount = smallest
    capability.updated_on = today
    session.flush()


def confirm(session: Session, capability: Capability, today: date) -> None:
    """It is still so."""
    capability.updated_on = today
    session.flush()


def withdraw(session: Session, capability: Capability, today: date) -> None:
    """It is not offered any more."""
    capability.withdrawn_on = capability.withdrawn_on or today
    session.flush()


def offer_again(session: Session, capability: Capability, today: date) -> None:
    """It is, after all."""
    capability.withdrawn_on, capability.updated_on = None, today
    session.flush()


def stale_before(session: Session, region_code: str, today: date) -> date:
    """What was said before this day is to be confirmed again."""
    return today - timedelta(days=option(session, STALE, region_code))


def dimension_of(process: str, unit: str) -> str:
    """What an amount of a process measures in this unit. Raises ProcessUnknown, UnitForeign."""
    known, measured = PROCESSES.get(process), UNITS.get(unit)
    if known is None or measured is None:
        raise ProcessUnknown
    if measured.dimension not in known.dimensions:
        either = [DIMENSIONS[one] for one in known.dimensions]
        dimensions = either[0] if len(either) == 1 else _("%(one)s or %(other)s", one=either[0], other=either[1])
        raise UnitForeign(process=known.title, dimensions=dimensions, unit=measured.title)
    return measured.dimension


def in_smallest(amount: Decimal, unit: str) -> int:
    """An amount in the smallest unit of its dimension. Raises AmountTooFine."""
    smallest = UNITS[unit].in_smallest(amount)
    if smallest is None or not 0 < smallest <= LARGEST:
        raise AmountTooFine
    return smallest


def _check_alone(session: Session, capability: Capability, process: str, dimension: str) -> None:
    with session.no_autoflush:
        other = select(Capability.id).where(
            Capability.enterprise_id == capability.enterprise_id,
            Capability.process == process,
            Capability.dimension == dimension,
            Capability.id != (capability.id or 0),
        )
        if session.scalar(other):
            raise CapabilityKnown(process=PROCESSES[process].title, dimension=DIMENSIONS[dimension])


def _check_room(month: date, free: int, capacity: int, unit: str, period: str) -> None:
    whole = a_month(capacity, period)
    if free > whole:
        raise FreeAboveCapacity(month=months.in_words(month), free=in_words(free, unit), capacity=in_words(whole, unit))


# Certificates


def certificates_of(session: Session, enterprise_id: int) -> Sequence[Certificate]:
    """The certificates of an enterprise: those that hold longest first."""
    query = select(Certificate).where(Certificate.enterprise_id == enterprise_id)
    return session.scalars(
        query.order_by(Certificate.valid_to.is_not(None), Certificate.valid_to.desc(), Certificate.id)
    ).all()


def certify(
    session: Session,
    certificate: Certificate,
    *,
    name: str,
    number: str = "",
    issuer: str = "",
    valid_to: date | None = None,
) -> Certificate:
    """Keep a certificate, new or corrected. Raises CertificateKnown."""
    with session.no_autoflush:
        other = select(Certificate.id).where(
            Certificate.enterprise_id == certificate.enterprise_id,
            Certificate.name == name,
            Certificate.number == number,
            Certificate.id != (certificate.id or 0),
        )
        if session.scalar(other):
            raise CertificateKnown
    certificate.name, certificate.number, certificate.issuer = name, number, issuer
    certificate.valid_to = valid_to
    session.add(certificate)
    session.flush()
    return certificate


def take_out(session: Session, certificate: Certificate) -> None:
    """Take a certificate out that was entered by mistake."""
    session.delete(certificate)
    session.flush()
