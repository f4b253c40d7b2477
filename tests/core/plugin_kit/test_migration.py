"""``lianzhan plugin migration`` writes what lies between a plugin's models and its revisions, in real processes."""

from pathlib import Path

import pytest

from tests.core.plugin_kit.scratch import Scratch, write_scratch

NEW_COLUMN = "    watered: Mapped[int] = mapped_column(default=0)\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return write_scratch(tmp_path)


def test_the_first_migration_makes_the_tables_of_the_models(scratch: Scratch) -> None:
    scratch.package.joinpath("migrations", "0001_first_tables.py").unlink()
    scratch.package.joinpath("migrations").rmdir()
    done = scratch.run("plugin", "migration", "first tables")
    assert done.returncode == 0, done.stderr
    written = scratch.package / "migrations" / "0001_first_tables.py"
    assert done.stdout.startswith(f"{written}\nRead it before you keep it")
    text = written.read_text(encoding="utf-8")
    assert 'revision = "mustard_0001"\ndown_revision = None' in text
    assert "op.create_table('mustard__field'" in text
    assert "op.drop_table('mustard__field')" in text
    assert text.count("create_table") == 1


def test_a_further_one_holds_only_what_differs_and_can_be_run(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/models.py", NEW_COLUMN, f"{NEW_COLUMN}    rows: Mapped[int | None]\n")
    done = scratch.run("plugin", "migration", ".", "count the rows")
    assert done.returncode == 0, done.stderr
    text = (scratch.package / "migrations" / "0002_count_the_rows.py").read_text(encoding="utf-8")
    assert 'down_revision = "mustard_0001"' in text.replace("'", '"')
    assert "add_column(sa.Column('rows', sa.Integer(), nullable=True))" in text
    assert "create_table" not in text
    upgraded = scratch.run("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert "mustard_0002" in scratch.run("db", "status").stdout + upgraded.stdout


def test_nothing_is_written_where_nothing_differs_unless_an_empty_one_is_wanted(scratch: Scratch) -> None:
    done = scratch.run("plugin", "migration", "nothing")
    assert done.returncode == 1
    assert "The models of mustard agree with its migrations" in done.stderr
    wanted = scratch.run("plugin", "migration", "move the names", "--empty")
    assert wanted.returncode == 0, wanted.stderr
    text = (scratch.package / "migrations" / "0002_move_the_names.py").read_text(encoding="utf-8")
    assert "def upgrade() -> None:\n    pass\n" in text


def test_a_plugin_without_models_is_told_where_to_write_them(scratch: Scratch) -> None:
    scratch.write("lianzhan_mustard/__init__.py", "")
    (scratch.package / "models.py").unlink()
    done = scratch.run("plugin", "migration", "first tables")
    assert done.returncode == 1
    assert "mustard has no models: write them in" in done.stderr
    assert "registry = plugin_registry()" in done.stderr
