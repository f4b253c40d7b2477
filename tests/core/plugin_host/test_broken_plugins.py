"""A plugin that is broken in any of the usual ways is shown, and costs nothing of the core."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from core.cli import lianzhan
from core.clock import now
from core.database import metadata
from core.jobs.models import JobRun
from core.jobs.service import run, schedule_due
from core.plugin_host.states import State
from tests.core.plugin_host.conftest import (
    OF_THE_HOUSE,
    Workshop,
    assert_core_answers,
    place_in,
    plugin_in,
    reason_in,
    state_in,
)

PAGES = """
    from core.api.declare import hooks, implements


    @implements(hooks.blueprints)
    def blueprints():
        from plugins.{name} import views
        return [views.bp]
"""

MIGRATION = """
    import sqlalchemy as sa
    from alembic import op

    revision = "0001"
    down_revision = None


    def upgrade():
        op.create_table("{name}__loom", sa.Column("id", sa.Integer, primary_key=True))


    def downgrade():
        op.drop_table("{name}__loom")
"""


def test_an_import_error_is_shown(workshop: Workshop) -> None:
    workshop.write("looms", init="import a_module_that_is_not_there\n")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "a_module_that_is_not_there" in reason_in(app, "looms")
    assert "looms/__init__.py:1" in reason_in(app, "looms")
    assert_core_answers(app)


def test_a_syntax_error_is_shown_with_its_line(workshop: Workshop) -> None:
    workshop.write("looms", init="x = 1\ndef broken(:\n")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "looms/__init__.py:2" in reason_in(app, "looms")
    assert_core_answers(app)


def test_a_plugin_that_ends_the_process_does_not(workshop: Workshop) -> None:
    workshop.write("looms", init="import sys\nsys.exit(3)\n")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert_core_answers(app)


def test_an_exception_at_registration_withdraws_the_whole_plugin(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from core.api.declare import NavItem, Panel, _, hooks, implements


            @implements(hooks.nav_items)
            def nav_items():
                raise ZeroDivisionError


            @implements(hooks.home_panels)
            def home_panels(session, viewer, day):
                return [Panel(title=_("Looms"), template="looms/panel.html")]
        """,
        files={"templates/looms/panel.html": "LOOMS"},
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    place = assert_core_answers(app)
    assert "LOOMS" not in place.stranger.get("/").text


@pytest.mark.parametrize("given", ["('Looms', 'looms.index')", "'<b>html</b>'", "None"])
def test_a_hook_that_answers_something_else_is_refused(workshop: Workshop, given: str) -> None:
    workshop.write(
        "looms",
        init=f"from core.api.declare import hooks, implements\n\n@implements(hooks.nav_items)\ndef nav_items():\n    return [{given}]\n",
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "is asked for: def nav_items() -> " in reason_in(app, "looms")


def test_a_wrong_signature_is_refused_with_the_right_one(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from core.api.declare import hooks, implements


            @implements(hooks.station_panels)
            def station_panels(session, viewer, statoin):
                return []
        """,
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "def station_panels(session: 'Session', viewer: 'Viewer', station: 'Station', day: 'date')" in reason_in(
        app, "looms"
    )
    assert_core_answers(app)


def test_an_unknown_hook_is_refused(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="from core.api.declare import hooks, implements\n\n@implements(hooks.station_pannels)\ndef x():\n    pass\n",
    )
    workshop.write(
        "yarn",
        init="from core.api.declare import implements\n\ndef mine():\n    pass\n\n@implements(mine)\ndef x():\n    pass\n",
    )
    app = workshop.app()
    assert "station_pannels" in reason_in(app, "looms")
    assert "mine is not a hook" in reason_in(app, "yarn")


def test_a_misspelt_relationship_leaves_no_trace(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        models="""
            from sqlalchemy import ForeignKey
            from sqlalchemy.orm import Mapped, mapped_column, relationship
            from core.api.data import Station, plugin_base

            Base = plugin_base("looms")


            class Loom(Base):
                __tablename__ = "looms__loom"
                id: Mapped[int] = mapped_column(primary_key=True)
                station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
                station = relationship("Statoin")
        """,
        files={"migrations/0001_looms.py": MIGRATION.format(name="looms")},
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "Statoin" in reason_in(app, "looms")
    assert "looms__loom" not in metadata.tables
    assert_core_answers(app)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('__tablename__ = "loom"', "must be named looms__loom"),
        (
            '__tablename__ = "looms__loom"; a: Mapped[int] = mapped_column(ForeignKey("statoin.id"))',
            "statoin.id, which does not exist",
        ),
        (
            '__tablename__ = "looms__loom"; a: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"))',
            'ondelete="RESTRICT"',
        ),
        (
            '__tablename__ = "looms__loom"; a: Mapped[int] = mapped_column(ForeignKey("station.id")); b = relationship(Station, backref="looms")',
            "has a backref",
        ),
    ],
)
def test_tables_and_keys_that_would_hurt_others_are_refused(workshop: Workshop, line: str, said: str) -> None:
    workshop.write(
        "looms",
        models=f"""
            from sqlalchemy import ForeignKey
            from sqlalchemy.orm import Mapped, mapped_column, relationship
            from core.api.data import Station, plugin_base

            Base = plugin_base("looms")


            class Loom(Base):
                {line}
                id: Mapped[int] = mapped_column(primary_key=True)
        """,
        files={"migrations/0001_looms.py": MIGRATION.format(name="looms")},
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert said in reason_in(app, "looms")
    assert_core_answers(app)


def test_a_model_on_the_cores_base_is_refused_and_the_core_still_queries(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from sqlalchemy.orm import Mapped, mapped_column, relationship
            from core.database import Base

            class Loom(Base):
                __tablename__ = "looms__loom"
                id: Mapped[int] = mapped_column(primary_key=True)
                other = relationship("Nowhere")
        """,
        files={"migrations/0001_looms.py": MIGRATION.format(name="looms")},
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "plugin_registry" in reason_in(app, "looms")
    assert_core_answers(app)


def test_a_table_without_migrations_is_refused(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from sqlalchemy.orm import Mapped, mapped_column
            from core.api.data import plugin_base

            class Loom(plugin_base("looms")):
                __tablename__ = "looms__loom"
                id: Mapped[int] = mapped_column(primary_key=True)
        """,
    )
    app = workshop.app()
    assert "no folder `migrations`" in reason_in(app, "looms")


def test_a_migration_that_fails_half_way_keeps_nothing_and_stops_nobody(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = MIGRATION.format(name="looms").replace(
        "\n\n    def downgrade", '\n        op.execute("INSERT INTO nowhere VALUES (1)")\n\n\n    def downgrade'
    )
    assert "nowhere" in broken
    workshop.write("looms", files={"migrations/0001_looms.py": broken})
    workshop.write("yarn", files={"migrations/0001_yarn.py": MIGRATION.format(name="yarn")})
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    ran = CliRunner().invoke(lianzhan, ["db", "upgrade"])
    assert ran.exit_code == 1
    assert "looms" in ran.output
    app = workshop.app()
    assert state_in(app, "looms") is State.PENDING
    assert state_in(app, "yarn") is State.ACTIVE
    with app.extensions["lianzhan"].database.engine.connect() as connection:
        names = connection.dialect.get_table_names(connection)
    assert "looms__loom" not in names
    assert "yarn__loom" in names
    place = assert_core_answers(app)
    assert "migration" in place.admin.get("/admin/plugins/looms").text
    listed = CliRunner().invoke(lianzhan, ["plugin", "list", "--json"])
    rows = {row["name"]: row for row in json.loads(listed.stdout)}
    assert rows["looms"]["pending_migrations"] == ["0001"]
    assert rows["looms"]["failures"]
    assert rows["yarn"] == {
        "name": "yarn",
        "version": "1.0",
        "state": "active",
        "failures": [],
        "pending_migrations": [],
    }


def test_an_incompatible_plugin_is_not_imported(workshop: Workshop) -> None:
    workshop.write(
        "looms", manifest='name = "looms"\ntitle = "Looms"\nversion = "1"\napi = ">=7"\n', init="raise RuntimeError\n"
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.INCOMPATIBLE
    assert ">=7" in reason_in(app, "looms")
    assert_core_answers(app)


def test_a_plugin_waits_for_the_one_it_requires(workshop: Workshop) -> None:
    def manifest(name: str, requires: str) -> str:
        return f'name = "{name}"\ntitle = "{name}"\nversion = "1"\napi = 1\nrequires = ["{requires}"]\n'

    workshop.write("yarn", init="raise RuntimeError\n")
    workshop.write("looms", manifest=manifest("looms", "yarn"), init="raise AssertionError('imported')\n")
    workshop.write("cloth", manifest=manifest("cloth", "looms"))
    workshop.write("silk", manifest=manifest("silk", "worms"))
    app = workshop.app()
    assert [state_in(app, name) for name in ("yarn", "looms", "cloth", "silk")] == [
        State.FAILED,
        State.WAITING,
        State.WAITING,
        State.WAITING,
    ]
    assert "waits for looms" in reason_in(app, "cloth")
    assert "worms" in reason_in(app, "silk")
    assert_core_answers(app)


def test_plugins_that_require_each_other_are_told_so(workshop: Workshop) -> None:
    for name, other in (("egg", "hen"), ("hen", "egg")):
        workshop.write(
            name, manifest=f'name = "{name}"\ntitle = "{name}"\nversion = "1"\napi = 1\nrequires = ["{other}"]\n'
        )
    app = workshop.app()
    assert state_in(app, "egg") is State.FAILED
    assert "requires itself" in reason_in(app, "egg")


def test_a_plugin_that_is_used_is_asked_only_where_it_is(workshop: Workshop) -> None:
    uses = 'name = "looms"\ntitle = "Looms"\nversion = "1"\napi = 1\nuses = ["yarn"]\n'
    hookspecs = 'from core.api.declare import extension_point\n\n@extension_point(when="question", gives=str)\ndef yarn_colours():\n    """Colours."""\n'
    part = "from core.api.declare import implements\nfrom plugins.yarn import hookspecs\n\n@implements(hookspecs.yarn_colours)\ndef colours():\n    return ['red']\n"
    workshop.write("looms", manifest=uses, with_yarn=part)
    assert state_in(workshop.app(), "looms") is State.ACTIVE
    workshop.write("yarn", hookspecs=hookspecs)
    app = workshop.app()
    host = app.extensions["lianzhan"].host
    from plugins.yarn.hookspecs import yarn_colours  # type: ignore[import-not-found]

    assert host.dispatcher.gather(yarn_colours) == [("looms", "red")]
    workshop.write("looms", manifest=uses, with_yarn="raise RuntimeError\n")
    import sys

    sys.modules.pop("plugins.looms.with_yarn")
    app = workshop.app()
    assert state_in(app, "looms") is State.ACTIVE
    assert plugin_in(app, "looms").failures[0].hook == "with_yarn"


def test_importing_a_plugin_that_is_not_required_is_refused(workshop: Workshop) -> None:
    workshop.write("looms", init="import plugins.yarn\n")
    workshop.write("yarn", init="thread = 1\n")
    app = workshop.app()
    assert "with_yarn.py" in reason_in(app, "looms")
    assert state_in(app, "yarn") is State.ACTIVE


def test_hooks_of_a_plugin_carry_its_name(workshop: Workshop) -> None:
    workshop.write(
        "yarn",
        hookspecs='from core.api.declare import extension_point\n\n@extension_point(when="question", gives=str)\ndef colours():\n    """Colours."""\n',
    )
    assert "must be named yarn_colours" in reason_in(workshop.app(), "yarn")


def test_strict_raises(workshop: Workshop) -> None:
    workshop.write("looms", init="raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        workshop.app(PLUGINS_STRICT="1")


def test_safe_mode_loads_no_plugin_and_says_so(workshop: Workshop) -> None:
    workshop.write("looms", init="raise AssertionError('imported')\n")
    app = workshop.app(SAFE_MODE="1")
    assert state_in(app, "looms") is State.DISABLED
    place = assert_core_answers(app)
    assert "LIANZHAN_SAFE_MODE" in place.admin.get("/admin/plugins").text


def test_a_plugin_named_in_a_setting_is_not_loaded(workshop: Workshop) -> None:
    workshop.write("looms", init="raise AssertionError('imported')\n")
    app = workshop.app(PLUGINS_DISABLED=f"looms,loooms,{OF_THE_HOUSE}")
    assert state_in(app, "looms") is State.DISABLED
    page = place_in(app).admin.get("/admin/plugins").text
    assert "loooms" in page


def test_a_migration_that_cannot_be_read_stops_nobody(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms", files={"migrations/0001_looms.py": "def upgrade(:\n"})
    workshop.write("yarn", files={"migrations/0001_yarn.py": MIGRATION.format(name="yarn")})
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    ran = CliRunner().invoke(lianzhan, ["db", "upgrade"])
    assert ran.exit_code == 1
    assert "looms/0001_looms.py" in ran.output
    assert CliRunner().invoke(lianzhan, ["db", "status"]).exit_code == 1
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert state_in(app, "yarn") is State.ACTIVE
    assert_core_answers(app)


def test_a_migration_that_was_mended_is_no_failure_any_more(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = MIGRATION.format(name="looms")
    workshop.write(
        "looms", files={"migrations/0001_looms.py": good.replace("def upgrade():", "def upgrade():\n        1 / 0")}
    )
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(lianzhan, ["db", "upgrade"]).exit_code == 1
    listed = CliRunner().invoke(lianzhan, ["plugin", "list"]).stdout
    assert "ZeroDivisionError" in listed
    assert "looms/migrations/0001_looms.py" in listed
    workshop.write("looms", files={"migrations/0001_looms.py": good})
    assert CliRunner().invoke(lianzhan, ["db", "upgrade"]).exit_code == 0
    assert "ZeroDivisionError" not in CliRunner().invoke(lianzhan, ["plugin", "list"]).stdout


def test_a_plugin_cannot_take_a_name_of_the_core(workshop: Workshop) -> None:
    workshop.write("stations")
    app = workshop.app()
    assert "belongs to the core" in reason_in(app, "stations")
    assert_core_answers(app)


def test_the_list_needs_no_database(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms", files={"migrations/0001_looms.py": MIGRATION.format(name="looms")})
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LIANZHAN_DATABASE_URL", f"sqlite:///{workshop.folder.parent / 'empty.db'}")
    ran = CliRunner().invoke(lianzhan, ["plugin", "list", "--json"])
    rows = {row["name"]: row["state"] for row in json.loads(ran.stdout)}
    assert rows["looms"] == "pending"


@pytest.mark.parametrize(
    "code",
    [
        "class Panic(BaseException): ...\nraise Panic('boo')",
        "class Dumb(Exception):\n    def __str__(self): raise ValueError\nraise Dumb",
        "raise ValueError('half a character: \\ud800, and \\0')",
        "def f(): return f()\nf()",
    ],
)
def test_whatever_an_import_raises_is_shown(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    workshop.write("looms", init=code)
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    place = assert_core_answers(app)
    assert place.admin.get("/admin/plugins/looms").status_code == 200
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    listed = CliRunner().invoke(lianzhan, ["plugin", "list", "--json"])
    assert [each["state"] for each in json.loads(listed.stdout) if each["name"] == "looms"] == ["failed"]
    assert listed.stdout.encode()


def test_what_a_plugin_prints_does_not_spoil_what_a_command_prints(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.write("looms", init="print('hello')\n")
    place_in(workshop.app())
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    assert json.loads(CliRunner().invoke(lianzhan, ["plugin", "list", "--json"]).stdout)


@pytest.mark.parametrize("then", ["", "raise RuntimeError"])
def test_a_relationship_put_on_a_model_of_the_core_leaves_no_trace(workshop: Workshop, then: str) -> None:
    workshop.write(
        "looms",
        init=f"""
        from sqlalchemy.orm import relationship
        from core.api.data import Station

        Station.looms = relationship("Misspelt")
        {then}
        """,
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert_core_answers(app)
    workshop.write("looms")
    assert state_in(workshop.app(), "looms") is State.ACTIVE


@pytest.mark.parametrize(
    "item",
    [
        "title=_('%(n)s looms', m=1), endpoint='looms.index'",
        "title=_('Looms'), endpoint='looms.index', order='first'",
        "title=_('Looms'), endpoint='looms.index', order=None",
        "title=_('Looms'), endpoint='looms.index', place='moon'",
    ],
)
def test_a_menu_entry_that_cannot_be_shown_is_refused(workshop: Workshop, item: str) -> None:
    workshop.write("looms", init=MENU.format(item=item, more=""))
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert_core_answers(app)


def test_a_menu_entry_that_fails_on_a_page_costs_itself_only(workshop: Workshop) -> None:
    more = "bp.url_defaults(lambda endpoint, values: 1 / 0)"
    workshop.write("looms", init=MENU.format(item="title=_('Looms'), endpoint='looms.index'", more=more))
    app = workshop.app()
    place = assert_core_answers(app)
    assert "nav_items" in place.admin.get("/admin/plugins/looms").text


MENU = """
    from core.api.declare import NavItem, _, hooks, implements
    from core.api.web import Blueprint, public

    bp = Blueprint("looms", __name__)
    bp.get("/")(public(lambda: "x"))
    bp.get("/list", endpoint="index")(public(lambda: "x"))
    {more}


    @implements(hooks.blueprints)
    def blueprints():
        return [bp]


    @implements(hooks.nav_items)
    def nav_items():
        return [NavItem({item})]
"""


@pytest.mark.parametrize(
    "step",
    [
        'op.drop_table("audit_entry")',
        'op.add_column("station", sa.Column("looms", sa.Integer))',
        'op.create_table("loom", sa.Column("id", sa.Integer, primary_key=True))',
        "raise SystemExit(0)",
    ],
)
def test_a_migration_leaves_the_tables_of_others_alone(
    workshop: Workshop, on_both: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    assert workshop.database_url.startswith(on_both)
    revision = MIGRATION.format(name="looms").replace("def upgrade():", f"def upgrade():\n        {step}")
    workshop.write("looms", files={"migrations/0001_looms.py": revision})
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    with workshop.app().extensions["lianzhan"].database.engine.connect() as connection:
        before = inspect(connection).get_multi_columns()
    ran = CliRunner().invoke(lianzhan, ["db", "upgrade"])
    assert ran.exit_code == 1
    assert "looms" in ran.output
    app = workshop.app()
    assert state_in(app, "looms") is State.PENDING
    with app.extensions["lianzhan"].database.engine.connect() as connection:
        assert inspect(connection).get_multi_columns().keys() == before.keys()
    assert_core_answers(app)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("at='03:10'", "must be a time without a zone, and is '03:10'"),
        ("at=time(3, tzinfo=UTC)", "must be a time without a zone"),
        ("every=timedelta()", "must be a timedelta above zero"),
        ("every=timedelta(hours=-1)", "must be a timedelta above zero"),
        ("every=3600", "must be a timedelta above zero, and is 3600"),
        ("every=timedelta(hours=1), at=time(3)", "needs either every= or at="),
        ("", "needs either every= or at="),
    ],
)
def test_a_job_whose_times_cannot_be_counted_stops_its_plugin_only(workshop: Workshop, times: str, said: str) -> None:
    job = """
        from datetime import UTC, time, timedelta

        from core.api.declare import Job, _, hooks, implements


        @implements(hooks.jobs)
        def jobs():
            return [Job(name="weave", title=_("Weave"), run=lambda session, at: None, {times})]
    """
    workshop.write("looms", init=job.format(times=times))
    workshop.write("yarn", init=job.format(times="every=timedelta(hours=1)"))
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert said in reason_in(app, "looms")
    platform = app.extensions["lianzhan"]
    due = schedule_due(platform, now())
    with platform.database.reading() as session:
        assert {row.owner for row in session.scalars(select(JobRun).where(JobRun.id.in_(due)))} == {"core", "yarn"}
    assert all(run(platform, run_id, now()) for run_id in due)


def test_a_job_that_ends_the_process_does_not(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            import sys
            from datetime import timedelta

            from core.api.declare import Job, _, hooks, implements


            @implements(hooks.jobs)
            def jobs():
                return [Job(name="weave", title=_("Weave"), run=lambda session, at: sys.exit(3), every=timedelta(hours=1))]
        """,
    )
    app = workshop.app()
    platform = app.extensions["lianzhan"]
    for run_id in schedule_due(platform, now()):
        run(platform, run_id, now())
    with platform.database.reading() as session:
        ended = {row.owner: row.error for row in session.scalars(select(JobRun).where(JobRun.finished_at.is_not(None)))}
    assert ended == {"core": "", "looms": "SystemExit"}
    place = assert_core_answers(app)
    assert "SystemExit" in place.admin.get("/admin/plugins/looms").text


REVISION = MIGRATION.replace("{name}", "looms")


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"0001_looms": REVISION.replace("= None", "= '0000'")}, "looms/0001_looms.py"),
        ({"0001_looms": REVISION, "0002_more": REVISION.replace('"0001"', '"0002"')}, "looms/0002_more.py"),
        (
            {
                "0001_looms": REVISION,
                "0002_more": REVISION.replace('"0001"', '"0002"').replace("= None", "= '001'"),
            },
            "looms/0002_more.py",
        ),
        (
            {
                "0001_looms": REVISION,
                "0002_more": REVISION.replace('"0001"', '"0002"').replace("= None", "= ('0001', '0000')"),
            },
            "looms/0002_more.py",
        ),
        (
            {
                "0001_looms": REVISION,
                "0002_one": REVISION.replace('"0001"', '"0002"').replace("= None", "= '0001'"),
                "0003_two": REVISION.replace('"0001"', '"0003"').replace("= None", "= '0001'"),
            },
            "looms/0003_two.py",
        ),
        ({"0001_looms": REVISION.replace("= None", "= '0001'")}, "looms/0001_looms.py"),
    ],
)
def test_revisions_that_are_not_one_chain_are_refused(workshop: Workshop, files: dict[str, str], named: str) -> None:
    workshop.write("looms", files={f"migrations/{name}.py": text for name, text in files.items()})
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert f"{named} is no migration: its down_revision is" in reason_in(app, "looms")
    assert_core_answers(app)


def test_revisions_may_be_named_in_any_order(workshop: Workshop) -> None:
    second = REVISION.replace('"0001"', '"beta"').replace("= None", "= '0001'").replace("loom'", "spindle'")
    workshop.write("looms", files={"migrations/a_second.py": second, "migrations/b_first.py": REVISION})
    app = workshop.app()
    assert plugin_in(app, "looms").pending == ("0001", "beta")
