"""Trials: what is asked, which combinations are compared, and where each stands in the field."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise
from core.api.declare import _
from plugins.agri_machinery.models import Factor, Level, Plot, Product, Treatment, Trial
from plugins.agri_machinery.models.trials import HIGHEST_BLOCK, LONGEST_LEVEL, LONGEST_TREATMENT, MEASURES, MOST_PLOTS
from plugins.agri_machinery.trials.errors import (
    FactorsUnreadable,
    PlotNotOfTrial,
    PlotNumberTaken,
    TooFewTreatments,
    TooManyPlots,
    TooManyTreatments,
    TrialMeasured,
)

MOST_LEVELS: Final = 8
MOST_TREATMENTS: Final = 30
_COLON: Final = re.compile(r"[:\uff1a]")
_COMMA: Final = re.compile(r"[,;\uff0c\uff1b\u3001]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the register is narrowed."""

    words: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A factor as it was typed."""

    name: str
    levels: tuple[str, ...]


def in_register(wanted: Wanted) -> Select[Any]:
    """The trials as rows of a list, with how many plots they have and how many yields were weighed."""
    plots = select(func.count(Plot.id)).where(Plot.trial_id == Trial.id).correlate(Trial).scalar_subquery()
    weighed = select(func.count(Plot.yield_kg)).where(Plot.trial_id == Trial.id).correlate(Trial).scalar_subquery()
    query = select(
        Trial.id,
        Trial.title,
        Trial.state,
        Trial.sown_on,
        Trial.place,
        Enterprise.name.label("grower"),
        plots.label("plots"),
        weighed.label("weighed"),
    ).outerjoin(Enterprise, Enterprise.id == Trial.grower_id)
    if wanted.words:
        columns = (Trial.title, Trial.question, Trial.place, Enterprise.name)
        query = query.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))
    return query.where(Trial.state == wanted.state) if wanted.state else query


def read_factors(typed: str) -> list[Said]:
    """The factors of some lines, ``Variety: Zhengdan 958, Denghai 605``. Raises FactorsUnreadable."""
    found: list[Said] = []
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        name, *rest = (part.strip() for part in _COLON.split(line, maxsplit=1))
        levels = tuple(dict.fromkeys(filter(None, (one.strip() for one in _COMMA.split("".join(rest))))))
        fits = max(map(len, (name, *levels)), default=0) <= LONGEST_LEVEL
        if not name or not fits or not 2 <= len(levels) <= MOST_LEVELS or name in {one.name for one in found}:
            raise FactorsUnreadable(line=line[:80])
        found.append(Said(name, levels))
    if not found:
        raise FactorsUnreadable(line="")
    return found


def combinations(factors: Sequence[Said]) -> int:
    """How many combinations the factors have."""
    count = 1
    for factor in factors:
        count *= len(factor.levels)
    return count


def save(session: Session, trial: Trial, factors: Sequence[Said] = (), **facts: Any) -> Trial:
    """Keep a trial; a new one gets its factors and all their combinations. Raises TooManyTreatments."""
    for fact, value in facts.items():
        setattr(trial, fact, value)
    session.add(trial)
    if factors:
        if combinations(factors) > MOST_TREATMENTS:
            raise TooManyTreatments(n=combinations(factors), most=MOST_TREATMENTS)
        _set_up(session, trial, factors)
    session.flush()
    return trial


def _set_up(session: Session, trial: Trial, factors: Sequence[Said]) -> None:
    known = _products(session, trial.station_id, {level for factor in factors for level in factor.levels})
    for number, said in enumerate(factors, 1):
        levels = [
            Level(position=place, name=name, product_id=known.get(name)) for place, name in enumerate(said.levels, 1)
        ]
        trial.factors.append(Factor(position=number, name=said.name, levels=levels))
    plus = str(_(" + "))
    for position, levels_of in enumerate(itertools.product(*(said.levels for said in factors)), 0):
        name = plus.join(levels_of)[:LONGEST_TREATMENT]
        trial.treatments.append(Treatment(position=position, name=name, is_control=position == 0))


def _products(session: Session, station_id: int, names: Collection[str]) -> Mapping[str, int]:
    query = select(Product.name, Product.id).where(Product.station_id == station_id, Product.name.in_(sorted(names)))
    return {name: number for name, number in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def lay_out(session: Session, trial: Trial, chosen: Collection[int], control: int | None, blocks: int) -> None:
    """Lay plots out: every chosen combination once in every block, in random order; blocks of 101, 201 and so on.

    The order is the same whenever the same trial is laid out the same way. Plots that were measured stay where they are;
    which combination is the usual practice may still be corrected. Raises TooFewTreatments, TooManyPlots, TrialMeasured.
    """
    treatments = [one for one in trial.treatments if one.id in set(chosen)]
    if len(treatments) < 2 or control not in {one.id for one in treatments}:
        raise TooFewTreatments
    if len(treatments) * blocks > MOST_PLOTS or blocks > HIGHEST_BLOCK:
        raise TooManyPlots(plots=len(treatments) * blocks, most=MOST_PLOTS)
    measured = sum(one.is_measured for one in trial.plots)
    if measured:
        if not _stands(trial, {one.id for one in treatments}, blocks):
            raise TrialMeasured(plots=measured)
        _control(trial, control)
        session.flush()
        return
    for plot in trial.plots:
        session.delete(plot)
    session.flush()
    session.expire(trial, ["plots"])
    _control(trial, control)
    order = random.Random(trial.id)  # noqa: S311 - for a field, not for a secret
    for block in range(1, blocks + 1):
        order.shuffle(treatments)
        for place, treatment in enumerate(treatments, 1):
            trial.plots.append(Plot(treatment=treatment, block=block, number=100 * block + place))
    session.flush()


def _stands(trial: Trial, treatments: Collection[int], blocks: int) -> bool:
    """Whether just these combinations and so many blocks are in the field already."""
    there = {plot.treatment_id for plot in trial.plots}, max(plot.block for plot in trial.plots)
    return there == (set(treatments), blocks)


def _control(trial: Trial, control: int | None) -> None:
    for one in trial.treatments:
        one.is_control = one.id == control


def save_plot(session: Session, plot: Plot, **facts: Any) -> Plot:
    """Keep a plot with what was measured on it. Raises PlotNumberTaken, PlotNotOfTrial."""
    ours = select(Treatment.id).where(Treatment.trial_id == plot.trial_id, Treatment.id == facts["treatment_id"])
    if session.scalar(ours) is None:
        raise PlotNotOfTrial
    taken = select(Plot.id).where(
        Plot.trial_id == plot.trial_id, Plot.number == facts["number"], Plot.id != (plot.id or 0)
    )
    if session.scalar(taken):
        raise PlotNumberTaken(number=facts["number"])
    for fact, value in facts.items():
        setattr(plot, fact, value)
    session.add(plot)
    session.flush()
    return plot


def measure(plot: Plot, **measured: float | None) -> None:
    """Write down what was measured; what is not named stays."""
    for name, value in measured.items():
        if name in MEASURES and value is not None:
            setattr(plot, name, value)


def remove_plot(session: Session, plot: Plot) -> None:
    """Take a plot out that is not in the field."""
    session.delete(plot)
    session.flush()


def remove(session: Session, trial: Trial) -> None:
    """Take a trial out that was entered by mistake. Raises TrialMeasured."""
    measured = sum(one.is_measured for one in trial.plots)
    if measured:
        raise TrialMeasured(plots=measured)
    for plot in list(trial.plots):
        session.delete(plot)
    session.flush()
    session.expire(trial, ["plots"])
    session.delete(trial)
    session.flush()
