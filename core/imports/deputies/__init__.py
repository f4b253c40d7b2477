"""Rosters of deputies: who they are, which mandates they hold, where they are placed."""

from core.imports.deputies.employers import EmployerIndex
from core.imports.deputies.planner import DeputyPlanner

__all__ = ["DeputyPlanner", "EmployerIndex"]
