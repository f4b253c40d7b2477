"""A participant's own pages, on a phone: my meetings, an invitation to answer with one tap, checking in."""

from __future__ import annotations

from typing import Any

from flask import request

from core.api.data import said_by_code
from core.api.declare import DomainError, NotFound
from core.api.web import _, derived_key, done, now, render, requires, session, today, url_for, viewer
from core.api.work import STATION_ZONE
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import attending, inviting, lists
from plugins.alliances.meetings.errors import NotOnTheList, NotYourInvitation
from plugins.alliances.meetings.forms import AnswerForm
from plugins.alliances.meetings.views.attendance import KEY
from plugins.alliances.meetings.views.meetings import calendar_answer
from plugins.alliances.meetings.words import ANSWER_MARKS, ANSWERS, ATTENDANCES, PARTS, named, when
from plugins.alliances.models import Meeting, Participant
from plugins.alliances.permissions import BROWSE, OWN


@bp.get("/meetings/mine")
@requires(OWN)
def my_meetings() -> Any:
    """The meetings I am asked to, those that wait for an answer first."""
    return render(
        "alliances/meetings/mine.html",
        meetings=lists.mine(session(), viewer().deputy_id or 0, today()),
        named=named,
        when=when,
        words={"part": PARTS, "answer": ANSWERS, "attendance": ATTENDANCES},
        marks=ANSWER_MARKS,
        today=today(),
    )


@bp.get("/invitations/<id:participant>")
@requires(BROWSE, on=Participant)
def invitation(participant: Participant) -> Any:
    """An invitation: when and where, the agenda, and the answer."""
    _check_mine(participant)
    return _invitation(participant, AnswerForm(formdata=None, data={"reason": participant.reason}))


@bp.post("/invitations/<id:participant>/answer")
@requires(BROWSE, on=Participant)
def answer_invitation(participant: Participant) -> Any:
    """Say whether one comes."""
    _check_mine(participant)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            comes = form.answer.data == "coming"
            inviting.answer(session(), participant, comes=comes, reason=form.reason.data or "", at=now())
            said = _("You come to the meeting.") if comes else _("Who runs the meeting knows that you do not come.")
            return done(url_for(".invitation", participant=participant), said)
    return _invitation(participant, form)


@bp.get("/invitations/<id:participant>/meeting.ics")
@requires(BROWSE, on=Participant)
def invitation_calendar(participant: Participant) -> Any:
    """The meeting for the calendar of who is asked to it."""
    _check_mine(participant)
    return calendar_answer(participant.meeting, url_for(".invitation", participant=participant))


@bp.route("/meetings/here", methods=["GET", "POST"])
@requires(BROWSE)
def here() -> Any:
    """What the code of a meeting leads to: one tap says "I am here"."""
    code, meeting = request.values.get("code", "")[:200], None
    if request.method != "POST" and not code:  # nobody scanned anything: the page says how
        return _here(code, None, None)
    try:
        meeting = _meeting_of(code)
        me = viewer()
        if request.method == "POST":
            mine = attending.check_in(
                session(), meeting, deputy_id=me.deputy_id, account_id=me.account_id, today=today(), at=now()
            )
            at = (mine.checked_in_at or now()).astimezone(STATION_ZONE)
            return done(
                url_for(".invitation", participant=mine), _("You are checked in at %(time)s.", time=f"{at:%H:%M}")
            )
        attending.check_open(meeting, today())
        if attending.own_of(session(), meeting.id, me.deputy_id, me.account_id) is None:
            raise NotOnTheList
    except DomainError as problem:
        return _here(code, None, problem), problem.status
    return _here(code, meeting, None)


def _here(code: str, meeting: Meeting | None, problem: DomainError | None) -> Any:
    return render(
        "alliances/meetings/here.html",
        code=code,
        meeting=meeting,
        title=named(meeting) if meeting else "",
        when=when(meeting.day, meeting.begins, meeting.ends) if meeting else "",
        problem=problem,
        is_deputy=viewer().may(OWN),
    )


def _meeting_of(code: str) -> Meeting:
    number = said_by_code(derived_key(KEY), code, now())
    meeting = session().get(Meeting, int(number))
    if meeting is None:
        raise NotFound
    return meeting


def _check_mine(participant: Participant) -> None:
    if not participant.is_theirs(viewer().deputy_id, viewer().account_id):
        raise NotYourInvitation


def _invitation(participant: Participant, form: AnswerForm) -> Any:
    meeting = participant.meeting
    return render(
        "alliances/meetings/invitation.html",
        participant=participant,
        meeting=meeting,
        title=named(meeting),
        when=when(meeting.day, meeting.begins, meeting.ends),
        items=meeting.agenda,
        form=form,
        may_browse=viewer().may(BROWSE, meeting.scope()),
        shows_code=viewer().may(BROWSE, meeting.scope()) and participant.part in ("chairs", "records"),
        words={"part": PARTS, "answer": ANSWERS, "attendance": ATTENDANCES},
        marks=ANSWER_MARKS,
        today=today(),
    )
