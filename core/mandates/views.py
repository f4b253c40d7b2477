"""Pages on which an office records what becomes of mandates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import joinedload

from core.clock import today
from core.congresses import lists as congresses
from core.congresses.models import Term
from core.deputies.models import Deputy, Mandate, MandateEvent
from core.deputies.service import EVERYTHING, MANDATE
from core.mandates import service
from core.mandates.forms import EventForm, NewMandateForm, StateForm
from core.mandates.history import seat_of
from core.mandates.words import EVENT_TITLES
from core.web import _, done, render, requires, session, viewer
from core.web.fields import offer

bp = Blueprint("mandates", __name__, template_folder="templates")


@bp.route("/deputies/<id:deputy>/mandates/new", methods=["GET", "POST"])
@requires("mandates.complete", on=Deputy, loading=EVERYTHING)
def add(deputy: Deputy) -> Any:
    """A further mandate, by-elected or not."""
    form = NewMandateForm()
    terms = congresses.terms_for(session(), viewer().reach("mandates.complete"))
    offer(form.term_id, congresses.choices(terms), _("Choose a congress and term"))
    if form.validate_on_submit():
        facts = form.values
        term = session().get_one(Term, facts.pop("term_id"))
        with form.attempt():
            service.add_mandate(session(), deputy, term, today=today(), **facts)
            return done(url_for("deputies.show", deputy=deputy), _("The mandate is added."))
    known = service.suggested(session(), sorted({one.congress_id for one in terms}))
    return render("mandates/add.html", form=form, deputy=deputy, known=known)


@bp.route("/mandates/<id:mandate>/state", methods=["GET", "POST"])
@requires("mandates.complete", on=Mandate, loading=MANDATE)
def change_state(mandate: Mandate) -> Any:
    """Record that a mandate was suspended, restored, resigned or ended."""
    form = StateForm(data={"day": today()})
    if form.validate_on_submit():
        with form.attempt():
            service.change_state(session(), mandate, form.state.data, form.day.data, form.reason.data, today=today())
            return done(url_for("deputies.show", deputy=mandate.deputy), _("Saved."))
    return render("mandates/state.html", form=form, mandate=mandate, seat=seat_of(mandate))


@bp.route("/mandate-events/<id:mandate_event>/edit", methods=["GET", "POST"])
@requires("mandates.complete", on=MandateEvent, loading=(joinedload(MandateEvent.mandate).options(*MANDATE),))
def correct(mandate_event: MandateEvent) -> Any:
    """Correct the day or the reason of a line of the history."""
    form = EventForm(obj=mandate_event)
    deputy = mandate_event.mandate.deputy
    if form.validate_on_submit():
        with form.attempt():
            service.correct_event(
                session(),
                mandate_event,
                state=mandate_event.state,
                day=form.day.data,
                reason=form.reason.data,
                today=today(),
            )
            return done(url_for("deputies.show", deputy=deputy), _("Saved."))
    return render(
        "mandates/event.html",
        form=form,
        event=mandate_event,
        title=EVENT_TITLES[mandate_event.state],
        seat=seat_of(mandate_event.mandate),
    )


@bp.post("/mandate-events/<id:mandate_event>/remove")
@requires("mandates.complete", on=MandateEvent, loading=(joinedload(MandateEvent.mandate).options(*MANDATE),))
def remove(mandate_event: MandateEvent) -> Any:
    """Take a line out of the history that should never have stood there."""
    deputy = mandate_event.mandate.deputy
    service.remove_event(session(), mandate_event, today())
    return done(url_for("deputies.show", deputy=deputy), _("The line is taken out; the audit keeps it."))
