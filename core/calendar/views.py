"""The calendar of working days: a year in months, and entering what the State Council announces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, url_for

from core.access import Permission, Role
from core.calendar import service
from core.calendar.forms import NoticeForm, SpanForm
from core.calendar.words import FESTIVALS, festival_key, festival_words
from core.calendar.years import FIRST, LAST, Answer, Source, Year, YearOutOfReach
from core.clock import today
from core.errors import NotFound
from core.web import _, done, render, requires, session
from core.words import lazy as _l

bp = Blueprint("calendar", __name__, template_folder="templates", url_prefix="/calendar")

PERMISSIONS = (
    Permission("calendar.see", _l("See the calendar of working days"), frozenset(Role)),
    Permission("calendar.edit", _l("Enter holidays and working days"), frozenset({Role.ADMINISTRATOR, Role.OFFICE})),
)

bp.add_app_template_filter(festival_words)


@dataclass(frozen=True, slots=True)
class Square:
    """A day in the grid of a month."""

    day: date
    answer: Answer


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a grid of weeks; None stands where a week begins or ends in another month."""

    first: date
    weeks: list[list[Square | None]]


@bp.get("/")
@requires("calendar.see")
def index() -> Any:
    """This year."""
    return _page(today().year)


@bp.get("/<int:year>")
@requires("calendar.see")
def show(year: int) -> Any:
    """A year in months; whoever may, enters its days here."""
    return _page(year)


@bp.post("/<int:year>/days")
@requires("calendar.edit")
def enter(year: int) -> Any:
    """Say of some days what they are."""
    _check(year)
    form = SpanForm()
    if form.validate_on_submit():
        with form.attempt():
            name = festival_key(form.name.data or "")
            service.enter(session(), year, form.first.data, form.last.data, form.kind.data, name)
            return done(url_for(".show", year=year, _anchor="announced"), _("The days are entered."))
    return _page(year, span_form=form)


@bp.post("/<int:year>/notice")
@requires("calendar.edit")
def notice(year: int) -> Any:
    """Read the State Council's notice; what was understood is looked through before it counts."""
    _check(year)
    form = NoticeForm()
    if form.validate_on_submit():
        with form.attempt():
            found = service.enter_notice(session(), year, form.text.data)
            message = _("%(n)s days were found in the notice. Compare them, then confirm the year.", n=found)
            return done(url_for(".show", year=year, _anchor="announced"), message)
    return _page(year, notice_form=form)


@bp.post("/<int:year>/confirm")
@requires("calendar.edit")
def confirm(year: int) -> Any:
    """The days are those that were published."""
    _check(year)
    service.confirm(session(), year, is_published=True)
    return done(
        url_for(".show", year=year), _("%(year)s is confirmed. Deadlines count with it from now on.", year=year)
    )


@bp.post("/<int:year>/doubt")
@requires("calendar.edit")
def doubt(year: int) -> Any:
    """The days are not certain after all."""
    _check(year)
    service.confirm(session(), year, is_published=False)
    return done(url_for(".show", year=year), _("%(year)s is provisional again.", year=year))


@bp.post("/<int:year>/forget")
@requires("calendar.edit")
def forget(year: int) -> Any:
    """Go back to what the platform knows of the year."""
    _check(year)
    service.forget(session(), year)
    return done(url_for(".show", year=year), _("The days that were entered for %(year)s are removed.", year=year))


def _page(year: int, span_form: SpanForm | None = None, notice_form: NoticeForm | None = None) -> Any:
    _check(year)
    shown = service.calendar(session()).year(year)
    return render(
        "calendar/show.html",
        year=shown,
        months=[_month(shown, date(year, month, 1)) for month in range(1, 13)],
        announced=list(_announced(shown)),
        is_entered=shown.source is Source.ENTERED,
        is_guessed=shown.source is Source.GUESSED,
        today=today(),
        festivals=FESTIVALS.values(),
        span_form=span_form or SpanForm(formdata=None),
        notice_form=notice_form or NoticeForm(formdata=None),
        before=year - 1 if year > FIRST else None,
        after=year + 1 if year < LAST else None,
    )


def _check(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise NotFound from YearOutOfReach(first=FIRST, last=LAST)


def _month(year: Year, first: date) -> Month:
    squares: list[Square | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        squares.append(Square(day, year.on(day)))
        day += timedelta(1)
    squares += [None] * (-len(squares) % 7)
    return Month(first, [squares[start : start + 7] for start in range(0, len(squares), 7)])


@dataclass(frozen=True, slots=True)
class Announced:
    """Days in a row that are exceptional in the same way."""

    first: date
    last: date
    answer: Answer

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def _announced(year: Year) -> Iterator[Announced]:
    begun: Announced | None = None
    for day in sorted(year.days):
        answer = year.on(day)
        if begun and begun.answer == answer and begun.last + timedelta(1) == day:
            begun = Announced(begun.first, day, answer)
            continue
        if begun:
            yield begun
        begun = Announced(day, day, answer)
    if begun:
        yield begun
