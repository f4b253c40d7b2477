"""Issuing minutes and amending them; what waits for who issues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Viewer, visible_to
from core.api.declare import NavItem, Panel
from core.api.web import _, _l, done, listed, now, render, requires, session, today, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.minutes import issuing
from plugins.alliances.minutes.forms import AmendForm, IssueForm
from plugins.alliances.minutes.reading import paper_of_minutes
from plugins.alliances.minutes.views.words import MINUTES, WORDS
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.minutes import Minutes
from plugins.alliances.models.writing import Document
from plugins.alliances.permissions import ISSUE

NAV: Final = (
    NavItem(
        title=_l("Minutes to be issued"),
        endpoint="alliances.minutes_to_issue",
        permission=ISSUE,
        order=36,
        icon="file-earmark-check",
    ),
)
UNCHANGED: Final = (Minutes.state == "signed_off") & (Document.latest == Minutes.signed_version)
"""Whether everybody has signed off, and nobody wrote in the text since."""


@bp.get("/minutes/to-issue")
@requires(ISSUE)
def minutes_to_issue() -> Any:
    """What everybody has signed off, the oldest meeting first."""
    query = (
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Document, Document.id == Minutes.document_id)
        .where(UNCHANGED)
        .options(joinedload(Minutes.meeting))
    )
    listing = listed(visible_to(viewer(), ISSUE, query, Minutes), {"oldest": (Meeting.day, Minutes.id)})
    return render("alliances/minutes/to_issue.html", listing=listing, today=today())


@bp.route("/minutes/<id:minutes>/issue", methods=["GET", "POST"])
@requires(ISSUE, on=Minutes, loading=MINUTES)
def issue_minutes(minutes: Minutes) -> Any:
    """Issue minutes: they are final from then on."""
    form = IssueForm(
        number=issuing.next_number(session(), minutes.station_id, today().year),
        issued_on=today(),
        issuer=viewer().name,
    )
    if form.validate_on_submit():
        with form.attempt():
            issuing.issue(
                session(),
                minutes,
                number=form.number.data or 0,
                issued_on=form.issued_on.data or today(),
                issuer=form.issuer.data or "",
                account_id=viewer().account_id,
                today=today(),
                at=now(),
            )
            return done(_page_of(minutes), _("The minutes are issued, and final from now on."))
    return render(
        "alliances/minutes/issue.html",
        minutes=minutes,
        paper=paper_of_minutes(session(), minutes),
        form=form,
        today=today(),
        **WORDS,
    )


@bp.route("/minutes/<id:minutes>/amend", methods=["GET", "POST"])
@requires(ISSUE, on=Minutes, loading=MINUTES)
def amend_minutes(minutes: Minutes) -> Any:
    """Amend issued minutes."""
    form = AmendForm(day=today())
    if form.validate_on_submit():
        with form.attempt():
            issuing.amend(
                session(),
                minutes,
                words=form.words.data or "",
                reason=form.reason.data or "",
                day=form.day.data or today(),
                account_id=viewer().account_id,
                today=today(),
                at=now(),
            )
            return done(_page_of(minutes), _("The amendment stands with the minutes."))
    return render("alliances/minutes/amend.html", minutes=minutes, form=form)


def panel(session: Session, viewer: Viewer, day: date) -> Iterable[Panel]:  # noqa: ARG001 - the hook's signature
    """How many minutes wait for the viewer to issue them."""
    if not viewer.may(ISSUE):
        return
    query = select(func.count(Minutes.id)).join(Document, Document.id == Minutes.document_id).where(UNCHANGED)
    count = session.scalar(visible_to(viewer, ISSUE, query, Minutes))
    if count:
        yield Panel(
            title=_l("Minutes to be issued"), template="alliances/minutes/waiting_panel.html", context={"count": count}
        )


def _page_of(minutes: Minutes) -> str:
    return url_for(".minutes", meeting=minutes.meeting_id)
