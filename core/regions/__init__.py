"""Regions: the official division of the country, and what an office adds to it."""
