"""Rotas with known answers (``bench/instances``): as problems of ours, and counted by a scorer that knows no model.

Twelve months, one slot of three deputies a station and month. In a coupled one, deputies of the highest level may also
serve at the next two stations.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats, Wanted

FOLDER = Path(__file__).parent / "instances"
COUPLED = "-coupled"
KNOWN = {
    "88x7x12": (911, 801),
    "88x7x12-coupled": (906, 300),
    "1422x97x12": (14780, 10108),
    "1422x97x12-coupled": (13157, 3217),
}
"""Of each instance: what a greedy answer cost elsewhere, and the best that was known."""


@cache
def read(name: str) -> dict[str, Any]:
    """The instance of this name, as it is written."""
    found: dict[str, Any] = json.loads((FOLDER / f"rota-{name.removesuffix(COUPLED)}.json").read_text())
    if name.endswith(COUPLED):
        stations = 1 + max(each["station"] for each in found["deputies"])
        for each in found["deputies"]:
            if each["level"] == "city":
                each["eligible"] = [(each["station"] + step) % stations for step in range(3)]
    return found


def problem_of(name: str) -> Problem:
    """The instance as a problem: deputies by their place in the list, sittings by :func:`seats_at`."""
    written = read(name)
    months: int = written["months"]
    deputies: Sequence[Mapping[str, Any]] = written["deputies"]
    locked: dict[int, list[int]] = defaultdict(list)
    for lock in written["locked"]:
        locked[seats_at(lock["station"], lock["month"], months)].append(lock["deputy"])
    above_town = Wanted("level", frozenset({each["level"] for each in deputies} - {"town"}))
    return Problem(
        tuple(_candidate(number, each, months) for number, each in enumerate(deputies)),
        tuple(
            Seats(
                key=seats_at(station, month, months),
                station=station,
                day=date(2026 + month // 12, month % 12 + 1, 15),
                period=month,
                turn=month,
                places=written["per_slot"],
                minimum=written["per_slot"],
                held=tuple(locked[seats_at(station, month, months)]),
                wanted=(above_town,),
            )
            for station in range(1 + max(each["station"] for each in deputies))
            for month in range(months)
        ),
    )


def seats_at(station: int, month: int, months: int = 12) -> int:
    """The number of a station's sitting in a month."""
    return station * months + month


def _candidate(number: int, written: Mapping[str, Any], months: int) -> Candidate:
    away = {seats_at(station, month, months) for station in written["eligible"] for month in written["unavailable"]}
    return Candidate(
        key=number,
        station=written["station"],
        stations=frozenset(written["eligible"]),
        level=written["level"],
        enterprise=written["enterprise"],
        served=written["served_before"],
        away=dict.fromkeys(away, "leave"),
    )


class Broken(Exception):
    """A rota that breaks a rule of its instance."""


def cost(name: str, holders: Mapping[int, Sequence[int]]) -> int:
    """What a rota of the instance costs, counted from the instance alone. Raises :class:`Broken`."""
    written = read(name)
    deputies, months, places = written["deputies"], written["months"], written["per_slot"]
    months_of: dict[int, set[int]] = defaultdict(set)
    total = 0
    for station in range(1 + max(each["station"] for each in deputies)):
        for month in range(months):
            serving = holders[seats_at(station, month, months)]
            for key in serving:
                _check(deputies[key], key, station, month, months_of)
                months_of[key].add(month)
            employers = {deputies[key]["enterprise"] for key in serving}
            if len(serving) > places or len(employers) < len(serving):
                raise Broken(f"station {station}, month {month}: overfull, or two of one enterprise")
            total += 1000 * (places - len(serving))
            total += 1000 * all(deputies[key]["level"] == "town" for key in serving)
    for lock in written["locked"]:
        if lock["deputy"] not in holders[seats_at(lock["station"], lock["month"], months)]:
            raise Broken(f"a lock: {lock}")
    loads: dict[int, list[int]] = defaultdict(list)
    for key, each in enumerate(deputies):
        on = months_of[key]
        loads[each["station"]].append(each["served_before"] + len(on))
        total += sum(3 * (month + 1 in on) + (month + 2 in on) for month in on)
    return total + 100 * sum(max(of) - min(of) for of in loads.values())


def _check(deputy: Mapping[str, Any], key: int, station: int, month: int, months_of: Mapping[int, set[int]]) -> None:
    if station not in deputy["eligible"]:
        raise Broken(f"deputy {key} does not serve at station {station}")
    if month in deputy["unavailable"] or month in months_of.get(key, ()):
        raise Broken(f"deputy {key} cannot serve in month {month}")
