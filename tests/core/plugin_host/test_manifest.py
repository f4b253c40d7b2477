"""A manifest that makes no sense is told with what and where; none is imported to be read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.plugin_host.errors import ManifestInvalid
from core.plugin_host.manifest import discover, parse_api, read_manifest

GOOD = 'name = "looms"\ntitle = "Looms"\nversion = "1.0"\napi = ">=1,<2"\n'


def written(folder: Path, text: str, name: str = "looms") -> Path:
    place = folder / name
    place.mkdir(parents=True)
    (place / "plugin.toml").write_text(text, encoding="utf-8")
    return place / "plugin.toml"


def test_a_manifest_says_who_the_plugin_is(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, GOOD + 'requires = ["yarn"]\nuses = ["dyes"]\n'))
    assert (manifest.name, str(manifest.title), manifest.version) == ("looms", "Looms", "1.0")
    assert (manifest.requires, manifest.uses, manifest.on_everywhere) == (("yarn",), ("dyes",), True)
    assert 1 in manifest.api
    assert 2 not in manifest.api


def test_a_plugin_may_be_off_until_a_station_has_it_switched_on(tmp_path: Path) -> None:
    assert not read_manifest(written(tmp_path, GOOD + 'stations = "off"\n')).on_everywhere


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "cannot be read"),
        (GOOD + "x = " + "[" * 200_000 + "]" * 200_000, "cannot be read"),
        (GOOD + "x = " + "9" * 5000, "cannot be read"),
        (GOOD.replace('">=1,<2"', f'">={"9" * 5000}"'), "`api` must be"),
        ('name = "looms"\n', "`title` is missing"),
        (GOOD.replace("requires", "") + 'require = ["yarn"]\n', "did you mean `requires`?"),
        (GOOD + 'colour = "red"\n', "`colour` is not known"),
        (GOOD.replace('"looms"', '"Looms"'), "lower-case"),
        (GOOD.replace('"looms"', '"a__b"'), "lower-case"),
        (GOOD.replace('"looms"', f'"{"a" * 41}"'), "at most 40"),
        (GOOD.replace('">=1,<2"', '"~1"'), "`api` must be a range"),
        (GOOD.replace('">=1,<2"', "true"), "`api` must be"),
        (GOOD.replace('"1.0"', "1.0"), "`version` must be a text"),
        (GOOD + 'requires = "yarn"\n', "`requires` must be a list"),
        (GOOD + "requires = [1]\n", "must list names"),
        (GOOD + 'requires = ["looms"]\n', "names the plugin itself"),
        (GOOD + 'stations = "some"\n', '"on" or "off"'),
    ],
)
def test_a_manifest_that_makes_no_sense_says_what_and_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ManifestInvalid) as refused:
        read_manifest(written(tmp_path, text))
    assert said in str(refused.value)
    assert "looms/plugin.toml" in str(refused.value)


def test_a_manifest_may_begin_with_the_mark_of_a_windows_editor(tmp_path: Path) -> None:
    assert read_manifest(written(tmp_path, "\ufeff" + GOOD)).name == "looms"


def test_the_api_range_takes_bounds_numbers_and_lists() -> None:
    file = Path("plugin.toml")
    assert [version for version in range(5) if version in parse_api(file, ">=1, <=3")] == [1, 2, 3]
    assert [version for version in range(5) if version in parse_api(file, [1, 4])] == [1, 4]
    assert [version for version in range(5) if version in parse_api(file, 2)] == [2]
    assert [version for version in range(5) if version in parse_api(file, ">1")] == [2, 3, 4]


def test_plugins_are_found_without_being_imported(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "looms" / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    found = {each.name: each for each in discover([tmp_path])}
    assert found["looms"].package == "plugins.looms"
    assert "plugins.looms" not in sys.modules


def test_a_folder_of_code_without_a_manifest_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "__init__.py").touch()
    (tmp_path / "no_plugin_at_all").mkdir()
    found = {each.name: each for each in discover([tmp_path])}
    assert "the file is missing" in str(found["bare"].problem)
    assert "no_plugin_at_all" not in found


def test_a_name_that_differs_from_the_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD, name="weaving")
    found = {each.name: each for each in discover([tmp_path])}
    assert "Give both the same name" in str(found["weaving"].problem)


def test_two_plugins_of_one_name_are_both_refused(tmp_path: Path) -> None:
    written(tmp_path / "one", GOOD)
    written(tmp_path / "two", GOOD)
    found = {each.name: each for each in discover([tmp_path / "one", tmp_path / "two"])}
    assert "several plugins are named looms" in str(found["looms"].problem)


def test_an_installed_distribution_is_found_by_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD, name="lianzhan_looms")
    (tmp_path / "lianzhan_looms" / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    info = tmp_path / "lianzhan_looms-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lianzhan-looms\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[lianzhan.plugins]\nlooms = lianzhan_looms\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = {each.name: each for each in discover()}
    assert found["looms"].package == "lianzhan_looms"
    assert not found["looms"].bundled
    assert found["looms"].problem is None
    assert "lianzhan_looms" not in sys.modules
