"""The minutes of a meeting, drawing them from the record, and their decisions."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.api.data import is_on
from core.api.declare import Forbidden, NotFound
from core.api.web import _, done, now, render, requires, session, today, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.minutes import deciding, drawing
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.minutes.errors import MinutesIssued
from plugins.alliances.minutes.forms import DecisionForm, DrawForm
from plugins.alliances.minutes.issuing import findings_of
from plugins.alliances.minutes.paper import content, digest_of
from plugins.alliances.minutes.reading import (
    attendance_of,
    decisions_of,
    draft_of,
    minutes_of,
    paper_of_minutes,
    participants_of,
)
from plugins.alliances.minutes.signing import standings
from plugins.alliances.minutes.views.words import DECISION, MINUTES, PLUGIN, WORDS
from plugins.alliances.models.circulation import Comment
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.minutes import Decision, Minutes
from plugins.alliances.models.writing import Document
from plugins.alliances.permissions import BROWSE, ISSUE, WRITE

WHOLE: Final = (joinedload(Minutes.document).lazyload(Document.meeting), joinedload(Minutes.steps))
UNSETTLED: Final = (
    select(func.count(Comment.id))
    .where(Comment.minutes_id == Minutes.id, Comment.settled_at.is_(None))
    .correlate(Minutes)
    .scalar_subquery()
)
"""How many comments wait for an answer."""


@bp.get("/meetings/<id:meeting>/minutes")
@requires(BROWSE)
def minutes(meeting: int) -> Any:
    """The minutes of a meeting: the final text; as long as they are not issued, where they stand."""
    found = _seen(meeting)
    may_write = viewer().may(WRITE, found.scope())
    query = select(Minutes, UNSETTLED).where(Minutes.meeting_id == found.id).options(*WHOLE)
    kept, unsettled = session().execute(query).unique().one_or_none() or (None, 0)
    if kept is None:
        taken = drawing.attendance_is_taken(session(), found.id)
        return render(
            "alliances/minutes/none.html", meeting=found, may_write=may_write, attendance_is_taken=taken, today=today()
        )
    may_issue = viewer().may(ISSUE, found.scope())
    if kept.state == "draft" and not (may_write or may_issue):
        return render("alliances/minutes/none.html", meeting=found, may_write=False, minutes=kept, today=today())
    return _page(found, kept, unsettled, may_write=may_write, may_issue=may_issue)


def _page(meeting: Meeting, kept: Minutes, unsettled: int, *, may_write: bool, may_issue: bool) -> Any:
    decisions = decisions_of(session(), kept) if may_write or not kept.is_issued else []
    paper = paper_of_minutes(session(), kept) if kept.is_issued else draft_of(session(), kept, decisions)
    recipients = recipients_of(session(), kept) if kept.state != "draft" else []
    found = [] if kept.is_issued else standings(recipients, digest_of(content(paper)))
    me = viewer()
    return render(
        "alliances/minutes/show.html",
        meeting=meeting,
        minutes=kept,
        paper=paper,
        decisions=decisions,
        standings=found,
        mine=next((one for one in recipients if one.is_theirs(me.deputy_id, me.account_id)), None),
        is_signed=bool(found) and all(one.sign_off for one in found),
        findings=findings_of(session(), kept) if kept.is_issued else [],
        unsettled=unsettled,
        may_write=may_write,
        may_issue=may_issue,
        today=today(),
        **WORDS,
    )


@bp.route("/meetings/<id:meeting>/minutes/draw", methods=["GET", "POST"])
@requires(WRITE, on=Meeting)
def draw_minutes(meeting: Meeting) -> Any:
    """Draw what was agreed from the record."""
    kept = minutes_of(session(), meeting)
    if kept is not None and kept.is_issued:
        raise MinutesIssued
    offered = [one for one in drawing.sources(session(), meeting) if not one.is_drawn]
    form = DrawForm(data={"chosen": [one.passage_id for one in offered if one.is_suggested]})
    form.chosen.choices = [(one.passage_id, _label(one)) for one in offered]
    if form.validate_on_submit():
        with form.attempt():
            drawing.draw(
                session(), meeting, account_id=viewer().account_id, at=now(), chosen=frozenset(form.chosen.data or ())
            )
            return done(url_for(".minutes", meeting=meeting), _("The minutes are drawn. Now put them into words."))
    return render(
        "alliances/minutes/draw.html",
        meeting=meeting,
        minutes=kept,
        form=form,
        offered=offered,
        attendance=attendance_of(session(), meeting.id),
        today=today(),
        **WORDS,
    )


@bp.route("/minutes/<id:minutes>/decisions/new", methods=["GET", "POST"])
@requires(WRITE, on=Minutes, loading=MINUTES)
def add_decision(minutes: Minutes) -> Any:
    """Write down a decision, and who sees to it."""
    form = DecisionForm(owners=deciding.owners_of(session(), minutes.meeting))
    if form.validate_on_submit():
        with form.attempt():
            deciding.decide(
                session(),
                minutes,
                words=form.words.data or "",
                owner=form.owner.data or "",
                due=form.due.data,
                account_id=viewer().account_id,
                at=now(),
            )
            return done(_page_of(minutes), _("The decision is kept."))
    return render("alliances/minutes/decision.html", minutes=minutes, decision=None, form=form)


@bp.route("/decisions/<id:decision>", methods=["GET", "POST"])
@requires(WRITE, on=Decision, loading=DECISION)
def edit_decision(decision: Decision) -> Any:
    """Correct a decision."""
    mine = (deciding.key_of(decision), decision.owner)
    owners = dict([*deciding.owners_of(session(), decision.minutes.meeting), mine])
    form = DecisionForm(
        owners=list(owners.items()),
        also=[decision],
        data={"words": decision.words, "owner": mine[0], "due": decision.due},
    )
    if form.validate_on_submit():
        with form.attempt():
            deciding.change(
                session(),
                decision,
                words=form.words.data or "",
                owner=form.owner.data or "",
                due=form.due.data,
                account_id=viewer().account_id,
                at=now(),
            )
            return done(_page_of(decision.minutes), _("Saved."))
    return render("alliances/minutes/decision.html", minutes=decision.minutes, decision=decision, form=form)


@bp.post("/decisions/<id:decision>/take-out")
@requires(WRITE, on=Decision, loading=DECISION)
def take_decision_out(decision: Decision) -> Any:
    """It was no decision."""
    kept = decision.minutes
    deciding.take_out(session(), decision, viewer().account_id, now())
    return done(_page_of(kept), _("The decision is taken out."))


@bp.post("/decisions/<id:decision>/act")
@requires(WRITE, on=Decision, loading=DECISION)
def act_on_decision(decision: Decision) -> Any:
    """The decision becomes an action item."""
    deciding.act_on(session(), decision, account_id=viewer().account_id, at=now())
    return done(_page_of(decision.minutes), _("The decision is an action item now: who sees to it is told."))


def _seen(number: int) -> Meeting:
    """The meeting, for who may see it: by its station, or because they are asked to it wherever they are."""
    found = session().get(Meeting, number)
    if found is None or not is_on(session(), PLUGIN, found.station_id):
        raise NotFound
    if not viewer().may(BROWSE, found.scope()) and not _takes_part(found):
        raise Forbidden
    return found


def _takes_part(meeting: Meeting) -> bool:
    me = viewer()
    return any(one.is_theirs(me.deputy_id, me.account_id) for one in participants_of(session(), meeting.id))


def _label(one: drawing.Source) -> str:
    return f"{one.speaker}: {one.words}" if one.speaker else one.words


def _page_of(kept: Minutes) -> str:
    return url_for(".minutes", meeting=kept.meeting_id)
