"""A proposal of pairs: what it changes, why, locking and forbidding on it, re-running, publishing, dropping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Reach, Task
from core.api.declare import DomainError
from core.api.web import (
    _,
    asked_one_of,
    asked_text,
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
from plugins.enterprise_visits.models import Proposal, ProposedPair
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import differing, drawing, service
from plugins.enterprise_visits.pairing.forms import PublishForm
from plugins.enterprise_visits.pairing.places import PAIR, area_of, trail, url_of

LOADED: Final = (joinedload(Proposal.station), joinedload(Proposal.chain))
PAIR_LOADED: Final = (
    joinedload(ProposedPair.proposal).joinedload(Proposal.station),
    joinedload(ProposedPair.proposal).joinedload(Proposal.chain),
    joinedload(ProposedPair.deputy).joinedload(Deputy.person),
    joinedload(ProposedPair.enterprise),
)


@bp.get("/proposals/<id:proposal>")
@requires(PAIR, on=Proposal, loading=LOADED)
def proposal(proposal: Proposal) -> Any:
    """A proposal: what it would change, who falls short, and what was ruled."""
    return _page(proposal)


@bp.post("/proposals/<id:proposal>/again")
@requires(PAIR, on=Proposal, loading=LOADED)
def propose_again(proposal: Proposal) -> Any:
    """Look for the best pairs again, with what was ruled meanwhile."""
    try:
        with session().begin_nested():
            made = service.propose(
                session(),
                area_of(proposal),
                service.Asked(proposal.at_least, proposal.at_most, proposal.weights),
                at=now(),
                today=today(),
                account_id=viewer().account_id,
                instead_of=proposal if proposal.is_draft else None,
            )
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return done(url_for(".proposal", proposal=made))


@bp.post("/proposals/<id:proposal>/accept")
@requires(PAIR, on=Proposal, loading=LOADED)
def accept(proposal: Proposal) -> Any:
    """Answer for it that deputies fall short."""
    return _done(proposal, lambda: service.accept(session(), proposal, at=now(), account_id=viewer().account_id))


@bp.post("/proposals/<id:proposal>/publish")
@requires(PAIR, on=Proposal, loading=LOADED)
def publish(proposal: Proposal) -> Any:
    """The pairs hold from this day on; both sides are told."""
    form = PublishForm()
    if form.validate_on_submit():
        with form.attempt():
            came = service.publish(
                session(),
                proposal,
                form.begins.data or today(),
                at=now(),
                today=today(),
                account_id=viewer().account_id,
                shown=form.shown.data or None,
            )
            said = _(
                "Published. Pairs that begin: %(new)s, that stay: %(kept)s, that end: %(ended)s. Both sides are told.",
                new=came.begun,
                kept=came.kept,
                ended=came.ended,
            )
            refused = [
                _("%(deputy)s and %(enterprise)s were left out. %(why)s", deputy=one, enterprise=other, why=why)
                for one, other, why in came.refused
            ]
            return done(url_for(".proposal", proposal=proposal), " ".join([said, *refused]))
    return _page(proposal, form=form)


@bp.post("/proposals/<id:proposal>/drop")
@requires(PAIR, on=Proposal, loading=LOADED)
def drop(proposal: Proposal) -> Any:
    """Forget the draft."""
    where = url_of(area_of(proposal))
    try:
        with session().begin_nested():
            service.drop(session(), proposal, now())
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return done(where, _("The draft is dropped. Nobody was told of it."))


# A pair of it


@bp.get("/proposed/<id:proposed_pair>")
@requires(PAIR, on=ProposedPair, loading=PAIR_LOADED)
def why_proposed(proposed_pair: ProposedPair) -> Any:
    """Why two are proposed for each other: the parts of their fit."""
    return render(
        "enterprise_visits/pairing/why.html",
        pairing=None,
        proposal=proposed_pair.proposal,
        deputy=proposed_pair.deputy.person.name,
        enterprise=proposed_pair.enterprise.name,
        parts=service.why(session(), proposed_pair),
        score=proposed_pair.score,
        may_pair=False,
    )


@bp.post("/proposals/<id:proposal>/rule/<any(lock, forbid, free):deed>/<id:deputy>/<id:enterprise>")
@requires(PAIR, on=Proposal, loading=LOADED)
def rule_pair(proposal: Proposal, deed: str, deputy: int, enterprise: int) -> Any:
    """Lock two, forbid them, or let the next run decide: a tap on a row."""

    def rule() -> None:
        differing.check_pair(session(), proposal, area_of(proposal), deputy, enterprise)
        if deed == "lock":
            service.lock(session(), deputy, enterprise)
        elif deed == "forbid":
            service.forbid(session(), deputy, enterprise)
        else:
            service.free(session(), deputy, enterprise)

    return _done(proposal, rule)


@bp.get("/proposals/<id:proposal>/why-not")
@requires(PAIR, on=Proposal, loading=LOADED)
def why_not(proposal: Proposal) -> Any:
    """Why these two are not paired: what refuses them, or what it would cost."""
    deputy, enterprise = asked_text("deputy"), asked_text("enterprise")
    answer = problem = None
    if deputy and enterprise:
        try:
            answer = service.why_not(
                session(),
                proposal,
                finding.deputy_meant(session(), _reach(), deputy),
                finding.enterprise_meant(session(), _reach(), enterprise),
                today(),
            )
        except DomainError as found:
            problem = found
    return render(
        "enterprise_visits/pairing/why_not.html",
        proposal=proposal,
        area=area_of(proposal),
        words={"deputy": deputy, "enterprise": enterprise},
        answer=answer,
        problem=problem,
        offered=finding.offered(session(), _reach(), "deputies", "enterprises"),
    )


def _done(proposal: Proposal, deed: Callable[[], object]) -> Any:
    """Back to the proposal after the deed, to the same rows; or with what is wrong with it."""
    try:
        with session().begin_nested():
            deed()
    except DomainError as problem:
        session().expire_all()
        return _page(proposal, problem=problem)
    return done(url_for(".proposal", proposal=proposal, **_kept()))


def _kept() -> dict[str, Any]:
    """What of the list is looked at: the same after a tap."""
    return {name: value[:80] for name in ("show", "q", "sort", "page") if (value := asked_text(name))}


def _is_first_look() -> bool:
    """Whether the whole is looked at, and not a search or a further page of it."""
    return not (asked_text() or asked_text("page"))


def _reach() -> Reach:
    return viewer().reach(PAIR)


def _page(proposal: Proposal, *, form: PublishForm | None = None, problem: DomainError | None = None) -> Any:
    area, day = area_of(proposal), today()
    show = asked_one_of("show", differing.SHOWS) or ("changes" if proposal.is_draft else "all")
    if show in ("changes", "ends") and not proposal.is_draft:
        show = "all"  # what held when it was published is told by comparing versions, not by today's pairs
    words = asked_text()
    listing = short = uncovered = None
    if proposal.state != "waiting":
        if show == "short":
            short = service.shortfalls(session(), proposal)
        elif show == "uncovered":
            uncovered = service.uncovered(session(), proposal)
        else:
            query, orders = differing.rows(proposal, area, day, show, words)
            listing = listed(query, orders)
    shown = render(
        "enterprise_visits/pairing/proposal.html",
        proposal=proposal,
        area=area,
        trail=trail(area, below=True),
        url=lambda name, **more: url_of(area, name, **more),
        task=session().get(Task, proposal.task_id) if proposal.task_id and proposal.state == "waiting" else None,
        difference=differing.difference(session(), proposal, area, day),
        show=show,
        words=words,
        kept=_kept(),
        listing=listing,
        short=short,
        uncovered=uncovered,
        threads=drawing.threads(session(), proposal, area, day)
        if listing and area.kind == areas.STATION and _is_first_look()
        else None,
        notes=service.notes(session(), proposal),
        form=form or _publish_form(proposal),
        problem=problem,
        today=day,
    )
    return (shown, problem.status) if problem is not None else shown


def _publish_form(proposal: Proposal) -> PublishForm:
    return PublishForm(
        formdata=None, begins=today(), shown=service.stamp(session(), proposal) if proposal.state == "ready" else ""
    )
