"""A plugin in a repository of its own, installed as ``pip install -e`` does it, for the commands of the kit to work on."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from core.plugin_kit import messages
from core.plugin_kit.places import place_of
from core.testing.serving import lianzhan

ROOT = Path(__file__).resolve().parents[3]

MANIFEST = """
name = "mustard"
title = "Mustard"
version = "1.0"
api = ">=1,<2"
"""
INIT = '''
"""Mustard: which fields a station's people look after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.api.declare import Job, Panel, _, hooks, implements

if TYPE_CHECKING:
    from datetime import date

    from core.api.data import Session, Station, Viewer


@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
    from lianzhan_mustard.service import fields_at

    return [Panel(title=_("Mustard"), template="mustard/panel.html", context={"fields": fields_at(session, station)})]


@implements(hooks.jobs)
def jobs() -> list[Job]:
    from datetime import time

    from lianzhan_mustard.service import water

    return [Job(name="water", title=_("Water the fields"), run=water, at=time(6, 0))]
'''
MODELS = '''
"""The fields of a station."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.api.data import Station, plugin_registry


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


class Field(Base):
    """A field of mustard."""

    __tablename__ = "mustard__field"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    watered: Mapped[int] = mapped_column(default=0)
    watered_on: Mapped[date | None] = mapped_column(default=None)

    station: Mapped[Station] = relationship(Station)
'''
SERVICE = '''
"""Fields: which there are, and watering them once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from core.api.data import Session, Station, on_at
from lianzhan_mustard.models import Field


def fields_at(session: Session, station: Station) -> Sequence[Field]:
    """The fields of a station, by name."""
    return session.scalars(select(Field).where(Field.station_id == station.id).order_by(Field.name)).all()


def water(session: Session, at: datetime) -> None:
    """Water what was not watered today, at stations where the plugin is on."""
    dry = or_(Field.watered_on.is_(None), Field.watered_on < at.date())
    is_on = on_at(session, "mustard", Field.station_id.expression)
    for field in session.scalars(select(Field).where(is_on, dry)):
        field.watered += 1
        field.watered_on = at.date()
'''
MIGRATION = '''
"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "mustard_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "mustard__field",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("station_id", sa.Integer, sa.ForeignKey("station.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("watered", sa.Integer, nullable=False),
        sa.Column("watered_on", sa.Date),
    )
    op.create_index("ix_mustard__field_station_id", "mustard__field", ["station_id"])


def downgrade() -> None:
    op.drop_table("mustard__field")
'''
TESTING = '''
"""What tests put into the world of the mustard."""

from core.api.data import Session, Station
from lianzhan_mustard.models import Field

SAMPLES = []


def furnish(session: Session, station: Station) -> None:
    """A field at the station."""
    session.add(Field(station_id=station.id, name="Long field"))
    session.flush()
'''
PANEL = "<ul>{% for field in fields %}<li>{{ field.name }}</li>{% endfor %}</ul>\n"
WORDS = {"Mustard": "芥菜", "Water the fields": "给地浇水"}
FILES = {
    "lianzhan_mustard/plugin.toml": MANIFEST,
    "lianzhan_mustard/__init__.py": INIT,
    "lianzhan_mustard/models.py": MODELS,
    "lianzhan_mustard/service.py": SERVICE,
    "lianzhan_mustard/testing.py": TESTING,
    "lianzhan_mustard/migrations/0001_first_tables.py": MIGRATION,
    "lianzhan_mustard/templates/mustard/panel.html": PANEL,
    "lianzhan_mustard.egg-info/PKG-INFO": "Metadata-Version: 2.1\nName: lianzhan-mustard\nVersion: 1.0\n",
    "lianzhan_mustard.egg-info/entry_points.txt": "[lianzhan.plugins]\nmustard = lianzhan_mustard\n",
    "setup.cfg": "[metadata]\nname = lianzhan-mustard\n\n[tool:pytest]\nlianzhan_plugin = lianzhan_mustard\n",
}


@dataclass(frozen=True)
class Scratch:
    """The plugin and how it is worked on."""

    repository: Path

    @property
    def package(self) -> Path:
        return self.repository / "lianzhan_mustard"

    def write(self, file: str, text: str) -> None:
        target = self.repository / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip(), encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Write something else in a file; what was there before is there once."""
        text = (self.repository / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} in {file}"
        (self.repository / file).write_text(text.replace(old, new), encoding="utf-8")

    def translate(self, words: dict[str, str] | None = None) -> None:
        """Write the catalog, as ``lianzhan plugin messages`` does; the tests of that command run it."""
        catalogs = messages.catalogs_of(place_of(self.repository))
        messages.update(catalogs)
        messages.translate(catalogs, WORDS if words is None else words)
        messages.compile_all(catalogs)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """``lianzhan`` with these arguments, in the repository, speaking English."""
        given = {"PYTHONPATH": os.pathsep.join([str(self.repository), str(ROOT)]), "LANGUAGE": "en", **more}
        data = self.repository.parent / "data"
        return lianzhan(*arguments, data_dir=data, more=given, cwd=self.repository, patience_s=900)


def write_scratch(folder: Path) -> Scratch:
    """The plugin in a folder, whole and without a fault but for its catalog, which is not written yet."""
    scratch = Scratch(folder / "lianzhan-mustard")
    for file, text in FILES.items():
        scratch.write(file, text)
    return scratch
