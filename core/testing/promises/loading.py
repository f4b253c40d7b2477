"""A plugin loads: it knows every hook it implements, implements it as the hook asks, and its tables are its own."""

import json
from dataclasses import dataclass

import pytest

from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises import promises
from core.testing.promises.plugins import in_a_fresh_process

STARTING = """
import json
from core.app import create_app
from core.settings import Settings

host = create_app(Settings.from_environ()).extensions["lianzhan"].host
host.rehearse()
told = {
    plugin.name: {
        "reason": "" if plugin.is_active else str(plugin.reason or plugin.state.words),
        "failures": [f"{one.hook}: {one.error}: {one.message} (at {one.place})" for one in plugin.failures],
    }
    for plugin in host.plugins.values()
}
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Started:
    """What became of a plugin at a start: why it does not run, and what else of it failed."""

    reason: str
    failures: list[str]


@pytest.fixture(scope="module")
def started(store: Store) -> dict[str, Started]:
    """A platform started in a process of its own, in which a broken plugin is put aside, with the reason."""
    more = {
        "LIANZHAN_DATABASE_URL": store.migrated("sqlite"),
        "LIANZHAN_SECRET_KEY": SECRET_KEY,
        "LIANZHAN_PLUGINS_STRICT": "0",
    }
    done = in_a_fresh_process(STARTING, more=more)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: Started(**facts) for name, facts in told.items()}


@promises("loading", "It loads: its hooks are there and implemented as they ask, and its tables are its own")
def test_the_plugin_loads(plugin: str, started: dict[str, Started]) -> None:
    reason = started[plugin].reason
    assert not reason, reason


@promises("loading", "What it adds to other plugins loads, too")
def test_what_it_adds_to_other_plugins_loads(plugin: str, started: dict[str, Started]) -> None:
    assert not started[plugin].reason, started[plugin].reason
    assert not started[plugin].failures, "\n".join(started[plugin].failures)
