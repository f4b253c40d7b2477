"""The pages of standing forums: those of a station, their sessions, and keeping them."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.web import _, done, listed, offer, render, requires, session, today, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import forums as service
from plugins.alliances.meetings import lists
from plugins.alliances.meetings.forms import ForumForm
from plugins.alliances.meetings.words import STATE_MARKS, STATES, named
from plugins.alliances.models import Forum, Meeting
from plugins.alliances.permissions import BROWSE, RUN

SESSIONS = {
    "day": (Meeting.day.desc(), Meeting.id.desc()),
    "number": (Meeting.number.desc(), Meeting.id.desc()),
}


@bp.at_station.get("/forums")
@requires(BROWSE, on=Station)
def forums(station: Station) -> Any:
    """The forums of the station."""
    return render(
        "alliances/meetings/forums.html",
        station=station,
        forums=lists.forums_of(session(), station.id),
        may_run=viewer().may(RUN, station.scope()),
    )


@bp.at_station.route("/forums/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def new_forum(station: Station) -> Any:
    """Found a standing forum."""
    form = ForumForm()
    offer(form.alliance_id, lists.alliances_of(session(), station.id), _("No alliance: of the station"))
    if form.validate_on_submit():
        with form.attempt():
            forum = service.found_forum(session(), station, **form.values)
            return done(url_for(".forum", forum=forum), _("The forum is founded. Plan its first session."))
    return render("alliances/meetings/forum_form.html", form=form, station=station, forum=None)


@bp.get("/forums/<id:forum>")
@requires(BROWSE, on=Forum)
def forum(forum: Forum) -> Any:
    """A forum and its sessions."""
    return render(
        "alliances/meetings/forum.html",
        forum=forum,
        listing=listed(lists.meetings(Meeting.forum_id == forum.id), SESSIONS),
        may_run=viewer().may(RUN, forum.scope()),
        named=named,
        states=STATES,
        marks=STATE_MARKS,
        today=today(),
    )


@bp.route("/forums/<id:forum>/edit", methods=["GET", "POST"])
@requires(RUN, on=Forum)
def edit_forum(forum: Forum) -> Any:
    """Correct what is known of a forum."""
    form = ForumForm(obj=forum)
    known = dict(lists.alliances_of(session(), forum.station_id))
    if forum.alliance is not None:  # also one that was dissolved meanwhile
        known.setdefault(forum.alliance.id, forum.alliance.name)
    offer(form.alliance_id, known.items(), _("No alliance: of the station"))
    if form.validate_on_submit():
        with form.attempt():
            service.change_forum(session(), forum, **form.values)
            return done(url_for(".forum", forum=forum), _("Saved."))
    return render("alliances/meetings/forum_form.html", form=form, station=forum.station, forum=forum)


@bp.post("/forums/<id:forum>/close")
@requires(RUN, on=Forum)
def close_forum(forum: Forum) -> Any:
    """No further session is planned."""
    service.close_forum(session(), forum, today())
    return done(url_for(".forum", forum=forum), _("The forum is closed. Its sessions stay."))


@bp.post("/forums/<id:forum>/open")
@requires(RUN, on=Forum)
def open_forum(forum: Forum) -> Any:
    """Sessions are planned again."""
    service.open_forum_again(session(), forum)
    return done(url_for(".forum", forum=forum), _("The forum is open again."))
