"""``lianzhan plugin messages`` keeps the catalog of a plugin in a repository of its own, in real processes."""

import json
from gettext import GNUTranslations
from pathlib import Path

import pytest

from tests.core.plugin_kit.scratch import WORDS, Scratch, write_scratch

CATALOG = "lianzhan_mustard/translations/zh_Hans_CN/LC_MESSAGES/messages.po"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return write_scratch(tmp_path)


def translate(scratch: Scratch, words: dict[str, str]) -> str:
    (scratch.repository / "words.json").write_text(json.dumps(words), encoding="utf-8")
    done = scratch.run("plugin", "messages", "translate", "words.json")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_catalog_is_begun_translated_checked_and_compiled(scratch: Scratch) -> None:
    begun = scratch.run("plugin", "messages", "update")
    assert begun.returncode == 0, begun.stderr
    assert "not translated: mustard: 'Water the fields'" in begun.stdout

    unfit = scratch.run("plugin", "messages", "check")
    assert unfit.returncode == 1
    assert "not translated: mustard: 'Mustard'" in unfit.stdout

    assert translate(scratch, {**WORDS, "Hail": "冰雹"}).splitlines() == ["not in the code: 'Hail'"]
    fit = scratch.run("plugin", "messages", "check", str(scratch.package))
    assert (fit.returncode, fit.stdout) == (0, "2 messages, all translated\n")

    compiled = scratch.run("plugin", "messages", "compile")
    with Path(compiled.stdout.strip()).open("rb") as file:
        assert GNUTranslations(file).gettext("Mustard") == WORDS["Mustard"]


def test_what_the_platform_says_already_need_not_be_translated_again(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/__init__.py", '_("Water the fields")', '_("Save")')
    assert "Save" not in scratch.run("plugin", "messages", "update").stdout
    assert 'msgid "Save"\nmsgstr "保存"' in (scratch.repository / CATALOG).read_text(encoding="utf-8")


def test_a_translation_that_disagrees_with_the_platform_is_told(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/__init__.py", '_("Water the fields")', '_("Save")')
    scratch.run("plugin", "messages", "update")
    translate(scratch, {"Mustard": "芥菜", "Save": "存盘"})
    checked = scratch.run("plugin", "messages", "check")
    assert checked.returncode == 1
    assert "disagree about 'Save': 保存 / 存盘" in checked.stdout


def test_a_translation_that_loses_a_fact_is_told(scratch: Scratch) -> None:
    scratch.change("lianzhan_mustard/__init__.py", '_("Water the fields")', '_("Water %(count)s fields", count=2)')
    scratch.run("plugin", "messages", "update")
    translate(scratch, {"Mustard": "芥菜", "Water %(count)s fields": "浇地"})
    assert "mustard: the facts differ: 'Water %(count)s fields'" in scratch.run("plugin", "messages", "check").stdout


def test_a_file_that_holds_no_translations_is_refused_with_what_it_must_hold(scratch: Scratch) -> None:
    (scratch.repository / "words.json").write_text("[1]", encoding="utf-8")
    done = scratch.run("plugin", "messages", "translate", "words.json")
    assert done.returncode == 1
    assert 'words.json must hold one JSON object of texts, {"English": "translation"}' in done.stderr
