"""Pages of proposals: filling the rest, moving names, publishing; for one station and for many."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from core.api.data import Region, Station, Task, cancel_task, day_in_words
from core.api.declare import DomainError, LazyText, NavItem, NotFound
from core.api.web import (
    _,
    _l,
    done,
    month_words,
    now,
    offer,
    render,
    requires,
    session,
    today,
    viewer,
)
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Proposal, ProposedPlace, Round
from plugins.duty_days.rota import publishing, reading, rounds, service
from plugins.duty_days.rota.errors import NoDraft
from plugins.duty_days.rota.forms import EverywhereForm, PeriodForm, PutForm
from plugins.duty_days.rota.page import Page, page_of
from plugins.duty_days.rota.words import gaps_in_words

LONGEST_CELL = 30
LOADED = (service.WITH_NAMES,)
NAV = (
    NavItem(
        title=_l("Rota"),
        endpoint="duty_days.rota",
        permission="duty_days.manage",
        place="station",
        order=25,
        icon="people",
    ),
)


# One station


@bp.at_station.route("/rota", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def rota(station: Station) -> Any:
    """Fill the rest: ask for a rota of a period; and those that were asked for before."""
    form = PeriodForm(today=today())
    if form.validate_on_submit():
        with form.attempt():
            wanted = form.period
            made = service.ask(
                session(),
                station,
                wanted.begins,
                wanted.ends,
                at=now(),
                today=today(),
                account_id=viewer().account_id,
            )
            return done(url_for(".proposal", proposal=made))
    return render(
        "duty_days/rota/ask.html", station=station, form=form, proposals=reading.of_station(session(), station)
    )


@bp.get("/proposals/<id:proposal>")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def proposal(proposal: Proposal) -> Any:
    """The draft: months across, deputies down, a cell is a slot; fairness and gaps beside it."""
    return _page(proposal)


@bp.post("/proposals/<id:proposal>/set")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def set_place(proposal: Proposal) -> Any:
    """Put a name into a day, or take it out: the cell that was tapped, or what was chosen in the form."""
    if cell := request.form.get("cell", ""):
        return _tapped(proposal, _cell(cell), _cell(request.form.get("instead", "")))
    form = _put_form(proposal, PutForm())
    if form.validate_on_submit():
        with form.attempt():
            service.put(session(), proposal, form.sitting.data, form.deputy.data, today())
            return _back(proposal)
    return _page(proposal, form=form)


def _cell(text: str) -> tuple[int, int]:
    """The sitting and the deputy of a cell; 0, which none has, where it is none."""
    sitting, _dash, deputy = text.partition("-")
    if len(text) < LONGEST_CELL and sitting.isdecimal() and deputy.isdecimal():
        return int(sitting), int(deputy)
    return 0, 0


def _tapped(proposal: Proposal, cell: tuple[int, int], instead: tuple[int, int]) -> Any:
    """Put the name in, or take it out; or, where it was drawn from another cell, move it here."""
    places = {(one.sitting_id, one.deputy_id): one for one in proposal.places}
    try:
        with session().begin_nested():
            if instead in places and cell not in places:
                service.move(session(), places[instead], cell[0], today(), cell[1])
            elif cell in places:
                service.take(session(), places[cell])
            else:
                service.put(session(), proposal, *cell, today())
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return _back(proposal)


@bp.post("/proposed/<id:proposed_place>/move")
@requires("duty_days.manage", on=ProposedPlace)
def move_place(proposed_place: ProposedPlace) -> Any:
    """Another day for a name, or none."""
    proposal, target = proposed_place.proposal, request.form.get("sitting", "")
    try:
        with session().begin_nested():
            if target:
                number = int(target) if target.isdecimal() and len(target) < LONGEST_CELL else 0
                service.move(session(), proposed_place, number, today())
            else:
                service.take(session(), proposed_place)
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return _back(proposal)


@bp.post("/proposals/<id:proposal>/go-on")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def go_on(proposal: Proposal) -> Any:
    """Wait no longer for the best one: go on with what there is."""
    if proposal.state != "waiting":
        return _back(proposal)
    task = session().get(Task, proposal.task_id or 0)
    if task is not None and task.is_open:
        cancel_task(session(), task, now())
    service.settle(session(), [proposal.id])
    return done(_url(proposal), _("Go on with this one: move names as you like, then publish."))


@bp.post("/proposals/<id:proposal>/publish")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def publish(proposal: Proposal) -> Any:
    """Make it hold: the places are given, and the deputies told."""
    try:
        with session().begin_nested():
            came = publishing.publish(
                session(),
                proposal,
                at=now(),
                today=today(),
                account_id=viewer().account_id,
                shown=request.form.get("shown", ""),
            )
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return done(_url(proposal), " ".join(str(sentence) for sentence in _said(came)))


@bp.post("/proposals/<id:proposal>/take-back")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def take_back(proposal: Proposal) -> Any:
    """Make a draft of a published rota again."""
    try:
        with session().begin_nested():
            places = publishing.take_back(session(), proposal, at=now(), today=today())
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    said = _("The rota is a draft again. Places that are free now: %(n)s. Those who held them are told.", n=places)
    return done(_url(proposal), said)


@bp.post("/proposals/<id:proposal>/drop")
@requires("duty_days.manage", on=Proposal, loading=LOADED)
def drop(proposal: Proposal) -> Any:
    """Forget the draft."""
    task = session().get(Task, proposal.task_id or 0) if proposal.round_id is None else None
    if not proposal.is_draft:
        return _page(proposal, problem=NoDraft())
    if task is not None and task.is_open:
        cancel_task(session(), task, now())
        session().refresh(proposal)
    service.drop(session(), proposal, now(), viewer().account_id)
    return done(url_for(".rota", station=proposal.station), _("The draft is dropped. Nobody was told of it."))


def _said(came: publishing.Outcome) -> list[LazyText]:
    """What became of a publication, in sentences."""
    said = [_l("Published. Places given: %(n)s; the deputies are told.", n=len(came.published))]
    if came.taken:
        said.append(
            _l(
                "Places that were taken meanwhile stay with those who hold them: %(names)s.",
                names=_names((name, day) for name, day in came.taken),
            )
        )
    said += [
        _l("%(name)s was left out on %(day)s: %(why)s.", name=name, day=day_in_words(day), why=why)
        for name, day, why in came.refused
    ]
    if came.changes:
        said.append(_l("Days that changed since the proposal was made: %(n)s. Look at the gaps.", n=len(came.changes)))
    return said


def _names(pairs: Any) -> str:
    return str(_(", ")).join(f"{name} {day_in_words(day)}" for name, day in pairs)


def _back(proposal: Proposal) -> Any:
    return done(_url(proposal))


def _url(proposal: Proposal) -> str:
    return url_for(".proposal", proposal=proposal.id, month=request.form.get("month", "")[:7] or None)


def _put_form(proposal: Proposal, form: PutForm, page: Page | None = None) -> PutForm:
    page = page or page_of(service.planned(session(), proposal, today()), proposal)
    offer(form.deputy, [(row.who.id, row.who.name) for row in page.rows], _("Choose a deputy"))
    days = [
        (column.sitting.id, str(reading.sitting_in_words(column.sitting))) for column in page.columns if column.free
    ]
    offer(form.sitting, days, _("Choose a day"))
    return form


def _page(proposal: Proposal, *, form: PutForm | None = None, problem: DomainError | None = None) -> Any:
    drawn = service.planned(session(), proposal, today())
    shown = page_of(drawn, proposal, request.values.get("month", ""))
    task = session().get(Task, proposal.task_id) if proposal.task_id and proposal.state == "waiting" else None
    page = render(
        "duty_days/rota/proposal.html",
        proposal=proposal,
        station=proposal.station,
        page=shown,
        form=form or _put_form(proposal, PutForm(formdata=None), shown),
        problem=problem,
        task=task,
        changes=publishing.changes_since(proposal, drawn) if proposal.is_draft else (),
        stamp=publishing.stamp(proposal, drawn),
        gaps=gaps_in_words(drawn, shown.rota),
        month_words=month_words,
        today=today(),
    )
    if problem is not None:
        return page, problem.status
    return page


# Many stations


@bp.route("/rounds/new", methods=["GET", "POST"])
@requires("duty_days.manage")
def new_round() -> Any:
    """Fill the rest at every station of a region: deputies who serve at several are shared out once."""
    form = EverywhereForm(today=today())
    regions = _regions()
    form.region.choices = regions
    if not form.region.data:
        form.region.data = regions[0][0]
    if form.validate_on_submit():
        with form.attempt():
            made = rounds.ask(
                session(),
                viewer().reach("duty_days.manage"),
                form.region.data,
                form.period.begins,
                form.period.ends,
                at=now(),
                today=today(),
                account_id=viewer().account_id,
            )
            return done(url_for(".round_page", round=made.id))
    return render("duty_days/rota/ask_everywhere.html", form=form, rounds=reading.rounds(session(), viewer()))


def _regions() -> list[tuple[str, str]]:
    """The regions the viewer may plan as a whole. Raises NotFound for who runs single stations."""
    reach = viewer().reach("duty_days.manage")
    if not (reach.everything or reach.region_codes):
        raise NotFound
    query = select(Region.code, Region.name).where(Region.in_reach(reach), func.length(Region.code) <= 6)
    named = [(code, name) for code, name in session().execute(query.order_by(Region.code).limit(300))]
    return [("", str(_("All stations"))), *named] if reach.everything or not named else named


@bp.get("/rounds/<id:round>")
@requires("duty_days.manage", on=Round)
def round_page(round: Round) -> Any:  # noqa: A002 - the address names the record
    """The drafts of many stations, and how far the work is."""
    proposals = reading.of_round(session(), round)
    return render(
        "duty_days/rota/round.html",
        round=round,
        proposals=proposals,
        task=session().get(Task, round.task_id) if round.task_id else None,
        drafts=[one for one in proposals if one.state in ("waiting", "ready")],
        today=today(),
    )


@bp.post("/rounds/<id:round>/publish")
@requires("duty_days.manage", on=Round)
def publish_round(round: Round) -> Any:  # noqa: A002 - the address names the record
    """Publish every draft of it that is ready, station by station, behind the page."""
    asked = rounds.ask_to_publish(session(), round, at=now(), account_id=viewer().account_id)
    said = _("The rotas are being published, station by station. You may leave this page.") if asked else None
    return done(url_for(".round_page", round=round.id), said)


@bp.post("/rounds/<id:round>/drop")
@requires("duty_days.manage", on=Round)
def drop_round(round: Round) -> Any:  # noqa: A002 - the address names the record
    """Forget every draft of it that is not published."""
    drafts = reading.drafts_of(session(), round)
    for number in {round.task_id or 0, *(draft.task_id or 0 for draft in drafts)}:
        task = session().get(Task, number)
        if task is not None and task.is_open:
            cancel_task(session(), task, now())
    for proposal in drafts:
        service.drop(session(), proposal, now(), viewer().account_id)
    return done(url_for(".round_page", round=round.id), _("The drafts are dropped. Nobody was told of them."))
