"""Commands on a database that has no tables yet, and addresses that are none, are answered with a sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import lianzhan
from core.settings import Settings, SettingsError


@pytest.mark.parametrize(
    "command",
    [
        ["audit", "verify"],
        ["user", "add", "bob", "--role", "administrator", "--password", "correct horse battery"],
        ["plugin", "enable", "looms"],
        ["plugin", "disable", "looms"],
    ],
)
def test_a_command_before_the_first_upgrade_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("LIANZHAN_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("LIANZHAN_DATABASE_URL", raising=False)
    answer = CliRunner().invoke(lianzhan, command)
    assert answer.exit_code == 1
    assert "lianzhan db upgrade" in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("url", ["http://x:abc", "http://x:99999", "http://a b", "http://:80", "https://x:0"])
def test_a_public_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="LIANZHAN_PUBLIC_URL"):
        Settings.from_environ({"LIANZHAN_DATA_DIR": str(tmp_path), "LIANZHAN_PUBLIC_URL": url})
