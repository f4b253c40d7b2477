"""The imports of a plugin point one way: to core.api, to the api of plugins it names, and down its own layers."""

from core.plugin_kit.imports import broken_contracts
from core.testing.promises import promises
from core.testing.promises.plugins import package_of


@promises("contracts", "It imports core.api alone of the platform, and its layers use only those below them")
def test_the_imports_of_a_plugin_point_one_way(plugin: str) -> None:
    broken = broken_contracts(package_of(plugin))
    assert not broken, "\n".join(broken)
