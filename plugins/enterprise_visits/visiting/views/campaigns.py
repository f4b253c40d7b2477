"""Campaigns of a station, and the ways of its days."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import (
    _,
    asked_day,
    day_words,
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
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.models import Campaign, Route, Visit
from plugins.enterprise_visits.visiting import lists, planning, routes, service
from plugins.enterprise_visits.visiting.access import BROWSE, PLAN, READ
from plugins.enterprise_visits.visiting.forms import CampaignForm, ConfirmForm, RouteForm, ShiftForm, SpreadForm
from plugins.enterprise_visits.visiting.words import STATES


@bp.at_station.get("/campaigns")
@requires(BROWSE, on=Station)
def visit_campaigns(station: Station) -> Any:
    """The campaigns of a station, with how far they are."""
    return render(
        "enterprise_visits/visiting/campaigns.html",
        station=station,
        campaigns=lists.campaigns_of(session(), station),
        may_plan=viewer().may(PLAN, station.scope()),
        today=today(),
    )


@bp.at_station.route("/campaigns/new", methods=["GET", "POST"])
@requires(PLAN, on=Station)
def new_campaign(station: Station) -> Any:
    """Begin a campaign."""
    form = CampaignForm()
    if form.validate_on_submit():
        with form.attempt():
            campaign = planning.begin_campaign(session(), station, **_facts(form))
            return done(url_for(".visit_campaign", campaign=campaign), _("Now choose whose enterprises are visited."))
    return render("enterprise_visits/visiting/campaign_form.html", form=form, station=station, campaign=None)


@bp.route("/campaigns/<id:campaign>/edit", methods=["GET", "POST"])
@requires(PLAN, on=Campaign)
def edit_campaign(campaign: Campaign) -> Any:
    """Name, days and question of a campaign."""
    form = CampaignForm(obj=campaign)
    if form.validate_on_submit():
        with form.attempt():
            for name, value in _facts(form).items():
                setattr(campaign, name, value)
            return done(url_for(".visit_campaign", campaign=campaign), _("Saved."))
    return render(
        "enterprise_visits/visiting/campaign_form.html", form=form, station=campaign.station, campaign=campaign
    )


@bp.get("/campaigns/<id:campaign>")
@requires(BROWSE, on=Campaign)
def visit_campaign(campaign: Campaign) -> Any:
    """How far it is."""
    return _campaign_page(campaign, SpreadForm(formdata=None))


@bp.post("/campaigns/<id:campaign>/plan")
@requires(PLAN, on=Campaign)
def plan_campaign(campaign: Campaign) -> Any:
    """Plan the visits of all who are left, with one button."""
    form = SpreadForm()
    _offer_pairs(form, campaign)
    if form.validate_on_submit():
        with form.attempt():
            account, chosen = viewer().account_id, form.deputies.data or ()
            made = planning.plan_campaign(session(), campaign, chosen, account_id=account, today=today(), at=now())
            return done(
                url_for(".visit_campaign", campaign=campaign),
                _("Planned: %(n)s visits. Every deputy is told once.", n=made),
            )
    return _campaign_page(campaign, form)


def _campaign_page(campaign: Campaign, form: SpreadForm) -> Any:
    may_plan = viewer().may(PLAN, campaign.scope())
    if may_plan and not form.is_submitted() and campaign.ends >= today():
        _offer_pairs(form, campaign)
        form.deputies.data = [number for number, _words in form.deputies.choices]
    listing = listed(
        lists.visits(lists.Wanted(campaign_id=campaign.id)),
        {"day": (Visit.day, Visit.id), "state": (Visit.state, Visit.day, Visit.id)},
    )
    return render(
        "enterprise_visits/visiting/campaign.html",
        campaign=campaign,
        form=form,
        listing=listing,
        people=service.people(session(), [row.id for row in listing.page.rows]),
        states=STATES,
        may_plan=may_plan,
        today=today(),
    )


def _offer_pairs(form: SpreadForm, campaign: Campaign) -> None:
    left = planning.pairs_left(session(), campaign, today())
    form.deputies.choices = [(number, _("%(name)s (%(n)s)", name=name, n=n)) for number, name, n in left]


@bp.post("/campaigns/<id:campaign>/remind")
@requires(PLAN, on=Campaign)
def remind_of_campaign(campaign: Campaign) -> Any:
    """Remind everybody who has not answered."""
    url = url_for(".visit_campaign", campaign=campaign)
    ConfirmForm()
    try:
        reminded = planning.remind_campaign(session(), campaign, today(), now())
    except DomainError as problem:
        return done(url, str(problem))
    return done(url, _("Reminded: %(n)s deputies.", n=reminded))


# The way of a day


@bp.at_station.route("/routes/new", methods=["GET", "POST"])
@requires(PLAN, on=Station)
def new_route(station: Station) -> Any:
    """Make one way of the planned visits of a day."""
    day = asked_day("day") or today()
    form = RouteForm()
    free = routes.free_on(session(), station, day)
    form.visits.choices = [(one.id, one.enterprise.name) for one in free]
    if not form.is_submitted():
        form.visits.data = [one.id for one in free]
    if form.validate_on_submit():
        with form.attempt():
            route = routes.begin_route(session(), station, day, form.name.data or "", form.visits.data or ())
            return done(url_for(".visit_route", route=route), _("The order is the short one. Change it as you like."))
    return render(
        "enterprise_visits/visiting/route_form.html", form=form, station=station, day=day, free=free, today=today()
    )


@bp.get("/routes/<id:route>")
@requires(READ, on=Route)
def visit_route(route: Route) -> Any:
    """The way of a day: for the phone, and to be printed."""
    stops = routes.stops(session(), route)
    return render(
        "enterprise_visits/visiting/route.html",
        route=route,
        stops=stops,
        km=sum(stop.km or 0 for stop in stops),
        title=route.name or _("Route of %(day)s", day=day_words(route.day, today())),
        may_plan=viewer().may(PLAN, route.scope()),
        today=today(),
    )


@bp.post("/routes/<id:route>/shift")
@requires(PLAN, on=Route)
def shift_stop(route: Route) -> Any:
    """One visit earlier or later on the way."""
    form = ShiftForm()
    if form.validate_on_submit():
        routes.shift(session(), route, form.visit.data or 0, later=form.to.data == "later")
    return done(url_for(".visit_route", route=route))


@bp.post("/routes/<id:route>/suggest")
@requires(PLAN, on=Route)
def suggest_route(route: Route) -> Any:
    """The short order again."""
    ConfirmForm()
    routes.suggest(session(), route)
    return done(url_for(".visit_route", route=route), _("The order is the short one again."))


@bp.post("/routes/<id:route>/dissolve")
@requires(PLAN, on=Route)
def dissolve_route(route: Route) -> Any:
    """The way goes, its visits stay planned."""
    ConfirmForm()
    station = route.station
    routes.dissolve(session(), route)
    return done(url_for(".visits", station=station), _("The route is gone; its visits are still planned."))


def _facts(form: CampaignForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "begins": form.begins.data,
        "ends": form.ends.data,
        "purpose": form.purpose.data or "",
    }
