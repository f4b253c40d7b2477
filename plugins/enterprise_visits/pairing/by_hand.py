"""What a person decides about two: paired in any case, never, or from today; and ending a pairing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, day_in_words, notify, serving_deputies, tell_staff
from core.api.declare import LazyText, _
from plugins.enterprise_visits.fit.service import Fit, fit
from plugins.enterprise_visits.models import Competitor, Pairing, Ruling
from plugins.enterprise_visits.pairing.area import stations_of
from plugins.enterprise_visits.pairing.errors import (
    MayNotBePaired,
    PairDayTooEarly,
    PairDayTooLate,
    PairedAlready,
    PairingEnded,
    PairNotServing,
)
from plugins.enterprise_visits.pairing.gathering import RIVAL
from plugins.enterprise_visits.pairing.publishing import FURTHEST
from plugins.enterprise_visits.pairing.telling import MINE

FIRST: Final = np.zeros(1, np.int64)
"""The place of the only one."""


def fit_of(session: Session, deputy_id: int, enterprise_id: int) -> Fit:
    """The fit of two alone."""
    return fit(
        session,
        select(Deputy.id).where(Deputy.id == deputy_id),
        select(Enterprise.id).where(Enterprise.id == enterprise_id),
    )


def refusals(session: Session, deputy_id: int, enterprise_id: int) -> Sequence[LazyText]:
    """Why these two must not be paired; empty where they may."""
    return fit_of(session, deputy_id, enterprise_id).refused.of(0, 0)


# Rulings


def lock(session: Session, deputy_id: int, enterprise_id: int, reason: str = "") -> Ruling:
    """Every proposal pairs the two; if they were forbidden, they are so no more. Raises MayNotBePaired."""
    free(session, deputy_id, enterprise_id)
    if why := refusals(session, deputy_id, enterprise_id):
        raise _may_not(session, deputy_id, enterprise_id, why)
    return _rule(session, deputy_id, enterprise_id, "locked", reason)


def forbid(session: Session, deputy_id: int, enterprise_id: int, reason: str = "") -> Ruling:
    """No proposal pairs the two."""
    _hold(session, deputy_id)
    return _rule(session, deputy_id, enterprise_id, "forbidden", reason)


def free(session: Session, deputy_id: int, enterprise_id: int) -> None:
    """Nothing is ruled about the two any more."""
    _hold(session, deputy_id)
    if ruling := _ruling(session, deputy_id, enterprise_id):
        session.delete(ruling)
        session.flush()


def _rule(session: Session, deputy_id: int, enterprise_id: int, kind: str, reason: str) -> Ruling:
    ruling = _ruling(session, deputy_id, enterprise_id)
    if ruling is None:
        ruling = Ruling(deputy_id=deputy_id, enterprise_id=enterprise_id)
        session.add(ruling)
    ruling.kind, ruling.reason = kind, reason
    session.flush()
    return ruling


def _ruling(session: Session, deputy_id: int, enterprise_id: int) -> Ruling | None:
    query = select(Ruling).where(Ruling.deputy_id == deputy_id, Ruling.enterprise_id == enterprise_id)
    return session.scalars(query).one_or_none()


def _hold(session: Session, deputy_id: int) -> None:
    """One at a time decides about a deputy."""
    session.execute(select(Deputy.id).where(Deputy.id == deputy_id).with_for_update(key_share=True))


# Pairings


def pair(
    session: Session, deputy_id: int, enterprise_id: int, begins: date, reason: str, *, today: date, at: datetime
) -> Pairing:
    """Pair the two from this day on, and tell both sides.

    Raises MayNotBePaired, PairedAlready, PairNotServing, PairDayTooEarly, PairDayTooLate.
    """
    _check_day(begins, today - FURTHEST, today)
    _hold(session, deputy_id)
    deputy, enterprise = session.get_one(Deputy, deputy_id), session.get_one(Enterprise, enterprise_id)
    names = {"deputy": deputy.person.name, "enterprise": enterprise.name}
    if session.scalar(select(Deputy.id).where(Deputy.id == deputy_id, Deputy.id.in_(serving_deputies()))) is None:
        raise PairNotServing(deputy=deputy.person.name)
    if _overlapping(session, deputy_id, enterprise_id, begins):
        raise PairedAlready(**names)
    known = fit_of(session, deputy_id, enterprise_id)
    if why := [*known.refused.of(0, 0), *_rivals(session, deputy_id, enterprise_id, begins)]:
        raise MayNotBePaired(**names, why=why[0])
    parts = {key: int(points[0]) for key, points in known.pairs(FIRST, FIRST).items() if points[0]}
    made = Pairing(
        deputy_id=deputy_id,
        enterprise_id=enterprise_id,
        station_id=stations_of(session, None, {deputy_id}).get(deputy_id),
        begins=begins,
        reason=reason,
        score=sum(parts.values()),
        parts=parts,
    )
    session.add(made)
    session.flush()
    _tell(
        session,
        made,
        _("From %(day)s you look after %(enterprise)s", day=day_in_words(begins), enterprise=enterprise.name),
        at,
    )
    return made


def end(session: Session, pairing: Pairing, day: date, reason: str, *, today: date, at: datetime) -> None:
    """The pairing does not hold from this day on; both sides are told. Raises PairingEnded, PairDayTooEarly, PairDayTooLate."""
    _hold(session, pairing.deputy_id)
    found = session.get_one(Pairing, pairing.id, with_for_update={"of": Pairing}, populate_existing=True)
    if found.ends is not None and found.ends <= max(today, found.begins):
        raise PairingEnded
    _check_day(day, found.begins, today)
    found.ends, found.end_reason, found.how_ended = day, reason, "hand"
    session.flush()
    name = found.enterprise.name
    _tell(
        session,
        found,
        _("From %(day)s you do not look after %(enterprise)s any longer", day=day_in_words(day), enterprise=name),
        at,
    )


def _check_day(day: date, earliest: date, today: date) -> None:
    if day < earliest:
        raise PairDayTooEarly(day=day_in_words(earliest))
    if day > today + FURTHEST:
        raise PairDayTooLate(day=day_in_words(today + FURTHEST))


def _overlapping(session: Session, deputy_id: int, enterprise_id: int, day: date) -> bool:
    query = select(Pairing.id).where(Pairing.deputy_id == deputy_id, Pairing.enterprise_id == enterprise_id)
    later = query.where(or_(Pairing.ends.is_(None), Pairing.ends > day)).limit(1)
    return session.scalar(later) is not None


def _rivals(session: Session, deputy_id: int, enterprise_id: int, day: date) -> Sequence[LazyText]:
    """Whether the deputy looks after a competitor of the enterprise."""
    group = select(Competitor.competitors_id).where(Competitor.enterprise_id == enterprise_id).scalar_subquery()
    query = select(Pairing.id).join(Competitor, Competitor.enterprise_id == Pairing.enterprise_id)
    held = query.where(
        Pairing.deputy_id == deputy_id,
        or_(Pairing.ends.is_(None), Pairing.ends > day),
        Competitor.competitors_id == group,
    )
    return [RIVAL] if session.scalar(held.limit(1)) is not None else []


def _may_not(session: Session, deputy_id: int, enterprise_id: int, why: Sequence[LazyText]) -> MayNotBePaired:
    deputy, enterprise = session.get_one(Deputy, deputy_id), session.get_one(Enterprise, enterprise_id)
    return MayNotBePaired(deputy=deputy.person.name, enterprise=enterprise.name, why=why[0])


def _tell(session: Session, pairing: Pairing, title: LazyText, at: datetime) -> None:
    key = f"enterprise_visits.pair:{pairing.id}-{pairing.ends or ''}"
    person, station = pairing.deputy.person, pairing.station
    notify(session, person_id=person.id, key=key, title=title, link=MINE, at=at, station_id=pairing.station_id)
    if station is not None:
        who = _("Pairs of %(deputy)s changed by hand", deputy=person.name)
        link = f"/stations/{station.id}/p/enterprise_visits/pairing"
        tell_staff(session, station, key=key, title=who, body=title, link=link, at=at)
