"""Pages of the policy library: searched by all who visit, kept by the offices and those who run stations."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.api.data import Reach, keep
from core.api.declare import NavItem, NotFound, Permission, Role
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    begin_write,
    done,
    files,
    listed,
    offer,
    reads_first,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.measures import service
from plugins.enterprise_visits.measures.forms import MeasureForm
from plugins.enterprise_visits.measures.words import MARKS, STATES
from plugins.enterprise_visits.models.measures import Measure

READ: Final = "enterprise_visits.read_measures"
ADD: Final = "enterprise_visits.add_measures"
EDIT: Final = "enterprise_visits.edit_measures"
OFFICES: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS: Final = (
    Permission(READ, _l("Look policy measures up"), OFFICES | {Role.LEADER, Role.MANAGER, Role.DEPUTY}),
    Permission(ADD, _l("Enter policy measures"), OFFICES | {Role.MANAGER}),
    Permission(EDIT, _l("Correct and remove policy measures"), OFFICES),
)
NAV: Final = (
    NavItem(
        title=_l("Policy measures"),
        endpoint="enterprise_visits.measures",
        permission=READ,
        order=46,
        icon="card-list",
    ),
)


@bp.get("/measures")
@requires(READ)
def measures() -> Any:
    """The library: what holds for the viewer's stations and regions."""
    wanted = service.Wanted(words=asked_text(), state=asked_one_of("state", list(STATES)))
    query = service.in_library(session(), viewer().reach(READ), wanted, today())
    orders = {
        "newest": (Measure.valid_from.is_(None), Measure.valid_from.desc(), Measure.id.desc()),
        "name": (Measure.name, Measure.id),
        "until": (Measure.valid_to.is_(None), Measure.valid_to, Measure.id),
    }
    return render(
        "enterprise_visits/measures/library.html",
        listing=listed(query, orders),
        wanted=wanted,
        states=STATES,
        marks=MARKS,
        state_on=service.state_on,
        may_add=viewer().may(ADD),
        today=today(),
    )


@bp.get("/measures/<id:measure>")
@requires(READ)
def measure(measure: int) -> Any:
    """A measure: what it gives to whom, and until when."""
    query = (
        select(Measure)
        .where(Measure.id == measure, service.concerning(session(), viewer().reach(READ)))
        .options(joinedload(Measure.region), joinedload(Measure.document))
    )
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    state = service.state_on(found.valid_from, found.valid_to, today())
    return render(
        "enterprise_visits/measures/measure.html",
        measure=found,
        state_words=STATES[state],
        mark=MARKS[state],
        is_expired=state == "expired",
        may_edit=viewer().may(EDIT, found.scope()),
    )


@bp.route("/measures/new", methods=["GET", "POST"])
@requires(ADD)
@reads_first
def add_measure() -> Any:
    """Enter a measure for a region of one's own."""
    form = _offered(MeasureForm(), viewer().reach(ADD))
    if form.validate_on_submit():
        begin_write()
        with form.attempt():
            return _save(form, Measure())
    return render("enterprise_visits/measures/edit.html", form=form, measure=None)


@bp.route("/measures/<id:measure>/edit", methods=["GET", "POST"])
@requires(EDIT, on=Measure)
@reads_first
def edit_measure(measure: Measure) -> Any:
    """Correct a measure, or say until when it holds."""
    form = _offered(MeasureForm(obj=measure), viewer().reach(EDIT), measure)
    if form.validate_on_submit():
        measure = begin_write().get_one(Measure, measure.id)
        with form.attempt():
            return _save(form, measure)
    return render("enterprise_visits/measures/edit.html", form=form, measure=measure)


@bp.post("/measures/<id:measure>/remove")
@requires(EDIT, on=Measure)
def remove_measure(measure: Measure) -> Any:
    """Take a measure out that was entered by mistake."""
    service.remove(session(), measure)
    return done(url_for(".measures"), _("The measure is taken out of the library."))


def _save(form: MeasureForm, measure: Measure) -> Any:
    kept = service.save(session(), measure, **form.facts)
    if form.document.prepared is not None:
        # Policy documents are published anyway: the contact of an enterprise reads them, too.
        kept.document = keep(
            session(), files(), form.document.prepared, scope=kept.scope(), public=True, owner="enterprise_visits"
        )
    session().flush()
    return done(url_for(".measure", measure=kept), _("Saved."))


def _offered(form: MeasureForm, reach: Reach, known: Measure | None = None) -> MeasureForm:
    regions = list(service.regions_for(session(), reach))
    if known is not None and known.region_code not in dict(regions):
        regions.append((known.region_code, known.region.name))
    offer(form.region_code, regions, _("Choose a region") if len(regions) > 1 else None)
    return form
