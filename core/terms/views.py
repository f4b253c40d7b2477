"""Pages of the term changes: who stays, goes and comes, and the steps until it is confirmed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.access import Permission, Role
from core.clock import now, today
from core.deputies.models import Deputy
from core.errors import DomainError
from core.imports import service as imports
from core.imports import staging
from core.imports.hooks import understanding
from core.imports.plans import Options
from core.imports.tables import FileProblem, read_table
from core.people.models import Person
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.terms import lists, service
from core.terms.forms import PlainForm, RosterForm, StartForm
from core.terms.models import PARTS, TermChange
from core.terms.words import PART_TITLES, STATE_KINDS, STATE_TITLES
from core.web import _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.listing import asked_one_of, asked_text, listed
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("terms", __name__, template_folder="templates", url_prefix="/term-changes")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (Permission("terms.change", _l("Prepare, carry out and confirm term changes"), OFFICE),)
NAV = (
    NavItem(
        title=_l("Term changes"),
        endpoint="terms.index",
        permission="terms.change",
        order=55,
        icon="arrow-repeat",
        place="admin",
    ),
)
WITH_REGION = (joinedload(TermChange.region),)
ORDERS = {"name": (Deputy.sort_key, Deputy.id), "employer": (Person.employer_text, Deputy.id)}


class RosterTooLarge(FileProblem):
    """More than one upload takes."""

    code = "roster_too_large"
    message = _l("The file is larger than %(limit)s MB. Remove pictures and empty sheets, or split the list.")


@bp.get("/")
@requires("terms.change")
def index() -> Any:
    """The term changes, the newest first."""
    query = (
        select(TermChange)
        .where(TermChange.in_reach(viewer().reach("terms.change")))
        .options(joinedload(TermChange.region))
    )
    listing = listed(query, {"day": (TermChange.id.desc(),)})
    return render("terms/index.html", listing=listing, state_titles=STATE_TITLES, state_kinds=STATE_KINDS)


@bp.route("/new", methods=["GET", "POST"])
@requires("terms.change")
def start() -> Any:
    """Start a term change."""
    form = StartForm()
    found = [one for one in regions.within(session(), viewer().reach("terms.change")) if one.level != "community"]
    offer_regions(form.region_code, found)
    if form.validate_on_submit():
        region = next(region for region in found if region.code == form.region_code.data)
        with form.attempt():
            change = service.start(session(), region, form.numbers(region), form.day.data, now(), viewer().account_id)
            return done(url_for(".show", term_change=change), _("Now bring the roster of the new term."))
    return render("terms/start.html", form=form)


@bp.get("/<id:term_change>")
@requires("terms.change", on=TermChange, loading=WITH_REGION)
def show(term_change: TermChange) -> Any:
    """Where the change stands, and what is to be done next."""
    return _page(term_change, PlainForm())


@bp.get("/<id:term_change>/people")
@requires("terms.change", on=TermChange, loading=WITH_REGION)
def people(term_change: TermChange) -> Any:
    """Who stays, goes or comes, one by one, with what they still hold."""
    part = asked_one_of("part", PARTS) or "go"
    words = asked_text()
    counts = lists.counts(session(), term_change)
    # While it is prepared the counts are of this very moment; later they are those of the day it was put into force.
    total = counts[part] if term_change.state == "draft" and not words else None
    listing = listed(lists.people(term_change, part, words), ORDERS, total=total)
    numbers = [row.id for row in listing.page.rows]
    held = lists.held(session(), numbers, term_change.day) if part == "go" and term_change.state == "draft" else []
    return render(
        "terms/people.html",
        change=term_change,
        part=part,
        parts=PART_TITLES,
        counts=counts,
        words=words,
        listing=listing,
        seats=lists.seats(session(), term_change, numbers),
        held=lists.by_deputy(held),
    )


@bp.route("/<id:term_change>/roster", methods=["GET", "POST"])
@reads_first
@requires("terms.change", on=TermChange)
def roster(term_change: TermChange) -> Any:
    """Bring the new roster beside the old one; what would become of its rows is shown by the import."""
    form = RosterForm()
    if not form.validate_on_submit():
        return render("terms/roster.html", form=form, change=term_change)
    try:
        service.check(term_change, "draft")
        table = read_table(_uploaded(form), "deputies", form.sheet.data or None)
        levels = frozenset(term_change.numbers)
        options = Options(
            region_code=term_change.region_code, today=today(), terms=dict(term_change.numbers), coming=levels
        )
        made = imports.plan(session(), table, options, understanding(platform().host))
    except DomainError as problem:
        form.add_problem(str(problem), problem.field or "file")
        return render("terms/roster.html", form=form, change=term_change)
    number, account_id = term_change.id, viewer().account_id
    batch = staging.stage(begin_write(), table, made, form.file.data.filename or "", now(), account_id)
    batch.options = {**batch.options, "term_change": number}
    service.bring(session(), session().get_one(TermChange, number), batch.id)
    return done(url_for("imports.show", import_batch=batch.id))


@bp.post("/<id:term_change>/apply")
@requires("terms.change", on=TermChange)
def apply(term_change: TermChange) -> Any:
    """Put the new term into force."""
    form = PlainForm()
    if form.validate():
        with form.attempt():
            service.apply(session(), term_change, now(), today())
            return done(
                url_for(".show", term_change=term_change),
                _("The new term is in force. Look at it; until you confirm, it can be taken back."),
            )
    return _page(term_change, form)


@bp.post("/<id:term_change>/revert")
@requires("terms.change", on=TermChange)
def revert(term_change: TermChange) -> Any:
    """Put back what was there before."""
    form = PlainForm()
    if form.validate():
        with form.attempt():
            kept = service.revert(session(), term_change)
            message = (
                _("Taken back. %(n)s records were changed by others meanwhile and stay as they are now.", n=kept)
                if kept
                else _("Taken back. Everything is as it was before.")
            )
            return done(url_for(".show", term_change=term_change), message)
    return _page(term_change, form)


@bp.post("/<id:term_change>/confirm")
@requires("terms.change", on=TermChange)
def confirm(term_change: TermChange) -> Any:
    """Make it final."""
    form = PlainForm()
    if form.validate():
        with form.attempt():
            service.confirm(session(), term_change, now())
            return done(url_for(".show", term_change=term_change), _("The term change is confirmed."))
    return _page(term_change, form)


@bp.post("/<id:term_change>/drop")
@requires("terms.change", on=TermChange)
def drop(term_change: TermChange) -> Any:
    """Give it up; the old term goes on."""
    form = PlainForm()
    if form.validate():
        with form.attempt():
            service.drop(session(), term_change)
            return done(url_for(".index"), _("The term change was given up. The roll is as it was before."))
    return _page(term_change, form)


def _page(change: TermChange, form: PlainForm) -> Any:
    glance = lists.at_a_glance(session(), change)
    held = lists.held(session(), glance.leaving, change.day) if change.state == "draft" else []
    return render(
        "terms/show.html",
        change=change,
        form=form,
        counts=glance.counts,
        parts=PART_TITLES,
        congresses=lists.congresses(session(), change),
        leaving=len(glance.leaving),
        held=lists.in_all(held),
        released=lists.released(session(), change) if change.state in ("applied", "confirmed") else [],
        rosters=service.rosters(session(), change) if change.state == "draft" else [],
        unsaid=glance.unsaid,
        has_begun=change.day <= today(),
        state_titles=STATE_TITLES,
        state_kinds=STATE_KINDS,
    )


def _uploaded(form: RosterForm) -> bytes:
    limit = platform().max_roster_mb
    with form.file.data.stream as stream:
        data: bytes = stream.read(limit * 2**20 + 1)
    if len(data) > limit * 2**20:
        raise RosterTooLarge(limit=limit)
    return data
