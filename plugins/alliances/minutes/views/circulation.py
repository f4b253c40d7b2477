"""Circulating minutes: to whom, their links, what they said, and signatures on paper."""

from __future__ import annotations

from typing import Any

from core.api.paper import qr_svg
from core.api.web import _, absolute, derived_key, done, now, render, requires, session, today, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.minutes import circulating, links, signing
from plugins.alliances.minutes.forms import AnswerForm, CirculateForm, PaperForm, TakeBackForm
from plugins.alliances.minutes.reading import text_digest
from plugins.alliances.minutes.views.words import COMMENT, MINUTES, RECIPIENT, WORDS
from plugins.alliances.models.circulation import Comment, Recipient
from plugins.alliances.models.minutes import Minutes
from plugins.alliances.permissions import WRITE


@bp.route("/minutes/<id:minutes>/circulate", methods=["GET", "POST"])
@requires(WRITE, on=Minutes, loading=MINUTES)
def circulate_minutes(minutes: Minutes) -> Any:
    """Send the draft to those who took part and those who sign."""
    form = CirculateForm(until=minutes.comments_until)
    if form.validate_on_submit():
        with form.attempt():
            circulating.circulate(session(), minutes, until=form.until.data, account_id=viewer().account_id, at=now())
            return done(
                url_for(".minutes_recipients", minutes=minutes),
                _("The minutes are circulated. Those without an account need the link that stands here."),
            )
    return render("alliances/minutes/circulate.html", minutes=minutes, form=form)


@bp.route("/minutes/<id:minutes>/take-back", methods=["GET", "POST"])
@requires(WRITE, on=Minutes, loading=MINUTES)
def take_minutes_back(minutes: Minutes) -> Any:
    """Back to a draft."""
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.attempt():
            circulating.take_back(session(), minutes, form.why.data or "", account_id=viewer().account_id, at=now())
            return done(_page_of(minutes), _("The minutes are a draft again."))
    return render("alliances/minutes/take_back.html", minutes=minutes, form=form)


@bp.get("/minutes/<id:minutes>/recipients")
@requires(WRITE, on=Minutes, loading=MINUTES)
def minutes_recipients(minutes: Minutes) -> Any:
    """To whom they went, who has signed, and the links of those without an account."""
    found = circulating.recipients_of(session(), minutes)
    standing = signing.standings(found, text_digest(session(), minutes))
    return render(
        "alliances/minutes/recipients.html",
        minutes=minutes,
        recipients=found,
        standings={one.recipient.id: one for one in standing},
        today=today(),
        **WORDS,
    )


@bp.post("/recipients/<id:recipient>/link")
@requires(WRITE, on=Recipient, loading=RECIPIENT)
def show_minutes_link(recipient: Recipient) -> Any:
    """The link and its code, to be sent on; that it was looked at is written down."""
    links.shown(session(), recipient)
    path = url_for(".minutes_by_link", minutes_address=links.address_of(recipient, derived_key(links.PURPOSE)))
    address = absolute(path)
    return render(
        "alliances/minutes/link.html",
        recipient=recipient,
        minutes=recipient.minutes,
        address=address,
        code_svg=qr_svg(address),
    )


@bp.post("/recipients/<id:recipient>/renew")
@requires(WRITE, on=Recipient, loading=RECIPIENT)
def renew_minutes_link(recipient: Recipient) -> Any:
    """Another link in place of the one before."""
    links.renew(session(), recipient)
    return done(_recipients(recipient), _("The link is renewed. The one before it holds no longer."))


@bp.post("/recipients/<id:recipient>/revoke")
@requires(WRITE, on=Recipient, loading=RECIPIENT)
def revoke_minutes_link(recipient: Recipient) -> Any:
    """The link holds no longer."""
    links.revoke(session(), recipient, now())
    return done(_recipients(recipient), _("The link is taken back: it holds no longer."))


@bp.route("/recipients/<id:recipient>/paper", methods=["GET", "POST"])
@requires(WRITE, on=Recipient, loading=RECIPIENT)
def note_paper(recipient: Recipient) -> Any:
    """Note that somebody signed on paper."""
    form = PaperForm()
    if form.validate_on_submit():
        with form.attempt():
            signing.sign(
                session(),
                recipient,
                how="paper",
                name=form.name.data or "",
                reason=form.reason.data or "",
                account_id=viewer().account_id,
                at=now(),
            )
            return done(_recipients(recipient), _("The signature on paper is noted."))
    return render("alliances/minutes/paper.html", recipient=recipient, minutes=recipient.minutes, form=form)


@bp.get("/minutes/<id:minutes>/comments")
@requires(WRITE, on=Minutes, loading=MINUTES)
def minutes_comments(minutes: Minutes) -> Any:
    """What was said of the text, and what was answered."""
    return render(
        "alliances/minutes/comments.html",
        minutes=minutes,
        comments=circulating.comments_of(session(), minutes),
        today=today(),
    )


@bp.route("/comments/<id:comment>", methods=["GET", "POST"])
@requires(WRITE, on=Comment, loading=COMMENT)
def answer_comment(comment: Comment) -> Any:
    """Take a comment in, or answer it."""
    form = AnswerForm()
    if form.validate_on_submit():
        with form.attempt():
            circulating.settle(session(), comment, form.answer.data or "", account_id=viewer().account_id, at=now())
            return done(url_for(".minutes_comments", minutes=comment.minutes_id), _("The comment is settled."))
    return render("alliances/minutes/answer.html", comment=comment, minutes=comment.minutes, form=form, today=today())


def _recipients(recipient: Recipient) -> str:
    return url_for(".minutes_recipients", minutes=recipient.minutes_id)


def _page_of(minutes: Minutes) -> str:
    return url_for(".minutes", meeting=minutes.meeting_id)
