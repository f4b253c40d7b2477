"""Pages of difficulties: the lists, telling of one, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from core.api.data import Enterprise, Organ, Station
from core.api.declare import NavItem, NotFound, Permission, Role
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
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.difficulties import moving, reading, service
from plugins.enterprise_visits.difficulties.errors import DifficultyOfOthers, NotBroughtToYou
from plugins.enterprise_visits.difficulties.forms import AnswerForm, DifficultyForm, MoveForm, NewDifficultyForm
from plugins.enterprise_visits.difficulties.moving import Move
from plugins.enterprise_visits.difficulties.reading import CONFIDENTIAL, READ
from plugins.enterprise_visits.difficulties.words import KINDS, MARKS, MOVES, SAID_BY, STATES
from plugins.enterprise_visits.models.difficulties import Difficulty

ENTER: Final = "enterprise_visits.enter_difficulties"
SETTLE: Final = "enterprise_visits.settle_difficulties"
ANSWER: Final = "enterprise_visits.answer_difficulties"
OFFICES: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS: Final = (
    Permission(
        READ, _l("Read difficulties of enterprises"), OFFICES | {Role.LEADER, Role.MANAGER, Role.DEPUTY, Role.ORGAN}
    ),
    Permission(CONFIDENTIAL, _l("Read what enterprises said for the office only"), OFFICES),
    Permission(ENTER, _l("Enter difficulties of enterprises"), OFFICES | {Role.MANAGER, Role.DEPUTY}),
    Permission(SETTLE, _l("Say what became of difficulties of others"), OFFICES | {Role.MANAGER}),
    Permission(ANSWER, _l("Answer difficulties brought to one's organ"), frozenset({Role.ORGAN})),
)
NAV: Final = (
    NavItem(
        title=_l("Difficulties"),
        endpoint="enterprise_visits.difficulties",
        permission=ENTER,
        order=44,
        icon="lightbulb",
    ),
    NavItem(
        title=_l("Brought to us"),
        endpoint="enterprise_visits.brought_to_us",
        permission=ANSWER,
        order=45,
        icon="bank",
    ),
    NavItem(
        title=_l("Difficulties"),
        endpoint="enterprise_visits.station_difficulties",
        permission=READ,
        place="station",
        order=46,
        icon="lightbulb",
    ),
)
MOST_STATIONS: Final = 6
FILTERS: Final = ("unsolved", "solved", *STATES)


# Lists


@bp.get("/difficulties")
@requires(READ)
def difficulties() -> Any:
    """The difficulties within reach, as far as the viewer reads them."""
    return _list(None)


@bp.at_station.get("/difficulties")
@requires(READ, on=Station)
def station_difficulties(station: Station) -> Any:
    """The difficulties of a station, as far as the viewer reads them."""
    return _list(station)


@bp.get("/brought-to-us")
@requires(ANSWER)
def brought_to_us() -> Any:
    """What was brought to the organ of the viewer."""
    orders = {
        "state": (Difficulty.state.desc(), Difficulty.id),
        "newest": (Difficulty.day.desc(), Difficulty.id.desc()),
    }
    return render(
        "enterprise_visits/difficulties/brought.html",
        listing=listed(reading.brought_to(viewer()), orders),
        kinds=KINDS,
        states=STATES,
        marks=MARKS,
        today=today(),
    )


def _list(station: Station | None) -> Any:
    wanted = reading.Wanted(
        words=asked_text(),
        kind=asked_one_of("kind", list(KINDS)),
        state=asked_one_of("state", FILTERS),
        station_id=station.id if station else asked_number("station"),
        enterprise_id=asked_number("enterprise"),
    )
    orders = {
        "newest": (Difficulty.day.desc(), Difficulty.id.desc()),
        "enterprise": (Enterprise.sort_key, Difficulty.day.desc(), Difficulty.id.desc()),
    }
    return render(
        "enterprise_visits/difficulties/list.html",
        station=station,
        listing=listed(reading.in_list(session(), viewer(), wanted), orders),
        hidden=reading.hidden(session(), viewer(), station.id if station else None),
        wanted=wanted,
        kinds=KINDS,
        states=STATES,
        marks=MARKS,
        enters_at=_enters_at(station),
        today=today(),
    )


def _enters_at(station: Station | None) -> Sequence[tuple[int, str]]:
    """The stations at which the viewer may enter one: this one, or those a deputy or manager belongs to."""
    if station is not None:
        return [(station.id, station.name)] if viewer().may(ENTER, station.scope()) else []
    here = sorted(viewer().reach(ENTER).station_ids)
    query = select(Station.id, Station.name).where(Station.id.in_(here)).order_by(Station.sort_key).limit(MOST_STATIONS)
    return [(number, name) for number, name in session().execute(query)] if here else []


# Telling of one


@bp.at_station.route("/difficulties/new", methods=["GET", "POST"])
@requires(ENTER, on=Station)
def add_difficulty(station: Station) -> Any:
    """Tell of a difficulty without a visit."""
    form = NewDifficultyForm(data={"day": today(), "enterprise_id": asked_number("enterprise")})
    offered = service.enterprises_of(session(), station, today(), viewer().deputy_id)
    offer(form.enterprise_id, offered, _("Choose an enterprise"))
    if form.validate_on_submit():
        with form.attempt():
            told = service.tell(
                session(),
                station,
                form.enterprise_id.data,
                form.told,
                day=form.day.data or today(),
                today=today(),
                deputy_id=viewer().deputy_id,
                account_id=viewer().account_id,
                at=now(),
            )
            return done(_after(told, station), _("The difficulty is kept."))
    return render("enterprise_visits/difficulties/edit.html", form=form, station=station, difficulty=None)


@bp.route("/difficulties/<id:difficulty>/edit", methods=["GET", "POST"])
@requires(ENTER, on=Difficulty)
def edit_difficulty(difficulty: Difficulty) -> Any:
    """Correct what was told."""
    _check_may_change(difficulty)
    form = DifficultyForm(obj=difficulty)
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), difficulty, form.told, form.day.data or today(), today())
            return done(_after(difficulty, difficulty.station), _("Saved."))
    return render(
        "enterprise_visits/difficulties/edit.html", form=form, station=difficulty.station, difficulty=difficulty
    )


def _after(difficulty: Difficulty, station: Station | None) -> str:
    """Its page; for who may not read it any more, the list."""
    if reading.may_read(viewer(), difficulty):
        return url_for(".difficulty", difficulty=difficulty.id)
    return url_for(".station_difficulties", station=station) if station else url_for(".difficulties")


# What becomes of it


@bp.get("/difficulties/<id:difficulty>")
@requires(READ, on=Difficulty, loading=reading.EVERYTHING)
def difficulty(difficulty: Difficulty) -> Any:
    """A difficulty, and what became of it."""
    return _page(difficulty)


@bp.post("/difficulties/<id:difficulty>/move")
@requires(ENTER, on=Difficulty, loading=reading.EVERYTHING)
def move_difficulty(difficulty: Difficulty) -> Any:
    """Say what became of it."""
    _check_may_change(difficulty)
    form = _moves(MoveForm(), difficulty)
    if form.validate_on_submit():
        with form.attempt():
            moving.move(session(), difficulty, form.move, today=today(), at=now(), account_id=viewer().account_id)
            return done(url_for(".difficulty", difficulty=difficulty), STATES[difficulty.state])
    return _page(difficulty, form=form)


@bp.post("/difficulties/<id:difficulty>/answer")
@requires(ANSWER, on=Difficulty, loading=reading.EVERYTHING)
def answer_difficulty(difficulty: Difficulty) -> Any:
    """The organ says how it solved it."""
    if not reading.is_with_organ_of(viewer(), difficulty):
        raise NotBroughtToYou
    form = AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            solved = Move(state="solved_by_organ", day=today(), words=form.words.data or "")
            moving.move(session(), difficulty, solved, today=today(), at=now(), account_id=viewer().account_id)
            return done(url_for(".brought_to_us"), _("The answer is kept. Who entered the difficulty is told."))
    return _page(difficulty, answer=form)


def _page(difficulty: Difficulty, form: MoveForm | None = None, answer: AnswerForm | None = None) -> Any:
    may_read = reading.may_read(viewer(), difficulty)
    is_organs = reading.is_with_organ_of(viewer(), difficulty)
    if not (may_read or is_organs):
        raise NotFound
    may_change = may_read and _may_change(difficulty)
    return render(
        "enterprise_visits/difficulties/difficulty.html",
        difficulty=difficulty,
        may_read=may_read,
        brief=moving.brief(difficulty),
        names=reading.names_of(session(), difficulty) if may_read else {},
        form=form or _moves(MoveForm(formdata=None), difficulty)
        if may_change and moving.may_become(difficulty)
        else None,
        answer=answer or AnswerForm(formdata=None) if is_organs and difficulty.state == "with_organ" else None,
        may_edit=may_change,
        kinds=KINDS,
        states=STATES,
        marks=MARKS,
        said_by=SAID_BY,
        today=today(),
    )


def _may_change(difficulty: Difficulty) -> bool:
    """Whether the viewer keeps the difficulties of its station, or is a deputy who entered it or looks after the enterprise."""
    if viewer().may(SETTLE, difficulty.scope()):
        return True
    me = viewer().deputy_id
    if me is None or not viewer().may(ENTER, difficulty.scope()):
        return False
    return difficulty.deputy_id == me or service.is_paired(session(), me, difficulty.enterprise_id, today())


def _check_may_change(difficulty: Difficulty) -> None:
    """Raise NotFound for who may not read it, DifficultyOfOthers for who may not change it."""
    if not reading.may_read(viewer(), difficulty):
        raise NotFound
    if not _may_change(difficulty):
        raise DifficultyOfOthers


def _moves(form: MoveForm, difficulty: Difficulty) -> MoveForm:
    """What can become of it now, and the organs of its region and those above."""
    may_become = moving.may_become(difficulty)
    form.state.choices = choices_of((state, MOVES[state]) for state in may_become)
    organs: list[tuple[int, str]] = []
    if "with_organ" in may_become:
        code = difficulty.region_code
        above = [code[:length] for length in range(1, len(code) + 1)]
        query = select(Organ.id, Organ.name).where(Organ.region_code.in_(above)).order_by(Organ.sort_key).limit(200)
        organs = [(number, name) for number, name in session().execute(query)]
    offer(form.organ_id, organs, _("Choose an organ"))
    if not form.is_submitted() or form.move_day.data is None:
        form.move_day.data = form.move_day.data or today()
    return form
