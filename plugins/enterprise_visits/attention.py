"""What waits with enterprises: those overdue for a visit, and those visited too often in a week.

How long is too long, and how often too often, is decided for the platform or a region. Visits of all stations count:
to an enterprise they are all visits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Reach, Station, notify, on_at, option, record
from core.api.declare import DomainError, LazyText, SettingsForm, _, options
from plugins.enterprise_visits.models.pairing import Pairing
from plugins.enterprise_visits.models.visits import Visit

PLUGIN: Final = "enterprise_visits"
VISIT_EVERY: Final = options.Number(
    key="enterprise_visits.visit_every",
    title=_("An enterprise is to be visited every"),
    hint=_("An enterprise that was not visited for longer is overdue. 0: none ever is."),
    default=3,
    highest=60,
    unit=_("months"),
    regional=True,
)
MOST_A_WEEK: Final = options.Number(
    key="enterprise_visits.most_a_week",
    title=_("Visits to one enterprise in a week"),
    hint=_(
        "More are warned of while visits are planned and written down: visiting must not become a burden. 0: never."
    ),
    default=2,
    highest=50,
    unit=_("visits a week"),
    regional=True,
)
SETTINGS: Final = SettingsForm(
    key="enterprise_visits",
    title=_("Enterprise visits"),
    lead=_("When an enterprise is overdue for a visit, and when it is visited too often."),
    options=(VISIT_EVERY, MOST_A_WEEK),
)


class NobodyOverdue(DomainError):
    """Nobody is paired with the enterprise, or it is not overdue, or all were reminded this week."""

    code = "nobody_overdue_to_remind"
    status = 409
    message = _(
        "There is nobody to remind: no enterprise is overdue, or its deputies were reminded within this week already."
    )


# Overdue


def overdue(session: Session, reach: Reach, today: date) -> Select[Any]:
    """The enterprises within reach whose deputies have not visited them for too long, as rows of a list.

    ``id``, ``name``, ``sort_key``, ``last`` (the day of the last visit, None: none is known), ``since`` (the day the
    first of its pairings began), ``deputies`` (how many are paired with it).
    """
    last = _last_visits()
    begun = func.min(Pairing.begins)
    query: Any = (
        select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.sort_key,
            last.c.day.label("last"),
            begun.label("since"),
            func.count(func.distinct(Pairing.deputy_id)).label("deputies"),
        )
        .join(Pairing, Pairing.enterprise_id == Enterprise.id)
        .outerjoin(Station, Station.id == Pairing.station_id)
        .outerjoin(last, last.c.enterprise_id == Enterprise.id)
        .where(
            Pairing.in_reach(reach),
            Pairing.open_on(today),
            or_(Pairing.station_id.is_(None), on_at(session, PLUGIN, Station.id.expression)),
        )
        .group_by(Enterprise.id, Enterprise.name, Enterprise.sort_key, last.c.day)
        .having(_too_long_ago(session, Enterprise.region_code.expression, func.coalesce(last.c.day, begun), today))
    )
    found: Select[Any] = query.group_by(Enterprise.region_code)
    return found


def overdue_of_deputy(session: Session, deputy_id: int, today: date, most: int = 20) -> Sequence[Any]:
    """The overdue enterprises a deputy is paired with, the longest unvisited first; rows as :func:`overdue`."""
    query = overdue(session, Reach(everything=True), today).where(Pairing.deputy_id == deputy_id)
    return session.execute(longest_first(query).limit(most)).all()


def longest(query: Select[Any]) -> tuple[ColumnElement[Any], ...]:
    """What a list of overdue enterprises is ordered by."""
    return func.coalesce(query.selected_columns["last"], func.min(Pairing.begins)), Enterprise.id.expression


def longest_first(query: Select[Any]) -> Select[Any]:
    """The same enterprises, the longest unvisited first."""
    return query.order_by(*longest(query))


def counted(session: Session, reach: Reach, today: date) -> int:
    """How many enterprises within reach are overdue."""
    return session.scalar(select(func.count()).select_from(overdue(session, reach, today).subquery())) or 0


def deputies_of(session: Session, enterprises: Collection[int], today: date) -> dict[int, list[str]]:
    """The names of who is paired with each of these enterprises."""
    query = (
        select(Pairing.enterprise_id, Person.name)
        .join(Deputy, Deputy.id == Pairing.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(Pairing.enterprise_id.in_(enterprises), Pairing.open_on(today))
        .order_by(Person.initials, Person.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for enterprise_id, name in session.execute(query):
        found[enterprise_id].append(name)
    return found


def remind(session: Session, reach: Reach, today: date, at: datetime, enterprise_id: int | None = None) -> int:
    """Remind who is paired with overdue enterprises within reach, or with one of them; each once a week.

    Returns how many were reminded. Raises NobodyOverdue.
    """
    late = overdue(session, reach, today)
    if enterprise_id is not None:
        late = late.where(Enterprise.id == enterprise_id)
    rows = {row.id: row for row in session.execute(late).all()}
    paired = (
        select(Pairing.id, Pairing.enterprise_id, Pairing.station_id, Deputy.person_id)
        .join(Deputy, Deputy.id == Pairing.deputy_id)
        .where(Pairing.enterprise_id.in_(rows), Pairing.in_reach(reach), Pairing.open_on(today))
        .order_by(Pairing.id)
    )
    week = f"{today:%G-%V}"
    told = sum(
        notify(
            session,
            person_id=pair.person_id,
            key=f"enterprise_visits.overdue:{pair.id}:{week}",
            title=_("%(enterprise)s waits for your visit", enterprise=rows[pair.enterprise_id].name),
            body=_("It was not visited for a long time. Choose a day with one tap."),
            link="/p/enterprise_visits/",
            at=at,
            station_id=pair.station_id,
        )
        for pair in session.execute(paired).all()
    )
    if not told:
        raise NobodyOverdue
    for number in rows:
        record(session, "remind", session.get_one(Enterprise, number), {})
    return told


# Too many


def visits_in_week(session: Session, enterprise_id: int, day: date, but: int | None = None) -> int:
    """How many visits to an enterprise are planned or held in the week of this day, at all stations, but for one of them."""
    monday = _monday(day)
    query = select(func.count(Visit.id)).where(
        Visit.enterprise_id == enterprise_id,
        Visit.state != "cancelled",
        Visit.day.between(monday, monday + timedelta(days=6)),
    )
    return session.scalar(query if but is None else query.where(Visit.id != but)) or 0


def burden_words(
    session: Session, enterprise: Enterprise, day: date, *, today: date, but: int | None = None
) -> LazyText | None:
    """The sentence that warns of one more visit to an enterprise in that week; None where it is no burden.

    It is said while a visit is planned or written down, and refuses nothing.
    """
    most = option(session, MOST_A_WEEK, enterprise.region_code)
    with_this = visits_in_week(session, enterprise.id, day, but) + 1
    if not most or with_this <= most:
        return None
    if day < today:
        return _(
            "With this one %(enterprise)s was visited %(n)s times in that week, by all stations together. Visiting must not become a burden.",
            enterprise=enterprise.name,
            n=with_this,
        )
    return _(
        "With this one %(enterprise)s would be visited %(n)s times in that week, by all stations together. Visiting must not become a burden: go together, or in another week.",
        enterprise=enterprise.name,
        n=with_this,
    )


def burdened(session: Session, reach: Reach, day: date, further: int = 0) -> Sequence[Any]:
    """The enterprises within reach that more visits than meant are planned to, or were paid, in the week of this day.

    With `further` visits those to which so many more would be too many. ``id``, ``name``, ``visits``; visits of stations
    beyond reach count, too.
    """
    monday = _monday(day)
    mine = select(Visit.enterprise_id).where(
        Visit.in_reach(reach), Visit.day.between(monday, monday + timedelta(days=6))
    )
    number = func.count(Visit.id)
    query = (
        select(Enterprise.id, Enterprise.name, Enterprise.region_code, number.label("visits"))
        .join(Visit, Visit.enterprise_id == Enterprise.id)
        .where(
            Enterprise.id.in_(mine),
            Visit.state != "cancelled",
            Visit.day.between(monday, monday + timedelta(days=6)),
        )
        .group_by(Enterprise.id, Enterprise.name, Enterprise.region_code)
        .having(number + further > 1)
        .order_by(number.desc(), Enterprise.name)
        .limit(50)
    )
    rows = session.execute(query).all()
    return [row for row in rows if 0 < option(session, MOST_A_WEEK, row.region_code) < row.visits + further]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday()) if day.toordinal() > day.weekday() else day


def _last_visits() -> Any:
    held = select(Visit.enterprise_id, func.max(Visit.day).label("day")).where(Visit.state == "held")
    return held.group_by(Visit.enterprise_id).subquery("last_visits")


def _too_long_ago(session: Session, region: ColumnElement[Any], day: Any, today: date) -> ColumnElement[bool]:
    """Whether this day lies further back than was decided for the region."""
    codes = session.scalars(select(Enterprise.region_code).distinct()).all()
    by_months: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_months[option(session, VISIT_EVERY, code)].append(code)
    if len(by_months) == 1:
        (months,) = by_months
        return day < today - relativedelta(months=months) if months else false()
    late = [
        and_(region.in_(sorted(codes)), day < today - relativedelta(months=months))
        for months, codes in sorted(by_months.items())
        if months
    ]
    return or_(*late) if late else false()
