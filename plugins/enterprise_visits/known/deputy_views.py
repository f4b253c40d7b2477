"""Pages of what deputies say: interests they declare, what they would rather; their own, and those the office enters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Enterprise, Placement, Reach
from core.api.declare import NotFound
from core.api.web import (
    Form,
    _,
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
from plugins.enterprise_visits.known import finding, lists, service
from plugins.enterprise_visits.known.errors import NoDeputyHere
from plugins.enterprise_visits.known.forms import DeputyWishForm, InterestForm, OfficeInterestForm
from plugins.enterprise_visits.known.views import KNOW
from plugins.enterprise_visits.models import Interest, Wish
from plugins.enterprise_visits.pairing import lists as pairs

MINE = "enterprise_visits.mine"
INTERESTS = "enterprise_visits.interests"
SHOWN = (joinedload(Deputy.person), joinedload(Deputy.placements).joinedload(Placement.station))


# A deputy's own


@bp.get("/my-words")
@requires(MINE)
def my_words() -> Any:
    """The interests I declared, and what I would rather."""
    return _page(_me(), own=True)


@bp.post("/my-words/interests")
@requires(MINE)
def declare_mine() -> Any:
    """I have an interest in an enterprise."""
    return _declare(_me(), own=True)


@bp.post("/my-words/wishes")
@requires(MINE)
def wish_mine() -> Any:
    """I would like to look after an enterprise, or would rather not."""
    return _wish(_me(), own=True)


@bp.post("/my-words/interests/<id:interest>/end")
@requires(MINE, on=Interest)
def end_mine(interest: Interest) -> Any:
    """I have that interest no more."""
    if interest.deputy_id != viewer().deputy_id:
        raise NotFound
    service.end_interest(session(), interest, today())
    return done(url_for(".my_words"), _("The interest is over. That it was declared stays on record."))


@bp.post("/my-words/wishes/<id:wish>/delete")
@requires(MINE, on=Wish)
def wish_mine_no_more(wish: Wish) -> Any:
    """I take a wish back."""
    if wish.deputy_id != viewer().deputy_id or wish.side != "deputy":
        raise NotFound
    service.wish_no_more(session(), wish)
    return done(url_for(".my_words"))


# Those who pair


@bp.get("/deputies/<id:deputy>")
@requires(KNOW, on=Deputy, loading=SHOWN)
def of_deputy(deputy: Deputy) -> Any:
    """What is known of a deputy, and whom they look after."""
    return _page(deputy, own=False)


@bp.post("/deputies/<id:deputy>/interests")
@requires(INTERESTS, on=Deputy, loading=SHOWN)
def declare_for(deputy: Deputy) -> Any:
    """What a deputy declared on paper, entered by the office."""
    return _declare(deputy, own=False)


@bp.post("/deputies/<id:deputy>/wishes")
@requires(KNOW, on=Deputy, loading=SHOWN)
def wish_for(deputy: Deputy) -> Any:
    """What a deputy said by telephone, entered for them."""
    return _wish(deputy, own=False)


@bp.post("/interests/<id:interest>/end")
@requires(INTERESTS, on=Interest)
def end_interest(interest: Interest) -> Any:
    """The deputy has that interest no more."""
    deputy_id = interest.deputy_id
    service.end_interest(session(), interest, today())
    return done(
        url_for(".of_deputy", deputy=deputy_id), _("The interest is over. That it was declared stays on record.")
    )


@bp.route("/interests", methods=["GET", "POST"])
@requires(INTERESTS)
def interests() -> Any:
    """The declared interests within reach, and a form for what was declared on paper."""
    form = OfficeInterestForm()
    reach = viewer().reach(INTERESTS)
    if form.validate_on_submit():
        with form.attempt():
            deputy_id = finding.deputy_meant(session(), reach, form.deputy.data)
            enterprise_id = finding.enterprise_meant(session(), reach, form.enterprise.data)
            service.declare(session(), deputy_id, enterprise_id, form.reason.data or "", today())
            return done(url_for(".interests"), _("The interest is entered. The two are not paired while it lasts."))
    orders = {
        "deputy": (Deputy.sort_key, Interest.id),
        "enterprise": (Enterprise.sort_key, Interest.id),
        "declared": (Interest.declared_on.desc(), Interest.id),
    }
    return render(
        "enterprise_visits/known/interests.html",
        listing=listed(lists.interests(reach, asked_text()), orders),
        words=asked_text(),
        form=form,
        offered=finding.offered(session(), reach, "deputies", "enterprises"),
    )


def _me() -> Deputy:
    number = viewer().deputy_id
    if number is None:
        raise NoDeputyHere
    return session().get_one(Deputy, number, options=SHOWN)


def _reach(*, own: bool) -> Reach:
    return viewer().reach(MINE if own else KNOW)


def _declare(deputy: Deputy, *, own: bool) -> Any:
    form = InterestForm()
    if form.validate_on_submit():
        with form.attempt():
            reach, county = _reach(own=own), deputy.region_code[:6]
            enterprise_id = finding.enterprise_meant(session(), reach, form.enterprise.data, county=county)
            service.declare(session(), deputy.id, enterprise_id, form.reason.data or "", today())
            return done(_url(deputy, own=own), _("The interest is entered. The two are not paired while it lasts."))
    return _page(deputy, own=own, interest=form)


def _wish(deputy: Deputy, *, own: bool) -> Any:
    form = DeputyWishForm()
    if form.validate_on_submit():
        with form.attempt():
            enterprise_id = finding.enterprise_meant(session(), _reach(own=own), form.enterprise.data)
            service.wish(
                session(),
                deputy_id=deputy.id,
                enterprise_id=enterprise_id,
                side="deputy",
                wanted=form.is_wanted,
                note=form.note.data or "",
            )
            return done(_url(deputy, own=own))
    return _page(deputy, own=own, wish=form)


def _page(deputy: Deputy, *, own: bool, **forms: Form) -> Any:
    return render(
        "enterprise_visits/known/deputy.html",
        deputy=deputy,
        own=own,
        known=service.of_deputy(session(), deputy.id),
        sees_interests=own or viewer().may(INTERESTS, deputy.scope()),
        pairs=() if own else pairs.of_deputy(session(), deputy.id, today()),
        offered=finding.offered(session(), _reach(own=own), "enterprises"),
        forms={"interest": InterestForm(formdata=None), "wish": DeputyWishForm(formdata=None), **forms},
        tried=next(iter(forms.values()), None),
        today=today(),
    )


def _url(deputy: Deputy, *, own: bool) -> str:
    return url_for(".my_words") if own else url_for(".of_deputy", deputy=deputy)
