"""The templates of a station: brought to be tried out, holding from a moment on, given up for the one of the house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Account, Prepared, Station, Store, forget, keep
from plugins.alliances.models.papers import PaperTemplate
from plugins.alliances.papers.errors import NothingOnTrial


def held(session: Session, station_id: int, kind: str) -> PaperTemplate | None:
    """The station's own template that papers of this kind are made from; None: the one of the house."""
    query = select(PaperTemplate).where(
        PaperTemplate.station_id == station_id, PaperTemplate.kind == kind, PaperTemplate.held_since.is_not(None)
    )
    return session.scalars(query.options(joinedload(PaperTemplate.file))).one_or_none()


def of_station(session: Session, station_id: int) -> dict[tuple[str, bool], tuple[PaperTemplate, str]]:
    """The station's own templates with who brought them, by kind and whether they hold."""
    query = (
        select(PaperTemplate, Account.name)
        .outerjoin(Account, Account.id == PaperTemplate.account_id)
        .where(PaperTemplate.station_id == station_id)
        .options(joinedload(PaperTemplate.file))
    )
    return {(one.kind, one.held_since is not None): (one, name or "") for one, name in session.execute(query)}


def bring(
    session: Session,
    files: Store,
    station: Station,
    kind: str,
    prepared: Prepared,
    *,
    account_id: int | None,
    at: datetime,
) -> PaperTemplate:
    """Keep a checked template to be tried out, in the place of one that was; the one that holds goes on holding."""
    query = select(PaperTemplate).where(
        PaperTemplate.station_id == station.id, PaperTemplate.kind == kind, PaperTemplate.held_since.is_(None)
    )
    for earlier in session.scalars(query):
        give_up(session, earlier)
    file = keep(session, files, prepared, scope=station.scope(), owner="alliances", account_id=account_id)
    made = PaperTemplate(station_id=station.id, kind=kind, file=file, account_id=account_id, brought_at=at)
    session.add(made)
    session.flush()
    return made


def hold(session: Session, template: PaperTemplate, at: datetime) -> None:
    """From now on papers are made from it; the one that held goes. Raises NothingOnTrial."""
    if template.held_since is not None:
        raise NothingOnTrial
    before = held(session, template.station_id, template.kind)
    if before is not None:
        give_up(session, before)
    template.held_since = at
    session.flush()


def give_up(session: Session, template: PaperTemplate) -> None:
    """It is not tried out, or does not hold any longer: the one before holds on, or the one of the house."""
    file = template.file
    session.delete(template)
    session.flush()
    forget(session, file)
