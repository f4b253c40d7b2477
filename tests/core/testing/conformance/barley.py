"""A tiny plugin in a repository of its own, complete and without a fault: what it weighs, a page, a form, a panel."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from textwrap import dedent

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[4]

SETUP = """
[metadata]
name = lianzhan-barley
version = 1.0

[options.entry_points]
lianzhan.plugins =
    barley = lianzhan_barley

[tool:pytest]
testpaths = tests
lianzhan_plugin = lianzhan_barley
addopts = --strict-markers
filterwarnings =
    error
"""
MANIFEST = """
name = "barley"
title = "Barley"
version = "1.0"
api = ">=1,<2"
"""
INIT = '''
"""Barley: which loads a station's people have weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.api.declare import NavItem, Panel, Permission, Role, _, hooks, implements

if TYPE_CHECKING:
    from datetime import date

    from core.api.data import Session, Station, Viewer
    from flask import Blueprint


@implements(hooks.blueprints)
def blueprints() -> list[Blueprint]:
    from lianzhan_barley.views import bp

    return [bp]


@implements(hooks.permissions)
def permissions() -> list[Permission]:
    return [Permission("barley.weigh", _("Weigh barley"), frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}))]


@implements(hooks.nav_items)
def nav_items() -> list[NavItem]:
    return [NavItem(title=_("Barley"), endpoint="barley.index", permission="barley.weigh")]


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
    from lianzhan_barley.service import loads_at

    return [Panel(title=_("Barley"), template="barley/panel.html", context={"loads": loads_at(session, station)})]
'''
MODELS = '''
"""The loads of a station."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.api.data import Reach, Scope, Station, plugin_registry


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


class Load(Base):
    """A load of barley."""

    __tablename__ = "barley__load"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    weight: Mapped[int]

    station: Mapped[Station] = relationship(Station)

    def scope(self) -> Scope:
        """The station's."""
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[bool]:
        """Where the station is in reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
'''
MIGRATION = '''
"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "barley_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "barley__load",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("station_id", sa.Integer, sa.ForeignKey("station.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
    )
    op.create_index("ix_barley__load_station_id", "barley__load", ["station_id"])


def downgrade() -> None:
    op.drop_table("barley__load")
'''
SERVICE = '''
"""Loads: which there are, and weighing one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api.data import Session, Station
from lianzhan_barley.models import Load


def loads_at(session: Session, station: Station) -> Sequence[Load]:
    """The last loads of a station."""
    return session.scalars(select(Load).where(Load.station_id == station.id).order_by(Load.id.desc()).limit(5)).all()


def weigh(session: Session, station: Station, name: str, weight: int) -> Load:
    """A further load."""
    load = Load(station_id=station.id, name=name, weight=weight)
    session.add(load)
    session.flush()
    return load
'''
VIEWS = '''
"""The pages of the barley."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.api.data import Station, visible_to
from core.api.web import Blueprint, Form, _, _l, done, render, requires, session, url_for, viewer
from lianzhan_barley import service
from lianzhan_barley.models import Load

bp = Blueprint("barley", __name__)


class LoadForm(Form):
    """A load."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter a name.")), Length(max=80)])
    weight = IntegerField(_l("Weight (kg)"), [InputRequired(_l("Enter a weight.")), NumberRange(1, 90000)])


@bp.get("/")
@requires("barley.weigh")
def index() -> Any:
    """The loads within reach."""
    query = select(Load).order_by(Load.id.desc()).limit(100).options(selectinload(Load.station))
    loads = session().scalars(visible_to(viewer(), "barley.weigh", query, Load)).all()
    return render("barley/index.html", loads=loads)


@bp.at_station.route("/new", methods=["GET", "POST"])
@requires("barley.weigh", on=Station)
def new(station: Station) -> Any:
    """Weigh a load."""
    form = LoadForm()
    if form.validate_on_submit():
        with form.attempt():
            service.weigh(session(), station, form.name.data or "", form.weight.data or 0)
            return done(url_for("stations.show", station=station), _("The load is weighed."))
    return render("barley/new.html", form=form, station=station)
'''
TESTING = '''
"""What tests put into the world of the barley."""

from core.api.data import Session, Station
from lianzhan_barley.service import weigh

SAMPLES = []


def furnish(session: Session, station: Station) -> None:
    """A load at the station."""
    weigh(session, station, "Winter barley", 900)
'''
INDEX = """
{% extends "layout.html" %}
{% from "components/page.html" import page_head_plain %}
{% block title %}{{ _("Barley") }}{% endblock %}
{% block main %}
  {{ page_head_plain(_("Barley")) }}
  <ul>{% for load in loads %}<li>{{ load.station.name }}: {{ load.name }}, {{ load.weight }} kg</li>{% endfor %}</ul>
{% endblock %}
"""
NEW = """
{% extends "layout.html" %}
{% from "components/forms.html" import field, form_close, form_open with context %}
{% from "components/page.html" import page_head_plain %}
{% block title %}{{ _("A further load") }}{% endblock %}
{% block main %}
  {{ page_head_plain(_("A further load"), station.name) }}
  {{ form_open(form) }}{{ field(form.name) }}{{ field(form.weight) }}{{ form_close(_("Save")) }}
{% endblock %}
"""
PANEL = """
<ul>{% for load in loads %}<li>{{ load.name }}</li>{% else %}<li>{{ _("No load yet.") }}</li>{% endfor %}</ul>
"""
OWN_TEST = '''
"""A load that is weighed stands in the list."""


def test_a_load_that_is_weighed_stands_in_the_list(session):
    from core.testing import make_station
    from lianzhan_barley.service import loads_at, weigh

    station = make_station(session)
    weigh(session, station, "Spring barley", 20)
    assert [load.name for load in loads_at(session, station)] == ["Spring barley"]


def test_it_runs_on_the_platform_of_a_test(app):
    assert "barley" in {plugin.name for plugin in app.extensions["lianzhan"].host.active}
'''
WORDS = {
    "Barley": "大麦",
    "Weigh barley": "过磅大麦",
    "Name": "名称",
    "Enter a name.": "请填写名称。",
    "Weight (kg)": "重量（千克）",
    "Enter a weight.": "请填写重量。",
    "The load is weighed.": "已过磅。",
    "A further load": "再过一车",
    "Save": "保存",
    "No load yet.": "还没有过磅。",
}
FILES = {
    "setup.cfg": SETUP,
    "README.md": "# Barley\n\nWeighs barley.\n",
    "lianzhan_barley/plugin.toml": MANIFEST,
    "lianzhan_barley/__init__.py": INIT,
    "lianzhan_barley/models.py": MODELS,
    "lianzhan_barley/migrations/0001_first_tables.py": MIGRATION,
    "lianzhan_barley/service.py": SERVICE,
    "lianzhan_barley/views.py": VIEWS,
    "lianzhan_barley/testing.py": TESTING,
    "lianzhan_barley/py.typed": "",
    "lianzhan_barley/templates/barley/index.html": INDEX,
    "lianzhan_barley/templates/barley/new.html": NEW,
    "lianzhan_barley/templates/barley/panel.html": PANEL,
    "tests/test_barley.py": OWN_TEST,
}


@dataclass(frozen=True)
class Barley:
    """The repository of the plugin, and the folder on the path of imports that announces it."""

    repository: Path
    installed: Path

    def write(self, file: str, text: str) -> None:
        """Put a file there."""
        target = self.repository / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip(), encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Write something else in a file; what was there before is there once."""
        text = (self.repository / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} in {file}"
        (self.repository / file).write_text(text.replace(old, new), encoding="utf-8")

    def translate(self, words: Mapping[str, str]) -> None:
        """Write its catalog."""
        catalog = Catalog(locale="zh_Hans_CN", project="barley", domain="messages")
        for english, chinese in words.items():
            catalog.add(english, chinese)
        folder = self.repository / "lianzhan_barley" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in (("messages.po", write_po), ("messages.mo", write_mo)):
            into = BytesIO()
            write(into, catalog)
            (folder / name).write_bytes(into.getvalue())

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the repository, as somebody who has installed both does."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANZHAN_", "PYTEST_"))}
        path = os.pathsep.join([str(self.repository), str(self.installed), str(ROOT)])
        return subprocess.run(  # noqa: S603 - our own Python
            [sys.executable, *arguments],
            cwd=self.repository,
            env={**kept, "PYTHONPATH": path, "LANGUAGE": "en", "LIANZHAN_DATA_DIR": str(self.installed / "data")},
            capture_output=True,
            text=True,
            check=False,
        )


def write_barley(folder: Path) -> Barley:
    """The plugin in a folder, as good as it should be; its permissions are yet to be written."""
    barley = Barley(folder / "lianzhan-barley", folder / "installed")
    for file, text in FILES.items():
        barley.write(file, text)
    barley.translate(WORDS)
    announced = barley.installed / "lianzhan_barley-1.0.dist-info"
    announced.mkdir(parents=True)
    told = {
        "METADATA": "Metadata-Version: 2.1\nName: lianzhan-barley\nVersion: 1.0\n",
        "entry_points.txt": "[lianzhan.plugins]\nbarley = lianzhan_barley\n",
    }
    for file, text in told.items():
        (announced / file).write_text(text, encoding="utf-8")
    return barley
