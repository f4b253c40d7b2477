"""Lists of proposals and rounds, and how a sitting is named in a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station, Viewer, day_in_words, visible_to
from core.api.declare import LazyText, _
from plugins.duty_days.models import Proposal, ProposedPlace, Round, Sitting
from plugins.duty_days.models.rota import DRAFTS
from plugins.duty_days.rota.service import WITH_NAMES

PARTS = {"morning": _("morning"), "afternoon": _("afternoon")}


def of_station(session: Session, station: Station) -> Sequence[Any]:
    """The station's proposals, newest first: ``Proposal`` and how many names are in it."""
    names = select(func.count()).where(ProposedPlace.proposal_id == Proposal.id).scalar_subquery()
    query = select(Proposal, names.label("names")).where(Proposal.station_id == station.id)
    return session.execute(query.order_by(Proposal.id.desc()).limit(20)).all()


def rounds(session: Session, viewer: Viewer) -> Sequence[Round]:
    """The newest rounds within reach."""
    query = select(Round).order_by(Round.id.desc()).limit(20)
    return session.scalars(visible_to(viewer, "duty_days.manage", query, Round)).all()


def of_round(session: Session, together: Round) -> Sequence[Any]:
    """The proposals of a round, by station: their columns, the station's name, and how many names are in each."""
    names = select(func.count()).where(ProposedPlace.proposal_id == Proposal.id).scalar_subquery()
    query = (
        select(Proposal.id, Proposal.state, Proposal.proven, Proposal.changed, Station.name, names.label("names"))
        .join(Proposal.station)
        .where(Proposal.round_id == together.id)
        .order_by(Station.sort_key, Proposal.id)
    )
    return session.execute(query).all()


def drafts_of(session: Session, together: Round) -> Sequence[Proposal]:
    """The drafts of a round."""
    query = select(Proposal).where(Proposal.round_id == together.id, Proposal.state.in_(DRAFTS))
    return session.scalars(query.options(WITH_NAMES).order_by(Proposal.id)).unique().all()


def sitting_in_words(sitting: Sitting) -> LazyText:
    """A sitting in a choice: its day, and its half where the day is divided."""
    day = day_in_words(sitting.duty_day.day)
    return _("%(day)s %(part)s", day=day, part=PARTS[sitting.part]) if sitting.part in PARTS else day
