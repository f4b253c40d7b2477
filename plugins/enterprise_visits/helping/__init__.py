"""Mutual help: what enterprises of a chain offer and seek, which of it may fit, and who introduced whom."""
