"""Answering an invitation without an account: the link that is given to a guest, and the page it leads to."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import is_on
from core.api.declare import NotFound
from core.api.paper import qr_svg
from core.api.web import _, absolute, derived_key, done, now, public, render, requires, session, today, url_for
from plugins.alliances.addresses import LENGTH
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import attending, inviting, links
from plugins.alliances.meetings.forms import AnswerForm
from plugins.alliances.meetings.views.meetings import calendar_answer
from plugins.alliances.meetings.words import ANSWER_MARKS, ANSWERS, named, when
from plugins.alliances.models import Participant
from plugins.alliances.permissions import RUN

PLUGIN: Final = "alliances"
ADDRESS: Final = f"/invited/<string(length={LENGTH}):invitation_address>"


# By who runs the meeting


@bp.post("/participants/<id:participant>/link")
@requires(RUN, on=Participant)
def show_invitation_link(participant: Participant) -> Any:
    """The link and its code, to be sent on; that it was looked at is written down."""
    secret = links.shown(session(), participant, derived_key(links.PURPOSE))
    address = absolute(url_for(".invited", invitation_address=secret))
    return render(
        "alliances/meetings/link.html",
        participant=participant,
        meeting=participant.meeting,
        title=named(participant.meeting),
        address=address,
        code_svg=qr_svg(address),
    )


@bp.post("/participants/<id:participant>/link/renew")
@requires(RUN, on=Participant)
def renew_invitation_link(participant: Participant) -> Any:
    """Another link in place of the one before."""
    links.renew(session(), participant)
    return done(_participant(participant), _("The link is renewed. The one before it holds no longer."))


@bp.post("/participants/<id:participant>/link/revoke")
@requires(RUN, on=Participant)
def revoke_invitation_link(participant: Participant) -> Any:
    """The link holds no longer."""
    links.revoke(session(), participant)
    return done(_participant(participant), _("The link is taken back: it holds no longer."))


# By who was given it


@bp.get(ADDRESS)
@public
def invited(invitation_address: str) -> Any:
    """The invitation of somebody without an account: what, when and where, the agenda, and the answer."""
    participant = _linked(invitation_address)
    return _page(participant, invitation_address, AnswerForm(formdata=None, data={"reason": participant.reason}))


@bp.post(f"{ADDRESS}/answer")
@public
def answer_by_link(invitation_address: str) -> Any:
    """Somebody without an account says whether they come."""
    participant, form = _linked(invitation_address), AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            comes = form.answer.data == "coming"
            inviting.answer(session(), participant, comes=comes, reason=form.reason.data or "", at=now())
            said = _("You come to the meeting.") if comes else _("Who runs the meeting knows that you do not come.")
            return done(url_for(".invited", invitation_address=invitation_address), said)
    return _page(participant, invitation_address, form)


@bp.post(f"{ADDRESS}/here")
@public
def here_by_link(invitation_address: str) -> Any:
    """Somebody without an account is there: their link stands for the code, which only accounts can scan."""
    participant = _linked(invitation_address)
    attending.arrive_by_link(session(), participant, today=today(), at=now())
    return done(url_for(".invited", invitation_address=invitation_address), _("You are checked in."))


@bp.get(f"{ADDRESS}/meeting.ics")
@public
def invited_calendar(invitation_address: str) -> Any:
    """The meeting for the calendar of somebody without an account."""
    meeting = _linked(invitation_address).meeting
    return calendar_answer(meeting, url_for(".invited", invitation_address=invitation_address))


def _page(participant: Participant, address: str, form: AnswerForm) -> Any:
    meeting = participant.meeting
    return render(
        "alliances/meetings/invited.html",
        participant=participant,
        meeting=meeting,
        title=named(meeting),
        when=when(meeting.day, meeting.begins, meeting.ends),
        is_open=meeting.is_planned and meeting.day >= today() and not participant.attendance,
        may_arrive=attending.may_arrive(participant, today()),
        address=address,
        form=form,
        words=ANSWERS,
        marks=ANSWER_MARKS,
    )


def _participant(participant: Participant) -> str:
    return url_for(".participant", participant=participant)


def _linked(address: str) -> Participant:
    """Whose link it is; nothing is there where the station has switched alliances off."""
    found = links.participant_at(session(), address, derived_key(links.PURPOSE))
    if not is_on(session(), PLUGIN, found.meeting.station_id):
        raise NotFound
    return found
