"""Alliances, their meetings and minutes in the demonstrations: one for every chain of Xinyi, and Yanzhou's forum."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.alliances.demo import xinyi, yanzhou

SCENARIOS = (DemoScenario(place="xinyi", load=xinyi.load), DemoScenario(place="yanzhou", load=yanzhou.load))
