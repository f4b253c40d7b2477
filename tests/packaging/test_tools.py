"""Catalogs, icons and locks: what the tools promise to whoever works on LianZhan."""

import json
import re
from pathlib import Path

import pytest

from core.plugin_kit import messages
from tools import assets
from tools import messages as tool

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A core that says two things, and a plugin that says one of them too."""
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    (tmp_path / "core").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "plugins" / "mill").mkdir(parents=True)
    (tmp_path / "core" / "words.py").write_text('a = _("Station")\nb = lazy("%(n)s places left", n=3)\n')
    (tmp_path / "plugins" / "mill" / "plugin.toml").write_text('name = "mill"\ntitle = "Mill"\n')
    (tmp_path / "plugins" / "mill" / "views.py").write_text('a = _("Station")\n')
    messages.update(tool.catalogs())
    return tmp_path


def translate(house: Path, words: dict[str, str]) -> None:
    (house / "words.json").write_text(json.dumps(words))
    tool.translate([house / "words.json"])


WORDS = {"Station": "站点", "Mill": "作坊", "%(n)s places left": "还有 %(n)s 个名额"}


def test_one_translation_reaches_every_catalog_that_has_the_message(house: Path) -> None:
    translate(house, WORDS)
    tool.check()
    for domain in tool.catalogs().own:
        assert 'msgid "Station"\nmsgstr "站点"' in domain.path.read_text()


def test_a_missing_translation_is_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translate(house, {"Station": "站点", "Sation": "站点"})
    told = capsys.readouterr().out
    assert "not translated: mill: 'Mill'" in told
    assert "not in the code: 'Sation'" in told
    with pytest.raises(SystemExit, match="not translated: core"):
        tool.check()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgstr "站点"', 'msgstr "站"', "core, mill disagree about 'Station'"),
        ("还有 %(n)s 个", "还有几个", "the facts differ"),
        ('msgid "Station"', '#, fuzzy\nmsgid "Station"', r"core: only guessed \(fuzzy\): 'Station'"),
    ],
)
def test_a_catalog_that_is_not_fit_to_be_read_is_refused(house: Path, old: str, new: str, complaint: str) -> None:
    translate(house, WORDS)
    core = tool.catalogs().own[0].path
    core.write_text(core.read_text().replace(old, new))
    with pytest.raises(SystemExit, match=complaint):
        tool.check()


def test_a_message_that_comes_back_finds_its_translation_again(house: Path) -> None:
    translate(house, WORDS)
    said = (house / "core" / "words.py").read_text()
    (house / "core" / "words.py").write_text("")
    translate(house, {})
    (house / "core" / "words.py").write_text(said)
    translate(house, {})
    tool.check()


def test_icons_are_collected_from_templates_and_declarations(house: Path) -> None:
    (house / "templates" / "a.html").write_text(
        '{{ icon("star") }}{{ icon("sun" if day == "open" else "moon") }}{# icons: flag, bell-fill #}'
    )
    (house / "core" / "views.py").write_text('NAV = NavItem(title="Start", icon="house")\n')
    assert set(assets.icons_in_use()) == {"star", "sun", "moon", "flag", "bell-fill", "house"}


def test_an_unknown_icon_is_refused_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="No icon of Bootstrap Icons is called no-such-thing"):
        assets.sprite(["star", "no-such-thing"], assets.bootstrap_files() / "icons" / "bootstrap-icons.svg")


def test_locks_name_hashes_and_no_hosts() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert not re.search(r"://|^-", text, re.MULTILINE), lock
        for requirement in re.split(r"\n(?=\S)", text.strip()):
            assert "==" in requirement
            assert "--hash=sha256:" in requirement
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    assert not any("resolved" in package for package in packages.values())
