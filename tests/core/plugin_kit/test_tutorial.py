"""The pages that teach plugins are followed from the first block to the last; both languages type the same.

Of ``lianzhan plugin check`` the promises that need no browser and no other database are proved here; that a plugin of the
kit keeps all of them is proved beside this and in the tests of packaging.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.plugin_kit.following import Desk, Step, steps_of

DOCS = Path(__file__).parents[3] / "docs"
CHECK = "lianzhan plugin check\n"
LIGHT = ("manifest", "contracts", "imports", "catalogs", "loading")
CHECKS = (["ruff", "check", "."], ["ruff", "format", "--check", "--exclude", "migrations", "."])


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("page", ["plugin-kit.md", "plugin-tutorial.md"])
def test_who_follows_the_page_ends_with_a_plugin_that_works(page: str, tmp_path: Path) -> None:
    steps = steps_of(DOCS / page)
    assert len([step for step in steps if CHECK in step.text]) == 1
    light = CHECK.replace("\n", "".join(f" --only {key}" for key in LIGHT) + "\n")
    desk = Desk(tmp_path)
    desk.follow([Step(step.kind, step.subject, step.text.replace(CHECK, light)) for step in steps])
    for check in CHECKS:
        done = subprocess.run(  # noqa: S603 - our own tools
            [sys.executable, "-m", *check], cwd=desk.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_chinese_page_has_the_blocks_of_the_english_one() -> None:
    english, chinese = (steps_of(DOCS / f"plugin-tutorial{language}.md") for language in ("", ".zh"))
    assert len(english) > 20
    for one, other in zip(english, chinese, strict=True):
        assert one == other


def test_every_command_of_the_kit_is_told_on_its_page() -> None:
    page = (DOCS / "plugin-kit.md").read_text(encoding="utf-8")
    from core.plugin_kit.cli import COMMANDS

    assert [name for name in COMMANDS if f"`lianzhan plugin {name}" not in page] == []
