"""Agricultural machinery in the demonstrations: the trade's own station in Yanzhou, and trials at work in Xinyi."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.agri_machinery.demo import xinyi, yanzhou

SCENARIOS = (
    DemoScenario(place="xinyi", load=xinyi.load, shown_at=xinyi.stations, order=150),
    DemoScenario(place="yanzhou", load=yanzhou.load, shown_at=yanzhou.stations, order=150),
)
