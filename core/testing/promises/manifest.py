"""What a plugin says of itself in plugin.toml holds, on this platform."""

from core.hookspecs import API_VERSION
from core.plugin_host.errors import ApiMismatch
from core.plugin_host.manifest import discover
from core.testing.promises import promises
from core.testing.promises.plugins import found_as


@promises("manifest", "plugin.toml makes sense, and names the plugin as it is installed")
def test_the_manifest_makes_sense(plugin: str) -> None:
    found = found_as(plugin)
    assert found.problem is None, str(found.problem)


@promises("manifest", "It was written for the plugin API of this platform")
def test_the_plugin_was_written_for_the_api_of_this_platform(plugin: str) -> None:
    manifest = found_as(plugin).manifest
    assert manifest is not None, str(found_as(plugin).problem)
    mismatch = ApiMismatch(plugin=plugin, wanted=str(manifest.api), offered=API_VERSION)
    assert API_VERSION in manifest.api, f"{mismatch} Or, if it works with that one, widen `api` in plugin.toml."


@promises("manifest", "Every plugin it requires is installed")
def test_every_plugin_it_requires_is_installed(plugin: str) -> None:
    manifest = found_as(plugin).manifest
    assert manifest is not None, str(found_as(plugin).problem)
    missing = set(manifest.requires) - {found.name for found in discover(())}
    assert not missing, (
        f"`requires` in plugin.toml names {', '.join(sorted(missing))}, which is not installed here: install it, "
        f"or move it to `uses` if the plugin works without it."
    )
