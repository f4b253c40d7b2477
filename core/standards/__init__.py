"""Standards: what an office expects of its stations, the yearly self-check, its review and its stars."""
