"""The pages of the turns."""

from __future__ import annotations

from typing import Any

from plugins.weaving.models import Turn
from sqlalchemy import select
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.api.data import Station, visible_to
from core.api.web import Blueprint, Form, _, _l, done, render, requires, session, today, url_for, viewer

# region blueprints
bp = Blueprint("weaving", __name__)


@bp.get("/")  # /p/weaving/
@requires("weaving.keep")
def index() -> Any:
    """The turns within reach."""
    query = visible_to(viewer(), "weaving.keep", select(Turn).order_by(Turn.day), Turn)
    return render("weaving/index.html", turns=session().scalars(query).all())


# endregion


class TurnForm(Form):
    """A turn that nobody has yet."""

    words = StringField(_l("What is woven"), [InputRequired(_l("Say what is woven.")), Length(max=200)])


# region blueprints
@bp.at_station.route("/new", methods=["GET", "POST"])  # /stations/<id:station>/p/weaving/new
@requires("weaving.keep", on=Station)
def new(station: Station) -> Any:
    """A further turn."""
    form = TurnForm()
    if form.validate_on_submit():
        session().add(Turn(station=station, day=today(), words=form.words.data))
        return done(url_for("stations.show", station=station), _("The turn stands."))
    return render("weaving/new.html", form=form, station=station)


# endregion
