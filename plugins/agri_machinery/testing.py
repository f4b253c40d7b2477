"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import now, today
from plugins.agri_machinery.models import Cooperation, Plot, PlotSheet, Problem, Product, Trial
from plugins.agri_machinery.problems import service as problems
from plugins.agri_machinery.trials import service as trials


def make_product(session: Session, station: Station, name: str = "Golden 958", **facts: Any) -> Product:
    """A variety of the station's catalogue; found again by its name."""
    query = select(Product).where(Product.station_id == station.id, Product.name == name)
    found = session.scalars(query).first()
    if found is None:
        found = Product(station_id=station.id, name=name, **{"kind": "variety", **facts})
        session.add(found)
        session.flush()
    return found


def make_trial(session: Session, station: Station, title: str = "Maize", *, blocks: int = 3, **facts: Any) -> Trial:
    """A trial of two varieties and two machines, laid out; found again by its title."""
    found = session.scalars(select(Trial).where(Trial.station_id == station.id, Trial.title == title)).first()
    if found is not None:
        return found
    factors = trials.read_factors("Variety: Golden 958, Silver 605\nMachine: Old drill, New drill")
    told = {"question": "Which together bring most?", "goal": 20, "state": "agreed", "sown_on": today(), **facts}
    trial = trials.save(session, Trial(station_id=station.id, title=title), factors, **told)
    everything = [one.id for one in trial.treatments]
    trials.lay_out(session, trial, everything, everything[0], blocks)
    return trial


def make_plot(session: Session, station: Station) -> Plot:
    """A plot of such a trial."""
    return make_trial(session, station).plots[0]


def make_sheet(session: Session, station: Station) -> PlotSheet:
    """A table of measurements that waits."""
    trial = make_trial(session, station)
    rows = [{"sheet": "1", "row": 2, "values": {"number": trial.plots[0].number, "yield_kg": 600.0}, "problems": []}]
    sheet = PlotSheet(trial=trial, name="yields.xlsx", rows=rows, at=now())
    session.add(sheet)
    session.flush()
    return sheet


def make_problem(session: Session, station: Station, title: str = "Seeds jam in the drill", **facts: Any) -> Problem:
    """A technology problem that was raised today; found again by its title."""
    found = session.scalars(select(Problem).where(Problem.station_id == station.id, Problem.title == title)).first()
    told = {"title": title, "raised_on": today(), **facts}
    return found or problems.save(session, Problem(station_id=station.id), **told)


def make_cooperation(
    session: Session, station: Station, partner: str = "University of Fields", **facts: Any
) -> Cooperation:
    """A cooperation that goes on; found again by the partner."""
    query = select(Cooperation).where(Cooperation.station_id == station.id, Cooperation.partner == partner)
    told = {"partner": partner, "subject": "Sowing", "begins": today(), "ends": None, **facts}
    return session.scalars(query).first() or problems.save_cooperation(
        session, Cooperation(station_id=station.id), **told
    )


SAMPLES: tuple[UrlSample, ...] = (
    UrlSample(parameter="product", make=make_product),
    UrlSample(parameter="trial", make=make_trial),
    UrlSample(parameter="plot", make=make_plot),
    UrlSample(parameter="plot_sheet", make=make_sheet),
    UrlSample(parameter="problem", make=make_problem),
    UrlSample(parameter="cooperation", make=make_cooperation),
)
