"""Pages of the groups of competitors."""

from __future__ import annotations

from typing import Any

from core.api.data import Enterprise, Reach
from core.api.declare import NotFound
from core.api.web import Form, _, asked_text, done, listed, render, requires, session, url_for, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.known import competing, finding
from plugins.enterprise_visits.known.forms import CompetitorsForm, MemberForm, NewCompetitorsForm
from plugins.enterprise_visits.known.views import KNOW
from plugins.enterprise_visits.models import Competitor, Competitors


@bp.route("/competitors", methods=["GET", "POST"])
@requires(KNOW)
def competitors() -> Any:
    """The groups of competitors within reach, and a form for a further one."""
    form = NewCompetitorsForm()
    if form.validate_on_submit():
        with form.attempt():
            enterprise = session().get_one(
                Enterprise, finding.enterprise_meant(session(), _reach(), form.enterprise.data)
            )
            made = competing.put_together(
                session(), enterprise.region_code, form.name.data, bars_employers=form.bars_employers.data
            )
            competing.put_in(session(), made, enterprise.id)
            return done(url_for(".competing_with", competitors=made))
    orders = {"name": (Competitors.name, Competitors.id)}
    return render(
        "enterprise_visits/known/competitors.html",
        listing=listed(competing.in_list(_reach(), asked_text()), orders),
        words=asked_text(),
        form=form,
        offered=finding.offered(session(), _reach(), "enterprises"),
    )


@bp.route("/competitors/<id:competitors>", methods=["GET", "POST"])
@requires(KNOW, on=Competitors)
def competing_with(competitors: Competitors) -> Any:
    """A group: its name, its rule, its enterprises."""
    form = CompetitorsForm(obj=competitors)
    if form.validate_on_submit():
        with form.attempt():
            competing.change(session(), competitors, form.name.data, bars_employers=form.bars_employers.data)
            return done(url_for(".competing_with", competitors=competitors), _("Saved."))
    return _page(competitors, group=form)


@bp.post("/competitors/<id:competitors>/members")
@requires(KNOW, on=Competitors)
def compete(competitors: Competitors) -> Any:
    """A further enterprise of the group."""
    form = MemberForm()
    if form.validate_on_submit():
        with form.attempt():
            enterprise_id = finding.enterprise_meant(session(), _reach(), form.enterprise.data)
            competing.put_in(session(), competitors, enterprise_id)
            return done(url_for(".competing_with", competitors=competitors))
    return _page(competitors, member=form)


@bp.post("/competitors/<id:competitors>/members/<id:competitor>/leave")
@requires(KNOW, on=Competitors)
def compete_no_more(competitors: Competitors, competitor: int) -> Any:
    """The enterprise is in the group no more; the last one takes the group along."""
    number = competitors.id
    found = session().get(Competitor, competitor)
    if found is None or found.competitors_id != number:
        raise NotFound
    competing.take_out(session(), competitor)
    is_left = session().get(Competitors, number) is not None
    return done(url_for(".competing_with", competitors=number) if is_left else url_for(".competitors"))


@bp.post("/competitors/<id:competitors>/dissolve")
@requires(KNOW, on=Competitors)
def dissolve(competitors: Competitors) -> Any:
    """There is no such group."""
    name = competitors.name
    competing.dissolve(session(), competitors)
    return done(
        url_for(".competitors"), _("The group %(name)s is dissolved: its enterprises do not compete.", name=name)
    )


def _reach() -> Reach:
    return viewer().reach(KNOW)


def _page(competitors: Competitors, **forms: Form) -> Any:
    return render(
        "enterprise_visits/known/competing.html",
        competitors=competitors,
        members=competing.members_of(session(), competitors.id),
        offered=finding.offered(session(), _reach(), "enterprises"),
        forms={"group": CompetitorsForm(formdata=None, obj=competitors), "member": MemberForm(formdata=None), **forms},
        tried=next(iter(forms.values()), None),
    )
