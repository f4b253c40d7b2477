"""Telling both sides what a version changed: each deputy their pairs, those who run a station those of the station."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Station, day_in_words, enqueue, notify, post, tell_staff
from core.api.declare import LazyText, _
from plugins.enterprise_visits.models import Proposal
from plugins.enterprise_visits.pairing.area import Area, stations_of
from plugins.enterprise_visits.pairing.pieces import pieces

MOST_NAMED: Final = 8
"""So many enterprises are named in a message; the page has them all."""
TASK: Final = "enterprise_visits.tell_pairs"
AT_ONCE: Final = 200
"""So many deputies are told while somebody waits."""
MINE: Final = "/p/enterprise_visits/mine"
_TOGETHER: Final = 500

Pair = tuple[int, int]
"""The numbers of a deputy and an enterprise."""


def tell(
    session: Session, proposal: Proposal, area: Area, begun: Sequence[Pair], ended: Sequence[Pair], at: datetime
) -> None:
    """Tell everybody whose pairs change, once: at once, or where they are many behind the page."""
    if len({pair[0] for pair in (*begun, *ended)}) <= AT_ONCE:
        tell_deputies(session, proposal, area, begun, ended, at)
        tell_stations(session, proposal, area, begun, ended, at)
        return
    enqueue(
        session,
        TASK,
        {"proposal": proposal.id, "begun": [list(one) for one in begun], "ended": [list(one) for one in ended]},
        title=_("Telling deputies of their enterprises: %(area)s", area=area.name),
        region_code=area.region_code,
        station_id=proposal.station_id,
        account_id=proposal.published_by,
        at=at,
        link=f"/p/enterprise_visits/proposals/{proposal.id}",
    )


def tell_deputies(
    session: Session, proposal: Proposal, area: Area, begun: Sequence[Pair], ended: Sequence[Pair], at: datetime
) -> None:
    """Tell these deputies what begins and ends for them."""
    names = _names(session, {pair[1] for pair in (*begun, *ended)})
    new, old = _by_deputy(begun), _by_deputy(ended)
    numbers = sorted({*new, *old})
    people, station = _people(session, numbers), stations_of(session, area, set(numbers))
    for deputy_id in numbers:
        notify(
            session,
            person_id=people[deputy_id],
            key=f"enterprise_visits.pairing:{proposal.id}-{deputy_id}",
            title=_("From %(day)s you look after other enterprises", day=_day(proposal, at)),
            body=_body(_listed(names, new[deputy_id]), _listed(names, old[deputy_id])),
            link=MINE,
            at=at,
            station_id=station.get(deputy_id),
        )


def _day(proposal: Proposal, at: datetime) -> LazyText:
    return day_in_words(proposal.begins or at.date())


def _body(new: LazyText | str, old: LazyText | str) -> LazyText:
    if not old:
        return _("New: %(new)s.", new=new)
    if not new:
        return _("No longer: %(old)s.", old=old)
    return _("New: %(new)s. No longer: %(old)s.", new=new, old=old)


def _listed(names: Mapping[int, str], enterprises: Sequence[int]) -> LazyText | str:
    words: LazyText | str = ""
    for name in sorted(names[one] for one in enterprises)[:MOST_NAMED]:
        words = _("%(before)s, %(last)s", before=words, last=name) if words else name
    more = len(enterprises) - MOST_NAMED
    return _("%(names)s and %(n)s more", names=words, n=more) if more > 0 else words


def tell_stations(
    session: Session, proposal: Proposal, area: Area, begun: Sequence[Pair], ended: Sequence[Pair], at: datetime
) -> None:
    """Tell those who run the stations how many of their deputies are concerned, and say it in the stations' groups."""
    numbers = {pair[0] for pair in (*begun, *ended)}
    counts = Counter(stations_of(session, area, numbers).values())
    day = _day(proposal, at)
    for piece in pieces(sorted(counts), _TOGETHER):
        for station in session.scalars(select(Station).where(Station.id.in_(piece)).order_by(Station.id)):
            title = _("Pairs of deputies and enterprises from %(day)s: %(station)s", day=day, station=station.name)
            body = _("Deputies whose enterprises change: %(n)s.", n=counts[station.id])
            link = f"/stations/{station.id}/p/enterprise_visits/pairing"
            key = f"enterprise_visits.published:{proposal.id}-{station.id}"
            tell_staff(session, station, key=key, title=title, body=body, link=link, at=at)
            post(session, station, key=key, title=title, body=body, link=link, at=at)


def _by_deputy(pairs: Sequence[Pair]) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for deputy_id, enterprise_id in pairs:
        found[deputy_id].append(enterprise_id)
    return found


def _people(session: Session, deputies: Sequence[int]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for piece in pieces(deputies, _TOGETHER):
        query = select(Deputy.id, Deputy.person_id).where(Deputy.id.in_(piece))
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def _names(session: Session, enterprises: set[int]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for piece in pieces(sorted(enterprises), _TOGETHER):
        query = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(piece))
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found
