"""What goes with a later version of the plugin API works until then, and says at the plugin's line what to use instead."""

from __future__ import annotations

import warnings
from types import ModuleType

import pytest

from core import hookspecs
from core.api import data, declare, paper, sheets, web, work
from core.api.declare import API_VERSION, Goes, extension_point, hooks, implements
from core.outgoing import outgoing
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, state_in
from tools.hook_reference import points


@extension_point(when="start", goes=Goes(API_VERSION + 1, "Use hooks.nav_items."))
def menu_entries() -> list[str]:
    """Menu entries, as they once were."""
    return []


def test_a_hook_that_goes_says_so_to_who_implements_it() -> None:
    told = rf"The hook menu_entries goes with version {API_VERSION + 1} of the plugin API\. Use hooks\.nav_items\."
    with pytest.warns(DeprecationWarning, match=told) as warned:

        @implements(menu_entries)
        def entries() -> list[str]:
            return []

    assert warned[0].filename == __file__, "the line of the plugin, not one of ours"


def test_a_name_that_goes_still_stands_for_the_thing() -> None:
    module = ModuleType("core.api.old")
    module.__getattr__ = outgoing("core.api.old", {"show": (len, Goes(2, "Use render."))})  # type: ignore[method-assign]
    with pytest.warns(DeprecationWarning, match=r"core\.api\.old\.show goes with version 2 .* Use render\.") as warned:
        assert module.show is len
    assert warned[0].filename == __file__
    with pytest.raises(AttributeError, match=r"'core\.api\.old' has no attribute 'shwo'"):
        _ = module.shwo


def test_a_plugin_that_uses_what_goes_is_active_all_the_same(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes = Goes(API_VERSION + 1, "Use station_panels.")
    point = hooks.home_panels.extension_point  # type: ignore[attr-defined]
    monkeypatch.setitem(
        vars(hooks.home_panels),
        "extension_point",
        type(point)(point.function, point.when, point.gives, False, "", goes),
    )
    code = """
        from core.api.declare import hooks, implements


        @implements(hooks.home_panels)
        def home_panels(session, viewer, day):
            return []
    """
    workshop.write("looms", init=code)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        app = workshop.app()
    assert state_in(app, "looms").value == "active"
    assert [str(one.message) for one in told if "home_panels goes" in str(one.message)]
    assert_core_answers(app)


def test_nothing_is_kept_longer_than_it_was_said() -> None:
    for point in points():
        assert point.goes is None or point.goes.version > hookspecs.API_VERSION, f"{point.name} was to go: take it away"


@pytest.mark.parametrize("module", [data, declare, paper, sheets, web, work])
def test_every_name_handed_on_is_there(module: ModuleType) -> None:
    assert set(module.__all__) <= set(vars(module))
