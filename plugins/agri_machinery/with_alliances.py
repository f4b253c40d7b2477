"""What this trade brings to alliances: trials to agree on, a kind of action items, a panel, and where problems were raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from core.api.data import Session, Station, Viewer, is_on
from core.api.declare import LazyText, Panel, _, implements
from plugins.agri_machinery import meetings, panels
from plugins.agri_machinery.models import Factor, Trial
from plugins.alliances.api import (
    ActionField,
    ActionKind,
    Alliance,
    Meeting,
    MinutesSection,
    alliances_action_kinds,
    alliances_minutes_sections,
    alliances_panels,
)

MOST_MEETINGS: Final = 200
MOST_TRIALS: Final = 12
"""So many are written into minutes; the register has the rest."""
TRIAL: Final = ActionKind(
    key="agri_machinery.trial",
    title=_("Carry out a field trial"),
    fields=(ActionField(key="place", title=_("Place of the field")), ActionField(key="sown", title=_("Sown by"))),
)


@implements(alliances_action_kinds)
def kinds(session: Session, station: Station) -> Iterable[ActionKind]:  # noqa: ARG001 - the hook's signature
    """A trial that somebody is to carry out."""
    return [TRIAL]


@implements(alliances_panels)
def alliance_panels(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterator[Panel]:
    """Trials, problems and partners of the alliance's station."""
    station = session.get(Station, alliance.station_id)
    if station is not None and is_on(session, "agri_machinery", station.id):
        yield from panels.of_station(session, viewer, station, day)


@implements(alliances_minutes_sections)
def trials_to_agree_on(session: Session, station: Station, meeting: Meeting) -> Iterator[MinutesSection]:  # noqa: ARG001
    """The trials that are proposed, each with its question, what is varied and its goal."""
    proposed = (
        select(Trial)
        .where(Trial.station_id == station.id, Trial.state == "proposed")
        .options(selectinload(Trial.factors).selectinload(Factor.levels), selectinload(Trial.grower))
        .order_by(Trial.sown_on.is_(None), Trial.sown_on, Trial.id)
        .limit(MOST_TRIALS)
    )
    trials = session.scalars(proposed).all()
    if trials:
        words = "\n\n".join(_in_markdown(trial) for trial in trials)
        yield MinutesSection(key="agri_machinery.trials", title=_("Trials to agree on"), words=words)


def _in_markdown(trial: Trial) -> str:
    comma = str(_(", "))
    lines = [f"**{_plain(trial.title)}**", "", f"- {_plain(trial.question)}"]
    lines += [
        f"- {_plain(factor.name)}{_(': ')}{comma.join(_plain(level.name) for level in factor.levels)}"
        for factor in trial.factors
    ]
    where = comma.join(_plain(part) for part in (trial.grower.name if trial.grower else "", trial.place) if part)
    if where:
        lines.append(f"- {_('Place of the field')}{_(': ')}{where}")
    goal: LazyText = _("%(n)s per cent above the usual practice", n=trial.goal)
    lines.append(f"- {_('Goal')}{_(': ')}{goal}")
    return "\n".join(lines)


def _plain(words: str) -> str:
    """Words without what Markdown would read as marks."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in words)


def _meetings(session: Session, station: Station, chosen: int | None) -> Sequence[tuple[int, date, str]]:
    """The meetings held at the station, the newest first."""
    held = (Meeting.station_id == station.id) & (Meeting.state == "held")
    query = select(Meeting.id, Meeting.day, Meeting.title).where(or_(held, Meeting.id == chosen))
    rows = session.execute(query.order_by(Meeting.day.desc(), Meeting.id.desc()).limit(MOST_MEETINGS))
    return [(number, day, title) for number, day, title in rows]


meetings.know(_meetings)
