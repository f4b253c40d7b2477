"""Having pairs proposed: what a proposal goes by, and what is ruled by hand beforehand."""

from __future__ import annotations

from typing import Any

from core.api.data import Chain, Deputy, Enterprise, Reach, Station
from core.api.web import (
    _,
    done,
    listed,
    now,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.known import finding
from plugins.enterprise_visits.models import Proposal, Ruling
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import lists, page, service
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.forms import AskForm, RuleForm, ask_form
from plugins.enterprise_visits.pairing.places import PAIR, region_asked, trail, url_of


@bp.at_station.route("/pairing/propose", methods=["GET", "POST"])
@requires(PAIR, on=Station)
def propose_of_station(station: Station) -> Any:
    """Have pairs proposed for a station."""
    return _propose(areas.of_station(station))


@bp.route("/pairing/chains/<id:chain>/propose", methods=["GET", "POST"])
@requires(PAIR, on=Chain)
def propose_of_chain(chain: Chain) -> Any:
    """Have pairs proposed for a chain."""
    return _propose(areas.of_chain(chain))


@bp.route("/pairing/regions/<region>/propose", methods=["GET", "POST"])
@requires(PAIR)
def propose_of_region(region: str) -> Any:
    """Have pairs proposed for a region."""
    return _propose(region_asked(region, PAIR))


def _propose(area: Area) -> Any:
    before = page.last_of(session(), area)
    parts = service.parts_of_fit(session())
    form = ask_form(parts, before.weights, before.at_least, before.at_most)
    if form.validate_on_submit():
        with form.attempt():
            made = _asked(area, form, before.draft)
            return done(url_for(".proposal", proposal=made))
    return _ask_page(area, form, before)


def _asked(area: Area, form: AskForm, draft: Proposal | None) -> Proposal:
    return service.propose(
        session(),
        area,
        service.Asked(form.at_least.data or 0, form.at_most.data or 0, form.weights),
        at=now(),
        today=today(),
        account_id=viewer().account_id,
        instead_of=draft,
    )


def _ask_page(area: Area, form: AskForm, before: page.Last, rule: RuleForm | None = None) -> Any:
    orders = {"deputy": (Deputy.sort_key, Deputy.id, Enterprise.sort_key, Ruling.id)}
    return render(
        "enterprise_visits/pairing/propose.html",
        area=area,
        trail=trail(area, below=True),
        url=lambda name, **more: url_of(area, name, **more),
        form=form,
        draft=before.draft,
        rule=rule or RuleForm(formdata=None),
        rulings=listed(lists.rulings(area), orders),
        offered=finding.offered(session(), _reach(), "deputies", "enterprises"),
    )


# Ruling by hand


@bp.at_station.post("/pairing/rule")
@requires(PAIR, on=Station)
def rule_of_station(station: Station) -> Any:
    """Lock or forbid two of a station."""
    return _rule(areas.of_station(station))


@bp.post("/pairing/chains/<id:chain>/rule")
@requires(PAIR, on=Chain)
def rule_of_chain(chain: Chain) -> Any:
    """Lock or forbid two of a chain."""
    return _rule(areas.of_chain(chain))


@bp.post("/pairing/regions/<region>/rule")
@requires(PAIR)
def rule_of_region(region: str) -> Any:
    """Lock or forbid two of a region."""
    return _rule(region_asked(region, PAIR))


def _rule(area: Area) -> Any:
    form = RuleForm()
    if form.validate_on_submit():
        with form.attempt():
            deputy_id = finding.deputy_meant(session(), _reach(), form.deputy.data)
            enterprise_id = finding.enterprise_meant(session(), _reach(), form.enterprise.data)
            ruled = service.lock if form.kind.data == "locked" else service.forbid
            ruled(session(), deputy_id, enterprise_id, form.reason.data or "")
            return done(url_of(area, "propose"), _("It holds from the next proposal on."))
    before = page.last_of(session(), area)
    blank = ask_form(service.parts_of_fit(session()), before.weights, before.at_least, before.at_most, formdata=None)
    return _ask_page(area, blank, before, form)


@bp.post("/rulings/<id:ruling>/free")
@requires(PAIR, on=Ruling)
def free_ruling(ruling: Ruling) -> Any:
    """Nothing is ruled about the two any more."""
    deputy_id = ruling.deputy_id
    service.free(session(), ruling.deputy_id, ruling.enterprise_id)
    return done(url_for(".of_deputy", deputy=deputy_id), _("Nothing is ruled about the two any more."))


def _reach() -> Reach:
    return viewer().reach(PAIR)
