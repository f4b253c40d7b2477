"""A new plugin is complete, clean and tested, whatever is left out of it; what cannot be begun is refused in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

import pytest

from core.plugin_kit.new import (
    LONGEST_NAME,
    FolderInUse,
    PluginNameRefused,
    PluginTitleRefused,
    UnknownPart,
    new,
    parts_without,
)
from core.plugin_kit.places import place_of
from core.plugin_kit.rendering import PARTS, Asked, rendered, words
from core.testing import lianzhan

ROOT = Path(__file__).parents[3]
LEAST = ",".join(PARTS)


def asked(name: str = "mustard", title: str = "Mustard", chinese_title: str = "芥菜", without: str = "") -> Asked:
    return Asked(name, title, chinese_title, parts_without(without))


def announce(repository: Path) -> dict[str, str]:
    """The variables of a process that finds the plugin as if it were installed."""
    place = place_of(repository)
    facts = repository.parent / "found" / f"{place.package}-0.1.0.dist-info"
    facts.mkdir(parents=True)
    facts.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {repository.name}\nVersion: 0.1.0\n")
    facts.joinpath("entry_points.txt").write_text(f"[lianzhan.plugins]\n{place.name} = {place.package}\n")
    found_at = os.pathsep.join(map(str, (repository, facts.parent, ROOT)))
    return {**os.environ, "PYTHONPATH": found_at, "MYPYPATH": str(ROOT)}


def run(*command: str, cwd: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own tools
        [sys.executable, "-m", *command], cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{(done.stdout + done.stderr)[-6000:]}"


@pytest.mark.parametrize("without", ["", "form", "panel,job,figure,register,demo", LEAST])
def test_what_is_generated_is_clean_typed_and_passes_its_own_tests(without: str, tmp_path: Path) -> None:
    repository = new(asked(without=without), tmp_path)
    variables = announce(repository)
    run("ruff", "check", ".", cwd=repository, variables=variables)
    run("ruff", "format", "--check", ".", cwd=repository, variables=variables)
    cache = f"--cache-dir={ROOT / '.mypy_cache' / 'generated'}"
    run("mypy", cache, "--follow-imports=silent", "lianzhan_mustard", "tests", cwd=repository, variables=variables)
    tests = sorted(str(file.relative_to(repository)) for file in repository.glob("tests/test_*.py"))
    run("pytest", "-q", "-x", *tests, cwd=repository, variables=variables)


@pytest.mark.parametrize("name", ["a", "field_days", "x" * LONGEST_NAME])
def test_lines_stay_in_shape_with_short_and_long_names(name: str, tmp_path: Path) -> None:
    repository = new(asked(name, "T" if name == "a" else "Twelve long words, and 3 more", "油菜"), tmp_path)
    run("ruff", "check", ".", cwd=repository, variables=dict(os.environ))
    run("ruff", "format", "--check", ".", cwd=repository, variables=dict(os.environ))


def test_every_choice_of_parts_leaves_code_that_parses_and_no_trace_of_what_was_left_out() -> None:
    for kept in product((True, False), repeat=len(PARTS)):
        parts = frozenset(part for part, is_kept in zip(PARTS, kept, strict=True) if is_kept)
        files = rendered(Asked("mustard", "Mustard", "芥菜", parts))
        for path, text in files.items():
            assert "[%" not in text, path
            assert "[[ " not in text, path
            assert "\n\n\n\n" not in text, path
            if path.endswith(".py"):
                compile(text, path, "exec")
        left_out = {f"lianzhan_mustard/{part}s.py" for part in PARTS.keys() - parts}
        assert not left_out & files.keys()


def test_every_word_is_translated_and_no_translation_is_left_over(tmp_path: Path) -> None:
    said = set()
    for without in ("", LEAST):
        repository = new(asked(without=without), tmp_path / (without or "all"))
        catalog = repository.joinpath("lianzhan_mustard/translations/zh_Hans_CN/LC_MESSAGES/messages.po").read_text()
        assert catalog.count('msgstr ""') == 1  # the head's
        said |= {text for text in words() if f'msgid "{text}"' in catalog}
    assert said == words().keys()


def test_its_rules_are_those_of_the_platform() -> None:
    ours = tomllib.loads(ROOT.joinpath("ruff.toml").read_text())
    theirs = tomllib.loads(rendered(asked())["pyproject.toml"])["tool"]["ruff"]
    assert theirs["line-length"] == ours["line-length"]
    assert theirs["lint"]["select"] == ours["lint"]["select"]
    assert theirs["lint"]["ignore"] == ours["lint"]["ignore"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Mustard", "small letters"),
        ("mustard-seed", "small letters"),
        ("3mustard", "small letters"),
        ("mustard__seed", "small letters"),
        ("", "small letters"),
        ("x" * (LONGEST_NAME + 1), "at most"),
        ("class", "word of Python"),
        ("core", "belongs to the core"),
        ("stations", "belongs to the core"),
        ("plugins", "belongs to the core"),
        ("duty_days", "is installed"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(PluginNameRefused, match=sentence):
        new(asked(name), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ['The "best"', "油菜", "100%", "{{ x }}", "", "x" * 61, "Two\nlines", "\\n"])
def test_a_title_that_cannot_stand_in_code_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(PluginTitleRefused):
        new(asked(title=title), tmp_path)


def test_a_title_that_is_a_word_of_the_platform_keeps_its_chinese(tmp_path: Path) -> None:
    with pytest.raises(PluginTitleRefused, match="站点"):
        new(asked(title="Stations", chinese_title="驿站"), tmp_path)


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_nothing_is_overwritten(kind: str, tmp_path: Path) -> None:
    there = tmp_path / "lianzhan-mustard"
    if kind == "file":
        there.write_text("mine")
    elif kind == "link":
        there.symlink_to(tmp_path / "nowhere")
    else:
        there.mkdir()
        there.joinpath("mine").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FolderInUse, match="nothing was written"):
        new(asked(), tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    tmp_path.joinpath("lianzhan-mustard").mkdir()
    assert place_of(new(asked(), tmp_path)).name == "mustard"


def test_a_part_nobody_has_is_refused() -> None:
    with pytest.raises(UnknownPart, match="panel"):
        parts_without("panels")


def test_the_command_ends_with_what_to_run_next(tmp_path: Path) -> None:
    done = lianzhan("plugin", "new", "field_days", "--without", "job", data_dir=tmp_path / "data", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.strip() for line in done.stdout.splitlines()[-4:]] == [
        "pip install -e ./lianzhan-field-days",
        "lianzhan db upgrade",
        "lianzhan plugin enable field_days",
        "lianzhan serve --dev",
    ]
    assert not tmp_path.joinpath("lianzhan-field-days", "lianzhan_field_days", "jobs.py").exists()
    assert not tmp_path.joinpath("data").exists()
    spaced = lianzhan("plugin", "new", "hay", "--into", "my plugins", data_dir=tmp_path / "data", cwd=tmp_path)
    assert "pip install -e './my plugins/lianzhan-hay'" in spaced.stdout
    refused = lianzhan("plugin", "new", "core", data_dir=tmp_path / "data", cwd=tmp_path)
    assert refused.returncode == 1
    assert "core" in refused.stderr
