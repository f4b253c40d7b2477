"""Congresses and their terms."""
