"""Pictures of a chain: its segments, enterprises and pairs; and how far each segment is covered."""
