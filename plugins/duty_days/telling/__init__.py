"""Telling: who holds a place is reminded of it and hears what became of it; who runs a station, where people are missing."""
