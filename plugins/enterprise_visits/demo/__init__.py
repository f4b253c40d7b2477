"""Enterprise visits in the demonstrations: a year in Xinyi, and eight months in Fucheng."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.enterprise_visits.demo import fucheng, xinyi

SCENARIOS = (DemoScenario(place="xinyi", load=xinyi.load), DemoScenario(place="fucheng", load=fucheng.load))
