"""Counting alliances, meetings, minutes and action items, and the records behind each number."""
