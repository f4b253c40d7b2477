"""Reading minutes, commenting on them and signing them off: by an account, or by a link without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from core.api.data import is_on
from core.api.declare import NotFound
from core.api.web import _, derived_key, done, now, offer, public, render, requires, session, today, url_for, viewer
from plugins.alliances.addresses import LENGTH
from plugins.alliances.blueprint import bp
from plugins.alliances.minutes import circulating, links, signing
from plugins.alliances.minutes.errors import NotYourMinutes
from plugins.alliances.minutes.forms import CommentForm, SignForm
from plugins.alliances.minutes.paper import Paper, content, digest_of
from plugins.alliances.minutes.reading import draft_of, paper_of_minutes, passages_of
from plugins.alliances.minutes.views.words import MINUTES, PLUGIN, RECIPIENT, WORDS
from plugins.alliances.models.circulation import Recipient
from plugins.alliances.models.minutes import Minutes
from plugins.alliances.permissions import BROWSE, ISSUE

ADDRESS: Final = f"<string(length={LENGTH}):minutes_address>"


# By an account


@bp.get("/minutes/read/<id:recipient>")
@requires(BROWSE, on=Recipient, loading=RECIPIENT)
def read_minutes(recipient: Recipient) -> Any:
    """The minutes for one of those they went to."""
    return _page(_mine(recipient), "")


@bp.post("/minutes/read/<id:recipient>/comment")
@requires(BROWSE, on=Recipient, loading=RECIPIENT)
def comment_minutes(recipient: Recipient) -> Any:
    """A comment of somebody with an account."""
    return _comment(_mine(recipient), "")


@bp.post("/minutes/read/<id:recipient>/sign")
@requires(BROWSE, on=Recipient, loading=RECIPIENT)
def sign_minutes(recipient: Recipient) -> Any:
    """Somebody with an account signs off."""
    return _sign(_mine(recipient), "")


@bp.route("/minutes/<id:minutes>/comments/new", methods=["GET", "POST"])
@requires(ISSUE, on=Minutes, loading=MINUTES)
def comment_from_office(minutes: Minutes) -> Any:
    """A comment of an office, before it issues them."""
    form = _offered(CommentForm(), passages_of(session(), minutes))
    if form.validate_on_submit():
        with form.attempt():
            circulating.comment(
                session(),
                minutes,
                form.words.data or "",
                account_id=viewer().account_id,
                name=viewer().name,
                passage_id=form.passage_id.data,
                at=now(),
            )
            return done(url_for(".minutes", meeting=minutes.meeting_id), _("Your comment is with the station."))
    return render("alliances/minutes/comment.html", minutes=minutes, form=form)


# By a link, without an account


@bp.get(f"/minutes/with/{ADDRESS}")
@public
def minutes_by_link(minutes_address: str) -> Any:
    """The minutes for somebody without an account."""
    return _page(_linked(minutes_address), minutes_address)


@bp.post(f"/minutes/with/{ADDRESS}/comment")
@public
def comment_by_link(minutes_address: str) -> Any:
    """A comment by a link."""
    return _comment(_linked(minutes_address), minutes_address)


@bp.post(f"/minutes/with/{ADDRESS}/sign")
@public
def sign_by_link(minutes_address: str) -> Any:
    """Somebody signs off by their link."""
    return _sign(_linked(minutes_address), minutes_address)


def _comment(recipient: Recipient, address: str) -> Any:
    minutes = recipient.minutes
    form = _offered(CommentForm(), passages_of(session(), minutes))
    if form.validate_on_submit():
        with form.attempt():
            circulating.comment(
                session(),
                minutes,
                form.words.data or "",
                recipient=recipient,
                name=recipient.title,
                passage_id=form.passage_id.data,
                at=now(),
            )
            return done(_home(recipient, address), _("Thank you. What becomes of your comment stands on this page."))
    return _page(recipient, address, comment=form)


def _sign(recipient: Recipient, address: str) -> Any:
    form = SignForm()
    if form.validate_on_submit():
        with form.attempt():
            signing.sign(
                session(),
                recipient,
                how="link" if address else "account",
                seen=form.digest.data or "",
                name=form.name.data or ("" if address else viewer().name),
                account_id=viewer().account_id if not address else None,
                at=now(),
            )
            return done(_home(recipient, address), _("Thank you: you have signed these minutes off."))
    return _page(recipient, address, sign=form)


def _page(recipient: Recipient, address: str, comment: CommentForm | None = None, sign: SignForm | None = None) -> Any:
    minutes = recipient.minutes
    is_shown = minutes.is_out or minutes.is_issued
    rows = passages_of(session(), minutes) if minutes.is_out else []
    paper = _paper(minutes, rows) if is_shown else None
    digest = digest_of(content(paper)) if paper is not None else ""
    sign = sign or SignForm(formdata=None)
    sign.digest.data = digest
    return render(
        "alliances/minutes/read.html",
        recipient=recipient,
        minutes=minutes,
        meeting=minutes.meeting,
        paper=paper,
        address=address,
        standing=next(iter(signing.standings([recipient], digest)), None),
        said=circulating.comments_by(session(), recipient),
        comment=_offered(comment or CommentForm(formdata=None), rows) if minutes.is_out else None,
        sign=sign if minutes.is_out and recipient.signs else None,
        today=today(),
        **WORDS,
    )


def _paper(minutes: Minutes, rows: Sequence[Any]) -> Paper:
    return draft_of(session(), minutes, passages=rows) if minutes.is_out else paper_of_minutes(session(), minutes)


def _offered(form: CommentForm, rows: Sequence[Any]) -> CommentForm:
    """The passages that can be spoken of."""
    offered = [(row.id, row.heading or " ".join(row.words.split())[:40] or "-") for row in rows]
    offer(form.passage_id, offered, _("The text as a whole"))
    return form


def _mine(recipient: Recipient) -> Recipient:
    """The recipient, who must be the viewer. Raises NotYourMinutes."""
    if not recipient.is_theirs(viewer().deputy_id, viewer().account_id):
        raise NotYourMinutes
    return recipient


def _home(recipient: Recipient, address: str) -> str:
    if address:
        return url_for(".minutes_by_link", minutes_address=address)
    return url_for(".read_minutes", recipient=recipient)


def _linked(address: str) -> Recipient:
    """Whose link it is; nothing is there where the station has switched alliances off."""
    found = links.recipient_at(session(), address, derived_key(links.PURPOSE), RECIPIENT)
    if not is_on(session(), PLUGIN, found.minutes.station_id):
        raise NotFound
    return found
