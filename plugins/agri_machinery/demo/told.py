"""What a demonstration tells in words, and how it becomes records: through the same services as people use."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from plugins.agri_machinery import enterprises, meetings
from plugins.agri_machinery.catalogue import service as catalogue
from plugins.agri_machinery.models import Cooperation, Problem, Product, Trial
from plugins.agri_machinery.problems import service as problems
from plugins.agri_machinery.problems.service import Step
from plugins.agri_machinery.trials import service as trials
from plugins.agri_machinery.trials.service import Said

Words = Mapping[str, Any]
UNSOLVED: Final = ("raised", "studied", "tried")
"""The last problems are on their way."""


@dataclass(frozen=True, slots=True)
class Place:
    """A station on the day of its demonstration."""

    session: Session
    station: Station
    today: date
    words: Words

    def enterprise(self, name: str) -> int | None:
        """The number of an enterprise by a part of its name."""
        if not name:
            return None
        query = select(Enterprise.id).where(
            Enterprise.region_code == self.station.region_code, Enterprise.name.contains(name, autoescape=True)
        )
        return self.session.scalars(query.order_by(Enterprise.id)).first()

    def ago(self, days: int) -> date:
        """A day before the demonstration's."""
        return self.today - timedelta(days=days)


def words_of(place: str) -> Words:
    """The words of a place."""
    return tomllib.loads(files("plugins.agri_machinery.demo").joinpath(f"{place}.toml").read_text("utf-8"))


def stations(session: Session, told: Words) -> list[Station]:
    """The station that the words speak of."""
    query = select(Station).where(Station.name == told["station"], Station.region_code == told["region"])
    return list(session.scalars(query))


def is_loaded(here: Place) -> bool:
    """Whether the station has anything of the trade already."""
    of_station = [
        exists().where(model.station_id == here.station.id) for model in (Product, Trial, Problem, Cooperation)
    ]
    return bool(here.session.scalar(select(or_(*of_station))))


def load(session: Session, today: date, place: str) -> None:
    """Catalogue, partners, problems and trials of the place's station. Twice is once."""
    told = words_of(place)
    for station in stations(session, told):
        here = Place(session, station, today, told)
        if not is_loaded(here):
            _catalogue(here)
            _problems(here, _cooperations(here))
            for trial in told["trials"]:
                _trial(here, trial)


def _catalogue(here: Place) -> None:
    for one in here.words["products"]:
        facts = {name: value for name, value in one.items() if name != "maker"}
        catalogue.save(
            here.session, Product(station_id=here.station.id), maker_id=here.enterprise(one.get("maker", "")), **facts
        )


def _cooperations(here: Place) -> list[int]:
    found = []
    for one in here.words["cooperations"]:
        facts = {
            "partner": one["partner"],
            "subject": one["subject"],
            "enterprise_id": here.enterprise(one.get("enterprise", "")),
            "begins": here.ago(one["began"]),
            "ends": None,
        }
        found.append(problems.save_cooperation(here.session, Cooperation(station_id=here.station.id), **facts).id)
    return found


def _problems(here: Place, partners: Sequence[int]) -> None:
    """One after the other over two years, at the meeting before where there was one; the last are not settled yet."""
    told = here.words["problems"]
    who = [number for number, _name in enterprises.offered(here.session, here.station)]
    held = meetings.held(here.session, here.station)
    first, open_from = here.words["began"], len(told) - len(UNSOLVED)
    for turn, (title, words, solution) in enumerate(told):
        day = here.ago(first - turn * (first - 20) // len(told))
        meeting = next(((number, on) for number, on, _title in held if on <= day <= on + timedelta(days=45)), None)
        raised = meeting[1] if meeting else day
        problem = problems.save(
            here.session,
            Problem(station_id=here.station.id),
            title=title,
            words=words,
            enterprise_id=who[turn * 5 % len(who)] if who else None,
            raised_on=raised,
            meeting_id=meeting[0] if meeting else None,
        )
        partner = partners[turn % len(partners)] if partners and turn % 2 == 0 else None
        state = UNSOLVED[turn - open_from] if turn >= open_from else "settled"
        _solve(here, problem, state, solution, partner)


def _solve(here: Place, problem: Problem, state: str, solution: str, partner: int | None) -> None:
    if state == "raised":
        return
    room = (here.today - problem.raised_on).days
    studied = problem.raised_on + timedelta(days=min(12, room // 3))
    problems.move(here.session, problem, Step(day=studied, state="studied", cooperation_id=partner), here.today)
    if state == "studied":
        return
    tried = problem.raised_on + timedelta(days=min(40, room * 2 // 3))
    problems.move(here.session, problem, Step(day=tried, state="tried", cooperation_id=partner), here.today)
    if state == "settled":
        day = problem.raised_on + timedelta(days=min(75, room - 1))
        step = Step(day=day, state="settled", solution=solution, cooperation_id=partner)
        problems.move(here.session, problem, step, here.today)


def _trial(here: Place, told: Words) -> None:
    factors = [Said(one["name"], tuple(one["levels"])) for one in told["factors"]]
    trial = trials.save(
        here.session,
        Trial(station_id=here.station.id),
        factors,
        title=told["title"],
        question=told["question"],
        grower_id=here.enterprise(told.get("grower", "")),
        place=told["place"],
        sown_on=here.ago(told["sown"]),
        goal=told["goal"],
        state=told["state"],
    )
    if told["state"] == "proposed":
        return
    everything = [one.id for one in trial.treatments]
    trials.lay_out(here.session, trial, everything, everything[0], told["blocks"])
    if "measured" in told:
        _measure(trial, told["measured"], factors)
        here.session.flush()


def _measure(trial: Trial, measured: Words, factors: Sequence[Said]) -> None:
    """As fields are: what each better level adds, what each block adds or takes, and chance, always the same."""
    chance = random.Random(measured["seed"])  # noqa: S311 - for a field, not for a secret
    better = {level: gain for said, gain in zip(factors, measured["gains"], strict=True) for level in said.levels[1:]}
    for plot in trial.plots:
        gains = [gain for level, gain in better.items() if level in plot.treatment.name]
        together = measured["together"] if len(gains) == len(factors) else 0
        soil = measured["blocks"][plot.block - 1]
        facts: dict[str, float | None] = {
            "emergence": round(min(99.0, measured["emergence"] + 2.2 * len(gains) + chance.gauss(0, 1.1)), 1),
            "fertiliser": round(measured["fertiliser"] - 1.5 * len(gains) + chance.gauss(0, 0.4), 1),
            "cost": round(measured["cost"] + 18 * len(gains) + chance.gauss(0, 6)),
        }
        if measured["yield"]:
            value = measured["yield"] + sum(gains) + together + soil + chance.gauss(0, measured["chance"])
            facts["yield_kg"] = round(value, 1)
        trials.measure(plot, **facts)
