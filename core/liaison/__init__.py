"""Liaison: the leaders, committees and organs that look after a station, with their written duties."""
