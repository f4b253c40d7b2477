"""Who serves in a sitting, who waits and who is invited, for who runs the station; and a deputy's answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import url_for
from sqlalchemy.orm import joinedload

from core.api.data import SERVING, Deputy
from core.api.declare import NotFound
from core.api.web import _, done, now, offer, render, requires, session, today, viewer
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Invitation, Sitting, Slot, Waiting
from plugins.duty_days.signing_up import choices, invitations
from plugins.duty_days.signing_up import waiting as queue
from plugins.duty_days.signing_up.forms import AnswerForm, InviteForm
from plugins.duty_days.signing_up.words import HOW

HOLDERS = (joinedload(Sitting.slots).joinedload(Slot.deputy).joinedload(Deputy.person),)


@bp.get("/sittings/<id:sitting>/sign-ups")
@requires("duty_days.manage", on=Sitting, loading=HOLDERS)
def sign_ups(sitting: Sitting) -> Any:
    """Who serves and how they came by it, who waits, who is invited and has not answered."""
    return _page(sitting)


@bp.post("/sittings/<id:sitting>/invite")
@requires("duty_days.manage", on=Sitting)
def invite(sitting: Sitting) -> Any:
    """Ask deputies to come."""
    form = _offered(InviteForm(), sitting)
    if form.validate_on_submit():
        with form.attempt():
            number = invitations.invite(session(), sitting, form.chosen, today(), now())
            return done(url_for(".sign_ups", sitting=sitting), _("Deputies invited: %(n)s", n=number))
    return _page(sitting, form)


@bp.post("/sittings/<id:sitting>/remind")
@requires("duty_days.manage", on=Sitting)
def remind(sitting: Sitting) -> Any:
    """Remind all who have not answered."""
    form = _offered(InviteForm(formdata=None), sitting)
    with form.attempt():
        number = invitations.remind(session(), sitting, today(), now())
        return done(url_for(".sign_ups", sitting=sitting), _("Deputies reminded: %(n)s", n=number))
    return _page(sitting, form)


@bp.post("/waiting/<id:waiting>/remove")
@requires("duty_days.manage", on=Waiting)
def stop_waiting(waiting: Waiting) -> Any:
    """Somebody told the station that they do not wait any longer."""
    url = url_for(".sign_ups", sitting=waiting.sitting)
    session().delete(waiting)
    return done(url, _("Taken off the waiting list."))


@bp.get("/invitations/<id:invitation>")
@requires("duty_days.sign_up", on=Invitation)
def invitation(invitation: Invitation) -> Any:
    """What I am asked, and how I answered."""
    return _asked(_mine(invitation), AnswerForm(formdata=None))


@bp.post("/invitations/<id:invitation>/answer")
@requires("duty_days.sign_up", on=Invitation)
def answer(invitation: Invitation) -> Any:
    """Say yes or no, with one tap."""
    form = AnswerForm()
    if _mine(invitation) and form.validate_on_submit():
        with form.attempt():
            comes = form.answer.data == "yes"
            given = invitations.answer(
                session(), invitation, comes=comes, reason=form.reason.data or "", today=today(), at=now()
            )
            return done(url_for(".mine", just=invitation.sitting_id if comes else None), _said(given))
    return _asked(invitation, form)


def _said(given: str) -> str | None:
    return {
        "waiting": _("Thank you. No place is free just now: you wait for one, and move up by yourself."),
        "no": _("Thank you for the answer. The station knows that you cannot come."),
    }.get(given)


def _mine(invitation: Invitation) -> Invitation:
    if invitation.deputy_id != viewer().deputy_id:
        raise NotFound
    return invitation


def _asked(invitation: Invitation, form: AnswerForm) -> Any:
    serving = any(mandate.state in SERVING for mandate in invitation.deputy.mandates)
    answered = {form.answer.name: invitation.answer, form.reason.name: invitation.reason}
    if not form.is_submitted():
        form.answer.data, form.reason.data = answered["answer"] or None, answered["reason"]
    return render(
        "duty_days/invitation.html",
        invitation=invitation,
        sitting=invitation.sitting,
        form=form,
        is_serving=serving,
        is_over=invitation.sitting.duty_day.is_cancelled or invitation.sitting.duty_day.day < today(),
        today=today(),
    )


def _page(sitting: Sitting, form: InviteForm | None = None) -> Any:
    asked = invitations.of_sitting(session(), sitting)
    form = form or _offered(InviteForm(formdata=None), sitting, {one.deputy_id for one in asked})
    return render(
        "duty_days/sign_ups.html",
        sitting=sitting,
        station=sitting.duty_day.station,
        form=form,
        has_choices=bool(form.deputies.choices),
        asked=asked,
        waiting=queue.of_sitting(session(), sitting.id),
        lacking=choices.lacking_in(session(), sitting),
        how=HOW,
        today=today(),
    )


def _offered(form: InviteForm, sitting: Sitting, asked: Collection[int] | None = None) -> InviteForm:
    """The form with those who could be asked: deputies in office who are not on duty in it and not asked yet."""
    asked = invitations.asked(session(), sitting) if asked is None else asked
    known = {slot.deputy_id for slot in sitting.slots}.union(asked)
    people = lists.deputies_of(session(), sitting.duty_day.station)
    offer(form.deputies, [(number, name) for number, name in people if number not in known])
    return form
