"""Deputies, their mandates, and their placement into stations."""
