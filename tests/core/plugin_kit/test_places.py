"""A developer names the folder of a repository or of a package, and the kit knows which plugin is meant."""

from pathlib import Path

import pytest

from core.plugin_host.errors import ManifestInvalid
from core.plugin_kit.places import NoPluginThere, SeveralPluginsThere, place_of

ROOT = Path(__file__).resolve().parents[3]
MANIFEST = 'name = "mustard"\ntitle = "Mustard"\nversion = "1.0"\napi = ">=1,<2"\n'


def repository(at: Path, package: str = "lianzhan_mustard") -> Path:
    folder = at / "lianzhan-mustard"
    (folder / package).mkdir(parents=True)
    (folder / "setup.cfg").write_text("[metadata]\nname = lianzhan-mustard\n", encoding="utf-8")
    (folder / package / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / package / "__init__.py").write_text("", encoding="utf-8")
    return folder


@pytest.mark.parametrize("named", ["", "lianzhan_mustard"])
def test_the_folder_of_the_repository_and_of_the_package_name_the_same_plugin(named: str, tmp_path: Path) -> None:
    folder = repository(tmp_path)
    place = place_of(folder / named)
    assert (place.name, place.package) == ("mustard", "lianzhan_mustard")
    assert place.folder == folder / "lianzhan_mustard"
    assert place.repository == folder
    assert place.permissions == folder / "tests" / "permissions.txt"
    assert not place.is_bundled


def test_a_package_may_lie_in_src(tmp_path: Path) -> None:
    folder = repository(tmp_path, "src/lianzhan_mustard")
    assert place_of(folder).package == "lianzhan_mustard"
    assert place_of(folder).repository == folder


def test_a_plugin_of_this_checkout_is_imported_from_plugins() -> None:
    place = place_of(ROOT / "plugins" / "duty_days")
    assert (place.name, place.package, place.repository) == ("duty_days", "plugins.duty_days", ROOT)
    assert place.permissions == ROOT / "tests" / "plugins" / "duty_days" / "permissions.txt"
    assert place.is_bundled


def test_a_folder_in_the_path_of_plugins_is_a_repository_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "mustard"
    folder.mkdir()
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    place = place_of(folder)
    assert (place.package, place.repository) == ("plugins.mustard", folder)
    assert place.permissions == folder / "tests" / "permissions.txt"


def test_a_folder_without_a_plugin_is_answered_with_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(NoPluginThere, match="plugin new NAME"):
        place_of(tmp_path)


def test_of_several_plugins_one_is_to_be_named() -> None:
    with pytest.raises(SeveralPluginsThere, match=r"duty_days.*Name the folder of one"):
        place_of(ROOT / "plugins")


def test_a_manifest_that_makes_no_sense_says_why(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / "lianzhan_mustard" / "plugin.toml").write_text('name = "mustard"\n', encoding="utf-8")
    with pytest.raises(ManifestInvalid, match="`title` is missing"):
        place_of(folder)
