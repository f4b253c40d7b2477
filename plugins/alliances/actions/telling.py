"""Who is told of action items: whoever has to do one, when it is theirs, a week before it is due, on the day, and weekly after.

All of it is worked out from the rows and told under keys: it does not matter how often it runs.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import day_in_words, notify, on_at, tell_staff
from core.api.declare import LazyText, _
from plugins.alliances.models import Action, Member
from plugins.alliances.models.actions import OPEN

WEEK: Final = timedelta(days=7)
PAGE: Final = "/p/alliances/actions/{0}"
_TITLES: Final = {
    "week": _("Due within a week: %(words)s"),
    "day": _("Due today: %(words)s"),
    "late": _("Overdue: %(words)s"),
}


def of_given(session: Session, action: Action, at: datetime) -> int:
    """Whoever has to do it from now on hears of it; returns how many were told."""
    title = _("To be done by you: %(words)s", words=_short(action))
    return _tell(session, action, f"alliances.action_given:{action.id}:{_owner(action)}", title, at)


def remind(session: Session, today: date, at: datetime) -> int:
    """Remind who has to do what is due within a week, today, or was due; returns how many were reminded."""
    query = (
        select(Action)
        .where(
            Action.state.in_(OPEN),
            Action.due <= today + WEEK,
            on_at(session, "alliances", Action.station_id.expression),
        )
        .options(
            joinedload(Action.station),
            joinedload(Action.member).joinedload(Member.deputy),
            joinedload(Action.deputy),
            joinedload(Action.account),
        )
        .order_by(Action.due, Action.id)
    )
    told = 0
    for action in session.scalars(query).all():
        stage = stage_on(action.due, today)
        title = _TITLES[stage.rstrip("0123456789")].with_facts(words=_short(action))
        told += _tell(
            session, action, f"alliances.action_due:{action.id}:{action.due}:{_owner(action)}:{stage}", title, at
        )
    return told


def stage_on(due: date | None, today: date) -> str:
    """Which reminder it is time for: ``week``, ``day``, and ``late0``, ``late1`` ... for each week it is overdue."""
    if due is None or due > today:
        return "week"
    return "day" if due == today else f"late{(today - due).days // 7}"


def _tell(session: Session, action: Action, key: str, title: LazyText, at: datetime) -> int:
    """The deputy or the account; for an enterprise, somebody named and an organ those who run the station."""
    link = PAGE.format(action.id)
    body: LazyText | str = _("Due on %(day)s.", day=day_in_words(action.due)) if action.due else ""
    deputy = action.deputy or (action.member.deputy if action.member else None)
    whose = deputy or action.account
    if whose is not None:
        return int(
            notify(
                session,
                person_id=whose.person_id,
                account_id=action.account_id if whose.person_id is None else None,
                station_id=action.station_id,
                key=key,
                title=title,
                body=body,
                link=link,
                at=at,
            )
        )
    return tell_staff(session, action.station, key=key, title=title, body=body, link=link, at=at)


def _owner(action: Action) -> str:
    numbers = (action.member_id, action.deputy_id, action.account_id, action.organ_id)
    return "-".join("" if number is None else str(number) for number in numbers)


def _short(action: Action) -> str:
    return action.words if len(action.words) <= 40 else f"{action.words[:39]}…"
