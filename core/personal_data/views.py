"""Pages of the personal data: one's own, the requests an office answers, erasing a person, and how long things are kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, send_file, url_for
from sqlalchemy.orm import joinedload

from core.access import Permission, Role
from core.clock import now, today
from core.deputies.models import Deputy
from core.errors import NotFound
from core.exports.workbooks import MEDIA_TYPE
from core.people.models import Person
from core.personal_data import erasing, retention, service
from core.personal_data.forms import AnswerForm, CorrectionForm, ErasureForm
from core.personal_data.kept import about, counted, declared
from core.personal_data.models import CorrectionRequest
from core.plugin_host.declarations import NavItem
from core.stations.models import Staff
from core.web import Form, _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.listing import asked_one_of, listed
from core.words import lazy as _l

bp = Blueprint("personal_data", __name__, template_folder="templates", url_prefix="/personal-data")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("personal_data.own", _l("See, and take along, what is kept about oneself"), frozenset(Role)),
    Permission("personal_data.answer", _l("Answer requests to put personal data right"), OFFICE),
    Permission("personal_data.erase", _l("Take copies of personal data for people, and erase people"), OFFICE),
    Permission("personal_data.retain", _l("Erase what has been kept long enough"), frozenset({Role.ADMINISTRATOR})),
)
NAV = (
    NavItem(
        title=_l("Corrections"),
        endpoint="personal_data.requests",
        permission="personal_data.answer",
        order=72,
        icon="pencil-square",
        place="admin",
    ),
    NavItem(
        title=_l("Keeping and erasing"),
        endpoint="personal_data.keeping",
        permission="personal_data.retain",
        order=74,
        icon="eraser",
        place="admin",
    ),
)
SETTINGS_FORMS = (retention.SETTINGS,)
STATES = ("open", "answered")


@bp.route("/mine", methods=["GET", "POST"])
@requires("personal_data.own")
def mine() -> Any:
    """All that is kept about oneself; and a way to say what is wrong."""
    person, form = _own(), CorrectionForm()
    if person is not None and form.validate_on_submit():
        with form.attempt():
            service.ask_to_correct(session(), person, form.words.data, now())
            return done(url_for(".mine"), _("Your office will look at it. The answer will stand here."))
    return render(
        "personal_data/mine.html",
        person=person,
        form=form,
        kept=counted(session(), person, declared(session())) if person else [],
        requests=service.requests_of(session(), person) if person else [],
    )


@bp.post("/mine/copy")
@reads_first
@requires("personal_data.own")
def own_copy() -> Any:
    """A workbook of all that is kept about oneself."""
    person = _own()
    if person is None:
        raise NotFound
    return _copy(person)


@bp.get("/requests")
@requires("personal_data.answer")
def requests() -> Any:
    """The requests of the region, those without an answer first."""
    state = asked_one_of("state", STATES) or "open"
    query = service.requests_in(viewer().reach("personal_data.answer"))
    is_open = CorrectionRequest.answered_at.is_(None)
    listing = listed(
        query.where(is_open if state == "open" else ~is_open),
        {"newest": (CorrectionRequest.id.desc(),), "oldest": (CorrectionRequest.id,)},
    )
    return render("personal_data/requests.html", listing=listing, state=state)


@bp.route("/requests/<id:correction_request>", methods=["GET", "POST"])
@requires("personal_data.answer", on=CorrectionRequest)
def answer(correction_request: CorrectionRequest) -> Any:
    """Say what became of a request."""
    form = AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            service.answer(session(), correction_request, form.answer.data, viewer().name, now())
            return done(url_for(".requests"), _("The answer is given."))
    deputy = service.deputy_of(session(), correction_request.person)
    return render("personal_data/answer.html", request=correction_request, form=form, deputy=deputy)


@bp.route("/deputies/<id:deputy>", methods=["GET", "POST"])
@requires("personal_data.erase", on=Deputy, loading=(joinedload(Deputy.person),))
def of_deputy(deputy: Deputy) -> Any:
    """What is kept about a deputy; take a copy for them, or erase them."""
    return _of_person(
        deputy.person,
        url_for(".copy_for_deputy", deputy=deputy),
        back=url_for("deputies.show", deputy=deputy),
        trail=[
            (_("Deputies"), url_for("deputies.index")),
            (deputy.person.name, url_for("deputies.show", deputy=deputy)),
        ],
        after=url_for("deputies.index"),
    )


@bp.post("/deputies/<id:deputy>/copy")
@reads_first
@requires("personal_data.erase", on=Deputy)
def copy_for_deputy(deputy: Deputy) -> Any:
    """A workbook of all that is kept about a deputy, to be handed to them."""
    return _copy(deputy.person)


@bp.route("/staff/<id:staff>", methods=["GET", "POST"])
@requires("personal_data.erase", on=Staff, loading=(joinedload(Staff.person), joinedload(Staff.station)))
def of_staff(staff: Staff) -> Any:
    """The same of somebody who runs a station, or did. Of a deputy it stands with the deputy's record."""
    deputy = service.deputy_of(session(), staff.person)
    if deputy is not None:
        return redirect(url_for(".of_deputy", deputy=deputy), 303)
    back = url_for("stations.staff", station=staff.station)
    return _of_person(
        staff.person,
        url_for(".copy_for_staff", staff=staff),
        back=back,
        trail=[
            (staff.station.name, url_for("stations.show", station=staff.station)),
            (_("Who runs the station"), back),
        ],
        after=back,
    )


@bp.post("/staff/<id:staff>/copy")
@reads_first
@requires("personal_data.erase", on=Staff)
def copy_for_staff(staff: Staff) -> Any:
    """A workbook of all that is kept about them, to be handed to them."""
    if service.deputy_of(session(), staff.person) is not None:
        raise NotFound
    return _copy(staff.person)


@bp.route("/keeping", methods=["GET", "POST"])
@requires("personal_data.retain")
def keeping() -> Any:
    """What has been kept long enough, before anything is erased; the button erases it."""
    form = Form()
    if form.validate_on_submit():
        with form.attempt():
            count = retention.apply(session(), today())
            return done(url_for(".keeping"), _("Erased: %(count)s.", count=count))
    return render("personal_data/keeping.html", form=form, due=retention.dry_run(session(), today()))


def _of_person(person: Person, copy: str, *, back: str, trail: list[tuple[str, str]], after: str) -> Any:
    form = ErasureForm()
    if form.validate_on_submit():
        with form.attempt():
            if form.name.data != person.name:
                raise erasing.NameDiffers
            erasing.erase(session(), person, today(), reason=form.reason.data)
            return done(after, _("What said who this was is erased."))
    return render(
        "personal_data/person.html",
        person=person,
        form=form,
        copy=copy,
        back=back,
        trail=trail,
        goes=[] if person.erased_on else erasing.would_go(session(), person),
        obstacle=_obstacle(person),
    )


def _own() -> Person | None:
    person_id = viewer().person_id
    return session().get(Person, person_id) if person_id else None


def _obstacle(person: Person) -> str:
    try:
        erasing.check_may_go(session(), person)
    except (erasing.StillServing, erasing.StillStaff, erasing.StillSignsIn, erasing.ErasedAlready) as problem:
        return str(problem)
    return ""


def _copy(person: Person) -> Any:
    """The file; that it was taken is written down before its first byte goes."""
    name = person.name
    stream = service.copy_of(about(session(), person))
    service.copied(begin_write(), session().get_one(Person, person.id))
    title = _("Personal data %(name)s %(day)s", name=name, day=today().isoformat())
    return send_file(stream, MEDIA_TYPE, as_attachment=True, download_name=f"{title}.xlsx")
