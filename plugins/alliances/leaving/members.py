"""Memberships of deputies who leave: they end that day, and go on if the deputy comes back after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from core.api.declare import Released, _
from plugins.alliances.models import Alliance, Member

KIND: Final = "alliances.member"
TITLE: Final = _("Memberships of alliances")


def held(deputies: Sequence[int], _day: date) -> Select[int | None, int]:
    """How many alliances each of them is a member of."""
    counted = select(Member.deputy_id, func.count()).join(Member.alliance)
    return counted.where(Member.deputy_id.in_(deputies), *_going_on()).group_by(Member.deputy_id)


def release(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    """Their memberships end with this day; those of alliances that are no more stay as they are."""
    released = []
    query = select(Member).join(Member.alliance).where(Member.deputy_id.in_(deputies), *_going_on())
    for one in session.scalars(query.options(joinedload(Member.alliance)).order_by(Member.id)).all():
        title = _("Member of %(alliance)s", alliance=one.alliance.name)
        released.append(Released(deputy_id=one.deputy_id or 0, kind=KIND, title=title, facts={"member": one.id}))
        one.left, one.reason_left = max(day, one.joined), str(_("The mandate ended."))
    session.flush()
    return released


def give_back(session: Session, released: Sequence[Released]) -> None:
    """Their memberships go on, where they have not joined again meanwhile."""
    ours = [int(str(one.facts["member"])) for one in released if one.kind == KIND]
    found = session.scalars(select(Member).where(Member.id.in_(ours), Member.left.is_not(None))).all()
    again = select(Member.alliance_id, Member.deputy_id).where(
        Member.deputy_id.in_([one.deputy_id for one in found]), Member.left.is_(None)
    )
    members = {(alliance, deputy) for alliance, deputy in session.execute(again)}
    for one in found:
        if (one.alliance_id, one.deputy_id) not in members:
            one.left, one.reason_left = None, ""
    session.flush()


def _going_on() -> tuple[ColumnElement[bool], ...]:
    return (Member.left.is_(None), Alliance.dissolved_on.is_(None))
