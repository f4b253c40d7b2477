"""The agenda of a meeting: adding, moving, correcting and taking out its items."""

from __future__ import annotations

from typing import Any

from core.api.web import _, done, render, requires, session, today, url_for
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import agenda as service
from plugins.alliances.meetings.forms import ItemForm, ShiftForm
from plugins.alliances.meetings.words import named
from plugins.alliances.models import AgendaItem, Meeting
from plugins.alliances.permissions import RUN


@bp.route("/meetings/<id:meeting>/agenda", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def agenda(meeting: Meeting) -> Any:
    """The agenda, and a further item at its end."""
    form = ItemForm()
    if form.validate_on_submit():
        with form.attempt():
            item = service.add(session(), meeting, **form.values)
            return done(_back(meeting, item), _("It stands on the agenda."))
    return render(
        "alliances/meetings/agenda.html",
        meeting=meeting,
        title=named(meeting),
        items=meeting.agenda,
        actions=service.actions_on(session(), meeting.id),
        form=form,
        today=today(),
    )


@bp.route("/agenda/<id:agenda_item>", methods=["GET", "POST"])
@requires(RUN, on=AgendaItem)
def agenda_item(agenda_item: AgendaItem) -> Any:
    """Correct an item of the agenda."""
    form = ItemForm(obj=agenda_item)
    if form.validate_on_submit():
        with form.attempt():
            service.change_item(session(), agenda_item, **form.values)
            return done(_back(agenda_item.meeting, agenda_item), _("Saved."))
    return render(
        "alliances/meetings/agenda_item.html",
        item=agenda_item,
        meeting=agenda_item.meeting,
        title=named(agenda_item.meeting),
        form=form,
    )


@bp.post("/agenda/<id:agenda_item>/shift")
@requires(RUN, on=AgendaItem)
def shift_agenda_item(agenda_item: AgendaItem) -> Any:
    """An item changes places with its neighbour."""
    form = ShiftForm()
    if form.validate_on_submit():
        service.shift(session(), agenda_item, form.to.data)
    return done(_back(agenda_item.meeting, agenda_item))


@bp.post("/agenda/<id:agenda_item>/remove")
@requires(RUN, on=AgendaItem)
def remove_agenda_item(agenda_item: AgendaItem) -> Any:
    """Take an item out."""
    url = url_for(".agenda", meeting=agenda_item.meeting)
    service.remove(session(), agenda_item)
    return done(url, _("The item is off the agenda."))


def _back(meeting: Meeting, item: AgendaItem) -> str:
    return url_for(".agenda", meeting=meeting, _anchor=f"item-{item.id}")
