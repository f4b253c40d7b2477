"""Employers to be settled: what rosters say in words, and the enterprise each may mean."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy import func

from core.access import Permission, Role
from core.clock import now
from core.employers import service
from core.employers.alike import Likeness
from core.employers.forms import PlainForm, SettleForm
from core.employers.models import EmployerAnswer
from core.people.models import Person
from core.web import _, done, render, requires, session, viewer
from core.web.listing import listed
from core.words import lazy as _l

bp = Blueprint("employers", __name__, template_folder="templates", url_prefix="/employers")

PERMISSIONS = (
    Permission(
        "employers.settle",
        _l("Say which enterprise the employers of deputies are"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
)
ORDERS = {"deputies": (func.count(Person.id).desc(), Person.employer_text), "text": (Person.employer_text,)}
TOGETHER = 20
"""Rows a page: each is a decision."""


@bp.get("/")
@requires("employers.settle")
def index() -> Any:
    """What is still words, with the enterprises it may mean."""
    return _page(SettleForm())


@bp.post("/link")
@requires("employers.settle")
def link() -> Any:
    """All deputies whose employer is this text work for the enterprise."""
    form = SettleForm()
    if form.validate():
        with form.attempt():
            enterprise = service.named(session(), viewer().reach("enterprises.browse"), form.name.data or "")
            number = service.link(session(), _reach(), form.text.data, enterprise, now(), viewer().account_id)
            message = _("%(n)s deputies are linked to %(name)s.", n=number, name=enterprise.name)
            return done(url_for(".index"), message)
    return _page(form)


@bp.post("/leave")
@requires("employers.settle")
def leave() -> Any:
    """The text is no enterprise of ours."""
    form = SettleForm()
    if form.validate():
        with form.attempt():
            service.leave(session(), _reach(), form.text.data, now(), viewer().account_id)
            return done(
                url_for(".index"), _("“%(text)s” stays in words and is asked about no more.", text=form.text.data)
            )
    return _page(form)


@bp.get("/settled")
@requires("employers.settle")
def settled() -> Any:
    """What was said to be no enterprise of ours."""
    orders = {"text": (EmployerAnswer.text, EmployerAnswer.id)}
    return render("employers/settled.html", listing=listed(service.settled(_reach()), orders))


@bp.post("/settled/<id:employer_answer>/again")
@requires("employers.settle", on=EmployerAnswer)
def ask_again(employer_answer: EmployerAnswer) -> Any:
    """Ask about the text again."""
    form = PlainForm()
    if form.validate():
        service.ask_again(session(), employer_answer)
    return done(url_for(".settled"), _("“%(text)s” is in the list again.", text=employer_answer.text))


def _page(form: SettleForm) -> Any:
    offered = service.offered(session(), viewer().reach("enterprises.browse"))
    names = dict(offered)
    listing = listed(service.unsettled(_reach()), ORDERS, TOGETHER)
    likeness = Likeness(offered)
    rows = [
        (row.employer_text, row.deputies, [names[id_] for id_ in likeness.suggest(row.employer_text)])
        for row in listing.page.rows
    ]
    return render("employers/index.html", form=form, listing=listing, rows=rows, names=names.values())


def _reach() -> Any:
    return viewer().reach("employers.settle")
