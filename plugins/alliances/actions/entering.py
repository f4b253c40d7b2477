"""The pages on which action items are entered and corrected."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.web import _, asked_number, asked_text, done, now, offer, render, requires, session, url_for, viewer
from plugins.alliances.actions import owners, service
from plugins.alliances.actions.forms import ActionForm, details_in, form_for, shown
from plugins.alliances.actions.kinds import kinds_at
from plugins.alliances.actions.offered import ActionKind
from plugins.alliances.actions.views import SHOWN
from plugins.alliances.actions.words import USUAL as USUAL_TITLE
from plugins.alliances.blueprint import bp
from plugins.alliances.joining.members import check_open
from plugins.alliances.models import Action, Alliance
from plugins.alliances.models.actions import USUAL
from plugins.alliances.permissions import RUN


@bp.at_station.route("/actions/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def new_action(station: Station) -> Any:
    """Enter what a station, or a meeting of it, agreed on."""
    return _enter(station, None)


@bp.route("/alliances/<id:alliance>/actions/new", methods=["GET", "POST"])
@requires(RUN, on=Alliance)
def new_action_of_alliance(alliance: Alliance) -> Any:
    """Enter what an alliance agreed on."""
    return _enter(alliance.station, alliance)


@bp.route("/actions/<id:action>/edit", methods=["GET", "POST"])
@requires(RUN, on=Action, loading=SHOWN)
def edit_action(action: Action) -> Any:
    """Correct what was agreed on, or give it to somebody else."""
    kind = kinds_at(session(), action.station).get(action.kind, ActionKind(key=action.kind, title=USUAL_TITLE))
    known = {"words": action.words, "due": action.due, "owner": owners.key_of(action)}
    form = form_for(kind)(also=[action], **known, **shown(action.details, kind))
    offered = dict(owners.offered(session(), action.station, action.alliance_id))
    offered.setdefault(owners.key_of(action), action.owner)
    offer(form.owner, offered.items(), _("Choose somebody"))
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), action, **_told(form, kind), at=now())
            return done(url_for(".action", action=action.id), _("Saved."))
    return _page(form, action.station, action.alliance, kind, {}, action)


def _enter(station: Station, alliance: Alliance | None) -> Any:
    kinds = kinds_at(session(), station)
    kind = kinds.get(asked_text("kind"), kinds[USUAL])
    form = form_for(kind)()
    alliance_id = alliance.id if alliance else None
    offer(form.owner, owners.offered(session(), station, alliance_id), _("Choose somebody"))
    if form.validate_on_submit():
        with form.attempt():
            if alliance is not None:
                check_open(alliance)
            action = service.agree(
                session(),
                station,
                **_told(form, kind),
                alliance_id=alliance_id,
                meeting_id=asked_number("meeting"),
                at=now(),
                account_id=viewer().account_id,
            )
            return done(url_for(".action", action=action.id), _("The action item is entered."))
    return _page(form, station, alliance, kind, kinds, None)


def _told(form: ActionForm, kind: ActionKind) -> dict[str, Any]:
    return {
        "words": form.words.data or "",
        "owner": form.owner.data or "",
        "due": form.due.data,
        "kind": kind.key,
        "details": details_in(form, kind),
    }


def _page(
    form: ActionForm,
    station: Station,
    alliance: Alliance | None,
    kind: ActionKind,
    kinds: dict[str, ActionKind],
    action: Action | None,
) -> Any:
    return render(
        "alliances/actions/edit.html",
        form=form,
        station=station,
        alliance=alliance,
        kind=kind,
        kinds=kinds,
        action=action,
        meeting=asked_number("meeting"),
    )
