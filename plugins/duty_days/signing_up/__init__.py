"""Signing up: who holds a place of a sitting, who waits for one, and who is invited."""
