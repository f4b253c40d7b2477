"""Writing visits down, on a phone at the gate as well as at a desk, also on a bad connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from core.api.data import Reach, Session, Station
from core.api.web import (
    _,
    begin_write,
    done,
    file_answer,
    files,
    now,
    reads_first,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits import attention
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.difficulties import service as difficulties
from plugins.enterprise_visits.measures import service as measures
from plugins.enterprise_visits.measures.fields import offer_measures
from plugins.enterprise_visits.models import Visit, VisitPhoto
from plugins.enterprise_visits.visiting import choosing, service
from plugins.enterprise_visits.visiting.access import LOG, OWN, PLAN, READ, again, check_may_change, check_may_read
from plugins.enterprise_visits.visiting.errors import VisitNobody, VisitNowhere, VisitWithoutStation
from plugins.enterprise_visits.visiting.forms import ConfirmForm, HeldForm, LogForm, PhotosForm, WhereForm
from plugins.enterprise_visits.visiting.views.asking import asked_enterprise, usable


@bp.route("/visits/log", methods=["GET", "POST"])
@requires(OWN)
@reads_first
def log_visit() -> Any:
    """Write a visit of one's own down: one tap says where, the rest is words and photos."""
    me, stations = viewer().deputy_id or 0, viewer().placed_at
    form = LogForm()
    mine = choosing.my_enterprises(session(), me, today())
    form.of_deputy([(one.id, one.name) for one in mine], choosing.companions(session(), me, today()))
    _begin(form, _region_of(session(), stations))
    if not form.is_submitted():
        form.enterprise.data = asked_enterprise([one.id for one in mine])
    if form.validate_on_submit():
        begin_write()
        with form.attempt():
            enterprise = chosen(form, stations, [one.id for one in mine])
            station = choosing.station_for(session(), me, enterprise, today())
            visit = _write(form, station.id, enterprise, always=me)
            return done(url_for(".visit", visit=visit), _("The visit is written down. Thank you."))
    near = choosing.enterprises_near(session(), stations, today())
    return render(
        "enterprise_visits/visiting/log.html",
        form=form,
        mine=mine,
        near=near,
        station=None,
        busy=busy_near(stations),
        today=today(),
    )


@bp.at_station.route("/visits/log", methods=["GET", "POST"])
@requires(PLAN, on=Station)
@reads_first
def log_visit_at(station: Station) -> Any:
    """Write a visit of deputies of the station down, for them."""
    form = LogForm()
    here, day = station.id, today()
    form.deputies.choices = list(choosing.deputies_of(session(), station, day))
    form.at_station()
    _begin(form, station.region_code)
    if form.validate_on_submit():
        begin_write()
        with form.attempt():
            visit = _write(form, here, chosen(form, [here], ()), always=None)
            return done(url_for(".visit", visit=visit), _("The visit is written down."))
    near = choosing.enterprises_near(session(), [here], day)
    return render(
        "enterprise_visits/visiting/log.html",
        form=form,
        mine=[],
        near=near,
        station=station,
        busy=busy_near([here]),
        today=day,
    )


@bp.route("/visits/<id:visit>/log", methods=["GET", "POST"])
@requires(LOG, on=Visit, loading=service.with_everything())
@reads_first
def hold_visit(visit: Visit) -> Any:
    """A planned visit was held; or what was written down of one is corrected."""
    check_may_change(viewer(), visit)
    was_held, me = visit.is_held, viewer().deputy_id
    form = HeldForm(also=[visit], data=_as_written(visit))
    form.deputies.choices = _who(visit)
    explained = measures.of_visit(session(), visit.id)
    offer_measures(form, session(), visit.station.region_code, _day_of(form, visit.day), explained)
    if form.validate_on_submit():
        begin_write()
        visit = again(session(), visit)
        with form.attempt():
            said = form.said()
            if not said.deputies:
                raise VisitNobody
            service.hold(session(), visit, said, account_id=viewer().account_id, today=today(), at=now())
            _add_the_rest(form, visit, me if visit.is_theirs(me) else None)
            return done(url_for(".visit", visit=visit), _("Saved.") if was_held else _("The visit is written down."))
    return render("enterprise_visits/visiting/hold.html", form=form, visit=visit, today=today())


# Photos


@bp.route("/visits/<id:visit>/photos", methods=["GET", "POST"])
@requires(LOG, on=Visit, loading=service.with_everything())
@reads_first
def add_visit_photos(visit: Visit) -> Any:
    """Further photos of a visit."""
    check_may_change(viewer(), visit)
    form = PhotosForm()
    if form.validate_on_submit():
        begin_write()
        visit = again(session(), visit)
        with form.attempt():
            service.add_photos(session(), files(), visit, form.photos.prepared, viewer().account_id)
            return done(url_for(".visit", visit=visit), _("The photos are added."))
    return render("enterprise_visits/visiting/photos.html", form=form, visit=visit, today=today())


@bp.get("/photos/<id:visit_photo>/<any(small, large, full):size>")
@requires(READ, on=VisitPhoto)
def visit_photo(visit_photo: VisitPhoto, size: str) -> Any:
    """A photo of a visit, for who may open the visit."""
    check_may_read(viewer(), visit_photo.visit)
    return file_answer(visit_photo.file, size)


@bp.post("/photos/<id:visit_photo>/remove")
@requires(LOG, on=VisitPhoto)
def remove_visit_photo(visit_photo: VisitPhoto) -> Any:
    """Take a photo out."""
    visit = visit_photo.visit
    check_may_change(viewer(), visit)
    ConfirmForm()
    service.remove_photo(session(), visit_photo)
    return done(url_for(".visit", visit=visit), _("The photo is taken out."))


# What the forms begin with, and what becomes of them


def chosen(form: WhereForm, stations: Collection[int], mine: Collection[int]) -> int:
    """The enterprise that was chosen or typed. Raises VisitNowhere, EnterpriseUnknown, VisitWithoutStation."""
    if form.other.data:
        if not stations:
            raise VisitWithoutStation
        return choosing.enterprise_called(session(), stations, form.other.data, today())
    if form.enterprise.data not in mine:
        raise VisitNowhere
    return int(form.enterprise.data)


def busy_near(stations: Collection[int]) -> Sequence[Any]:
    """The enterprises to which a further visit this week would be too many, as far as these stations visit them."""
    return attention.burdened(session(), Reach(station_ids=frozenset(stations)), today(), further=1)


def _begin(form: LogForm, region_code: str) -> None:
    if not form.is_submitted():
        form.day.data = today()
    offer_measures(form, session(), region_code, _day_of(form, today()))


def _day_of(form: LogForm, usual: date) -> date:
    return usable(form.day.data) or usual


def _write(form: LogForm, station_id: int, enterprise_id: int, *, always: int | None) -> Visit:
    visit = service.log(
        session(),
        station_id,
        enterprise_id,
        form.said(always=always),
        account_id=viewer().account_id,
        today=today(),
        at=now(),
    )
    _add_the_rest(form, visit, always)
    return visit


def _add_the_rest(form: LogForm, visit: Visit, deputy_id: int | None) -> None:
    account = viewer().account_id
    measures.explain(session(), visit.id, visit.station.region_code, visit.day, form.measures.data or ())
    if form.difficulty is not None:
        difficulties.at_visit(session(), visit, form.difficulty, deputy_id=deputy_id, account_id=account, at=now())
    if form.photos.prepared:
        service.add_photos(session(), files(), visit, form.photos.prepared, account)


def _as_written(visit: Visit) -> dict[str, Any]:
    there = [one.deputy_id for one in visit.deputies if (one.was_there if visit.is_held else one.answer != "declined")]
    return {
        "day": visit.day if visit.is_held else min(visit.day, today()),
        "begins": visit.begins,
        "purpose": visit.purpose,
        "met": visit.met,
        "words": visit.words,
        "deputies": there,
    }


def _who(visit: Visit) -> list[tuple[int, str]]:
    """Who is of the visit, and the other deputies of its station."""
    known = {one.deputy_id: one.deputy.person.name for one in visit.deputies}
    others: Iterable[tuple[int, str]] = choosing.deputies_of(session(), visit.station, today())
    return [*known.items(), *((number, name) for number, name in others if number not in known)]


def _region_of(session: Session, stations: Collection[int]) -> str:
    query = select(Station.region_code).where(Station.id.in_(sorted(stations))).order_by(Station.id).limit(1)
    return session.scalar(query) or ""
