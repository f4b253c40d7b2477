"""The yearly self-checks: filled in by stations, reviewed by the office."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.access import Scope
from core.clock import now, today
from core.errors import DomainError, NotFound
from core.files import service as files
from core.standards import checks
from core.standards.forms import (
    answer_form,
    claimed_in,
    fields_of,
    review_form,
    verdicts_in,
)
from core.standards.models import AnswerPhoto, Criterion, SelfCheck, Standard
from core.standards.views.blueprint import bp
from core.standards.words import STATE_TITLES
from core.stations.models import Station
from core.web import _, begin_write, done, public, reads_first, render, requires, session, viewer
from core.web.listing import asked_number, asked_one_of, asked_text, listed
from core.web.navigation import station_tabs
from core.web.request import platform

ORDERS = {
    "name": (Station.sort_key, Station.id),
    "state": (SelfCheck.state, Station.sort_key, Station.id),
    "points": (SelfCheck.points, Station.sort_key, Station.id),
}
YEARS_BACK = 10


@bp.get("/stations/<id:station>/standards")
@public(on=Station)
def station(station: Station) -> Any:
    """What the station was found to be, year by year; for those who run it, what is due."""
    may_fill = viewer().may("standards.fill", station.scope())
    may_read = viewer().may("standards.read", station.scope())
    year = today().year
    due = checks.due_in(session(), station, [year, year - 1]) if may_read else {year: [], year - 1: []}
    return render(
        "standards/station.html",
        station=station,
        tabs=station_tabs(station),
        history=checks.history(session(), station),
        year=year,
        due=due[year],
        before=[one for one in due[year - 1] if not one.check or one.check.state != "reviewed"] if may_fill else [],
        may_fill=may_fill,
        may_read=may_read,
    )


@bp.post("/stations/<id:station>/standards/<id:standard>/begin")
@requires("standards.fill", on=Station)
def begin(station: Station, standard: int) -> Any:
    """Begin the self-check of this year, or of the last one."""
    found = session().get(Standard, standard)
    if found is None:
        raise NotFound
    year = today().year - (1 if request.form.get("year") == str(today().year - 1) else 0)
    check = checks.start(session(), station, found, year, now())
    return done(url_for(".check", self_check=check))


@bp.get("/self-checks/<id:self_check>")
@requires("standards.read", on=SelfCheck)
def check(self_check: SelfCheck) -> Any:
    """The self-check with all its criteria: what is answered, what is missing, what the office said."""
    return _check_page(self_check)


@bp.route("/self-checks/<id:self_check>/criteria/<id:criterion>", methods=["GET", "POST"])
@requires("standards.fill", on=SelfCheck)
@reads_first
def answer(self_check: SelfCheck, criterion: int) -> Any:
    """Answer one criterion, with photos; then on to the next."""
    lines = checks.lines(session(), self_check)
    here = next((number for number, line in enumerate(lines) if line.criterion.id == criterion), None)
    if here is None:
        raise NotFound
    if not self_check.is_open:
        return done(url_for(".check", self_check=self_check))
    form = answer_form(lines[here])
    following = lines[here + 1].criterion.id if here + 1 < len(lines) else None
    if form.validate_on_submit():
        for prepared in form.photos.prepared:
            files.lay_down(platform().files, prepared)
        begin_write()
        with form.attempt():
            scope = Scope(region_code=self_check.station.region_code, station_id=self_check.station_id)
            photos = [
                files.keep(session(), platform().files, one, scope=scope, account_id=viewer().account_id)
                for one in form.photos.prepared
            ]
            asked = session().get_one(Criterion, criterion)
            checks.answer(
                session(), self_check, asked, claimed=claimed_in(form), words=form.words.data or "", photos=photos
            )
            onward = (
                url_for(".answer", self_check=self_check, criterion=following)
                if following
                else url_for(".check", self_check=self_check)
            )
            return done(onward, _("Saved."))
    return render(
        "standards/answer.html",
        form=form,
        self_check=self_check,
        line=lines[here],
        number=here + 1,
        total=len(lines),
        following=following,
    )


@bp.post("/self-check-photos/<id:self_check_photo>/remove")
@requires("standards.fill", on=AnswerPhoto)
def remove_photo(self_check_photo: AnswerPhoto) -> Any:
    """Take a photo out."""
    answered = self_check_photo.answer
    file = checks.remove_photo(session(), self_check_photo)
    files.forget(session(), file)
    return done(
        url_for(".answer", self_check=answered.self_check, criterion=answered.criterion_id), _("The photo is removed.")
    )


@bp.post("/self-checks/<id:self_check>/submit")
@requires("standards.fill", on=SelfCheck)
def submit(self_check: SelfCheck) -> Any:
    """Hand it in."""
    try:
        checks.submit(session(), self_check, viewer().name, now())
    except DomainError as problem:
        return _check_page(self_check, str(problem))
    return done(url_for(".check", self_check=self_check), _("Handed in. The office reviews it now."))


@bp.get("/self-checks/<id:self_check>/sheet")
@requires("standards.read", on=SelfCheck)
def sheet(self_check: SelfCheck) -> Any:
    """The self-check as a sheet of A4, to be printed and signed."""
    return render("standards/sheet.html", self_check=self_check, lines=checks.lines(session(), self_check))


@bp.get("/self-checks/")
@requires("standards.browse")
def board() -> Any:
    """Every station and its self-check of a year: who has not handed in, what waits for a review."""
    reach = viewer().reach("standards.browse")
    year = asked_number("year") or today().year
    year = year if today().year - YEARS_BACK <= year <= today().year else today().year
    standards = checks.of_year(session(), reach, year)
    chosen = next((one for one in standards if one.id == asked_number("standard")), next(iter(standards), None))
    wanted = checks.Wanted(asked_text(), asked_one_of("state", tuple(STATE_TITLES)))
    return render(
        "standards/board.html",
        year=year,
        years=[(one, one) for one in range(today().year, today().year - YEARS_BACK, -1)],
        standards=standards,
        chosen=chosen,
        wanted=wanted,
        states=STATE_TITLES.items(),
        listing=listed(checks.board(reach, chosen, year, wanted), ORDERS) if chosen else None,
    )


@bp.route("/self-checks/<id:self_check>/review", methods=["GET", "POST"])
@requires("standards.review", on=SelfCheck)
def review(self_check: SelfCheck) -> Any:
    """Accept, give other points with a reason, or send back."""
    if self_check.state != "submitted":
        return done(url_for(".check", self_check=self_check))
    lines = checks.lines(session(), self_check)
    form = review_form(lines, self_check.words)
    if form.validate_on_submit():
        with form.attempt():
            checks.keep_review(session(), self_check, verdicts_in(form, lines), form.words.data or "")
            return done(url_for(".check", self_check=self_check), _end_review(self_check))
    return render("standards/review.html", form=form, self_check=self_check, lines=fields_of(form, lines))


def _end_review(self_check: SelfCheck) -> Any:
    """What the pressed button asks for, and what to say then."""
    if request.form.get("what") == "finish":
        checks.finish(session(), self_check, viewer().name, now())
        return _("Reviewed. The result stands on the page of the station.")
    if request.form.get("what") == "back":
        checks.send_back(session(), self_check, viewer().name, now())
        return _("Sent back to the station.")
    return _("Saved. The review is not finished yet.")


def _check_page(self_check: SelfCheck, problem: str = "") -> Any:
    scope = self_check.scope()
    page = render(
        "standards/check.html",
        self_check=self_check,
        lines=checks.lines(session(), self_check),
        may_fill=self_check.is_open and viewer().may("standards.fill", scope),
        may_review=self_check.state == "submitted" and viewer().may("standards.review", scope),
        problem=problem,
    )
    if problem:
        page.status_code = 422
    return page
