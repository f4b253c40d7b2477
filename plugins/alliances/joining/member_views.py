"""The pages of members: who joins an alliance, what was entered of them, and who leaves."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from core.api.data import Deputy
from core.api.web import _, done, render, requires, session, today, url_for, viewer
from plugins.alliances import finding
from plugins.alliances.blueprint import bp
from plugins.alliances.joining import members
from plugins.alliances.joining.errors import NobodyNamed
from plugins.alliances.joining.forms import JoinForm, LeaveForm, MemberForm
from plugins.alliances.joining.members import Who
from plugins.alliances.models import Alliance, Member
from plugins.alliances.permissions import RUN

SHOWN = (
    joinedload(Member.alliance),
    joinedload(Member.enterprise),
    joinedload(Member.deputy).joinedload(Deputy.person),
)


@bp.route("/alliances/<id:alliance>/members/new", methods=["GET", "POST"])
@requires(RUN, on=Alliance)
def join_alliance(alliance: Alliance) -> Any:
    """Somebody joins an alliance."""
    form = JoinForm(joined=today())
    if form.validate_on_submit():
        with form.attempt():
            members.check_open(alliance)
            joins = {"role": form.role.data, "joined": form.joined.data, "today": today()}
            member = members.join(session(), alliance, _meant(form, alliance), **joins)
            return done(
                url_for(".alliance", alliance=alliance.id),
                _("%(name)s belongs to the alliance now.", name=member.title),
            )
    offered = finding.offered(session(), viewer().reach(RUN))
    return render("alliances/joining/join.html", form=form, alliance=alliance, offered=offered)


@bp.route("/members/<id:member>/edit", methods=["GET", "POST"])
@requires(RUN, on=Member, loading=SHOWN)
def edit_member(member: Member) -> Any:
    """Correct what was entered of a member."""
    form = MemberForm(obj=member)
    if form.validate_on_submit():
        with form.attempt():
            members.correct(session(), member, today=today(), **form.values)
            return done(_back(member), _("Saved."))
    return render("alliances/joining/member.html", form=form, member=member)


@bp.route("/members/<id:member>/leave", methods=["GET", "POST"])
@requires(RUN, on=Member, loading=SHOWN)
def leave_alliance(member: Member) -> Any:
    """A member leaves."""
    form = LeaveForm(left=today())
    if form.validate_on_submit():
        with form.attempt():
            members.leave(session(), member, today=today(), **form.values)
            return done(_back(member), _("%(name)s has left the alliance.", name=member.title))
    return render("alliances/joining/leave.html", form=form, member=member)


@bp.post("/members/<id:member>/back")
@requires(RUN, on=Member, loading=SHOWN)
def take_leaving_back(member: Member) -> Any:
    """A member did not leave."""
    members.take_leaving_back(session(), member)
    return done(_back(member), _("%(name)s belongs to the alliance now.", name=member.title))


@bp.post("/members/<id:member>/delete")
@requires(RUN, on=Member, loading=SHOWN)
def remove_member(member: Member) -> Any:
    """A membership was entered by mistake."""
    address = _back(member)
    members.remove(session(), member)
    return done(address, _("The entry is removed."))


def _back(member: Member) -> str:
    return url_for(".alliance", alliance=member.alliance_id)


def _meant(form: JoinForm, alliance: Alliance) -> Who:
    reach, county = viewer().reach(RUN), alliance.station.region_code[:6]
    enterprise, deputy = form.enterprise.data, form.deputy.data
    who = Who(name=form.name.data or "", organisation=form.organisation.data or "")
    if [bool(enterprise), bool(deputy), bool(who.name)].count(True) != 1:
        raise NobodyNamed
    if enterprise:
        number = finding.enterprise_meant(session(), reach, enterprise, county=county)
        return Who(enterprise_id=number, organisation=who.organisation)
    if deputy:
        number = finding.deputy_meant(session(), reach, deputy, county=county)
        return Who(deputy_id=number, organisation=who.organisation)
    return who
