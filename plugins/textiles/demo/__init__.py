"""Textiles in the demonstration of Xinyi: what its mills can do, whom they look for, and their salons."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.textiles.demo import xinyi

SCENARIOS = (DemoScenario(place="xinyi", load=xinyi.load, shown_at=xinyi.stations, order=120),)
