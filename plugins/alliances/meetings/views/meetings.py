"""The pages of meetings: lists, planning one, its own page, and what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import or_

from core.api.data import Station, visible_to
from core.api.web import (
    _,
    absolute,
    asked_number,
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
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import agenda, attending, forums, lists, planning, telling
from plugins.alliances.meetings.forms import CancelForm, HoldForm, MeetingForm, MoveForm
from plugins.alliances.meetings.words import ANSWERS, ATTENDANCES, PARTS, STATE_MARKS, STATES, named, when
from plugins.alliances.models import Alliance, Forum, Meeting
from plugins.alliances.permissions import BROWSE, RUN

SHOWN_BY_NAME = 12
"""So many of those who attend or sit in are named on the page of the meeting; all stand in the list."""
ORDERS = {
    "day": (Meeting.day.desc(), Meeting.begins.desc(), Meeting.id.desc()),
    "title": (Meeting.title, Meeting.id),
}


@bp.at_station.get("/meetings")
@requires(BROWSE, on=Station)
def meetings(station: Station) -> Any:
    """The meetings of a station."""
    query = _narrowed(lists.meetings(Meeting.station_id == station.id))
    return _list(query, station=station, may_run=viewer().may(RUN, station.scope()))


@bp.get("/meetings")
@requires(BROWSE)
def meetings_everywhere() -> Any:
    """All meetings within reach."""
    return _list(_narrowed(visible_to(viewer(), BROWSE, lists.meetings(), Meeting)), station=None, may_run=False)


@bp.at_station.route("/meetings/plan", methods=["GET", "POST"])
@requires(RUN, on=Station)
def plan_meeting(station: Station) -> Any:
    """Plan a meeting of the station, of an alliance, or a session of a forum."""
    form = MeetingForm()
    known = [one for one in lists.forums_of(session(), station.id) if one.closed_on is None]
    offer(form.forum_id, [(one.id, one.name) for one in known], _("No forum"))
    offer(form.alliance_id, lists.alliances_of(session(), station.id), _("No alliance: of the station"))
    if not form.is_submitted():
        _propose(form, {one.id: one for one in known})
    if form.validate_on_submit():
        with form.attempt():
            meeting = planning.plan(session(), station, form.wish(), account_id=viewer().account_id, at=now())
            return done(
                url_for(".meeting", meeting=meeting), _("The meeting is planned. Now invite those who are to come.")
            )
    return render("alliances/meetings/plan.html", form=form, station=station)


@bp.get("/meetings/<id:meeting>")
@requires(BROWSE, on=Meeting)
def meeting(meeting: Meeting) -> Any:
    """A meeting: when and where, its agenda, who comes or came; from here to record and minutes."""
    may_run = viewer().may(RUN, meeting.scope())
    mine = attending.own_of(session(), meeting.id, viewer().deputy_id, viewer().account_id)
    return render(
        "alliances/meetings/meeting.html",
        meeting=meeting,
        title=named(meeting),
        when=when(meeting.day, meeting.begins, meeting.ends),
        items=meeting.agenda,
        actions=agenda.actions_on(session(), meeting.id),
        people=lists.in_parts(session(), meeting.id, SHOWN_BY_NAME),
        counted=attending.counted(session(), meeting.id),
        mine=mine,
        may_run=may_run,
        shows_code=may_run or (mine is not None and mine.part in ("chairs", "records")),
        words={"part": PARTS, "state": STATES, "mark": STATE_MARKS, "answer": ANSWERS, "attendance": ATTENDANCES},
        today=today(),
    )


@bp.route("/meetings/<id:meeting>/edit", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def edit_meeting(meeting: Meeting) -> Any:
    """Correct what a meeting is called and about; of one that was held also its day."""
    form = MeetingForm(obj=meeting)
    del form.forum_id
    del form.alliance_id
    if meeting.forum is None:
        del form.number
    if meeting.is_planned:  # who is asked has to be told: that is moving it
        for name in ("day", "begins", "ends"):
            delattr(form, name)
    if form.validate_on_submit():
        with form.attempt():
            wish = {"day": meeting.day, "begins": meeting.begins, "ends": meeting.ends, **form.values}
            planning.change(session(), meeting, planning.Plan(**wish), at=now())
            return done(url_for(".meeting", meeting=meeting), _("Saved."))
    return _form("edit.html", form, meeting)


@bp.route("/meetings/<id:meeting>/move", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def move_meeting(meeting: Meeting) -> Any:
    """Another day, hour or place; everybody who is asked is told."""
    form = MoveForm(obj=meeting)
    if form.validate_on_submit():
        with form.attempt():
            planning.move(session(), meeting, **form.values, at=now())
            return done(
                url_for(".meeting", meeting=meeting), _told(meeting, _("The meeting was moved, and everybody is told."))
            )
    return _form("move.html", form, meeting)


@bp.route("/meetings/<id:meeting>/cancel", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def cancel_meeting(meeting: Meeting) -> Any:
    """It does not take place."""
    form = CancelForm()
    if form.validate_on_submit():
        with form.attempt():
            planning.cancel(session(), meeting, form.reason.data, at=now())
            return done(
                url_for(".meeting", meeting=meeting),
                _told(meeting, _("The meeting is cancelled, and everybody is told.")),
            )
    return _form("cancel.html", form, meeting)


@bp.route("/meetings/<id:meeting>/hold", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def hold_meeting(meeting: Meeting) -> Any:
    """It was held; what it did not come to waits for the next one."""
    form = HoldForm()
    form.left_open.choices = [(one.id, one.title) for one in meeting.agenda]
    if not form.is_submitted():
        form.left_open.data = [one.id for one in meeting.agenda if one.left_open]
    if form.validate_on_submit():
        with form.attempt():
            planning.hold(session(), meeting, today=today(), left_open=form.left_open.data or ())
            return done(url_for(".meeting", meeting=meeting), _("The meeting was held."))
    return _form("hold.html", form, meeting)


@bp.get("/meetings/<id:meeting>/meeting.ics")
@requires(BROWSE, on=Meeting)
def meeting_calendar(meeting: Meeting) -> Any:
    """The meeting for a calendar program."""
    return calendar_answer(meeting, url_for(".meeting", meeting=meeting))


def calendar_answer(meeting: Meeting, path: str) -> Response:
    """A file calendar programs take up; read again after a change it changes the entry."""
    from plugins.alliances.meetings.calendars import calendar_of  # late: only this needs the library

    answer = Response(calendar_of(meeting, absolute(path)), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting.id}.ics"'
    return answer


def _told(meeting: Meeting, said: Any) -> Any:
    """That everybody was told; or how many are still to be told by who moved or cancelled it."""
    left = telling.untold(session(), meeting)
    if not left:
        return said
    return _(
        "Everybody with an account is told. Without one: %(n)s. Tell them yourself; the links they were given show it already.",
        n=left,
    )


def _form(template: str, form: Any, meeting: Meeting) -> Any:
    return render(f"alliances/meetings/{template}", form=form, meeting=meeting, title=named(meeting), today=today())


def _propose(form: MeetingForm, known: dict[int, Any]) -> None:
    """What the address says of forum and alliance, and the number that comes next."""
    forum_id, alliance_id = asked_number("forum"), asked_number("alliance")
    if forum_id in known:
        form.forum_id.data = forum_id
        form.number.data = forums.next_number(session(), forum_id)
        form.alliance_id.data = known[forum_id].alliance_id
    elif alliance_id in {value for value, *_words in form.alliance_id.choices}:
        form.alliance_id.data = alliance_id


def _narrowed(query: Any) -> Any:
    state, words = asked_one_of("state", tuple(STATES)), asked_text()
    for column, number in ((Meeting.forum_id, asked_number("forum")), (Meeting.alliance_id, asked_number("alliance"))):
        if number is not None:
            query = query.where(column == number)
    if state:
        query = query.where(Meeting.state == state)
    if words:
        said = (Meeting.title, Meeting.theme, Forum.name, Alliance.name)
        query = query.where(or_(*(column.contains(words, autoescape=True) for column in said)))
    return query


def _list(query: Any, *, station: Station | None, may_run: bool) -> Any:
    return render(
        "alliances/meetings/list.html",
        station=station,
        listing=listed(query, ORDERS),
        may_run=may_run,
        named=named,
        states=STATES,
        marks=STATE_MARKS,
        asked={"state": asked_one_of("state", tuple(STATES)), "q": asked_text()},
        today=today(),
    )
