"""Planning visits, and answering: on a phone with a tap, at a desk for others."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import _, asked_number, done, now, offer, render, requires, session, today, url_for, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.models import Visit
from plugins.enterprise_visits.visiting import choosing, lists, planning, service
from plugins.enterprise_visits.visiting.access import LOG, OWN, PLAN, check_may_change
from plugins.enterprise_visits.visiting.errors import NotYourVisit
from plugins.enterprise_visits.visiting.forms import AnswerForm, CancelForm, ConfirmForm, InviteForm, MoveForm, PlanForm
from plugins.enterprise_visits.visiting.planning import Wish
from plugins.enterprise_visits.visiting.views.asking import asked_enterprise
from plugins.enterprise_visits.visiting.views.logging import busy_near, chosen

WHOLE = service.with_everything()


@bp.route("/visits/plan", methods=["GET", "POST"])
@requires(OWN)
def plan_visit() -> Any:
    """Plan a visit of one's own, and ask others along."""
    me, stations = viewer().deputy_id or 0, viewer().placed_at
    form = PlanForm()
    del form.campaign
    mine = choosing.my_enterprises(session(), me, today())
    form.of_deputy([(one.id, one.name) for one in mine], choosing.companions(session(), me, today()))
    if not form.is_submitted():
        form.enterprise.data = asked_enterprise([one.id for one in mine])
    if form.validate_on_submit():
        with form.attempt():
            enterprise = chosen(form, stations, [one.id for one in mine])
            station = choosing.station_for(session(), me, enterprise, today())
            visit = _plan(form, station.id, enterprise, own=me)
            return done(url_for(".visit", visit=visit), _("The visit is planned."))
    near = choosing.enterprises_near(session(), stations, today())
    return render(
        "enterprise_visits/visiting/plan.html",
        form=form,
        mine=mine,
        near=near,
        station=None,
        busy=busy_near(stations),
        today=today(),
    )


@bp.at_station.route("/visits/plan", methods=["GET", "POST"])
@requires(PLAN, on=Station)
def plan_visit_at(station: Station) -> Any:
    """Plan a visit of deputies of the station; they are asked whether they come."""
    form = PlanForm()
    form.deputies.choices = list(choosing.deputies_of(session(), station, today()))
    form.at_station()
    offer(form.campaign, [(one.id, one.name) for one in lists.campaigns_of(session(), station)], _("No campaign"))
    if not form.is_submitted():
        number = asked_number("campaign")
        form.campaign.data = number if number in {value for value, *_rest in form.campaign.choices} else None
    if form.validate_on_submit():
        with form.attempt():
            visit = _plan(form, station.id, chosen(form, [station.id], ()), own=None)
            return done(url_for(".visit", visit=visit), _("The visit is planned, and everybody is asked."))
    near = choosing.enterprises_near(session(), [station.id], today())
    return render(
        "enterprise_visits/visiting/plan.html",
        form=form,
        mine=[],
        near=near,
        station=station,
        busy=busy_near([station.id]),
        today=today(),
    )


@bp.route("/visits/<id:visit>/move", methods=["GET", "POST"])
@requires(LOG, on=Visit, loading=WHOLE)
def move_visit(visit: Visit) -> Any:
    """Another day or hour."""
    check_may_change(viewer(), visit)
    form = MoveForm(obj=visit)
    if form.validate_on_submit():
        with form.attempt():
            planning.move(
                session(),
                visit,
                form.day.data or visit.day,
                form.begins.data,
                form.purpose.data or "",
                today=today(),
                at=now(),
                by_person=viewer().person_id,
            )
            return done(url_for(".visit", visit=visit), _("Saved."))
    return render("enterprise_visits/visiting/move.html", form=form, visit=visit, today=today())


@bp.route("/visits/<id:visit>/answer", methods=["GET", "POST"])
@requires(OWN, on=Visit, loading=WHOLE)
def answer_visit(visit: Visit) -> Any:
    """Say whether one comes along."""
    mine = next((one for one in visit.deputies if one.deputy_id == viewer().deputy_id), None)
    if mine is None:
        raise NotYourVisit
    form = AnswerForm(data={"answer": "coming", "reason": mine.reason})
    if form.validate_on_submit():
        with form.attempt():
            comes = form.answer.data == "coming"
            planning.answer(session(), mine, comes=comes, reason=form.reason.data or "", at=now())
            return done(
                url_for(".visit", visit=visit),
                _("You come along.") if comes else _("Your station knows that you cannot come."),
            )
    return render("enterprise_visits/visiting/answer.html", form=form, visit=visit, today=today())


@bp.route("/visits/<id:visit>/invite", methods=["GET", "POST"])
@requires(PLAN, on=Visit, loading=WHOLE)
def invite_to_visit(visit: Visit) -> Any:
    """Ask further deputies to come along."""
    form = InviteForm()
    known = {one.deputy_id for one in visit.deputies if one.answer != "declined"}
    here = choosing.deputies_of(session(), visit.station, today())
    form.deputies.choices = [(number, name) for number, name in here if number not in known or form.is_submitted()]
    if form.validate_on_submit():
        with form.attempt():
            asked = planning.invite(session(), visit, form.deputies.data or (), now())
            return done(url_for(".visit", visit=visit), _("Asked: %(n)s deputies.", n=asked))
    return render("enterprise_visits/visiting/invite.html", form=form, visit=visit, today=today())


@bp.post("/visits/<id:visit>/remind")
@requires(PLAN, on=Visit, loading=WHOLE)
def remind_of_visit(visit: Visit) -> Any:
    """Remind who has not answered."""
    url = url_for(".visit", visit=visit)
    ConfirmForm()
    try:
        reminded = planning.remind(session(), visit, now())
    except DomainError as problem:
        return done(url, str(problem))
    return done(url, _("Reminded: %(n)s deputies.", n=reminded))


@bp.route("/visits/<id:visit>/cancel", methods=["GET", "POST"])
@requires(LOG, on=Visit, loading=WHOLE)
def cancel_visit(visit: Visit) -> Any:
    """It does not take place, or was written down by mistake."""
    check_may_change(viewer(), visit)
    form = CancelForm()
    if form.validate_on_submit():
        with form.attempt():
            service.cancel(session(), visit, form.reason.data or "", at=now(), by_person=viewer().person_id)
            return done(url_for(".visit", visit=visit), _("The visit is cancelled."))
    return render("enterprise_visits/visiting/cancel.html", form=form, visit=visit, today=today())


def _plan(form: PlanForm, station_id: int, enterprise_id: int, *, own: int | None) -> Visit:
    deputies = form.deputies.data or ()
    wish = Wish(
        day=form.day.data or today(),
        begins=form.begins.data,
        purpose=form.purpose.data or "",
        deputies=tuple(dict.fromkeys([own, *deputies] if own is not None else deputies)),
        campaign_id=form.campaign.data if "campaign" in form else None,
    )
    return planning.plan(
        session(), station_id, enterprise_id, wish, own=own, account_id=viewer().account_id, today=today(), at=now()
    )
