"""Stations: the places where deputies work, and the people who run them."""
