"""Reports to voters: the public list and pages, and what stations and offices do with them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from core.access import Permission, Role
from core.announcements import service
from core.announcements.forms import AnnouncementForm, HeldForm, OwnProposalForm
from core.announcements.models import Announcement
from core.announcements.service import notice
from core.clock import now, today
from core.deputies import service as deputies
from core.deputies.models import Deputy
from core.errors import NotFound
from core.plugin_host.declarations import NavItem
from core.stations.models import Station
from core.stations.service import names as station_names
from core.web import _, done, public, render, requires, session, viewer
from core.web.fields import choices_of, offer
from core.web.listing import listed
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("announcements", __name__, template_folder="templates")

MANAGE = "announcements.manage"
PROPOSE = "announcements.propose"
PERMISSIONS = (
    Permission(MANAGE, _l("Announce reports to voters"), frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})),
    Permission(PROPOSE, _l("Propose to report to voters"), frozenset({Role.DEPUTY})),
)
NAV = (
    NavItem(
        title=_l("Reports to voters"), endpoint="announcements.index", permission=MANAGE, order=50, icon="megaphone"
    ),
)

bp.add_app_template_filter(notice, "notice")


@bp.get("/announcements/")
@public
def index() -> Any:
    """The reports to come, or those that have been; for who announces them, what deputies propose too."""
    past = request.args.get("when") == "past"
    reach = viewer().reach(MANAGE)
    query = service.in_list(reach, today(), past=past, may_see_proposals=viewer().may(MANAGE))
    way = Announcement.day.desc() if past else Announcement.day
    return render(
        "announcements/index.html",
        listing=listed(query, {"day": (way, Announcement.id)}, 20),
        past=past,
        today=today(),
        may_manage=viewer().may(MANAGE),
        may_propose=viewer().may(PROPOSE),
    )


@bp.get("/announcements/<id:announcement>")
@public(on=Announcement, loading=service.EVERYTHING)
def show(announcement: Announcement) -> Any:
    """A report to voters; a proposal is seen by the deputy and by those who may announce it."""
    may_manage = viewer().may(MANAGE, announcement.scope())
    _check_known(announcement)
    return render(
        "announcements/show.html",
        announcement=announcement,
        told=notice(announcement),
        today=today(),
        may_manage=may_manage,
    )


@bp.get("/announcements/<id:announcement>/calendar.ics")
@public(on=Announcement, loading=service.EVERYTHING)
def calendar(announcement: Announcement) -> Any:
    """The day for one's own calendar."""
    _check_known(announcement)
    url = f"{platform().settings.public_url.rstrip('/')}{url_for('.show', announcement=announcement)}"
    answer = Response(service.calendar(announcement, url, now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="report-{announcement.id}.ics"'
    return answer


@bp.get("/announcements/new")
@requires(MANAGE)
def choose() -> Any:
    """At which station."""
    return render("announcements/choose.html", stations=station_names(session(), viewer().reach(MANAGE)))


@bp.route("/stations/<id:station>/announcements/new", methods=["GET", "POST"])
@requires(MANAGE, on=Station)
def create(station: Station) -> Any:
    """Announce a report at a station."""
    form = AnnouncementForm()
    form.reporters.choices = choices_of(service.deputies_of(session(), station))
    if form.validate_on_submit():
        with form.attempt():
            made = service.announce(session(), station, today=today(), at=now(), **form.values)
            return done(url_for(".show", announcement=made), _("The report is announced."))
    return render("announcements/edit.html", form=form, announcement=None, station=station)


@bp.route("/announcements/propose", methods=["GET", "POST"])
@requires(PROPOSE)
def propose() -> Any:
    """A deputy proposes to report to the voters."""
    deputy = session().get(Deputy, viewer().deputy_id or 0, options=deputies.EVERYTHING)
    if deputy is None:
        raise NotFound
    form = OwnProposalForm()
    stations = {one.station_id: one.station for one in deputy.placements if one.ends is None}
    offer(form.station_id, [(number, one.name) for number, one in stations.items()])
    if form.validate_on_submit():
        facts = form.values
        station = stations[facts.pop("station_id")]
        with form.attempt():
            made = service.propose(session(), station, deputy, today=today(), at=now(), **facts)
            return done(url_for(".show", announcement=made), _("The station and the office see your proposal now."))
    return render("announcements/propose.html", form=form, has_station=bool(stations))


@bp.route("/announcements/<id:announcement>/edit", methods=["GET", "POST"])
@requires(MANAGE, on=Announcement, loading=service.EVERYTHING)
def edit(announcement: Announcement) -> Any:
    """Correct a report; from its day on also write what came of it."""
    present = [reporter.deputy_id for reporter in announcement.reporters]
    kind = HeldForm if announcement.day <= today() else AnnouncementForm
    form = kind(obj=announcement, data={"reporters": present})
    if not form.is_submitted():
        form.reporters.data = present
    form.reporters.choices = choices_of(_offered(announcement))
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), announcement, today=today(), **form.values)
            return done(url_for(".show", announcement=announcement), _("Saved."))
    return render("announcements/edit.html", form=form, announcement=announcement, station=announcement.station)


@bp.post("/announcements/<id:announcement>/announce")
@requires(MANAGE, on=Announcement)
def announce(announcement: Announcement) -> Any:
    """Announce what a deputy proposed, or what was cancelled."""
    service.settle(session(), announcement, "announced")
    return done(url_for(".show", announcement=announcement), _("The report is announced."))


@bp.post("/announcements/<id:announcement>/cancel")
@requires(MANAGE, on=Announcement)
def cancel(announcement: Announcement) -> Any:
    """Say that it does not take place; the page stays, for those who have the address."""
    service.settle(session(), announcement, "cancelled")
    return done(url_for(".show", announcement=announcement), _("The report is cancelled, and its page says so."))


def _check_known(announcement: Announcement) -> None:
    """A proposal is known to the deputy and to those who may announce it."""
    proposed_by_me = viewer().deputy_id is not None and announcement.proposed_by_id == viewer().deputy_id
    if not (announcement.is_public or proposed_by_me or viewer().may(MANAGE, announcement.scope())):
        raise NotFound


def _offered(announcement: Announcement) -> list[tuple[int, str]]:
    """The deputies of the station, and those who report already."""
    present = {one.deputy_id: one.deputy.person.name for one in announcement.reporters}
    found = service.deputies_of(session(), announcement.station) if announcement.station else []
    return [*found, *((number, name) for number, name in present.items() if number not in dict(found))]
