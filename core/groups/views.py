"""Deputy groups: the list, a group with its members and its history, and the forms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from sqlalchemy import select

from core.access import Permission, Role
from core.clock import today
from core.deputies.models import Deputy
from core.groups import service
from core.groups.forms import ConvenerForm, DayForm, GroupForm, MembersForm
from core.groups.models import KINDS, DeputyGroup, GroupMember
from core.groups.words import KIND_TITLES, kind_title
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.web.fields import offer
from core.web.listing import asked_one_of, asked_text, listed
from core.words import lazy as _l

bp = Blueprint("groups", __name__, template_folder="templates", url_prefix="/groups")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("groups.browse", _l("See deputy groups"), OFFICE | {Role.LEADER}),
    Permission("groups.edit", _l("Form deputy groups and say who belongs to them"), OFFICE),
)
NAV = (
    NavItem(
        title=_l("Deputy groups"),
        endpoint="groups.index",
        permission="groups.browse",
        order=52,
        icon="people",
        place="admin",
    ),
)
ORDERS = {
    "name": (DeputyGroup.sort_key, DeputyGroup.id),
    "kind": (DeputyGroup.kind, DeputyGroup.sort_key, DeputyGroup.id),
}

bp.add_app_template_filter(kind_title, "group_kind_title")


@bp.get("/")
@requires("groups.browse")
def index() -> Any:
    """The groups within reach."""
    wanted = service.Wanted(
        words=asked_text(), kind=asked_one_of("kind", KINDS), over=asked_one_of("over", ("1",)) == "1"
    )
    listing = listed(service.in_list(viewer().reach("groups.browse"), wanted), ORDERS)
    return render("groups/index.html", listing=listing, wanted=wanted, kinds=KIND_TITLES.items())


@bp.get("/<id:deputy_group>")
@requires("groups.browse", on=DeputyGroup)
def show(deputy_group: DeputyGroup) -> Any:
    """A group: who belongs to it, who did, and who convenes it."""
    members = (
        session()
        .execute(
            service.members_of(deputy_group.id).order_by(
                GroupMember.is_convener.desc(), Deputy.sort_key, GroupMember.id
            )
        )
        .all()
    )
    return render(
        "groups/show.html",
        group=deputy_group,
        members=[one for one in members if one.ends is None],
        former=[one for one in members if one.ends is not None],
        may_edit=viewer().may("groups.edit", deputy_group.scope()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("groups.edit")
def create() -> Any:
    """Form a group."""
    form = GroupForm()
    offer_regions(form.region_code, regions.within(session(), viewer().reach("groups.edit")))
    if form.validate_on_submit():
        with form.attempt():
            group = service.make(session(), **form.values)
            return done(
                url_for(".join", deputy_group=group), _("%(name)s is formed. Who belongs to it?", name=group.name)
            )
    return render("groups/edit.html", form=form, group=None)


@bp.route("/<id:deputy_group>/edit", methods=["GET", "POST"])
@requires("groups.edit", on=DeputyGroup)
def edit(deputy_group: DeputyGroup) -> Any:
    """Correct a group."""
    form = GroupForm(obj=deputy_group)
    found = regions.within(session(), viewer().reach("groups.edit"))
    offer_regions(form.region_code, found, deputy_group.region)
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), deputy_group, **form.values)
            return done(url_for(".show", deputy_group=deputy_group), _("Saved."))
    return render("groups/edit.html", form=form, group=deputy_group)


@bp.route("/<id:deputy_group>/join", methods=["GET", "POST"])
@requires("groups.edit", on=DeputyGroup)
def join(deputy_group: DeputyGroup) -> Any:
    """Deputies join the group."""
    form = MembersForm()
    words = asked_text()
    offered = service.may_join(session(), viewer().reach("deputies.edit"), deputy_group, words)
    if request.method == "POST":
        chosen = [int(one) for one in request.form.getlist("deputies") if one.isdecimal() and len(one) < 10]
        offered = service.named(session(), viewer().reach("deputies.edit"), chosen) | offered
    offer(form.deputies, offered.items())
    if form.validate_on_submit():
        with form.attempt():
            deputies = session().scalars(select(Deputy).where(Deputy.id.in_(form.deputies.data))).all()
            number = service.join(session(), deputy_group, deputies, form.day.data)
            return done(url_for(".show", deputy_group=deputy_group), _("%(n)s deputies joined.", n=number))
    return render("groups/join.html", form=form, group=deputy_group, words=words, most=service.MOST_OFFERED)


@bp.route("/<id:deputy_group>/convener", methods=["GET", "POST"])
@requires("groups.edit", on=DeputyGroup)
def convener(deputy_group: DeputyGroup) -> Any:
    """Say who convenes the group from a day on."""
    form = ConvenerForm(data={"day": today()})
    members = session().execute(service.members_of(deputy_group.id).where(GroupMember.ends.is_(None))).all()
    offer(form.member_id, [(one.id, one.name) for one in members], _("Choose a deputy"))
    if form.validate_on_submit():
        with form.attempt():
            member = session().get_one(GroupMember, form.member_id.data)
            service.convene(session(), member, form.day.data)
            return done(url_for(".show", deputy_group=deputy_group), _("Saved."))
    return render("groups/convener.html", form=form, group=deputy_group)


@bp.post("/members/<id:group_member>/leave")
@requires("groups.edit", on=GroupMember)
def leave(group_member: GroupMember) -> Any:
    """The deputy leaves the group today."""
    service.leave(session(), group_member, today())
    name = group_member.deputy.person.name
    return done(url_for(".show", deputy_group=group_member.group_id), _("%(name)s no longer belongs to it.", name=name))


@bp.route("/<id:deputy_group>/give-up", methods=["GET", "POST"])
@requires("groups.edit", on=DeputyGroup)
def give_up(deputy_group: DeputyGroup) -> Any:
    """The group ends."""
    form = DayForm(data={"day": today()})
    if form.validate_on_submit():
        with form.attempt():
            service.give_up(session(), deputy_group, form.day.data)
            return done(
                url_for(".show", deputy_group=deputy_group), _("%(name)s was given up.", name=deputy_group.name)
            )
    return render("groups/give_up.html", form=form, group=deputy_group)
