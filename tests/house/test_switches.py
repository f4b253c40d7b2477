"""Switched off for a station, a plugin is gone there: its pages answer 404, no menu leads to it, no panel shows it."""

from core.testing.promises.switches import *
