"""A plugin can be imported where no application is: no settings, no database and no network."""

import json

from core.plugin_host.manifest import discover
from core.plugin_kit.imports import modules_of
from core.testing.promises import promises
from core.testing.promises.plugins import in_a_fresh_process, package_of

NOBODY_READS_THIS = {"LIANZHAN_PORT": "no number: nothing reads settings while it is imported"}
EVERY_MODULE = """
import importlib, json, sys, traceback

def watch(event, arguments):
    if event in ("sqlite3.connect", "socket.connect"):
        raise RuntimeError(f"{event} while a module is imported")

sys.addaudithook(watch)
wrong = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        wrong[name] = f"{type(error).__name__}: {error} ({place.filename}, line {place.lineno})"
print(json.dumps(wrong))
"""


@promises("imports", "Every module can be imported without an application, settings, a database or the network")
def test_every_module_can_be_imported_without_an_application(plugin: str) -> None:
    absent = _not_installed(plugin)
    modules = [
        name for name, _file in modules_of(package_of(plugin)) if name.rpartition(".")[2] not in {"testing", *absent}
    ]
    done = in_a_fresh_process(EVERY_MODULE, *modules, more=NOBODY_READS_THIS)
    assert done.returncode == 0, done.stderr
    wrong = [f"{name}: {error}" for name, error in json.loads(done.stdout.splitlines()[-1]).items()]
    mend = "Move what needs the application, the database or a setting into the function that needs it."
    assert not wrong, "\n".join([*wrong, mend])


def _not_installed(plugin: str) -> set[str]:
    """The parts for plugins that are not installed here: ``with_<other>``."""
    installed = {found.name: found.manifest for found in discover(())}
    manifest = installed[plugin]
    return {f"with_{other}" for other in (manifest.uses if manifest else ()) if other not in installed}
