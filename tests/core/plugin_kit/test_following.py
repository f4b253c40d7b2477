"""Pages that are followed to the letter: a change fits in one place or the page is wrong, and no block is passed over."""

from pathlib import Path

import pytest

from tests.core.plugin_kit.following import Desk, Step, changed, steps_of

POEM = "one\ntwo\nthree\n\ntwo\nfour\n"


def test_a_change_takes_away_and_adds_lines_at_the_place_it_shows() -> None:
    assert changed(POEM, " three\n \n-two\n+deux\n four\n") == "one\ntwo\nthree\n\ndeux\nfour\n"


def test_a_change_in_parts_is_made_part_by_part() -> None:
    assert changed(POEM, "@@\n-one\n+un\n@@ further down\n+quatre\n-four\n") == "un\ntwo\nthree\n\ntwo\nquatre\n"


@pytest.mark.parametrize(("diff", "places"), [("-two\n", 2), ("-five\n", 0)])
def test_a_change_that_does_not_fit_in_one_place_is_a_mistake(diff: str, places: int) -> None:
    with pytest.raises(AssertionError, match=f"fits in {places} places"):
        changed(POEM, diff)


def test_a_block_that_nothing_is_done_with_is_a_mistake(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Write it.\n\n<!-- file: a.txt -->\n```text\nalpha\n```\n", encoding="utf-8")
    assert steps_of(page) == [Step("file", "a.txt", "alpha\n")]
    page.write_text(f"{page.read_text()}\n```sh\nrm -r /\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="a block without a comment"):
        steps_of(page)


def test_what_fails_where_it_should_not_fails_the_test_and_the_other_way_round(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.follow([Step("run", "", "mkdir a && cd a\n"), Step("run", "fails", "cd b\n"), Step("file", "c", "d\n")])
    assert (tmp_path / "work" / "a" / "c").read_text() == "d\n"
    for wrong in (Step("run", "", "false\n"), Step("run", "fails", "true\n")):
        with pytest.raises(AssertionError):
            desk.follow([wrong])


def test_the_desk_has_the_platform_and_keeps_to_itself_what_is_installed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    packaging = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    desk.follow(
        [
            Step("file", "pyproject.toml", packaging),
            Step("file", "setup.cfg", "[metadata]\nname = lathe\nversion = 1\n[options]\npy_modules = lathe\n"),
            Step("file", "lathe.py", ""),
            Step("run", "", "pip install --editable .\nlianzhan --version\n"),
        ]
    )
    assert desk.ran("python -c 'import core, lathe'").returncode == 0
    assert list(desk.bin.parent.glob("lib/*/site-packages/lathe-*"))
