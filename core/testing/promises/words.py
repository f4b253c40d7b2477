"""Promise 4: everything is said in both languages, and Chinese stands where translators look for it."""

import re
from collections.abc import Sequence
from pathlib import Path

from core.imports.vocabulary import vocabulary
from core.testing.promises import promises
from core.testing.promises.world import World

CHINESE = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CODE = ("*.py", "*.html", "*.js", "*.css", "*.txt", "*.xml", "*.svg", "*.mako")
ELSEWHERE = {"vendor", "node_modules", "data", "__pycache__"}
"""Others' files, and data."""


def code_files(folder: Path) -> list[Path]:
    """The files a programmer writes; not those of others, nor data."""
    found = [file for pattern in CODE for file in sorted(folder.rglob(pattern))]
    return [file for file in found if not ELSEWHERE & set(file.relative_to(folder).parts)]


@promises("words", "Code holds no Chinese: it stands in catalogs and data, where translators look for it")
def test_code_holds_no_chinese(code_folders: Sequence[Path]) -> None:
    found = [
        f"{folder.name}/{file.relative_to(folder)}:{number}: {line.strip()[:80]}"
        for folder in code_folders
        for file in code_files(folder)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert not found, "Move these into a catalog (_()) or a data file:\n" + "\n".join(found)


@promises("words", "Every page speaks Chinese, and English to those who ask for it")
def test_pages_speak_chinese_and_english(world: World) -> None:
    titles = vocabulary().titles["stations"]  # the headers of an imported list, which stay as the list has them
    for route, role in world.html_pages():
        client = world.client(role)
        chinese = client.get(route.urls["own"]).get_data(as_text=True)
        assert '<html lang="zh' in chinese, f"{route.name}: extend layout.html, which says the language"
        assert CHINESE.search(chinese), f"{route.name}: nothing is said in Chinese"
        client.set_cookie("language", "en")
        english = client.get(route.urls["own"]).get_data(as_text=True)
        for title in titles.values():
            english = english.replace(title, "")
        assert '<html lang="en' in english, f"{route.name}: extend layout.html, which says the language"
        left = [line.strip() for line in english.splitlines() if CHINESE.search(line) and "zh" not in line]
        assert not left, f"{route.name} in English still says: {left[:5]}. Write it in English inside _()."
