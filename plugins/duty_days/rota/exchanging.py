"""Passing places on: a deputy offers theirs, somebody takes it over, or two change places.

Every step looks again at what the place is now. A day that moved is asked anew; a place that is gone lets the request
lapse; both keep what they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from core.api.data import Deputy, Person, Placement, Station, day_in_words, notify, tell_staff
from core.api.declare import LazyText, NotFound, _
from plugins.duty_days.models import Offer, RotaChoice, Slot
from plugins.duty_days.models.rota import PENDING
from plugins.duty_days.rota.errors import CannotServe, NotYourPlace, OfferedAlready, OfferGone
from plugins.duty_days.rota.planning import plan
from plugins.duty_days.rota.solving.board import ENTERPRISE, PERIOD, Board
from plugins.duty_days.rota.words import why_not
from plugins.duty_days.signing_up.waiting import leave_queue

OURS = "/p/duty_days/exchange"
Step = Literal["open", "asked", "taken", "done", "moved", "lapsed"]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a step."""

    step: Step
    """``open``, ``asked``: others are to answer; ``taken``: who runs the station is to agree; ``done``; ``moved``: the
    day has, and it is asked again; ``lapsed``: the place is not what it was."""
    offer: Offer


# What a station chose


def needs_consent(session: Session, station_id: int) -> bool:
    """Whether who runs the station agrees before a place changes hands."""
    return bool(session.scalar(select(RotaChoice.needs_consent).where(RotaChoice.station_id == station_id)))


def choose(session: Session, station: Station, *, needs_consent: bool) -> None:
    """Let places change hands with the consent of who runs the station, or without."""
    choice = session.scalars(select(RotaChoice).where(RotaChoice.station_id == station.id)).one_or_none()
    if choice is None:
        choice = RotaChoice(station_id=station.id)
        session.add(choice)
    choice.needs_consent = needs_consent
    session.flush()


# Offering


def offer(session: Session, slot_id: int, giver_id: int, *, today: date, at: datetime) -> Offer:
    """Offer a place to the others of the station. Raises NotYourPlace, OfferedAlready."""
    slot = _mine(session, slot_id, giver_id, today)
    made = _new(session, slot, giver_id, at, state="open")
    _tell_others(session, made, slot, at)
    return made


def ask_to_swap(session: Session, slot_id: int, giver_id: int, wanted_id: int, *, today: date, at: datetime) -> Offer:
    """Ask the holder of another place of the station to change places. Raises NotYourPlace, OfferedAlready, CannotServe."""
    slot = _mine(session, slot_id, giver_id, today)
    wanted = _slot(session, wanted_id)
    if wanted is None or not _stands(wanted, today) or wanted.deputy_id in (None, giver_id):
        raise OfferGone
    if _station_of(wanted) != _station_of(slot):
        raise NotFound
    _check_both(session, slot, wanted, giver_id, wanted.deputy_id or 0, today)
    made = _new(session, slot, giver_id, at, state="asked")
    made.wanted_slot_id, made.wanted_day, made.taker_id = wanted.id, _day_of(wanted), wanted.deputy_id
    session.flush()
    _tell_asked(session, made, at)
    return made


def withdraw(session: Session, offer_id: int, giver_id: int, *, at: datetime) -> Offer:
    """Take the offer back; the place stays with who offered it. Raises OfferGone."""
    found = _locked(session, offer_id)
    if found.giver_id != giver_id:
        raise NotFound
    if not found.is_pending:
        raise OfferGone
    _end(session, found, "withdrawn", at)
    return found


# Answering


def take_over(session: Session, offer_id: int, taker_id: int, *, today: date, at: datetime) -> Came:
    """Take an offered place. Raises OfferGone, CannotServe."""
    found = _locked(session, offer_id)
    if found.state != "open" or found.giver_id == taker_id:
        raise OfferGone
    if came := _look_again(session, found, today, at):
        return came
    _check(session, found.slot, taker_id, today)
    found.taker_id = taker_id
    return _agreed(session, found, today, at)


def agree(session: Session, offer_id: int, taker_id: int, *, today: date, at: datetime) -> Came:
    """Say yes to a swap one is asked for. Raises OfferGone, CannotServe."""
    found = _locked(session, offer_id)
    if found.state != "asked" or found.taker_id != taker_id:
        raise OfferGone
    if came := _look_again(session, found, today, at):
        return came
    return _agreed(session, found, today, at)


def decline(session: Session, offer_id: int, taker_id: int, *, at: datetime) -> Offer:
    """Say no to a swap one is asked for. Raises OfferGone."""
    found = _locked(session, offer_id)
    if found.state != "asked" or found.taker_id != taker_id:
        raise OfferGone
    _end(session, found, "refused", at)
    _tell_giver(session, found, at, _("Your swap was declined"), _("%(day)s stays yours.", day=day_in_words(found.day)))
    return found


def consent(session: Session, offer_id: int, *, today: date, at: datetime) -> Came:
    """What who runs the station says to a place that two agreed on. Raises OfferGone, CannotServe."""
    found = _locked(session, offer_id)
    if found.state != "taken":
        raise OfferGone
    if came := _look_again(session, found, today, at):
        return came
    return _pass_on(session, found, today, at)


def refuse(session: Session, offer_id: int, *, at: datetime) -> Offer:
    """The station does not agree: everybody keeps what they hold. Raises OfferGone."""
    found = _locked(session, offer_id)
    if found.state != "taken":
        raise OfferGone
    _end(session, found, "refused", at)
    for person in _both(session, found):
        _tell(
            session,
            found,
            person,
            "refused",
            at,
            _("The station did not agree"),
            _("The place on %(day)s stays with who held it.", day=day_in_words(found.day)),
        )
    return found


def _agreed(session: Session, found: Offer, today: date, at: datetime) -> Came:
    """The deputies agree: done, or for the station to decide."""
    if not needs_consent(session, found.station_id):
        return _pass_on(session, found, today, at)
    found.state = "taken"
    session.flush()
    tell_staff(
        session,
        found.station,
        key=f"duty_days.exchange:consent-{found.id}-{at:%Y%m%d%H%M%S}",
        title=_("Two deputies want to pass a place on"),
        body=_(
            "The place on %(day)s at %(station)s: say whether you agree.",
            day=day_in_words(found.day),
            station=found.station.name,
        ),
        link=f"/stations/{found.station_id}/p/duty_days/exchanges",
        at=at,
    )
    return Came("taken", found)


def _pass_on(session: Session, found: Offer, today: date, at: datetime) -> Came:
    slot, wanted, taker = found.slot, found.wanted_slot, found.taker_id or 0
    if wanted is None:
        _check(session, slot, taker, today)
        _hand(session, slot, taker, at)
    else:
        _check_both(session, slot, wanted, found.giver_id, taker, today)
        # A deputy holds one place of a sitting: the first hand lets go before the second takes.
        wanted.deputy_id = None
        session.flush()
        _hand(session, slot, taker, at)
        _hand(session, wanted, found.giver_id, at)
    _end(session, found, "done", at)
    told = _(
        "The place on %(day)s at %(station)s has changed hands.",
        day=day_in_words(found.day),
        station=found.station.name,
    )
    if found.wanted_day:
        told = _(
            "The places on %(day)s and %(other)s at %(station)s have changed hands.",
            day=day_in_words(found.day),
            other=day_in_words(found.wanted_day or found.day),
            station=found.station.name,
        )
    for person in _both(session, found):
        _tell(session, found, person, "done", at, _("It is settled: a duty day has changed hands"), told)
    return Came("done", found)


def _hand(session: Session, slot: Slot, deputy_id: int, at: datetime) -> None:
    """Give the place; who waited for one of this sitting waits no longer."""
    slot.deputy_id, slot.taken_at, slot.how, slot.proposal_id = deputy_id, at, "swapped", None
    session.flush()
    leave_queue(session, slot.sitting_id, deputy_id)


# Looking again


def _look_again(session: Session, found: Offer, today: date, at: datetime) -> Came | None:
    """Whether the places are still what was agreed on; if not, it is asked again, or lapses."""
    slot, wanted = found.slot, found.wanted_slot
    gone = slot.deputy_id != found.giver_id or not _stands(slot, today)
    if found.is_swap:
        gone = gone or wanted is None or wanted.deputy_id != found.taker_id or not _stands(wanted, today)
    if gone or _station_of(slot) != found.station_id:
        return _lapsed(session, found, at)
    days = (_day_of(slot), _day_of(wanted) if wanted else None)
    if days == (found.day, found.wanted_day):
        return None
    found.day, found.wanted_day = days
    if found.is_swap:
        found.state = "asked"
        _tell_asked(session, found, at)
    else:
        found.state, found.taker_id = "open", None
    session.flush()
    _tell_giver(
        session,
        found,
        at,
        _("A day you offered has moved"),
        _(
            "It is now %(day)s. Your request is asked again; take it back if the new day suits you.",
            day=day_in_words(found.day),
        ),
        again=True,
    )
    return Came("moved", found)


def _lapsed(session: Session, found: Offer, at: datetime) -> Came:
    _end(session, found, "lapsed", at)
    for person in _both(session, found):
        _tell(
            session,
            found,
            person,
            "lapsed",
            at,
            _("A request about a duty day has lapsed"),
            _("The place on %(day)s is not what it was; both keep what they hold.", day=day_in_words(found.day)),
        )
    return Came("lapsed", found)


def _stands(slot: Slot, today: date) -> bool:
    day = slot.sitting.duty_day
    return day.state == "open" and day.day >= today


def _check(session: Session, slot: Slot, deputy_id: int, today: date) -> None:
    """Raise CannotServe where a rule stands in the way of the deputy in this sitting."""
    _check_board(session, [(slot, deputy_id)], {slot.id}, today)


def _check_both(session: Session, slot: Slot, wanted: Slot, giver: int, taker: int, today: date) -> None:
    if slot.sitting_id == wanted.sitting_id:
        raise OfferGone
    _check_board(session, [(slot, taker), (wanted, giver)], {slot.id, wanted.id}, today)


def _check_board(session: Session, moves: Sequence[tuple[Slot, int]], freed: set[int], today: date) -> None:
    days = [_day_of(slot) for slot, _deputy in moves]
    drawn = plan(session, [_station_of(moves[0][0])], min(days), max(days), today)
    board = Board(drawn.problem)
    for sitting in drawn.sittings:
        for slot in sitting.slots:
            if slot.id in freed and slot.deputy_id is not None:
                board.take(drawn.problem.sitting[sitting.id], slot.deputy_id)
    for slot, deputy_id in moves:
        seats, candidate = drawn.problem.sitting.get(slot.sitting_id), drawn.problem.candidate.get(deputy_id)
        name = drawn.people[deputy_id].name if deputy_id in drawn.people else _("This deputy")
        if seats is None or candidate is None:
            raise CannotServe(name=name, day=day_in_words(_day_of(slot)), why=why_not("placement"))
        firm = [why for why in board.hindrances(candidate, seats) if why not in (PERIOD, ENTERPRISE)]
        if firm:
            raise CannotServe(name=name, day=day_in_words(_day_of(slot)), why=why_not(firm[0]))
        board.put(seats, deputy_id)


# Rows


def _new(session: Session, slot: Slot, giver_id: int, at: datetime, *, state: str) -> Offer:
    if session.scalar(select(Offer.id).where(Offer.slot_id == slot.id, Offer.state.in_(PENDING))):
        raise OfferedAlready
    made = Offer(
        station_id=_station_of(slot), slot_id=slot.id, giver_id=giver_id, day=_day_of(slot), state=state, made_at=at
    )
    session.add(made)
    session.flush()
    return made


def _mine(session: Session, slot_id: int, deputy_id: int, today: date) -> Slot:
    slot = _slot(session, slot_id)
    if slot is None or slot.deputy_id != deputy_id or slot.locked or not _stands(slot, today):
        raise NotYourPlace
    return slot


def _slot(session: Session, slot_id: int) -> Slot | None:
    query = select(Slot).where(Slot.id == slot_id).options(joinedload(Slot.sitting)).with_for_update(of=Slot)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _locked(session: Session, offer_id: int) -> Offer:
    """The offer and its places, for us alone."""
    found = session.get(Offer, offer_id, with_for_update={"of": Offer}, populate_existing=True)
    if found is None:
        raise NotFound
    for number in sorted(filter(None, (found.slot_id, found.wanted_slot_id))):
        _slot(session, number)
    return found


def _end(session: Session, found: Offer, state: str, at: datetime) -> None:
    found.state, found.ended_at = state, at
    session.flush()


def _day_of(slot: Slot) -> date:
    return slot.sitting.duty_day.day


def _station_of(slot: Slot) -> int:
    return slot.sitting.duty_day.station_id


# Telling


def _both(session: Session, found: Offer) -> Sequence[int]:
    numbers = [one for one in (found.giver_id, found.taker_id) if one is not None]
    return session.scalars(select(Deputy.person_id).where(Deputy.id.in_(numbers)).order_by(Deputy.id)).all()


def _tell(
    session: Session, found: Offer, person_id: int, what: str, at: datetime, title: LazyText, body: LazyText
) -> None:
    notify(
        session,
        person_id=person_id,
        key=f"duty_days.exchange:{what}-{found.id}-{at:%Y%m%d%H%M%S}",
        title=title,
        body=body,
        link=OURS,
        at=at,
        station_id=found.station_id,
    )


def _tell_giver(
    session: Session, found: Offer, at: datetime, title: LazyText, body: LazyText, *, again: bool = False
) -> None:
    person = session.scalar(select(Deputy.person_id).where(Deputy.id == found.giver_id))
    if person is not None:
        _tell(session, found, person, "again" if again else "answer", at, title, body)


def _tell_asked(session: Session, found: Offer, at: datetime) -> None:
    giver = session.scalar(select(Person.name).join(Deputy).where(Deputy.id == found.giver_id))
    person = session.scalar(select(Deputy.person_id).where(Deputy.id == found.taker_id))
    if person is not None:
        _tell(
            session,
            found,
            person,
            "asked",
            at,
            _("%(name)s asks you to swap duty days", name=giver or ""),
            _(
                "They serve on %(day)s and would take your %(other)s at %(station)s. Say yes or no.",
                day=day_in_words(found.day),
                other=day_in_words(found.wanted_day or found.day),
                station=found.station.name,
            ),
        )


def _tell_others(session: Session, found: Offer, slot: Slot, at: datetime) -> None:
    """Tell the others of the station who do not serve in that sitting."""
    room = aliased(Station)
    serving = select(Slot.deputy_id).where(Slot.sitting_id == slot.sitting_id, Slot.deputy_id.is_not(None))
    query = (
        select(Deputy.person_id)
        .join(Placement, Placement.deputy_id == Deputy.id)
        .join(room, room.id == Placement.station_id)
        .where(Placement.ends.is_(None), or_(room.id == found.station_id, room.parent_id == found.station_id))
        .where(Deputy.id != found.giver_id, Deputy.id.not_in(serving))
        .distinct()
    )
    for person in session.scalars(query).all():
        _tell(
            session,
            found,
            person,
            "offered",
            at,
            _("A duty day is offered"),
            _(
                "Somebody cannot come on %(day)s at %(station)s. Take the place over with one tap.",
                day=day_in_words(found.day),
                station=found.station.name,
            ),
        )
