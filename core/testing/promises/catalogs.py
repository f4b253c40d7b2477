"""The catalog of a plugin: every message translated once and faithfully, and compiled, so that pages speak it."""

from core.plugin_host.manifest import discover
from core.plugin_kit import messages
from core.plugin_kit.catalogs import Domain
from core.plugin_kit.messages import CORE, Catalogs
from core.testing.promises import promises
from core.testing.promises.plugins import found_as

MEND = (
    'Run `lianzhan plugin messages update`, write {"English": "translation"} into a file, then '
    "`lianzhan plugin messages translate FILE` and `lianzhan plugin messages compile`."
)


@promises("catalogs", "Every message is translated once and faithfully, and agrees with those of the platform")
def test_every_message_is_translated_once_and_faithfully(plugin: str) -> None:
    wrong = [str(problem) for problem in messages.problems(catalogs_of(plugin))]
    assert not wrong, "\n".join([*wrong, MEND])


@promises("catalogs", "The catalog is compiled, so that pages speak it")
def test_the_catalog_is_compiled(plugin: str) -> None:
    (own,) = catalogs_of(plugin).own
    compiled = own.path.with_suffix(".mo")
    is_compiled = not own.path.exists() or (compiled.exists() and compiled.stat().st_mtime >= own.path.stat().st_mtime)
    assert is_compiled, f"{compiled} is missing or older than its catalog: run `lianzhan plugin messages compile`."


def catalogs_of(plugin: str) -> Catalogs:
    """The catalog of the plugin where it is installed, beside all others that are spoken with it."""
    found = found_as(plugin)
    others = [other for other in discover(()) if other.name != plugin and other.manifest]
    return Catalogs(
        root=found.folder.parent,
        own=(Domain(plugin, found.folder, (found.folder,)),),
        beside=(Domain("core", CORE, ()), *(Domain(other.name, other.folder, ()) for other in others)),
    )
