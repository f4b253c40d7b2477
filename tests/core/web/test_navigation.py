"""The head of a wide page: many entries of one plugin stand behind one word, in the place of the first."""

from __future__ import annotations

from core.web.navigation import MenuEntry, MenuPart, gathered


def entry(label: str, part: str = "", *, current: bool = False) -> MenuEntry:
    return MenuEntry(label, f"/{label}", "link", current, part=part)


def test_two_entries_of_a_plugin_stand_by_themselves() -> None:
    entries = [entry("stations"), entry("days", "Duty days"), entry("mine", "Duty days")]
    assert gathered(entries) == entries


def test_three_stand_behind_the_title_of_the_plugin_where_the_first_of_them_stood() -> None:
    pairs, visits, help_ = (entry(label, "Visits", current=label == "visits") for label in ("pairs", "visits", "help"))
    shown = gathered([entry("stations"), pairs, entry("chains"), visits, help_])
    assert shown == [entry("stations"), MenuPart("Visits", "link", [pairs, visits, help_]), entry("chains")]
    assert isinstance(shown[1], MenuPart)
    assert shown[1].current


def test_entries_of_the_core_are_never_put_together() -> None:
    entries = [entry(label) for label in ("start", "deputies", "stations", "enterprises")]
    assert gathered(entries) == entries
