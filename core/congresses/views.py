"""Congresses and their terms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from core.access import Permission, Role
from core.clock import today
from core.congresses import lists, service
from core.congresses.forms import DelegationForm, KnownTermForm, TermForm
from core.congresses.models import LEVELS, Congress, Term
from core.congresses.words import congress_title, level_title, level_titles, term_title
from core.deputies import roll
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.web.fields import offer
from core.web.listing import asked_one_of
from core.words import lazy as _l

bp = Blueprint("congresses", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (Permission("congresses.edit", _l("See congresses, and add terms"), OFFICE),)
NAV = (
    NavItem(
        title=_l("Congresses"),
        endpoint="congresses.index",
        permission="congresses.edit",
        order=50,
        icon="bank",
        place="admin",
    ),
)

bp.add_app_template_filter(level_title)
bp.add_app_template_filter(level_titles)
bp.add_app_template_filter(congress_title)
bp.add_app_template_filter(term_title)


@bp.get("/congresses/")
@requires("congresses.edit")
def index() -> Any:
    """The congresses that deputies here may belong to, each with its terms."""
    found = lists.congresses_for(session(), viewer().reach("congresses.edit"))
    return render("congresses/index.html", congresses=found)


@bp.get("/congresses/<id:congress>")
@requires("congresses.edit", on=Congress)
def show(congress: Congress) -> Any:
    """A congress with its terms, and how many mandates there are in which state."""
    return render("congresses/show.html", congress=congress, counts=roll.states_of(session(), congress))


@bp.get("/congresses/terms/<id:term>")
@requires("congresses.edit", on=Term)
def term(term: Term) -> Any:
    """A term: its days, its mandates, its delegations, and who its deputies are."""
    rows = roll.members_of(session(), term)
    return render(
        "congresses/show_term.html",
        term=term,
        states=roll.states(rows),
        delegations=roll.delegations(rows),
        tables=roll.composition(rows, today()),
    )


@bp.route("/congresses/terms/<id:term>/edit", methods=["GET", "POST"])
@requires("congresses.edit", on=Term)
def edit_term(term: Term) -> Any:
    """Correct a term."""
    form = KnownTermForm(obj=term)
    if form.validate_on_submit():
        with form.attempt():
            service.change_term(session(), term, form.number.data, form.begins.data, form.ends.data)
            return done(url_for(".term", term=term), _("Saved."))
    return render("congresses/term.html", form=form, term=term)


@bp.route("/congresses/terms/<id:term>/delegations", methods=["GET", "POST"])
@requires("congresses.edit", on=Term)
def rename_delegation(term: Term) -> Any:
    """Give a delegation another name in all its mandates; the name of another one joins the two."""
    form = DelegationForm()
    known = roll.delegations(roll.members_of(session(), term))
    offer(form.old, [(name, name) for name, _number in known if name], None)
    if form.validate_on_submit():
        with form.attempt():
            number = roll.rename_delegation(session(), term, form.old.data, form.new.data)
            return done(
                url_for(".term", term=term), _("%(n)s mandates belong to %(name)s now.", n=number, name=form.new.data)
            )
    return render("congresses/delegation.html", form=form, term=term)


@bp.route("/congresses/terms/new", methods=["GET", "POST"])
@requires("congresses.edit")
def add_term() -> Any:
    """Add a term; its congress is made with its first term."""
    form = TermForm()
    found = regions.within_and_above(session(), viewer().reach("congresses.edit"))
    offer_regions(form.region_code, found)
    if request.method == "GET" and request.args.get("region") in {region.code for region in found}:
        form.region_code.data = request.args["region"]
        form.level.data = asked_one_of("level", LEVELS) or form.level.data
    if form.validate_on_submit():
        region = next(region for region in found if region.code == form.region_code.data)
        with form.attempt():
            congress = service.congress_at(session(), region, form.level.data)
            term = service.add_term(session(), congress, form.number.data, form.begins.data, form.ends.data)
            return done(url_for(".index"), _("%(term)s is added.", term=term_title(term.number)))
    return render("congresses/term.html", form=form, term=None)
