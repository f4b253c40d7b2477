"""How far roles reach: as far as the scope of their own kind, and no further."""

import pytest

from core.access import NOWHERE, STRANGER, Held, Role, Scope, Viewer

ROLES = {"stations.edit": frozenset({Role.OFFICE, Role.MANAGER, Role.ADMINISTRATOR, Role.DEPUTY, Role.ORGAN})}
HERE, ELSEWHERE = Scope(region_code="320381", station_id=1, person_id=7), Scope(region_code="320382", station_id=2)


def viewer(*held: Held, **more: object) -> Viewer:
    return Viewer(account_id=1, held=held, roles_by_permission=ROLES, **more)  # type: ignore[arg-type]


def test_a_stranger_reaches_nothing() -> None:
    assert STRANGER.reach("stations.edit") == NOWHERE
    assert not STRANGER.may("stations.edit")


def test_an_unknown_permission_is_nobodys() -> None:
    assert not viewer(Held(Role.ADMINISTRATOR)).may("stations.paint")


def test_an_administrator_reaches_everything() -> None:
    who = viewer(Held(Role.ADMINISTRATOR))
    assert who.may("stations.edit", HERE)
    assert who.may("stations.edit", Scope())


@pytest.mark.parametrize(
    ("code", "reaches"),
    [("32", True), ("3203", True), ("320381", True), ("320382", False), ("320381101", False), ("37", False)],
)
def test_an_office_reaches_its_region_and_all_below(code: str, reaches: bool) -> None:
    assert viewer(Held(Role.OFFICE, code)).may("stations.edit", HERE) is reaches


def test_an_office_without_a_region_reaches_nothing() -> None:
    assert not viewer(Held(Role.OFFICE)).may("stations.edit", HERE)
    assert not viewer(Held(Role.OFFICE)).may("stations.edit", Scope())


def test_a_record_without_a_region_is_no_offices() -> None:
    assert not viewer(Held(Role.OFFICE, "32")).may("stations.edit", Scope())


def test_a_manager_reaches_the_own_station_only() -> None:
    who = viewer(Held(Role.MANAGER, station_id=1))
    assert who.may("stations.edit", HERE)
    assert not who.may("stations.edit", ELSEWHERE)
    assert who.may("stations.edit", Scope(region_code="99", also_station_ids=frozenset({1, 5})))


def test_a_region_beside_a_role_that_has_none_reaches_nothing_more() -> None:
    assert not viewer(Held(Role.MANAGER, "320381", station_id=9)).may("stations.edit", HERE)
    assert not viewer(Held(Role.ORGAN, "320381", organ="Bureau")).may("stations.edit", HERE)
    assert not viewer(Held(Role.DEPUTY, "320381")).may("stations.edit", HERE)


def test_a_deputy_reaches_oneself_and_the_stations_one_is_placed_at() -> None:
    assert viewer(Held(Role.DEPUTY), person_id=7).may("stations.edit", HERE)
    assert not viewer(Held(Role.DEPUTY), person_id=8).may("stations.edit", HERE)
    assert viewer(Held(Role.DEPUTY), person_id=8, placed_at=frozenset({1})).may("stations.edit", HERE)


def test_a_person_who_is_no_deputy_does_not_reach_oneself() -> None:
    assert not viewer(Held(Role.MANAGER, station_id=9), person_id=7, placed_at=frozenset({1})).may(
        "stations.edit", HERE
    )


def test_nobody_reaches_records_of_nobody() -> None:
    assert not viewer(Held(Role.DEPUTY), person_id=None).may("stations.edit", Scope(person_id=None))
    assert not viewer(Held(Role.MANAGER)).may("stations.edit", Scope(station_id=None))
    assert not viewer(Held(Role.ORGAN)).may("stations.edit", Scope(organ=""))


def test_two_roles_reach_as_far_as_both() -> None:
    who = viewer(Held(Role.MANAGER, station_id=1), Held(Role.OFFICE, "320382"))
    assert who.may("stations.edit", HERE)
    assert who.may("stations.edit", ELSEWHERE)
