"""Enterprise visits in the demonstrations: a year in Xinyi, eight months in Fucheng, and the makers of machines, seed and fertiliser of Yanzhou."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.enterprise_visits.demo import fucheng, xinyi, yanzhou

SCENARIOS = (
    DemoScenario(place="xinyi", load=xinyi.load),
    DemoScenario(place="fucheng", load=fucheng.load),
    DemoScenario(place="yanzhou", load=yanzhou.load),
)
