"""Enterprises: the members of a chain's segments."""
