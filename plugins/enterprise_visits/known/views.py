"""Pages of what enterprises said: their needs, how many deputies they should have, competitors, wishes; and the list."""

from __future__ import annotations

from typing import Any

from core.api.data import Enterprise, Reach
from core.api.declare import NavItem, Permission, Role
from core.api.web import (
    Form,
    _,
    _l,
    asked_number,
    asked_one_of,
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
from plugins.enterprise_visits.known import competing, finding, lists, service
from plugins.enterprise_visits.known.forms import EnterpriseWishForm, GroupOfForm, NeedForm, WantedForm
from plugins.enterprise_visits.models import Need, Wish
from plugins.enterprise_visits.pairing import lists as pairs

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
KNOW = "enterprise_visits.know"
PERMISSIONS = (
    Permission(KNOW, _l("Enter what enterprises ask for, their competitors and wishes"), OFFICE | {Role.MANAGER}),
    Permission("enterprise_visits.interests", _l("See and enter interests that deputies declared"), OFFICE),
    Permission(
        "enterprise_visits.mine", _l("See my enterprises, declare interests and wishes"), frozenset({Role.DEPUTY})
    ),
)
NAV = (
    NavItem(
        title=_l("Interests and wishes"),
        endpoint="enterprise_visits.my_words",
        permission="enterprise_visits.mine",
        place="start",
        order=40,
        icon="shield-check",
    ),
)
SAYS = {
    "needs": _l("ask for a speciality"),
    "competitors": _l("have competitors"),
    "wishes": _l("have wishes"),
    "nothing": _l("said nothing yet"),
}


@bp.get("/enterprises")
@requires(KNOW)
def enterprises() -> Any:
    """The enterprises within reach, with what is known of each and how many deputies they have."""
    reach = viewer().reach(KNOW)
    asked = lists.Asked(asked_text(), asked_number("chain"), asked_one_of("says", lists.SAYS))
    orders = {"name": (Enterprise.sort_key, Enterprise.id)}
    return render(
        "enterprise_visits/known/enterprises.html",
        listing=listed(lists.enterprises(reach, asked, today()), orders),
        asked=asked,
        chains=lists.chains(session(), reach),
        says=SAYS.items(),
    )


@bp.get("/enterprises/<id:enterprise>")
@requires(KNOW, on=Enterprise)
def of_enterprise(enterprise: Enterprise) -> Any:
    """What is known of an enterprise, and who looks after it."""
    return _page(enterprise)


@bp.post("/enterprises/<id:enterprise>/needs")
@requires(KNOW, on=Enterprise)
def ask_for(enterprise: Enterprise) -> Any:
    """It asks for a speciality."""
    form = NeedForm()
    if form.validate_on_submit():
        with form.attempt():
            service.need(session(), enterprise, form.speciality.data)
            return _back(enterprise.id)
    return _page(enterprise, need=form)


@bp.post("/needs/<id:need>/delete")
@requires(KNOW, on=Need)
def ask_no_more(need: Need) -> Any:
    """It asks for that speciality no more."""
    enterprise_id = need.enterprise_id
    service.need_no_more(session(), need)
    return _back(enterprise_id)


@bp.post("/enterprises/<id:enterprise>/wanted")
@requires(KNOW, on=Enterprise)
def want(enterprise: Enterprise) -> Any:
    """How many deputies it should have."""
    form = WantedForm()
    if form.validate_on_submit():
        with form.attempt():
            service.want(session(), enterprise, form.deputies.data or 1)
            return _back(enterprise.id, str(_("Saved.")))
    return _page(enterprise, wanted=form)


@bp.post("/enterprises/<id:enterprise>/competitors")
@requires(KNOW, on=Enterprise)
def put_into(enterprise: Enterprise) -> Any:
    """It competes with those of a group."""
    form = GroupOfForm()
    if form.validate_on_submit():
        with form.attempt():
            competing.put_into(session(), enterprise, form.group.data, _reach())
            return _back(enterprise.id)
    return _page(enterprise, group=form)


@bp.post("/enterprises/<id:enterprise>/competitors/leave")
@requires(KNOW, on=Enterprise)
def take_out(enterprise: Enterprise) -> Any:
    """It competes with nobody."""
    competing.take_out(session(), enterprise.id)
    return _back(enterprise.id, str(_("%(name)s is in no group of competitors any more.", name=enterprise.name)))


@bp.post("/enterprises/<id:enterprise>/wishes")
@requires(KNOW, on=Enterprise)
def wish_of_enterprise(enterprise: Enterprise) -> Any:
    """Which deputy it would like, or would rather not have."""
    form = EnterpriseWishForm()
    if form.validate_on_submit():
        with form.attempt():
            deputy = finding.deputy_meant(session(), _reach(), form.deputy.data)
            service.wish(
                session(),
                deputy_id=deputy,
                enterprise_id=enterprise.id,
                side="enterprise",
                wanted=form.is_wanted,
                note=form.note.data or "",
            )
            return _back(enterprise.id)
    return _page(enterprise, wish=form)


@bp.post("/wishes/<id:wish>/delete")
@requires(KNOW, on=Wish)
def wish_no_more(wish: Wish) -> Any:
    """The wish is taken back."""
    side, deputy_id, enterprise_id = wish.side, wish.deputy_id, wish.enterprise_id
    service.wish_no_more(session(), wish)
    if side == "enterprise":
        return _back(enterprise_id)
    return done(url_for(".of_deputy", deputy=deputy_id))


def _reach() -> Reach:
    return viewer().reach(KNOW)


def _back(enterprise_id: int, message: str | None = None) -> Any:
    return done(url_for(".of_enterprise", enterprise=enterprise_id), message)


def _page(enterprise: Enterprise, **forms: Form) -> Any:
    known = service.of_enterprise(session(), enterprise.id)
    wanted = WantedForm(formdata=None, deputies=known.wanted)
    return render(
        "enterprise_visits/known/enterprise.html",
        enterprise=enterprise,
        known=known,
        pairs=pairs.of_enterprise(session(), enterprise.id, today()),
        offered=finding.offered(session(), _reach(), "specialities", "groups", "deputies"),
        forms={
            "need": NeedForm(formdata=None),
            "wanted": wanted,
            "group": GroupOfForm(formdata=None),
            "wish": EnterpriseWishForm(formdata=None),
            **forms,
        },
        tried=next(iter(forms.values()), None),
    )
