"""The pages of action items: lists, one's own for a thumb, one action item, and how it goes."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import joinedload, selectinload

from core.api.data import Station
from core.api.declare import NavItem
from core.api.web import (
    _,
    _l,
    asked_number,
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
from plugins.alliances.actions import reading, service
from plugins.alliances.actions.forms import SayForm
from plugins.alliances.actions.kinds import kinds_at
from plugins.alliances.actions.words import MARKS, MOVES, STATES
from plugins.alliances.blueprint import bp
from plugins.alliances.models import Action
from plugins.alliances.models.actions import USUAL
from plugins.alliances.permissions import BROWSE, OWN, RUN

NAV = (
    NavItem(title=_l("My action items"), endpoint="alliances.my_actions", permission=OWN, order=9, icon="card-list"),
    NavItem(title=_l("Action items"), endpoint="alliances.actions", permission=RUN, order=36, icon="card-list"),
    NavItem(
        title=_l("Action items"),
        endpoint="alliances.actions_at_station",
        permission=BROWSE,
        place="station",
        order=36,
        icon="card-list",
    ),
)
SHOWN = (
    *service.WITH_OWNER,
    joinedload(Action.alliance),
    joinedload(Action.meeting),
    selectinload(Action.notes),
)
FILTERS: Final = {
    "open": _l("Still to be done"),
    "overdue": _l("Past its day"),
    "organ": _l("An organ must act"),
    "done": _l("It is done"),
    "dropped": _l("It was dropped"),
}
WORDS: Final = {"states": STATES, "marks": MARKS}


@bp.get("/actions")
@requires(BROWSE)
def actions() -> Any:
    """The action items within reach; those of one alliance, or one's own, where the address says so."""
    return _list(None)


@bp.at_station.get("/actions")
@requires(BROWSE, on=Station)
def actions_at_station(station: Station) -> Any:
    """The action items of a station and its alliances."""
    return _list(station)


@bp.get("/my-actions")
@requires(OWN)
def my_actions() -> Any:
    """A deputy's own action items: what is due first, first, each with a tap that says how it goes."""
    return render(
        "alliances/actions/mine.html",
        waiting=reading.mine(session(), viewer(), is_open=True),
        over=reading.mine(session(), viewer(), is_open=False, most=20),
        today=today(),
        **WORDS,
    )


@bp.get("/actions/<id:action>")
@requires(BROWSE, on=Action, loading=SHOWN)
def action(action: Action) -> Any:
    """An action item, what was said about it, and how it goes."""
    return _page(action, SayForm(formdata=None))


@bp.post("/actions/<id:action>/say")
@requires(BROWSE, on=Action, loading=SHOWN)
def say(action: Action) -> Any:
    """Say how it goes; who has to do it, and who keeps the alliance."""
    service.check_may_say(viewer(), action)
    form = _movable(SayForm(), action)
    if form.validate_on_submit():
        with form.attempt():
            said = {"words": form.words.data or "", "state": form.state.data or ""}
            service.say(session(), action, **said, today=today(), at=now(), account_id=viewer().account_id)
            back = ".my_actions" if asked_text("from") == "mine" and viewer().may(OWN) else ""
            return done(url_for(back) if back else url_for(".action", action=action.id), _("Written down."))
    return _page(action, form)


def _list(station: Station | None) -> Any:
    only, words = asked_one_of("only", tuple(FILTERS)), asked_text()
    alliance_id = asked_number("alliance")
    is_mine = asked_one_of("whose", ("mine",))
    query = reading.in_list(
        viewer().reach(BROWSE), today(), words=words, only=only, station=station, alliance_id=alliance_id
    )
    if is_mine:
        query = query.where(reading.owned_by(viewer()))
    return render(
        "alliances/actions/list.html",
        listing=listed(query, reading.ORDERS),
        station=station,
        only=only,
        wanted=words,
        mine=is_mine,
        filters=FILTERS,
        may_run=station is not None and viewer().may(RUN, station.scope()),
        today=today(),
        **WORDS,
    )


def _page(action: Action, form: SayForm) -> Any:
    may_say = service.may_say(viewer(), action)
    kinds = kinds_at(session(), action.station) if action.kind != USUAL else {}
    return render(
        "alliances/actions/show.html",
        action=action,
        form=_movable(form, action) if may_say else None,
        may_run=viewer().may(RUN, action.scope()),
        kind=kinds.get(action.kind),
        names=reading.names_of(session(), {note.account_id for note in action.notes} | {action.entered_by}),
        today=today(),
        **WORDS,
    )


def _movable(form: SayForm, action: Action) -> SayForm:
    """What can be said of it now."""
    stays = [("", MOVES[""])] if action.is_open else []
    form.state.choices = choices_of([*stays, *((state, MOVES[state]) for state in service.NEXT[action.state])])
    return form
