"""Pages of the standing committee: its members, their deputies, and what would be the best."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Reach, option
from core.api.declare import NavItem, Permission, Role
from core.api.web import (
    _,
    _l,
    asked_number,
    asked_text,
    done,
    listed,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.known import finding
from plugins.enterprise_visits.links import committee as service
from plugins.enterprise_visits.links.forms import DeputyForm, PublishForm
from plugins.enterprise_visits.links.options import DEPUTIES_EACH, MOST_EACH
from plugins.enterprise_visits.models import CommitteeLink, CommitteeMember

LINK: Final = "enterprise_visits.committee"
PERMISSIONS: Final = (
    Permission(
        LINK,
        _l("Say which deputies the members of the standing committee keep in touch with"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE}),
    ),
)
NAV: Final = (
    NavItem(
        title=_l("Committee and deputies"),
        endpoint="enterprise_visits.committee",
        permission=LINK,
        order=46,
        icon="diagram-3",
    ),
)
SHOWN: Final = (joinedload(CommitteeMember.deputy).joinedload(Deputy.person),)


@bp.route("/committee", methods=["GET", "POST"])
@requires(LINK)
def committee() -> Any:
    """The members within reach and their deputies, and a form for a further member."""
    form = DeputyForm()
    if form.validate_on_submit():
        with form.attempt():
            deputy = finding.deputy_meant(session(), _reach(), form.deputy.data)
            member = service.add_member(session(), deputy, today())
            return done(url_for(".committee_member", committee_member=member.id))
    orders = {"name": (Deputy.sort_key, CommitteeMember.id)}
    return render(
        "enterprise_visits/links/committee.html",
        listing=listed(service.in_list(_reach(), asked_text()), orders),
        between=service.BETWEEN,
        words=asked_text(),
        form=form,
        offered=finding.offered(session(), _reach(), "deputies"),
    )


@bp.route("/committee/<id:committee_member>", methods=["GET", "POST"])
@requires(LINK, on=CommitteeMember, loading=SHOWN)
def committee_member(committee_member: CommitteeMember) -> Any:
    """A member's deputies, and a form for a further one."""
    form = DeputyForm()
    if form.validate_on_submit():
        with form.attempt():
            deputy = finding.deputy_meant(session(), _reach(), form.deputy.data)
            service.link(session(), committee_member, deputy, today())
            return done(url_for(".committee_member", committee_member=committee_member.id))
    return render(
        "enterprise_visits/links/member.html",
        member=committee_member,
        links=service.links_of(session(), committee_member),
        form=form,
        offered=finding.offered(session(), _reach(), "deputies"),
    )


@bp.post("/committee/<id:committee_member>/leave")
@requires(LINK, on=CommitteeMember, loading=SHOWN)
def leave_committee(committee_member: CommitteeMember) -> Any:
    """The deputy is no member any more."""
    name = committee_member.deputy.person.name
    service.leave(session(), committee_member, today())
    return done(url_for(".committee"), _("%(name)s is no longer a member of the standing committee.", name=name))


@bp.post("/committee-links/<id:committee_link>/end")
@requires(LINK, on=CommitteeLink)
def end_committee_link(committee_link: CommitteeLink) -> Any:
    """The member keeps in touch with the deputy no more."""
    member = service.member_of(session(), committee_link.member_id)
    service.end(session(), committee_link, today())
    return done(url_for(".committee_member", committee_member=member.id) if member else url_for(".committee"))


@bp.route("/committee/proposal", methods=["GET", "POST"])
@requires(LINK)
def committee_proposal() -> Any:
    """Who should keep in touch with whom, and what would change; published as it was looked at."""
    each = _each()
    form = PublishForm()
    if form.validate_on_submit():
        with form.attempt():
            found = service.publish(session(), _reach(), each, form.digest.data or "", today())
            return done(url_for(".committee"), _("Published. Links that began: %(n)s.", n=len(found.come)))
    return _proposal(each, form)


def _proposal(each: int, form: PublishForm) -> Any:
    found = service.proposed(session(), _reach(), each)
    form.digest.data = found.digest
    return render("enterprise_visits/links/committee_proposal.html", found=found, each=each, most=MOST_EACH, form=form)


def _each() -> int:
    asked = asked_number("each")
    return min(max(asked, 1), MOST_EACH) if asked else option(session(), DEPUTIES_EACH)


def _reach() -> Reach:
    return viewer().reach(LINK)
