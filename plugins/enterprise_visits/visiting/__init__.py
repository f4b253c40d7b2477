"""Visits: planned and invited, logged from a phone, entered later from paper, listed and printed."""
