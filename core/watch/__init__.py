"""Watching the platform: is it alive, is it ready, and what has it done."""
