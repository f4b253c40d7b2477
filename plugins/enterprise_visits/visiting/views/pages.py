"""A visit, a deputy's own visits, and the lists of those who look after stations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.api.data import Deputy, Enterprise, Station
from core.api.declare import LazyText
from core.api.web import (
    Page,
    _,
    asked_day,
    asked_number,
    asked_one_of,
    asked_text,
    listed,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits import attention
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.contacts.service import answer_of
from plugins.enterprise_visits.difficulties import reading
from plugins.enterprise_visits.difficulties.words import KINDS as DIFFICULTIES
from plugins.enterprise_visits.difficulties.words import STATES as OUTCOMES
from plugins.enterprise_visits.measures import service as measures
from plugins.enterprise_visits.models import Visit
from plugins.enterprise_visits.visiting import choosing, lists, service
from plugins.enterprise_visits.visiting.access import BROWSE, OWN, PLAN, READ, check_may_read, may_change
from plugins.enterprise_visits.visiting.forms import AnswerForm, CancelForm
from plugins.enterprise_visits.visiting.words import ANSWERS, STATES


@bp.get("/visits/mine")
@requires(OWN)
def my_visits() -> Any:
    """What is planned with me, my enterprises with the one longest unvisited first, and where I was."""
    me = viewer().deputy_id or 0
    query = lists.visits(lists.Wanted(state="held"), lists.of_deputy(me))
    listing = listed(query, {"newest": (Visit.day.desc(), Visit.id.desc())})
    return render(
        "enterprise_visits/visiting/mine.html",
        listing=listing,
        waiting=lists.waiting_for(session(), me, today()),
        mine=choosing.my_enterprises(session(), me, today()),
        answers=ANSWERS,
        today=today(),
    )


@bp.get("/visits/<id:visit>")
@requires(READ, on=Visit, loading=service.with_everything())
def visit(visit: Visit) -> Any:
    """Who was there, what was said, and what came of it."""
    check_may_read(viewer(), visit)
    me = next((one for one in visit.deputies if one.deputy_id == viewer().deputy_id), None)
    answer = AnswerForm(formdata=None, data={"answer": "coming", "reason": me.reason} if me else None)
    return render(
        "enterprise_visits/visiting/visit.html",
        visit=visit,
        me=me,
        answer=answer,
        cancel=CancelForm(formdata=None),
        may_change=may_change(viewer(), visit),
        may_plan=viewer().may(PLAN, visit.scope()),
        may_browse=viewer().may(BROWSE, visit.scope()),
        explained=measures.explained_at(session(), [visit.id]).get(visit.id, []),
        told=reading.of_visit(session(), viewer(), visit.id),
        kinds=DIFFICULTIES,
        outcomes=OUTCOMES,
        states=STATES,
        answers=ANSWERS,
        contact=answer_of(session(), visit.id) if visit.is_held else None,
        burden=_burden(visit),
        today=today(),
    )


def _burden(visit: Visit) -> LazyText | None:
    """That the enterprise is visited too often in the week of this visit; not said of weeks long past."""
    if visit.state == "cancelled" or visit.day < today() - timedelta(days=7):
        return None
    return attention.burden_words(session(), visit.enterprise, visit.day, today=today(), but=visit.id)


# Lists


@bp.at_station.get("/visits")
@requires(BROWSE, on=Station)
def visits(station: Station) -> Any:
    """The visits of a station."""
    found = _wanted(station_id=station.id)
    return _listing(
        found,
        _("Visits"),
        url_for(".visits", station=station),
        [(station.name, url_for("stations.show", station=station))],
        station=station,
        campaigns=[(one.id, one.name) for one in lists.campaigns_of(session(), station)],
        deputies=lists.deputies_who_visited(session(), station),
    )


@bp.get("/visits")
@requires(BROWSE)
def visits_everywhere() -> Any:
    """The visits of all stations within reach."""
    return _listing(_wanted(), _("Visits"), url_for(".visits_everywhere"), [])


@bp.get("/enterprises/<id:enterprise>/visits")
@requires(BROWSE, on=Enterprise)
def visits_of_enterprise(enterprise: Enterprise) -> Any:
    """Who visited an enterprise, and when."""
    title = _("Visits to %(name)s", name=enterprise.name)
    return _listing(
        _wanted(enterprise_id=enterprise.id), title, url_for(".visits_of_enterprise", enterprise=enterprise), []
    )


@bp.get("/deputies/<id:deputy>/visits")
@requires(BROWSE, on=Deputy)
def visits_of_deputy(deputy: Deputy) -> Any:
    """Where a deputy was, and is going."""
    title = _("Visits of %(name)s", name=deputy.person.name)
    return _listing(_wanted(deputy_id=deputy.id), title, url_for(".visits_of_deputy", deputy=deputy), [])


def _wanted(**fixed: int) -> lists.Wanted:
    asked: dict[str, Any] = {
        "state": asked_one_of("state", list(STATES)),
        "campaign_id": asked_number("campaign"),
        "deputy_id": asked_number("deputy"),
        "begins": asked_day("from"),
        "ends": asked_day("to"),
        "words": asked_text(),
    }
    return lists.Wanted(**{**asked, **fixed})


def _listing(wanted: lists.Wanted, title: Any, url: str, trail: list[tuple[str, str]], **more: Any) -> Any:
    within = Visit.in_reach(viewer().reach(BROWSE))
    orders = {
        "newest": (Visit.day.desc(), Visit.id.desc()),
        "enterprise": (Enterprise.name, Visit.day.desc(), Visit.id.desc()),
    }
    listing = listed(lists.visits(wanted, within), orders)
    page: Page[Any] = listing.page
    return render(
        "enterprise_visits/visiting/list.html",
        title=title,
        trail=trail,
        url=url,
        listing=listing,
        people=service.people(session(), [row.id for row in page.rows]),
        wanted=wanted,
        states=STATES,
        may_plan=more.get("station") is not None and viewer().may(PLAN, more["station"].scope()),
        today=today(),
        **{"station": None, "campaigns": [], "deputies": [], **more},
    )
