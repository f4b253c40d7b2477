"""Promise 1: every route, asked by every role at its own and at another station, answers as was reviewed."""

from pathlib import Path

from core.testing.promises.permission import *


def test_no_reviewed_file_stands_for_a_plugin_that_is_gone(asked: dict[Path, str]) -> None:
    reviewed = set(Path("tests/plugins").resolve().glob("*/permissions.txt"))
    assert reviewed <= set(asked)


def test_strangers_change_nothing_but_their_own_sign_in_and_preferences(asked: dict[Path, str]) -> None:
    lines = [
        line
        for content in asked.values()
        for line in content.splitlines()
        if line.startswith("POST") and "stranger:ok" in line
    ]
    assert sorted(line.split()[1] for line in lines if "/p/" not in line.split()[1]) == [
        "/activate",
        "/activate/<token>",
        "/login",
        "/logout",
        "/preferences",
        "/restore/<token>",
    ]
