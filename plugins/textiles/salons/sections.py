"""What textiles tell alliances: what members have free this month, and whom they look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.api.data import Reach, Station, Viewer, on_at
from core.api.declare import LazyText, Panel, _
from plugins.alliances.api import Alliance, Meeting, Member, MinutesSection
from plugins.textiles import months
from plugins.textiles.capacity import lists
from plugins.textiles.labour import service as labour
from plugins.textiles.models import Capability, FreeCapacity, LabourNeed, Salon
from plugins.textiles.trade.units import in_words
from plugins.textiles.trade.words import PROCESSES, TRADES

BROWSE: Final = "textiles.browse"
MOST: Final = 12
"""So many lines stand in a panel or in minutes; the directory has them all."""


def panel(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterator[Panel]:
    """What the member enterprises of an alliance have free this month."""
    if alliance.chain_id is None or not viewer.may(BROWSE, alliance.scope()) or not _is_trade(session, alliance):
        return
    members = select(Member.enterprise_id).where(
        Member.alliance_id == alliance.id, Member.left.is_(None), Member.enterprise_id.is_not(None)
    )
    here = lists.within(session, Capability, viewer.reach(BROWSE)) & Capability.enterprise_id.in_(members)
    rows = _free(session, here, day)
    if rows:
        context = {"rows": rows, "titles": {key: one.title for key, one in PROCESSES.items()}, "in_words": in_words}
        yield Panel(title=_("Free textile capacity of members"), template="textiles/salons/panel.html", context=context)


def of_minutes(session: Session, station: Station, meeting: Meeting) -> Iterator[MinutesSection]:
    """What was free in the month of the meeting, and who was looked for; nothing where there is nothing."""
    is_salon = session.scalar(select(Salon.id).where(Salon.forum == (meeting.forum_id or 0)))
    if not is_salon and meeting.alliance_id is None:
        return
    here = lists.within(session, Capability, Reach(everything=True), station)
    if rows := _free(session, here, meeting.day):
        lines = [_line(row.enterprise, PROCESSES[row.process].title, in_words(row.free, row.unit)) for row in rows]
        head = _line(_("Enterprise"), _("Process"), _("Free this month"))
        words = "\n".join([head, "| --- | --- | --- |", *lines])
        yield MinutesSection(key="textiles.free_capacity", title=_("Free capacity offered"), words=words)
    wanted = labour.table(session, lists.within(session, LabourNeed, Reach(everything=True), station), meeting.day)
    if wanted.rows:
        lines = [f"- {TRADES[row.trade]}: {row.total}" for row in wanted.rows[:MOST]]
        yield MinutesSection(
            key="textiles.labour", title=_("Persons wanted in the next six months"), words="\n".join(lines)
        )


def _free(session: Session, here: ColumnElement[bool], day: date) -> Sequence[Any]:
    query = lists.directory(here, lists.Wanted(), months.first_of(day), day).where(FreeCapacity.amount > 0)
    return session.execute(query.order_by(*lists.DIRECTORY_ORDERS["process"]).limit(MOST)).all()


def _line(*cells: LazyText | str) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def _is_trade(session: Session, alliance: Alliance) -> bool:
    """Whether the trade is switched on at a station on the alliance's chain."""
    query = select(Station.id).where(
        Station.chain_id == alliance.chain_id, on_at(session, lists.PLUGIN, Station.id.expression)
    )
    return session.execute(query.limit(1)).first() is not None
