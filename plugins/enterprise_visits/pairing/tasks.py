"""Looking for the best pairs of a large area behind the page: in the worker, with progress."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Task
from core.api.declare import LazyText, _
from core.api.work import Work, carries, now, today
from plugins.enterprise_visits.models import Proposal
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import proposing, telling
from plugins.enterprise_visits.pairing.gathering import Asked, gather
from plugins.enterprise_visits.pairing.pieces import pieces
from plugins.enterprise_visits.pairing.solved import solve

_STEPS: Final = 100
_GATHERED: Final = 40
"""So many of these steps are done when all candidates are known."""
_STAGES: Final[dict[str, LazyText]] = {
    "drawing": _("Putting the pairs together"),
    "solving": _("Looking for the best pairs"),
    "reading": _("Writing the pairs"),
}


def _undone(session: Session, task: Task) -> None:
    """Cancelled, or not to be done: there is nothing to look at."""
    proposal = session.get(Proposal, task.facts.get("proposal", 0))
    if proposal is not None and proposal.state == "waiting":
        proposal.state = "dropped"


@carries(proposing.TASK, undone=_undone)
def pair(work: Work) -> None:
    """Solve the draft of this task, and write what was found into it if it still waits for that."""
    number = work.facts["proposal"]
    with work.database.reading() as session:
        proposal = session.get_one(Proposal, number)
        if proposal.state != "waiting":
            return
        asked = Asked(proposal.at_least, proposal.at_most, proposal.weights)
        gathered = gather(
            session,
            areas.of_proposal(session, proposal),
            asked,
            today(),
            lambda share: work.progress(int(_GATHERED * share), _STEPS, _("Weighing the pairs")),
        )
    found = solve(
        gathered,
        lambda stage, share: work.progress(
            _GATHERED + int((_STEPS - _GATHERED) * share), _STEPS, _STAGES.get(stage, _STAGES["solving"])
        ),
    )
    with work.finishing() as session:
        query = select(Proposal).where(Proposal.id == number).with_for_update(of=Proposal)
        proposal = session.scalars(query).one()
        if proposal.state == "waiting":
            proposing.write(session, proposal, found)
        work.result = {"pairs": len(found.deputy)}


@carries(telling.TASK)
def tell(work: Work) -> None:
    """Tell everybody whose pairs a version changes; those who were told already are not told again."""
    begun, ended = ([(one[0], one[1]) for one in work.facts[name]] for name in ("begun", "ended"))
    numbers = sorted({pair[0] for pair in (*begun, *ended)})
    for done, piece in enumerate(pieces(numbers, telling.AT_ONCE)):
        work.progress(done * telling.AT_ONCE, len(numbers), _("Telling both sides"))
        few = set(piece)
        with work.writing() as session:
            proposal = session.get_one(Proposal, work.facts["proposal"])
            area = areas.of_proposal(session, proposal)
            new, old = ([pair for pair in pairs if pair[0] in few] for pairs in (begun, ended))
            telling.tell_deputies(session, proposal, area, new, old, now())
    with work.finishing() as session:
        proposal = session.get_one(Proposal, work.facts["proposal"])
        telling.tell_stations(session, proposal, areas.of_proposal(session, proposal), begun, ended, now())
        work.result = {"deputies": len(numbers)}
