"""Purging works without the plugin's code, after a backup, and not while other tables point in."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, select, text

from core.cli import lianzhan
from core.plugin_host import purge as purging
from core.plugin_host import service
from core.plugin_host.errors import NothingToPurge, PurgeRefused
from core.plugin_host.states import State
from core.testing import make_station, page_of
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, place_in, state_in
from tests.core.plugin_host.test_broken_plugins import MIGRATION
from tests.core.plugin_host.test_pages import INIT, csrf

POINTING = """
    import sqlalchemy as sa
    from alembic import op

    revision = "0001"
    down_revision = None


    def upgrade():
        op.create_table("cloth__piece", sa.Column("id", sa.Integer, primary_key=True), sa.Column("loom_id", sa.Integer, sa.ForeignKey("looms__loom.id")))


    def downgrade():
        op.drop_table("cloth__piece")
"""


@pytest.fixture
def with_looms(workshop: Workshop) -> Workshop:
    """A plugin with a table, a record, a switch, and then no code any more."""
    place = workshop.write("looms", files={"migrations/0001_looms.py": MIGRATION.format(name="looms")})
    platform = workshop.app().extensions["lianzhan"]
    from core.database.migrations import upgrade

    for unit in platform.host.units():
        upgrade(platform.database, unit)
    with platform.database.writing() as session:
        session.execute(text("INSERT INTO looms__loom (id) VALUES (1)"))
        service.switch(platform.host, session, "looms", make_station(session), is_on=False)
    shutil.rmtree(place)
    return workshop


def run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> Result:
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(lianzhan, ["plugin", *arguments], input=typed)


def tables(workshop: Workshop) -> set[str]:
    platform = workshop.started[0]
    return set(inspect(platform.database.engine).get_table_names())


def test_leftovers_are_listed_as_missing(with_looms: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = json.loads(run(with_looms, monkeypatch, "list", "--json").stdout)
    assert [(row["name"], row["state"]) for row in listed if row["name"] == "looms"] == [("looms", "missing")]


def test_a_purge_removes_everything_after_a_backup(with_looms: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(with_looms, monkeypatch, "purge", "looms", typed="loom\n").exit_code == 1
    assert "looms__loom" in tables(with_looms)
    done = run(with_looms, monkeypatch, "purge", "looms", typed="looms\n")
    assert done.exit_code == 0, done.output
    assert not {table for table in tables(with_looms) if "looms" in table}
    (backup,) = (with_looms.data / "backups").iterdir()
    with zipfile.ZipFile(backup) as archive:
        archive.extract("database.db", with_looms.data)
    with closing(sqlite3.connect(with_looms.data / "database.db")) as copy:
        assert copy.execute("SELECT count(*) FROM looms__loom").fetchone() == (1,)
    app = with_looms.app()
    platform = app.extensions["lianzhan"]
    with platform.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM plugin_switch")) == 0
        assert session.scalar(text("SELECT is_enabled FROM plugin_state WHERE name = 'looms'")) == 0
        assert session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = 'purge'")) == 1
    assert_core_answers(app)
    again = run(with_looms, monkeypatch, "purge", "looms", "--yes")
    assert again.exit_code == 1
    assert "looms" in again.output


def test_a_purge_takes_its_files_and_leaves_those_of_others(
    with_looms: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.access import Scope
    from core.files import service as files
    from core.files.models import StoredFile
    from core.files.store import Store

    platform = with_looms.started[0]
    with platform.database.writing() as session:
        for owner in ("looms", "core"):
            paper = files.prepare_document(f"of {owner}".encode(), "a.txt")
            files.keep(session, Store(with_looms.data / "files"), paper, scope=Scope(region_code="320381"), owner=owner)
    assert run(with_looms, monkeypatch, "purge", "looms", "--yes").exit_code == 0
    with platform.database.reading() as session:
        (left,) = session.scalars(select(StoredFile))
        assert left.owner == "core"
        assert files.wanted(session) == {left.digest}
    (backup,) = (with_looms.data / "backups").iterdir()
    with zipfile.ZipFile(backup) as archive:
        assert len([name for name in archive.namelist() if name.startswith("files/")]) == 2


def test_a_purge_refuses_while_other_tables_point_in(with_looms: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    with_looms.write("cloth", files={"migrations/0001_cloth.py": POINTING})
    app = with_looms.app()
    with_looms.migrate(app)
    refused = run(with_looms, monkeypatch, "purge", "looms", "--yes")
    assert refused.exit_code == 1
    assert "cloth__piece" in refused.output
    assert {"looms__loom", "cloth__piece"} <= tables(with_looms)
    assert run(with_looms, monkeypatch, "purge", "cloth", "--yes").exit_code == 0
    assert run(with_looms, monkeypatch, "purge", "looms", "--yes").exit_code == 0
    assert not {table for table in tables(with_looms) if "looms" in table or "cloth" in table}


def test_a_purge_on_the_page_asks_for_the_name(with_looms: Workshop) -> None:
    app = with_looms.app()
    place = place_in(app)
    refused = place.admin.post("/admin/plugins/looms/purge", data={**csrf(app), "name": "yarn"})
    assert refused.status_code == 422
    assert 'value="yarn"' in refused.text
    assert "looms__loom" in tables(with_looms)
    done = place.admin.post("/admin/plugins/looms/purge", data={**csrf(app), "name": "looms"})
    assert done.status_code == 303
    assert "looms__loom" not in tables(with_looms)
    assert place.admin.get("/admin/plugins").status_code == 200


def test_nothing_of_that_name_is_told_so(workshop: Workshop) -> None:
    platform = workshop.app().extensions["lianzhan"]
    with pytest.raises(NothingToPurge):
        purging.check(platform.database, "nothing")


def test_purging_works_on_both_databases(workshop: Workshop, on_both: str) -> None:
    workshop.write("looms", files={"migrations/0001_looms.py": MIGRATION.format(name="looms")})
    workshop.write(
        "cloth",
        files={"migrations/0001_cloth.py": POINTING},
        manifest='name = "cloth"\ntitle = "x"\nversion = "1"\napi = 1\nrequires = ["looms"]\n',
    )
    app = workshop.app()
    platform = app.extensions["lianzhan"]
    workshop.migrate(app)
    with pytest.raises(PurgeRefused):
        purging.check(platform.database, "looms")
    for name in ("cloth", "looms"):
        gone = purging.purge(
            platform.database, name, at=platform.host.failures._clock(), actor="test", settings=platform.settings
        )
        assert gone.backup is not None
        assert gone.backup.stat().st_size > 1000
    left = inspect(platform.database.engine).get_table_names()
    assert not [table for table in left if "looms" in table or "cloth" in table]


def test_a_plugin_that_is_there_is_disabled_by_its_purge(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workshop.write("looms", files={"migrations/0001_looms.py": MIGRATION.format(name="looms")})
    app = workshop.app()
    workshop.migrate(app)
    assert run(workshop, monkeypatch, "purge", "looms", "--yes", "--without-backup").exit_code == 0
    assert not (workshop.data / "backups").exists()
    assert state_in(workshop.app(), "looms") is State.DISABLED
    assert run(workshop, monkeypatch, "enable", "looms").exit_code == 0
    assert state_in(workshop.app(), "looms") is State.PENDING


def test_a_server_that_runs_leaves_off_what_was_purged_and_enabled_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = (
        INIT
        + """

    @implements(hooks.home_panels)
    def home_panels(session, viewer, day):
        return [Panel(title=_("Looms"), template="looms/panel.html")]
    """
    )
    views = """
        from core.api.web import Blueprint, public, session
        from sqlalchemy import text

        bp = Blueprint("looms", __name__)


        @bp.get("/list")
        @public
        def index():
            return str(session().scalar(text("SELECT count(*) FROM looms__loom")))
    """
    workshop.write(
        "looms",
        init=pages.replace("import hooks", "import Panel, _, hooks"),
        views=views,
        files={"migrations/0001_looms.py": MIGRATION.format(name="looms"), "templates/looms/panel.html": "THE LOOMS"},
    )
    workshop.migrate(workshop.app())
    asked, not_asked = workshop.app(), workshop.app()
    place = place_in(asked)
    assert place.stranger.get("/p/looms/list").text == "0"
    assert "THE LOOMS" in place.stranger.get("/").text
    assert run(workshop, monkeypatch, "purge", "looms", "--yes", "--without-backup").exit_code == 0
    assert place.stranger.get("/p/looms/list").status_code == 404
    assert run(workshop, monkeypatch, "enable", "looms").exit_code == 0
    for app in (asked, not_asked):
        assert app.test_client().get("/p/looms/list").status_code == 404
        assert "THE LOOMS" not in app.test_client().get("/").text
    assert "下次启动" in page_of(place.admin.get("/admin/plugins/looms")).text
    workshop.migrate(workshop.app())
    assert place.stranger.get("/p/looms/list").status_code == 404
    assert workshop.app().test_client().get("/p/looms/list").text == "0"
