"""Writing receptions down, also on a bad connection; looking at them, and settling what was passed on."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Person, Station, record
from core.api.web import (
    _,
    asked_one_of,
    asked_text,
    done,
    listed,
    now,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from core.api.work import STATION_ZONE
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Booking, DutyDay, ReceivedBy, Reception, Sitting, Slot, Visitor
from plugins.duty_days.receiving import receptions as service
from plugins.duty_days.receiving.errors import NotTheirs
from plugins.duty_days.receiving.forms import ReceptionForm, SettleForm
from plugins.duty_days.receiving.views.checking_in import EVERYBODY
from plugins.duty_days.receiving.words import CATEGORIES, KINDS

EVERYTHING = (
    service.received_by(),
    joinedload(Reception.duty_day)
    .joinedload(DutyDay.sittings)
    .joinedload(Sitting.slots)
    .joinedload(Slot.deputy)
    .joinedload(Deputy.person),
)


@bp.route("/days/<id:duty_day>/receptions/new", methods=["GET", "POST"])
@requires("duty_days.receive", on=DutyDay, loading=EVERYBODY)
def add_reception(duty_day: DutyDay) -> Any:
    """Write a reception down."""
    booking = _booking_of(duty_day)
    form = _offered(ReceptionForm(), duty_day, booking)
    if form.validate_on_submit():
        with form.attempt():
            said = form.said(duty_day.day, booking.sitting_id if booking else _only_sitting(duty_day))
            service.record(session(), duty_day, said, today(), now(), booking)
            return done(_day_url(duty_day), _("The reception is written down."))
    if not form.is_submitted():
        _begin_with(form, duty_day, booking)
    return render(
        "duty_days/reception.html",
        form=form,
        duty_day=duty_day,
        reception=None,
        booking=booking,
        back=_day_url(duty_day),
        is_past=duty_day.day < today(),
        today=today(),
    )


@bp.route("/receptions/<id:reception>", methods=["GET", "POST"])
@requires("duty_days.receive", on=Reception, loading=EVERYTHING)
def reception(reception: Reception) -> Any:
    """A reception: what was said, changed where it was written down wrongly."""
    _check_theirs(reception)
    duty_day = reception.duty_day
    form = _offered(ReceptionForm(also=[reception], data=_as_written(reception)), duty_day, None, reception)
    if form.validate_on_submit():
        with form.attempt():
            service.change(
                session(), reception, form.said(duty_day.day, reception.sitting_id), with_visitor=_typed(form)
            )
            return done(_day_url(duty_day), _("Saved."))
    return render(
        "duty_days/reception.html",
        form=form,
        duty_day=duty_day,
        reception=reception,
        booking=None,
        back=_day_url(duty_day),
        settle=SettleForm(formdata=None),
        is_past=False,
        may_run=_may_run(duty_day),
        may_reveal=viewer().may("duty_days.reveal_visitors", reception.scope()),
        today=today(),
    )


@bp.post("/receptions/<id:reception>/phone")
@requires("duty_days.reveal_visitors", on=Reception)
def reveal_visitor(reception: Reception) -> Any:
    """Name and number of who was received; it is written down who looked."""
    reception = service.with_deputies(session(), reception.id)
    _check_theirs(reception)
    if reception.visitor is not None:
        record(session(), "reveal_phone", reception, {"field": "phone"})
    return render(
        "duty_days/visitor.html",
        visitor=reception.visitor,
        duty_day=reception.duty_day,
        reception=reception,
        today=today(),
    )


@bp.post("/receptions/<id:reception>/forget")
@requires("duty_days.run", on=Reception)
def forget_visitor(reception: Reception) -> Any:
    """Erase name and number of who was received, because they ask for it."""
    number = reception.id
    if reception.visitor is not None:
        service.forget_visitor(session(), reception.visitor)
    return done(url_for(".reception", reception=number), _("Name and number are erased."))


@bp.post("/receptions/<id:reception>/remove")
@requires("duty_days.run", on=Reception)
def remove_reception(reception: Reception) -> Any:
    """Take out what was written down by mistake."""
    url = _day_url(reception.duty_day)
    service.remove(session(), reception)
    return done(url, _("The reception is taken out."))


@bp.post("/receptions/<id:reception>/settle")
@requires("duty_days.run", on=Reception)
def settle(reception: Reception) -> Any:
    """What was passed on is settled by the station itself."""
    form = SettleForm()
    if form.validate_on_submit():
        with form.attempt():
            service.settle(session(), reception, form.outcome.data or "", today())
            return done(url_for(".receptions", station=reception.duty_day.station, open=1), _("Settled."))
    return render("duty_days/settle.html", form=form, reception=reception, duty_day=reception.duty_day, today=today())


# The list of a station


@bp.at_station.get("/receptions")
@requires("duty_days.run", on=Station)
def receptions(station: Station) -> Any:
    """All receptions of the station; what is still open of them."""
    begins, ends = _asked_day("from"), _asked_day("to")
    category, is_open = asked_one_of("category", list(CATEGORIES)), request.args.get("open") == "1"
    query = _wanted(station, begins, ends, asked_text(), category, is_open=is_open)
    orders = {
        "newest": (DutyDay.day.desc(), Reception.id.desc()),
        "persons": (Reception.persons, Reception.id),
    }
    listing = listed(query, orders)
    return render(
        "duty_days/receptions.html",
        station=station,
        listing=listing,
        names=_names_of(listing.page.rows),
        begins=begins,
        ends=ends,
        words=asked_text(),
        category=category,
        is_open=is_open,
        categories=CATEGORIES,
        kinds=KINDS,
        today=today(),
    )


def _wanted(
    station: Station, begins: date | None, ends: date | None, words: str, category: str, *, is_open: bool
) -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Reception.id,
            DutyDay.day,
            Reception.duty_day_id,
            Reception.kind,
            Reception.persons,
            Reception.party,
            Reception.subject,
            Reception.category,
            Reception.passed_on,
            Reception.passed_to,
            Reception.passed_key,
            Reception.settled_on,
            Reception.entered_later,
            Visitor.name,
        )
        .join(Reception.duty_day)
        .outerjoin(Reception.visitor)
        .where(DutyDay.station_id == station.id)
    )
    if begins:
        query = query.where(DutyDay.day >= begins)
    if ends:
        query = query.where(DutyDay.day <= ends)
    if category:
        query = query.where(Reception.category == category)
    if words:
        found = (Reception.subject, Reception.answer, Reception.passed_on, Visitor.name)
        query = query.where(or_(*(column.contains(words, autoescape=True) for column in found)))
    if is_open:
        query = query.where(Reception.passed_on != "", Reception.passed_key == "", Reception.settled_on.is_(None))
    return query


def _names_of(rows: Any) -> dict[int, str]:
    """Who received, by reception."""
    found: dict[int, list[str]] = {}
    query = (
        select(ReceivedBy.reception_id, Person.name)
        .join(ReceivedBy.deputy)
        .join(Deputy.person)
        .where(ReceivedBy.reception_id.in_([row.id for row in rows]))
        .order_by(ReceivedBy.deputy_id)
    )
    for number, name in session().execute(query):
        found.setdefault(number, []).append(name)
    return {number: _(", ").join(names) for number, names in found.items()}


# What the form begins with


def _booking_of(duty_day: DutyDay) -> Booking | None:
    number = request.args.get("booking", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    booking = session().get(Booking, int(number))
    return booking if booking is not None and booking.sitting.duty_day_id == duty_day.id else None


def _offered(
    form: ReceptionForm, duty_day: DutyDay, booking: Booking | None, reception: Reception | None = None
) -> ReceptionForm:
    """The deputies of the station, who has a place today first; a booking is a kind of its own."""
    serving = {deputy.id: deputy.person.name for deputy in duty_day.on_duty}
    if reception is not None:
        serving |= {one.deputy_id: one.deputy.person.name for one in reception.received_by}
    # What was typed without a connection may name somebody who has given the place back meanwhile.
    wants_all = _may_run(duty_day) or not serving or form.is_submitted()
    others = dict(lists.deputies_of(session(), duty_day.station)) if wants_all else {}
    form.deputies.choices = list((serving | {key: name for key, name in others.items() if key not in serving}).items())
    mine = viewer().deputy_id
    if mine is not None and mine not in dict(form.deputies.choices):
        form.deputies.choices.insert(0, (mine, viewer().name))
    if booking is not None or (reception is not None and reception.kind == "booked"):
        form.kind.choices = [("booked", str(KINDS["booked"]))]
        form.kind.data = "booked"
    return form


def _begin_with(form: ReceptionForm, duty_day: DutyDay, booking: Booking | None) -> None:
    if duty_day.day == today():
        form.at.data = now().astimezone(STATION_ZONE).time().replace(second=0, microsecond=0)
    mine = viewer().deputy_id
    on_duty = [deputy.id for deputy in duty_day.on_duty]
    form.deputies.data = [mine] if mine is not None else on_duty if len(on_duty) == 1 else []
    if booking is not None:
        form.subject.data, form.persons.data = booking.subject, booking.persons
        form.kind.data = "booked"


def _as_written(reception: Reception) -> dict[str, Any]:
    return {
        "kind": reception.kind,
        "subject": reception.subject,
        "category": reception.category,
        "persons": reception.persons or 1,
        "further": not reception.party,
        "at": reception.at.astimezone(STATION_ZONE).time() if reception.at else None,
        "answer": reception.answer,
        "passed_on": reception.passed_on,
        "deputies": [one.deputy_id for one in reception.received_by],
    }


def _typed(form: ReceptionForm) -> bool:
    """Whether name or number were typed anew; left empty they stay as they are."""
    return bool(form.name.data or form.phone.data)


def _only_sitting(duty_day: DutyDay) -> int | None:
    return duty_day.sittings[0].id if len(duty_day.sittings) == 1 else None


def _may_run(duty_day: DutyDay) -> bool:
    return viewer().may("duty_days.run", duty_day.scope())


def _check_theirs(reception: Reception) -> None:
    """Raise NotTheirs for a deputy who did not receive these people."""
    received = {one.deputy_id for one in reception.received_by}
    if not (_may_run(reception.duty_day) or (viewer().deputy_id or 0) in received):
        raise NotTheirs


def _day_url(duty_day: DutyDay) -> str:
    """Where the viewer sees the day: at the desk, or as a deputy."""
    return url_for(".desk" if _may_run(duty_day) else ".my_day", duty_day=duty_day)


def _asked_day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
