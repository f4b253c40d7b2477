"""Who is asked to a meeting: the list, inviting all at once, and each one's part and answer."""

from __future__ import annotations

from typing import Any

from core.api.declare import DomainError
from core.api.web import (
    _,
    asked_one_of,
    asked_text,
    choices_of,
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
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import attending, inviting, lists
from plugins.alliances.meetings.forms import InviteForm, ParticipantForm
from plugins.alliances.meetings.inviting import Guests
from plugins.alliances.meetings.words import ANSWER_MARKS, ANSWERS, ATTENDANCE_MARKS, ATTENDANCES, PARTS, named
from plugins.alliances.models import Meeting, Participant
from plugins.alliances.permissions import BROWSE, RUN

ORDERS = {"part": lists.IN_ORDER, "name": (lists.TITLE, Participant.id)}
PAGE, MARKED_AT_ONCE = 100, 50


@bp.get("/meetings/<id:meeting>/participants")
@requires(BROWSE, on=Meeting)
def participants(meeting: Meeting) -> Any:
    """Everybody on the list, with part, answer and attendance."""
    return render(
        "alliances/meetings/participants.html",
        meeting=meeting,
        title=named(meeting),
        may_run=viewer().may(RUN, meeting.scope()),
        counted=attending.counted(session(), meeting.id),
        **list_of(meeting),
    )


@bp.route("/meetings/<id:meeting>/invite", methods=["GET", "POST"])
@requires(RUN, on=Meeting)
def invite(meeting: Meeting) -> Any:
    """Ask members, deputies, staff, organs and guests, all at once."""
    form = InviteForm()
    offered = lists.invitable(session(), meeting, viewer().account_id)
    form.members.choices, form.deputies.choices = offered["members"], offered["deputies"]
    form.accounts.choices = offered["accounts"]
    form.everybody.choices = choices_of(
        (key, words)
        for key, words in (
            ("members", _("All members of the alliance (%(n)s)", n=len(offered["members"]))),
            ("deputies", _("All deputies of the station (%(n)s)", n=len(offered["deputies"]))),
        )
        if offered[key]
    )
    if form.validate_on_submit():
        with form.attempt():
            asked = inviting.invite(session(), meeting, _guests(form, offered), part=form.part.data, at=now())
            return done(url_for(".participants", meeting=meeting), _("Asked: %(n)s.", n=asked))
    return render("alliances/meetings/invite.html", form=form, meeting=meeting, title=named(meeting))


@bp.route("/participants/<id:participant>", methods=["GET", "POST"])
@requires(RUN, on=Participant)
def participant(participant: Participant) -> Any:
    """One of them: part, who comes for them, and what they answered by telephone."""
    form = ParticipantForm(obj=participant)
    meeting = participant.meeting
    if participant.name:
        del form.organisation
    if not meeting.is_planned:
        del form.answer
        del form.reason
    if form.validate_on_submit():
        with form.attempt():
            organisation = form.organisation.data if "organisation" in form else participant.organisation
            inviting.give_part(session(), participant, form.part.data, organisation or "")
            if "answer" in form and form.answer.data != "asked":
                comes = form.answer.data == "coming"
                inviting.answer(session(), participant, comes=comes, reason=form.reason.data or "", at=now())
            return done(url_for(".participants", meeting=meeting), _("Saved."))
    return render(
        "alliances/meetings/participant.html",
        form=form,
        participant=participant,
        meeting=meeting,
        title=named(meeting),
    )


@bp.post("/participants/<id:participant>/remove")
@requires(RUN, on=Participant)
def remove_participant(participant: Participant) -> Any:
    """Take somebody off the list."""
    url, name = url_for(".participants", meeting=participant.meeting), participant.title
    inviting.uninvite(session(), participant)
    return done(url, _("%(name)s is off the list.", name=name))


@bp.post("/meetings/<id:meeting>/remind")
@requires(RUN, on=Meeting)
def remind_of_meeting(meeting: Meeting) -> Any:
    """Remind who has not answered."""
    url = url_for(".participants", meeting=meeting)
    try:
        told = inviting.remind(session(), meeting, now())
    except DomainError as problem:
        return done(url, str(problem))
    return done(url, _("Reminded: %(n)s.", n=told))


def list_of(meeting: Meeting, size: int = PAGE) -> dict[str, Any]:
    """The list the address asks for, and the words it is shown in."""
    asked = {
        "words": asked_text(),
        "part": asked_one_of("part", tuple(PARTS)),
        "answer": asked_one_of("answer", tuple(ANSWERS)),
        "attendance": asked_one_of("attendance", (*ATTENDANCES, "unknown")),
    }
    return {
        "listing": listed(lists.narrowed(lists.participants(meeting.id), **asked), ORDERS, size),
        "asked": asked,
        "words": {"part": PARTS, "answer": ANSWERS, "attendance": ATTENDANCES},
        "marks": {"answer": ANSWER_MARKS, "attendance": ATTENDANCE_MARKS},
        "today": today(),
    }


def _guests(form: InviteForm, offered: dict[str, list[tuple[int, str]]]) -> Guests:
    """What was chosen one by one, and all of what was chosen at once."""
    chosen = {"members": form.members.data or [], "deputies": form.deputies.data or []}
    for key in form.everybody.data or ():
        chosen[key] = [number for number, _name in offered[key]]
    return Guests(
        members=chosen["members"],
        deputies=chosen["deputies"],
        accounts=form.accounts.data or (),
        names=inviting.guests_in(form.names.data or ""),
    )
