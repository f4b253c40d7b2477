"""The pages of investment leads."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from core.api.data import Deputy, Station
from core.api.declare import NavItem, NotFound, Permission, Role
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    done,
    listed,
    now,
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.helping.service import deputies_of
from plugins.enterprise_visits.leads import service
from plugins.enterprise_visits.leads.forms import LeadForm, NewLeadForm, StepForm
from plugins.enterprise_visits.leads.service import KEEP, SEE
from plugins.enterprise_visits.leads.words import MARKS, STAGES
from plugins.enterprise_visits.models import Lead
from plugins.enterprise_visits.models.helping import ENDED, PROJECT

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
PERMISSIONS = (
    Permission(SEE, _l("See investment leads that are not confidential"), KEEPERS | {Role.LEADER, Role.DEPUTY}),
    Permission(KEEP, _l("Keep investment leads, the confidential ones too"), KEEPERS),
)
NAV = (
    NavItem(
        title=_l("Investment leads"),
        endpoint="enterprise_visits.leads_at_station",
        permission=SEE,
        place="station",
        order=37,
        icon="signpost",
    ),
)
SHOWN = (
    joinedload(Lead.station),
    joinedload(Lead.chain),
    joinedload(Lead.segment),
    joinedload(Lead.deputy).joinedload(Deputy.person),
    selectinload(Lead.events),
)
WORDS = {"stages": STAGES, "marks": MARKS}


@bp.get("/leads")
@requires(SEE)
def leads() -> Any:
    """The leads of all stations within reach."""
    return _list(None)


@bp.at_station.get("/leads")
@requires(SEE, on=Station)
def leads_at_station(station: Station) -> Any:
    """The leads of a station."""
    return _list(station)


@bp.at_station.route("/leads/new", methods=["GET", "POST"])
@requires(KEEP, on=Station)
def new_lead(station: Station) -> Any:
    """Note a lead."""
    form = _offered(NewLeadForm(day=today()), station, None)
    if form.validate_on_submit():
        with form.attempt():
            lead = service.enter(session(), station, today=today(), at=now(), **form.values)
            return done(url_for(".lead", lead=lead.id), _("The lead is noted."))
    return render("enterprise_visits/leads/edit.html", form=form, station=station, lead=None)


@bp.get("/leads/<id:lead>")
@requires(SEE, on=Lead, loading=SHOWN)
def lead(lead: Lead) -> Any:
    """A lead, the steps it took, and the next one."""
    return _page(_readable(lead), StepForm(formdata=None, stage=_next_stage(lead), day=today()))


@bp.route("/leads/<id:lead>/edit", methods=["GET", "POST"])
@requires(KEEP, on=Lead, loading=SHOWN)
def edit_lead(lead: Lead) -> Any:
    """Correct what is known of a lead."""
    names = ("title", "investor", "amount", "words", "confidential")
    shown = {name: getattr(lead, name) for name in names}
    form = LeadForm(also=[lead], segment=lead.segment_id, deputy=lead.deputy_id, **shown)
    _offered(form, lead.station, lead)
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), lead, **form.values)
            return done(url_for(".lead", lead=lead.id), _("Saved."))
    return render("enterprise_visits/leads/edit.html", form=form, station=lead.station, lead=lead)


@bp.post("/leads/<id:lead>/step")
@requires(KEEP, on=Lead, loading=SHOWN)
def step(lead: Lead) -> Any:
    """Write down what happened to a lead."""
    form = StepForm()
    if form.validate_on_submit():
        with form.attempt():
            service.take_step(session(), lead, today=today(), at=now(), **form.values)
            return done(url_for(".lead", lead=lead.id), _("Written down."))
    return _page(lead, form)


@bp.post("/leads/<id:lead>/take-back")
@requires(KEEP, on=Lead, loading=SHOWN)
def take_back(lead: Lead) -> Any:
    """Take back the last step."""
    service.take_back(session(), lead)
    return done(url_for(".lead", lead=lead.id), _("The last step is taken back."))


def _list(station: Station | None) -> Any:
    stage, words = asked_one_of("stage", tuple(STAGES)), asked_text()
    return render(
        "enterprise_visits/leads/leads.html",
        listing=listed(service.in_list(viewer(), words, stage, station), service.ORDERS),
        station=station,
        stage=stage,
        wanted=words,
        may_keep=station is not None and viewer().may(KEEP, station.scope()),
        **WORDS,
    )


def _page(lead: Lead, form: StepForm) -> Any:
    return render(
        "enterprise_visits/leads/show.html",
        lead=lead,
        form=form,
        is_over=lead.stage in (PROJECT, ENDED),
        may_keep=viewer().may(KEEP, lead.scope()),
        **WORDS,
    )


def _readable(lead: Lead) -> Lead:
    if not service.may_read(viewer(), lead):
        raise NotFound
    return lead


def _next_stage(lead: Lead) -> str:
    """The stage after the present one."""
    stages = tuple(STAGES)
    return stages[min(stages.index(lead.stage) + 1, stages.index(PROJECT))]


def _offered(form: LeadForm, station: Station, lead: Lead | None) -> LeadForm:
    deputies = dict(deputies_of(session(), station.id))
    if lead is not None and lead.deputy is not None:  # who has left the station stays the one who brought it
        deputies.setdefault(lead.deputy.id, lead.deputy.person.name)
    offer(form.deputy, deputies.items(), _l("No deputy"))
    offer(
        form.segment, service.segments_of(session(), lead.chain_id if lead else station.chain_id), _l("The whole chain")
    )
    return form
