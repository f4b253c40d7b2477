"""Duty days in the demonstration: a year that was lived, and what is coming."""

from __future__ import annotations

from core.api.declare import DemoScenario
from plugins.duty_days.demo.xinyi import load

SCENARIOS = (DemoScenario(place="xinyi", load=load),)
