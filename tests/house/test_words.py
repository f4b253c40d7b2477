"""Promise 4: everything is said in both languages, and Chinese stands where translators look for it."""

import re
import subprocess
import sys
from pathlib import Path

from core.imports.vocabulary import vocabulary
from core.testing.promises.world import World
from tests.house.checkout import ROOT

CHINESE = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CODE = ("*.py", "*.html", "*.js", "*.css", "*.txt", "*.xml", "*.svg", "*.mako")
ELSEWHERE = {"vendor", "node_modules", "data", "__pycache__"}
"""Others' files, and data."""


def code_files() -> list[Path]:
    found = [
        file
        for folder in ("core", "plugins", "templates", "tools", "bench")
        for pattern in CODE
        for file in (ROOT / folder).rglob(pattern)
    ]
    return [file for file in found if not ELSEWHERE & set(file.relative_to(ROOT).parts)]


def test_no_message_is_untranslated_fuzzy_or_translated_twice_differently() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "tools.messages", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_code_holds_no_chinese() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in code_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert not found, "Move these into a catalog (_()) or a data file:\n" + "\n".join(found)


def test_pages_speak_chinese_and_english(world: World) -> None:
    titles = vocabulary().titles["stations"]  # the headers of an imported list, which stay as the list has them
    for route, role in world.html_pages():
        client = world.client(role)
        chinese = client.get(route.urls["own"]).get_data(as_text=True)
        assert '<html lang="zh' in chinese, route.name
        assert CHINESE.search(chinese), route.name
        client.set_cookie("language", "en")
        english = client.get(route.urls["own"]).get_data(as_text=True)
        for title in titles.values():
            english = english.replace(title, "")
        assert '<html lang="en' in english, route.name
        left = [line.strip() for line in english.splitlines() if CHINESE.search(line) and "zh" not in line]
        assert not left, f"{route.name} in English still says: {left[:5]}"
