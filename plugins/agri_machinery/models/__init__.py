"""The tables of agricultural machinery, a module a subject."""

from plugins.agri_machinery.models.base import Base
from plugins.agri_machinery.models.catalogue import Product
from plugins.agri_machinery.models.problems import Cooperation, Problem, ProblemStep
from plugins.agri_machinery.models.trials import Factor, Level, Plot, PlotSheet, Treatment, Trial

__all__ = [
    "Base",
    "Cooperation",
    "Factor",
    "Level",
    "Plot",
    "PlotSheet",
    "Problem",
    "ProblemStep",
    "Product",
    "Treatment",
    "Trial",
]
