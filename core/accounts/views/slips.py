"""Printing slips: for everybody who waits for one, for a station, or for a single deputy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from flask import request, send_file
from sqlalchemy import func, select

from core.accounts import devices, slip_errors, slips, waiting
from core.accounts.forms import SlipsForm
from core.accounts.models import Account
from core.accounts.paper import slips_pdf
from core.accounts.views.blueprint import bp
from core.accounts.waiting import Awaiting, Group
from core.clock import STATION_ZONE, now
from core.deputies.models import Deputy
from core.errors import DomainError
from core.options import option
from core.web import Form, _, begin_write, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.request import platform

EVERYBODY, REGION, STATION = "all", "region", "station"
MOST: Final = 3000
"""So many slips fit into one file that opens everywhere; more are printed station by station."""


@bp.route("/accounts/slips", methods=["GET", "POST"])
@reads_first
@requires("accounts.let_in")
def print_slips() -> Any:
    """For whom slips are printed, and the paper, eight to a page."""
    reach, form = viewer().reach("accounts.let_in"), SlipsForm()
    stations, regions = waiting.by_station(session(), reach), waiting.by_region(session(), reach)
    total = session().scalar(select(func.count()).select_from(waiting.awaiting(reach).order_by(None).subquery())) or 0
    form.who.choices = choices_of(_offered(total, regions, stations))
    if form.validate_on_submit():
        kind, _dash, key = form.who.data.partition("-")
        within = {"region_code": key} if kind == REGION else {"station_id": int(key)} if kind == STATION else {}
        if paper := _paper(form, waiting.awaiting(reach, **within), slip_errors.NothingToPrint()):
            return paper
    return render(
        "accounts/slips.html",
        form=form,
        waiting=stations,
        total=total,
        most=MOST,
        days=option(session(), slips.SLIP_DAYS),
    )


@bp.post("/accounts/deputies/<id:deputy>/slip")
@reads_first
@requires("accounts.let_in", on=Deputy)
def print_slip(deputy: Deputy) -> Any:
    """A new slip for one deputy; an earlier one stops working."""
    query = waiting.awaiting(viewer().reach("accounts.let_in"), deputy_id=deputy.id)
    form, serves = Form(), waiting.is_serving(session(), deputy.id)
    nobody = slip_errors.AccountOff() if serves else slip_errors.NotServing(name=deputy.person.name)
    return _paper(form, query, nobody) or render("accounts/no_code.html", form=form)


@bp.get("/accounts/deputies/<id:deputy>")
@requires("accounts.let_in", on=Deputy)
def of_deputy(deputy: Deputy) -> Any:
    """How a deputy comes in: account, slip, phones."""
    query = waiting.awaiting(viewer().reach("accounts.let_in"), deputy_id=deputy.id)
    row = session().execute(query).first()
    holder = Awaiting(*row) if row else None
    account_id = holder.account_id if holder else None
    return render(
        "accounts/of_deputy.html",
        deputy=deputy,
        holder=holder,
        account=session().get(Account, account_id) if account_id else None,
        devices=devices.of_account(session(), account_id) if account_id else (),
        slip=slips.open_slip(session(), account_id) if account_id else None,
    )


def _offered(total: int, regions: Sequence[Group], stations: Sequence[Group]) -> Iterator[tuple[str, str]]:
    """For whom slips can be printed: everybody, a region where there are several, a station with its rooms."""
    yield EVERYBODY, _("Everybody who waits for a slip: %(n)s", n=total)
    for one in regions:
        if one.count < total:
            yield f"{REGION}-{one.key}", _("%(region)s and all below it", region=one.name) + f" ({one.count})"
    for one in stations:
        if one.key:
            yield f"{STATION}-{one.key}", f"{one.name} ({one.count})"


def _paper(form: Form, query: Any, nobody: DomainError) -> Any:
    """The slips as a file, made before the write begins; None, with the sentence at the form, where there are none."""
    holders = [Awaiting(*row) for row in session().execute(query)]
    if not holders:
        form.add_problem(str(nobody))
        return None
    if len(holders) > MOST:
        problem = slip_errors.TooManySlips(n=len(holders), most=MOST)
        form.add_problem(str(problem), problem.field)
        return None
    settings, at, days = platform().settings, now(), option(session(), slips.SLIP_DAYS)
    tokens = slips.tokens_for(session(), settings.secret_key, request.form.get("once", "")[:40], holders)
    made = slips_pdf(holders, tokens, settings.public_url, at, days)
    slips.hand_out(begin_write(), holders, tokens, at, days=days)
    day = at.astimezone(STATION_ZONE).date()
    return send_file(
        BytesIO(made),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=_("Slips") + f"-{day.isoformat()}.pdf",
    )
